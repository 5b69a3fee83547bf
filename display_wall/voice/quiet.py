"""Quiet hours: spans of the hall's own day in which calls are shown and not spoken."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from hub.contract.vocabulary import Instant

_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class QuietSpan:
    """From ``begin`` (included) to ``end`` (not included), in minutes after midnight; may pass midnight."""

    begin: int
    end: int

    def holds(self, minute: int) -> bool:
        """Whether a minute of the day is in the span."""
        if self.begin <= self.end:
            return self.begin <= minute < self.end
        return minute >= self.begin or minute < self.end


def parse_span(text: str) -> QuietSpan:
    """Read ``12:00-13:30``. Raises ValueError with a sentence for people."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"“{text}”不是时间段，应写成 12:00-13:30。 “{text}” is no span; write 12:00-13:30.")
    hours = [int(found[1]), int(found[3])]
    minutes = [int(found[2]), int(found[4])]
    begin, end = (hour * 60 + minute for hour, minute in zip(hours, minutes, strict=True))
    if begin > 1440 or end > 1440 or max(minutes) > 59:
        raise ValueError(f"“{text}”中的时间不存在。 There is no such time in “{text}”.")
    return QuietSpan(begin, end)


def is_quiet(spans: tuple[QuietSpan, ...], now: Instant, zone: tzinfo) -> bool:
    """Whether the voice rests at ``now`` in a hall of this time zone."""
    local = datetime.fromtimestamp(now / 1000, UTC).astimezone(zone)
    return any(span.holds(local.hour * 60 + local.minute) for span in spans)
