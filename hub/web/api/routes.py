"""``/health`` and the read-only interface for other systems, described at ``/api/v1/openapi.json``.

No personal data: windows without their staff, queues without their tickets.
"""

import asyncio

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from hub.contract.faults import Fault
from hub.contract.vocabulary import DayState, Instant, PauseReason, WindowActivity, WindowState, Words
from hub.web.guard import Pace
from hub.web.pictures import HallPicture
from hub.web.ports import Ports

PER_S = 5.0
BURST = 20
"""A caller that polls every second for both lists stays far below this."""


class Name(BaseModel):
    """A name in Chinese and English."""

    zh: str
    en: str


class QueueRecord(BaseModel):
    """One business's queue."""

    business_id: str
    name: Name
    prefix: str = Field(description="取号前缀 / prefix of its numbers")
    waiting: int = Field(description="等候人数 / people waiting")
    expected_wait_s: int | None = Field(description="现在取号预计等候秒数 / seconds if taken now; null: not known")
    open_windows: int
    passed: int = Field(description="过号人数 / people passed")


class WindowRecord(BaseModel):
    """One window, without its staff."""

    window_id: str
    number: str
    name: Name
    area: Name
    state: WindowState
    activity: WindowActivity
    reason: PauseReason | None
    current: str = Field(description="正在叫或办理的号码，空为没有 / number now, empty for none")
    since: int = Field(description="状态起始，毫秒 / since when, ms since 1970 UTC")


class Day(BaseModel):
    """The business date that an answer is about. ``as_of`` is the journal row it reflects."""

    hall_id: str
    business_date: str | None
    day_state: DayState
    as_of: int


class QueueList(Day):
    """All queues."""

    queues: list[QueueRecord]


class WindowList(Day):
    """All windows."""

    windows: list[WindowRecord]


class Trouble(BaseModel):
    """What went wrong, in words."""

    code: str
    zh: str
    en: str


_TROUBLES: dict[int | str, dict[str, object]] = {
    429: {"model": Trouble, "description": "请求太频繁 / too many requests"},
    503: {"model": Trouble, "description": "大厅主机正忙 / the hub is busy"},
}


SHARED_MS = 1000
"""Callers within a second get the same answer: however many ask, the writer is asked once."""


class Shared:
    """The hall's picture, made at most once a second."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._making = asyncio.Lock()
        self._picture: HallPicture | None = None
        self._at: Instant = 0

    async def hall(self) -> HallPicture:
        """The hall as it was within the last second. Raises ``Fault`` busy."""
        async with self._making:
            now = self._ports.clock()
            if self._picture is None or not 0 <= now - self._at < SHARED_MS:
                self._picture, self._at = await self._ports.pictures.hall(), now
            return self._picture


def routes(ports: Ports) -> APIRouter:
    """``/health``, ``/api/v1/queues``, ``/api/v1/windows``."""
    router = APIRouter()
    pace = Pace(PER_S, BURST, ports.clock)
    shared = Shared(ports)

    def admitted(request: Request) -> None:
        caller = request.client.host if request.client is not None else ""
        if not pace.admits(caller):
            trouble = Trouble(code="too_many", zh="请求太频繁，请稍后再试。", en="Too many requests; try again later.")
            raise HTTPException(429, trouble.model_dump(), {"Retry-After": "1"})

    @router.get("/health", include_in_schema=False)
    async def health() -> Response:
        """Whether the writer answers; nothing that an outsider could use."""
        try:
            picture = await shared.hall()
        except Fault as fault:
            return JSONResponse({"ok": False, "fault": fault.code.value}, 503)
        broker = ports.broker()
        return JSONResponse({
            "ok": True, "hall": picture.hall_id, "day": picture.day_state.value, "as_of": picture.as_of,
            "broker": str(broker.state) if broker is not None else None,
        })  # fmt: skip

    paced = [Depends(admitted)]

    @router.get("/api/v1/queues", dependencies=paced, responses=_TROUBLES, summary="排队情况 / Queues")
    async def queues() -> QueueList:
        """每项业务的等候人数与预计等候 / people waiting and expected wait of each business."""
        picture = await shared.hall()
        return QueueList(
            **_day(picture).model_dump(),
            queues=[
                QueueRecord(
                    business_id=queue.business_id, name=_name(queue.name), prefix=queue.prefix, waiting=queue.waiting,
                    expected_wait_s=queue.expected_wait_s, open_windows=queue.open_windows, passed=queue.passed,
                )
                for queue in picture.queues
            ],
        )  # fmt: skip

    @router.get("/api/v1/windows", dependencies=paced, responses=_TROUBLES, summary="窗口情况 / Windows")
    async def windows() -> WindowList:
        """每个窗口的状态与正在办理的号码 / state and number of each window."""
        picture = await shared.hall()
        return WindowList(
            **_day(picture).model_dump(),
            windows=[
                WindowRecord(
                    window_id=window.window_id, number=window.number, name=_name(window.name),
                    area=_name(window.area), state=window.state, activity=window.activity, reason=window.reason,
                    current=window.current, since=window.since,
                )
                for window in picture.windows
            ],
        )  # fmt: skip

    return router


def trouble_of(fault: Fault) -> dict[str, str]:
    """A fault as programs get it."""
    return Trouble(code=fault.code.value, zh=fault.sentence("zh"), en=fault.sentence("en")).model_dump()


def _day(picture: HallPicture) -> Day:
    return Day(
        hall_id=picture.hall_id, business_date=picture.business_date, day_state=picture.day_state, as_of=picture.as_of
    )


def _name(words: Words) -> Name:
    return Name(zh=words.zh, en=words.en)
