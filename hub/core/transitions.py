"""The tables of states: ticket, window and evaluation, as data.

An unknown pair raises and changes nothing. ``ting docs`` draws these very tables into ``docs/states.md``.
"""

from enum import StrEnum
from typing import TypeVar

from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import EvaluationState, TicketState, WindowState


class TicketAct(StrEnum):
    """What can happen to a ticket."""

    CALL = "call"
    RECALL = "recall"
    START = "start"
    COMPLETE = "complete"
    PASS = "pass"
    REACTIVATE = "reactivate"
    HOLD = "hold"
    TRANSFER = "transfer"
    ABANDON = "abandon"
    EXPIRE = "expire"


class WindowAct(StrEnum):
    """What can happen to a window."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    OPEN = "open"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"


class EvaluationAct(StrEnum):
    """What can happen to a request for an evaluation."""

    GIVE = "give"
    CLOSE = "close"


_T = TicketState
_A = TicketAct

TICKET: dict[tuple[TicketState, TicketAct], TicketState] = {
    (_T.WAITING, _A.CALL): _T.CALLED,
    (_T.WAITING, _A.ABANDON): _T.ABANDONED,
    (_T.WAITING, _A.EXPIRE): _T.EXPIRED,
    (_T.CALLED, _A.RECALL): _T.CALLED,
    (_T.CALLED, _A.START): _T.SERVING,
    (_T.CALLED, _A.COMPLETE): _T.COMPLETED,  # the clerk skipped the start: it counts from the call
    (_T.CALLED, _A.PASS): _T.PASSED,
    (_T.CALLED, _A.HOLD): _T.HELD,
    (_T.CALLED, _A.TRANSFER): _T.WAITING,
    (_T.CALLED, _A.ABANDON): _T.ABANDONED,
    (_T.CALLED, _A.EXPIRE): _T.EXPIRED,
    (_T.SERVING, _A.COMPLETE): _T.COMPLETED,
    (_T.SERVING, _A.HOLD): _T.HELD,
    (_T.SERVING, _A.TRANSFER): _T.WAITING,
    (_T.HELD, _A.CALL): _T.CALLED,
    (_T.HELD, _A.ABANDON): _T.ABANDONED,
    (_T.HELD, _A.EXPIRE): _T.EXPIRED,
    (_T.PASSED, _A.CALL): _T.CALLED,
    (_T.PASSED, _A.REACTIVATE): _T.WAITING,
    (_T.PASSED, _A.ABANDON): _T.ABANDONED,
    (_T.PASSED, _A.EXPIRE): _T.EXPIRED,
}

WINDOW: dict[tuple[WindowState, WindowAct], WindowState] = {
    (WindowState.CLOSED, WindowAct.SIGN_IN): WindowState.CLOSED,
    (WindowState.CLOSED, WindowAct.SIGN_OUT): WindowState.CLOSED,
    (WindowState.CLOSED, WindowAct.OPEN): WindowState.OPEN,
    (WindowState.OPEN, WindowAct.PAUSE): WindowState.PAUSED,
    (WindowState.OPEN, WindowAct.CLOSE): WindowState.CLOSED,
    (WindowState.PAUSED, WindowAct.SIGN_IN): WindowState.PAUSED,
    (WindowState.PAUSED, WindowAct.SIGN_OUT): WindowState.PAUSED,
    (WindowState.PAUSED, WindowAct.RESUME): WindowState.OPEN,
    (WindowState.PAUSED, WindowAct.CLOSE): WindowState.CLOSED,
}

EVALUATION: dict[tuple[EvaluationState, EvaluationAct], EvaluationState] = {
    (EvaluationState.ASKED, EvaluationAct.GIVE): EvaluationState.GIVEN,
    (EvaluationState.ASKED, EvaluationAct.CLOSE): EvaluationState.NOT_GIVEN,
}

OPEN_STATES = frozenset({_T.WAITING, _T.CALLED, _T.SERVING, _T.HELD, _T.PASSED})
"""A ticket in one of these is not finished."""

AT_A_WINDOW = frozenset({_T.CALLED, _T.SERVING})
"""A ticket in one of these occupies its window."""

_StateT = TypeVar("_StateT", bound=StrEnum)
_ActT = TypeVar("_ActT", bound=StrEnum)


def ticket_after(state: TicketState, act: TicketAct, number: str) -> TicketState:
    """The state that follows. Raises ``Fault`` ticket_state for a pair that the table does not know."""
    return _after(TICKET, state, act, FaultCode.TICKET_STATE, number=number)


def window_after(state: WindowState, act: WindowAct) -> WindowState:
    """The state that follows. Raises ``Fault`` window_state for a pair that the table does not know."""
    return _after(WINDOW, state, act, FaultCode.WINDOW_STATE)


def evaluation_after(state: EvaluationState, act: EvaluationAct) -> EvaluationState:
    """The state that follows. Raises ``Fault`` already_evaluated or evaluation_closed."""
    code = FaultCode.ALREADY_EVALUATED if state is EvaluationState.GIVEN else FaultCode.EVALUATION_CLOSED
    return _after(EVALUATION, state, act, code)


def _after(
    table: dict[tuple[_StateT, _ActT], _StateT], state: _StateT, act: _ActT, code: FaultCode, **details: str
) -> _StateT:
    try:
        return table[state, act]
    except KeyError:
        raise Fault(code, state=state.value, **details) from None
