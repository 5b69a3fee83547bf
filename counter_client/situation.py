"""What a clerk can do now: the desk's situations, and one table of the verbs each of them allows.

The table only greys buttons; the hub decides in the end. It is kept from the hall's published state alone, so a
counter that has just been switched on knows it at once.
"""

from enum import StrEnum

from hub.contract.notices import WindowView
from hub.contract.vocabulary import OpenTicketRule, SiteRules, StationKind, TicketState, WindowState


class Verb(StrEnum):
    """What a desk may ask of the hub; the values are the contract's verbs."""

    SIGN_IN = "sign_in"  # 登录
    SIGN_OUT = "sign_out"  # 注销
    OPEN_WINDOW = "open_window"  # 开窗
    PAUSE_WINDOW = "pause_window"  # 暂停
    RESUME_WINDOW = "resume_window"  # 恢复
    CLOSE_WINDOW = "close_window"  # 关窗
    CALL_NEXT = "call_next"  # 下一位
    CALL_SPECIFIC = "call_specific"  # 指定叫号
    RECALL = "recall"  # 重呼
    START_SERVICE = "start_service"  # 开始办理
    COMPLETE_SERVICE = "complete_service"  # 办结
    PASS_TICKET = "pass_ticket"  # 过号
    PASS_AND_NEXT = "pass_and_next"  # 过号并叫下一位
    HOLD_TICKET = "hold_ticket"  # 挂起
    RESUME_TICKET = "resume_ticket"  # 回呼
    TRANSFER = "transfer"  # 转号
    ABANDON = "abandon"  # 弃号
    REACTIVATE = "reactivate"  # 过号激活
    TAKE_TICKET = "take_ticket"  # 代取号 (guide)
    REPRINT = "reprint"  # 补打 (guide)


class Situation(StrEnum):
    """How things stand at a desk."""

    STARTING = "starting"  # nothing is known yet
    UNBOUND = "unbound"  # this station has no window
    SIGNED_OUT = "signed_out"
    CLOSED = "closed"  # signed in, window not open
    PAUSED = "paused"
    FREE = "free"
    CALLED = "called"
    SERVING = "serving"
    GUIDE = "guide"  # a guide desk with somebody signed in


_NOBODY_HERE = frozenset({Verb.CALL_SPECIFIC, Verb.RESUME_TICKET, Verb.REACTIVATE, Verb.ABANDON})
"""What needs a free, open window, or only a number."""
_SOMEBODY_HERE = frozenset({Verb.COMPLETE_SERVICE, Verb.HOLD_TICKET, Verb.TRANSFER, Verb.REACTIVATE})

ALLOWED: dict[Situation, frozenset[Verb]] = {
    Situation.STARTING: frozenset(),
    Situation.UNBOUND: frozenset(),
    Situation.SIGNED_OUT: frozenset({Verb.SIGN_IN}),
    Situation.CLOSED: frozenset({Verb.OPEN_WINDOW, Verb.SIGN_OUT}),
    Situation.PAUSED: frozenset({Verb.RESUME_WINDOW, Verb.CLOSE_WINDOW, Verb.SIGN_OUT}),
    Situation.FREE: _NOBODY_HERE | {Verb.CALL_NEXT, Verb.PAUSE_WINDOW, Verb.CLOSE_WINDOW},
    Situation.CALLED: _SOMEBODY_HERE
    | {Verb.RECALL, Verb.START_SERVICE, Verb.PASS_TICKET, Verb.PASS_AND_NEXT, Verb.ABANDON},
    Situation.SERVING: _SOMEBODY_HERE,
    Situation.GUIDE: frozenset({Verb.TAKE_TICKET, Verb.REPRINT, Verb.REACTIVATE, Verb.ABANDON, Verb.SIGN_OUT}),
}
"""Situation → what may be pressed."""

PRIMARY: dict[Situation, Verb] = {
    Situation.STARTING: Verb.CALL_NEXT,
    Situation.UNBOUND: Verb.CALL_NEXT,
    Situation.SIGNED_OUT: Verb.SIGN_IN,
    Situation.CLOSED: Verb.OPEN_WINDOW,
    Situation.PAUSED: Verb.RESUME_WINDOW,
    Situation.FREE: Verb.CALL_NEXT,
    Situation.CALLED: Verb.START_SERVICE,
    Situation.SERVING: Verb.COMPLETE_SERVICE,
    Situation.GUIDE: Verb.TAKE_TICKET,
}
"""Situation → the one thing that is most likely to be pressed next."""

_OF_STATE = {WindowState.CLOSED: Situation.CLOSED, WindowState.PAUSED: Situation.PAUSED}
_OF_TICKET = {TicketState.CALLED: Situation.CALLED, TicketState.SERVING: Situation.SERVING}


def situation_of(kind: StationKind, bound: bool | None, view: WindowView | None, operator: str) -> Situation:
    """How things stand. ``bound`` is None until the station's configuration is known; ``operator`` is who is
    signed in at a guide desk (a window's operator stands in its view)."""
    if kind is StationKind.GUIDE:
        return Situation.GUIDE if operator else Situation.SIGNED_OUT
    if bound is None:
        return Situation.STARTING
    if not bound:
        return Situation.UNBOUND
    if view is None:
        return Situation.STARTING
    if not view.operator_id:
        return Situation.SIGNED_OUT
    if view.current is not None:
        # A window can be paused or closed from the console with somebody still at it: they come first.
        return _OF_TICKET[view.current.state]
    return _OF_STATE.get(view.state, Situation.FREE)


def allowed(situation: Situation, rules: SiteRules) -> frozenset[Verb]:
    """What may be pressed, by the table and by the site's switch for calling on over an open ticket."""
    verbs = ALLOWED[situation]
    over_open = rules.call_next_while_open is not OpenTicketRule.REFUSE
    if over_open and situation in (Situation.CALLED, Situation.SERVING):
        return verbs | {Verb.CALL_NEXT}
    return verbs
