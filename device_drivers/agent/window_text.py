"""What a window's bar says when there is no fresh order: the window's present state.

The same words as the hub's orders, so that a bar that comes back reads like its neighbours.
"""

from hub.contract.notices import HallView, TicketView, WindowView
from hub.contract.vocabulary import PauseReason, TicketState, WindowState

WELCOME = "欢迎光临"
CLOSED = "窗口已关闭"
PAUSED = "暂停服务"

PAUSE_WORDS: dict[PauseReason, str] = {
    PauseReason.AWAY: "暂时离开",
    PauseReason.LUNCH: "午休",
    PauseReason.MEETING: "开会",
    PauseReason.FAULT: "设备故障",
    PauseReason.PAPERWORK: "整理材料",
}


def text_of(view: WindowView, plan: HallView | None) -> str | None:
    """The text for a window; None while the hall's plan, which has the window's number, is not here yet."""
    if view.state is WindowState.CLOSED:
        return CLOSED
    if view.state is WindowState.PAUSED:
        return PAUSED if view.reason is None else f"{PAUSED} {PAUSE_WORDS[view.reason]}"
    return WELCOME if view.current is None else _with_ticket(view.current, view.window_id, plan)


def _with_ticket(ticket: TicketView, window_id: str, plan: HallView | None) -> str | None:
    if ticket.state is TicketState.SERVING:
        return f"{ticket.number} 正在办理"
    if ticket.state is not TicketState.CALLED:
        return WELCOME
    numbers = {window.window_id: window.number for window in plan.windows} if plan is not None else {}
    number = numbers.get(window_id)
    return None if number is None else f"请{ticket.number}到{number}号窗口"
