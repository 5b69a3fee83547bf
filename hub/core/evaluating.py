"""One rating per service (一次一评), and announcements that were really made."""

from typing import Any

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import EvaluationState, Instant
from hub.core.finding import about
from hub.core.hall import Evaluation, Hall, Ticket
from hub.core.press import Press
from hub.core.transitions import EvaluationAct, evaluation_after


def evaluate(hall: Hall, press: Press, command: cmd.Evaluate, now: Instant) -> tuple[ev.Event, ...]:
    """Take the rating that answers this request, whatever the window is doing by now."""
    asked, ticket = _request(hall, command.request_id)
    evaluation_after(asked.state, EvaluationAct.GIVE)
    if now > asked.closes_at:
        raise Fault(FaultCode.EVALUATION_CLOSED)
    return (
        ev.EvaluationGiven(
            **_about(ticket, asked), request_id=asked.request_id, level=command.level, options=command.options
        ),
    )


def close_evaluation(hall: Hall, press: Press, command: cmd.CloseEvaluation, now: Instant) -> tuple[ev.Event, ...]:
    """The time is over: recorded as not given, never as a level."""
    asked, ticket = _request(hall, command.request_id)
    evaluation_after(asked.state, EvaluationAct.CLOSE)
    return (ev.EvaluationNotGiven(**_about(ticket, asked), request_id=asked.request_id),)


def not_given(hall: Hall) -> tuple[ev.Event, ...]:
    """What the end of the day makes of requests that nobody answered."""
    return tuple(
        ev.EvaluationNotGiven(**_about(hall.tickets[asked.ticket_id], asked), request_id=asked.request_id)
        for asked in hall.evaluations.values()
        if asked.state is EvaluationState.ASKED
    )


def _request(hall: Hall, request_id: str) -> tuple[Evaluation, Ticket]:
    asked = hall.evaluations.get(request_id)
    if asked is None:
        raise Fault(FaultCode.UNKNOWN_REQUEST)
    return asked, hall.tickets[asked.ticket_id]


def _about(ticket: Ticket, asked: Evaluation) -> dict[str, Any]:
    """The ticket as it was served: its leg, window and operator then, not now."""
    return about(ticket) | {"leg": asked.leg, "window_id": asked.window_id, "operator_id": asked.operator_id}


def shown(hall: Hall, press: Press, command: cmd.Shown, now: Instant) -> tuple[ev.Event, ...]:
    """A screen painted a call. Only the first screen's word is kept."""
    call = hall.calls.get(command.call_seq)
    if call is None:
        raise Fault(FaultCode.UNKNOWN_CALL)
    if call.shown_at is not None:
        return ()
    return (ev.CallShown(call_seq=call.call_seq, station_id=press.station_id),)


def spoken(hall: Hall, press: Press, command: cmd.Spoken, now: Instant) -> tuple[ev.Event, ...]:
    """A voice spoke a call. Only the first voice's word is kept."""
    call = hall.calls.get(command.call_seq)
    if call is None:
        raise Fault(FaultCode.UNKNOWN_CALL)
    if call.spoken_at is not None:
        return ()
    return (ev.CallSpoken(call_seq=call.call_seq, station_id=press.station_id),)
