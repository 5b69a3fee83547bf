"""What a window's LED bar says and when its evaluator asks: orders made from events.

An order that is older than its call is never shown: each expires.
"""

from collections.abc import Callable, Iterable, Iterator

from hub.contract import events as ev
from hub.contract.notices import AskEvaluation, DeviceOrder, ShowText
from hub.contract.vocabulary import DeviceBinding, Instant, PauseReason, WindowId
from hub.core.hall import Hall
from hub.core.recorded import Recorded
from hub.service.ports import Publisher

SHOW_FOR_MS = 30_000
"""A call older than 30 s is history: a bar that comes back later is told the window's state instead."""

PAUSED: dict[PauseReason, str] = {
    PauseReason.AWAY: "暂时离开",
    PauseReason.LUNCH: "午休",
    PauseReason.MEETING: "开会",
    PauseReason.FAULT: "设备故障",
    PauseReason.PAPERWORK: "整理材料",
}


class WindowScreens:
    """Follows the writer and orders window bars and evaluators about."""

    def __init__(self, publisher: Publisher, fresh_id: Callable[[], str]) -> None:
        self._publisher = publisher
        self._fresh_id = fresh_id

    def committed(self, rows: Iterable[Recorded], hall: Hall) -> None:
        """Order what these rows mean for the windows' devices."""
        for row in rows:
            for window_id, kind, order in self._orders(hall, row):
                for station_id, device in devices_of(hall, window_id, kind):
                    self._publisher.publish_order(station_id, device.device_id, order)

    def _orders(self, hall: Hall, row: Recorded) -> Iterator[tuple[WindowId, str, DeviceOrder]]:
        event, until = row.event, row.at + SHOW_FOR_MS
        text = bar_text(hall, event)
        window_id = getattr(event, "window_id", "")
        if text is not None and window_id in hall.windows:
            called = isinstance(event, ev.TicketCalled | ev.TicketRecalled)
            call_seq = hall.seq if not called else event.call_seq if isinstance(event, ev.TicketRecalled) else row.seq
            order = ShowText(self._fresh_id(), until, text, flash=called, call_seq=call_seq if called else 0)
            yield window_id, "led_bar", order
        if isinstance(event, ev.EvaluationAsked):
            asked = AskEvaluation(self._fresh_id(), self._prompt_until(hall, row.at), event.request_id, event.number)
            yield event.window_id, "evaluator", asked

    @staticmethod
    def _prompt_until(hall: Hall, now: Instant) -> Instant:
        return now + (hall.plan.rules.evaluator_prompt_s if hall.plan is not None else 0) * 1000


def bar_text(hall: Hall, event: ev.Event) -> str | None:
    """What an event makes the window's bar say, None for nothing new."""
    if isinstance(event, ev.TicketCalled | ev.TicketRecalled):
        return f"请{event.number}到{hall.windows[event.window_id].number}号窗口"
    if isinstance(event, ev.ServiceStarted):
        return f"{event.number} 正在办理"
    if isinstance(event, ev.WindowPaused):
        return f"暂停服务 {PAUSED[event.reason]}"
    if isinstance(event, ev.WindowClosed):
        return "窗口已关闭"
    if isinstance(event, ev.WindowOpened | ev.WindowResumed | ev.ServiceCompleted | ev.TicketPassed | ev.TicketHeld):
        return "欢迎光临"
    return "欢迎光临" if isinstance(event, ev.TicketTransferred) else None


def devices_of(hall: Hall, window_id: WindowId, kind: str) -> Iterator[tuple[str, DeviceBinding]]:
    """The devices of a kind at a window, each with the station that looks after it."""
    for station in hall.stations.values():
        for device in station.devices:
            if device.window_id == window_id and device.kind == kind:
                yield station.station_id, device
