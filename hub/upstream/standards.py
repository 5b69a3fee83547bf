"""How the standards number things. They do not agree; a hall keeps names and converts for the district it reports to.

Sources: GB/T 39046-2020 政务服务平台基础数据规范, table A.8 (满意度代码); the national 好差评 interface, fields
``satisfaction`` and ``pf``.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from hub.contract.vocabulary import EvaluationLevel, Instant, StationId

_BEIJING = timezone(timedelta(hours=8))
"""The standards' times are those of Beijing, whatever a machine is set to."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The code tables of one kind of district. ``name`` stands in every batch, so that a code is never read wrongly."""

    name: str
    satisfaction: dict[EvaluationLevel, int]


GBT39046 = Profile("gbt39046", {level: code for code, level in enumerate(EvaluationLevel, start=1)})
"""GB/T 39046-2020: 1 非常满意 … 5 非常不满意."""

HCP = Profile("hcp", {level: code for code, level in enumerate(reversed(EvaluationLevel), start=1)})
"""好差评: the other way round, 5 非常满意 … 1 非常不满意."""

PROFILES: dict[str, Profile] = {profile.name: profile for profile in (GBT39046, HCP)}

PF_QR_CODE = 3
PF_HALL_TERMINAL = 5
"""``pf`` codes of 评价渠道: the QR code's phone page, and 政务服务大厅其他终端 (the evaluator at the window)."""

_PAGES: frozenset[StationId] = frozenset({"hub", "phone", "web"})
"""Stations that are pages of the hub itself: a rating that they bring came from a phone."""


def rating_channel(station_id: StationId) -> int:
    """The ``pf`` code of the way on which a rating came."""
    return PF_QR_CODE if station_id in _PAGES else PF_HALL_TERMINAL


def standard_time(at: Instant) -> str:
    """A moment as GB/T 39046 writes it, ``YYYYMMDDhhmmss``, Beijing time."""
    return datetime.fromtimestamp(at // 1000, UTC).astimezone(_BEIJING).strftime("%Y%m%d%H%M%S")
