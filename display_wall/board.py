"""What a wall shows, without a screen: folds views and notices into the board that the views paint."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from display_wall.calls import CallBook, CallPage, News
from hub.client.port import LinkState
from hub.contract.notices import Called, CallsView, DayNotice, HallView, Notice, QueueView, View, WindowView
from hub.contract.vocabulary import (
    AreaId,
    BusinessId,
    DayState,
    Instant,
    PauseReason,
    Window,
    WindowActivity,
    WindowId,
    WindowState,
    Words,
)

MOST_ROWS = 12
"""Windows on one page at most: more cannot be taken in within the ten seconds that a page stays."""
USUAL_ZONE = "Asia/Shanghai"
"""The clock of a wall that has not heard of its hall yet."""


class Mode(StrEnum):
    """Which picture the wall shows as a whole."""

    CONNECTING = "connecting"  # 正在连接
    NO_PLAN = "no_plan"  # 还没有配置
    BEFORE_DAY = "before_day"  # 还没有开始
    AFTER_DAY = "after_day"  # 今天已结束
    RUNNING = "running"


class RowState(StrEnum):
    """What a window is doing, as a row says it."""

    CALLING = "calling"
    SERVING = "serving"
    FREE = "free"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class WindowRow:
    """One window. ``number_shown`` is the ticket called or served there; ``waiting`` None where nobody can wait."""

    window_id: WindowId
    window_number: str
    name: Words
    state: RowState
    number_shown: str = ""
    reason: PauseReason | None = None
    waiting: int | None = None


@dataclass(frozen=True, slots=True)
class BusinessCount:
    """How many wait for one business."""

    business_id: BusinessId
    name: Words
    waiting: int


_ACTIVITY: dict[WindowActivity, RowState] = {
    WindowActivity.FREE: RowState.FREE,
    WindowActivity.CALLING: RowState.CALLING,
    WindowActivity.SERVING: RowState.SERVING,
}


def natural(number: str) -> tuple[tuple[int, int, str], ...]:
    """Order window numbers as people count: 2 before 10, A2 before A10, numbers before letters."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", number))


class Board:
    """Everything that one wall knows. Not for several threads: it lives where its view lives."""

    def __init__(self, area_id: AreaId = "") -> None:
        """``area_id`` empty is the whole hall."""
        self._area_id = area_id
        self._calls = CallBook(area_id)
        self._plan: HallView | None = None
        self._windows: dict[WindowId, WindowView] = {}
        self._queues: dict[BusinessId, QueueView] = {}
        self._link = LinkState.CONNECTING
        self._was_online = False

    # ---- what comes in

    def set_area(self, area_id: AreaId) -> None:
        """Show another area from now on; its calls come with ``take_view``."""
        if area_id != self._area_id:
            self._area_id = area_id
            self._calls = CallBook(area_id)

    def take_link(self, state: LinkState) -> None:
        """The link to the hub changed."""
        self._link = state
        self._was_online = self._was_online or state is LinkState.ONLINE

    def take_notice(self, notice: Notice, now: Instant) -> list[News]:
        """Fold a notice in; return the call in it that is news, if there is one."""
        if isinstance(notice, Called):
            news = self._calls.take(notice, now)
            return [] if news is None else [news]
        if isinstance(notice, DayNotice) and notice.state is DayState.OPEN:
            self._calls.forget()
        return []

    def take_view(self, view: View, now: Instant) -> list[News]:
        """Fold retained state in; return the calls in it that are news, oldest first."""
        if isinstance(view, CallsView):
            return self._calls.take_all(view.calls, now)
        if isinstance(view, WindowView):
            self._windows[view.window_id] = view
            self._calls.settle(view.window_id, view.current.ticket_id if view.current else None, view.as_of)
        elif isinstance(view, QueueView):
            self._queues[view.business_id] = view
        else:
            before = self._plan
            if before is not None and before.business_date not in (None, view.business_date):
                self._calls.forget()
            self._plan = view
        return []

    # ---- what the views ask

    @property
    def plan(self) -> HallView | None:
        """The hall as the hub describes it; None before it has."""
        return self._plan

    @property
    def area_id(self) -> AreaId:
        """Which area is shown; empty is the whole hall."""
        return self._area_id

    @property
    def stale(self) -> bool:
        """Whether what is shown may be out of date: the hub was there and is not now."""
        return self._was_online and self._link is not LinkState.ONLINE

    @property
    def zone(self) -> tzinfo:
        """The hall's time zone; the usual one while it is not known."""
        try:
            return ZoneInfo(self._plan.timezone if self._plan is not None else USUAL_ZONE)
        except (ZoneInfoNotFoundError, ValueError):
            return UTC

    def local(self, now: Instant) -> datetime:
        """The time on the hall's clocks."""
        return datetime.fromtimestamp(now / 1000, UTC).astimezone(self.zone)

    def mode(self, now: Instant) -> Mode:
        """Which picture to show."""
        if self._plan is None:
            return Mode.NO_PLAN if self._link is LinkState.ONLINE else Mode.CONNECTING
        if self._plan.day_state is DayState.OPEN or any(
            view.current is not None for view in self._windows.values() if view.window_id in self._ids()
        ):
            return Mode.RUNNING
        closes = self._plan.rules.closes_at
        return Mode.AFTER_DAY if self.local(now).strftime("%H:%M") >= closes else Mode.BEFORE_DAY

    @property
    def hall_name(self) -> Words:
        """The hall's name."""
        return self._plan.name if self._plan is not None else Words("", "")

    @property
    def area_name(self) -> Words:
        """The area's name; empty for the whole hall."""
        areas = self._plan.areas if self._plan is not None else ()
        return next((area.name for area in areas if area.area_id == self._area_id), Words("", ""))

    @property
    def notices(self) -> tuple[Words, ...]:
        """The texts of the ticker."""
        return self._plan.notices if self._plan is not None else ()

    def calls(self, now: Instant, room: int) -> CallPage:
        """The calls to show at ``now`` with room for so many."""
        return self._calls.page(now, room)

    def rows(self) -> tuple[WindowRow, ...]:
        """The area's windows by number; those that are not open come last."""
        rows = (self._row(window) for window in self._shown_windows())
        return tuple(sorted(rows, key=lambda row: (row.state is RowState.CLOSED, natural(row.window_number))))

    def pages(self, size: int) -> tuple[tuple[WindowRow, ...], ...]:
        """The rows in pages of at most ``size`` and at most 12, evenly filled; one empty page for no windows.

        No page shows closed windows alone while others work: nobody looks for them, and the rest would be seen less
        often.
        """
        rows = self.rows()
        if not rows:
            return ((),)
        size = max(1, min(size, MOST_ROWS))
        working = sum(row.state is not RowState.CLOSED for row in rows)
        if working:
            rows = rows[: -(-working // size) * size]
        count = -(-len(rows) // size)
        even = -(-len(rows) // count)
        return tuple(rows[begin : begin + even] for begin in range(0, len(rows), even))

    def businesses(self) -> tuple[BusinessCount, ...]:
        """The businesses of the area's windows, in the plan's order, with how many wait."""
        if self._plan is None:
            return ()
        offered = {business_id for window in self._shown_windows() for business_id in window.businesses}
        return tuple(
            BusinessCount(business.business_id, business.name, self._waiting(business.business_id))
            for business in self._plan.businesses
            if business.business_id in offered
        )

    def _shown_windows(self) -> list[Window]:
        windows = self._plan.windows if self._plan is not None else ()
        return [window for window in windows if self._area_id in ("", window.area_id)]

    def _ids(self) -> set[WindowId]:
        return {window.window_id for window in self._shown_windows()}

    def _waiting(self, business_id: BusinessId) -> int:
        queue = self._queues.get(business_id)
        return queue.waiting if queue is not None else 0

    def _row(self, window: Window) -> WindowRow:
        view = self._windows.get(window.window_id)
        state, shown = _state_of(view)
        call = self._calls.of_window(window.window_id)
        if call is not None and call.seq > (view.as_of if view is not None else 0):
            state, shown = RowState.CALLING, call.number  # the notice was quicker than the window's state
        waiting = None
        if state is not RowState.CLOSED:
            waiting = sum(self._waiting(business_id) for business_id in window.businesses)
            waiting += len(view.waiting_here) if view is not None else 0
        reason = view.reason if view is not None and state is RowState.PAUSED else None
        return WindowRow(window.window_id, window.number, window.name, state, shown, reason, waiting)


def _state_of(view: WindowView | None) -> tuple[RowState, str]:
    if view is None:
        return RowState.CLOSED, ""
    if view.current is not None:
        activity = view.activity if view.activity is not WindowActivity.FREE else WindowActivity.SERVING
        return _ACTIVITY[activity], view.current.number
    if view.state is WindowState.OPEN:
        return RowState.FREE, ""
    return (RowState.PAUSED, "") if view.state is WindowState.PAUSED else (RowState.CLOSED, "")
