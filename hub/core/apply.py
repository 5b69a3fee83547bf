"""Fold an event into the hall. ``apply`` never decides: events carry outcomes.

``apply`` owns the hall that it is given and changes it in place (one writer a hall; copying thousands of tickets a
press would cost more than the commit). Replaying the journal from nothing gives the same hall: tested at every step.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hub.contract import events as ev
from hub.contract.events import Event
from hub.contract.vocabulary import (
    DayState,
    Delivery,
    EvaluationState,
    TicketState,
    WindowState,
)
from hub.core import waiting_estimate
from hub.core.hall import Call, Evaluation, Hall, Station, Ticket
from hub.core.numbering import HUB_HOLDER, granted
from hub.core.queue import Lane, lane_of
from hub.core.recorded import Recorded
from hub.core.transitions import (
    AT_A_WINDOW,
    OPEN_STATES,
    EvaluationAct,
    TicketAct,
    WindowAct,
    evaluation_after,
    ticket_after,
    window_after,
)


def apply(hall: Hall, row: Recorded) -> Hall:
    """Fold one journal row into the hall and return it. Raises ``ValueError`` for a row that does not follow."""
    if row.seq != hall.seq + 1:
        raise ValueError(f"journal row {row.seq} does not follow row {hall.seq}")
    _APPLIERS[type(row.event)](hall, row, row.event)
    hall.seq = row.seq
    return hall


def _put(hall: Hall, after: Ticket) -> None:
    """Keep a changed ticket and its window's seat in step."""
    before = hall.tickets.get(after.ticket_id)
    if before is not None and before.state in AT_A_WINDOW:
        _seat(hall, before.window_id, ticket_id="")
    hall.keep(after)
    if after.state in AT_A_WINDOW:
        _seat(hall, after.window_id, ticket_id=after.ticket_id)


def _seat(hall: Hall, window_id: str, **changes: Any) -> None:
    hall.seats[window_id] = replace(hall.seats[window_id], **changes)


def _moved(hall: Hall, row: Recorded, act: TicketAct, **changes: Any) -> None:
    """Move the event's ticket along its table and change these fields with it."""
    ticket = hall.tickets[row.event.ticket_id]  # type: ignore[union-attr]
    _put(hall, replace(ticket, state=ticket_after(ticket.state, act, ticket.number), **changes))


def _pack_loaded(hall: Hall, row: Recorded, event: ev.PackLoaded) -> None:
    hall.furnish(event.plan, row.at)


def _station_enrolled(hall: Hall, row: Recorded, event: ev.StationEnrolled) -> None:
    known = hall.stations.get(event.station_id)
    same_kind = known is not None and known.kind is event.station_kind
    hall.stations[event.station_id] = Station(
        event.station_id,
        event.station_kind,
        event.window_id,
        event.area_id,
        operator_id=known.operator_id if known is not None and same_kind else "",
        devices=event.devices,
    )


def _day_opened(hall: Hall, row: Recorded, event: ev.DayOpened) -> None:
    """Forget what earlier dates finished; whoever is still being served stays, under the own date."""
    hall.business_date = event.business_date
    hall.day_state = DayState.OPEN
    hall.evaluations = {key: item for key, item in hall.evaluations.items() if item.state is EvaluationState.ASKED}
    asked = {item.ticket_id for item in hall.evaluations.values()}
    hall.tickets = {key: item for key, item in hall.tickets.items() if item.state in OPEN_STATES or key in asked}
    hall.numbers = {}
    hall.calls = {}
    hall.blocks = {}
    hall.hub_blocks = {}
    hall.day_seq = row.seq
    hall.day_at = row.at


def _day_closed(hall: Hall, row: Recorded, event: ev.DayClosed) -> None:
    hall.day_state = DayState.CLOSED


def _block_granted(hall: Hall, row: Recorded, event: ev.BlockGranted) -> None:
    hall.blocks[event.prefix, event.first] = granted(event)
    if event.holder == HUB_HOLDER:
        hall.hub_blocks[event.prefix] = event.first


def _window_signed_in(hall: Hall, row: Recorded, event: ev.WindowSignedIn) -> None:
    seat = hall.seats[event.window_id]
    state = window_after(seat.state, WindowAct.SIGN_IN)
    _seat(hall, event.window_id, state=state, operator_id=event.operator_id, since=row.at)


def _window_signed_out(hall: Hall, row: Recorded, event: ev.WindowSignedOut) -> None:
    seat = hall.seats[event.window_id]
    state = window_after(seat.state, WindowAct.SIGN_OUT)
    _seat(hall, event.window_id, state=state, operator_id="", since=row.at)


def _guide_signed_in(hall: Hall, row: Recorded, event: ev.GuideSignedIn) -> None:
    hall.stations[event.station_id] = replace(hall.stations[event.station_id], operator_id=event.operator_id)


def _guide_signed_out(hall: Hall, row: Recorded, event: ev.GuideSignedOut) -> None:
    hall.stations[event.station_id] = replace(hall.stations[event.station_id], operator_id="")


def _window_moved(act: WindowAct) -> Callable[[Hall, Recorded, Any], None]:
    def move(hall: Hall, row: Recorded, event: Any) -> None:
        seat = hall.seats[event.window_id]
        state = window_after(seat.state, act)
        reason = event.reason if isinstance(event, ev.WindowPaused) else None
        run = 0 if state is WindowState.CLOSED else seat.priority_run
        _seat(hall, event.window_id, state=state, reason=reason, since=row.at, priority_run=run)

    return move


def _ticket_taken(hall: Hall, row: Recorded, event: ev.TicketTaken) -> None:
    key = (event.prefix, hall.hub_blocks[event.prefix])
    hall.blocks[key] = replace(hall.blocks[key], next=event.ordinal + 1)
    hall.numbers[event.number] = event.ticket_id
    ticket = Ticket(
        ticket_id=event.ticket_id,
        number=event.number,
        prefix=event.prefix,
        ordinal=event.ordinal,
        business_date=event.business_date,
        business_id=event.business_id,
        state=TicketState.WAITING,
        priority_class=event.priority_class,
        channel=event.channel,
        token=event.token,
        record_id=event.record_id,
        taken_seq=row.seq,
        taken_at=row.at,
        taken_at_station=event.taken_at_station,
        printed_at_station=event.print_at or event.taken_at_station,
        delivery=Delivery.PENDING,
        queued_at=row.at,
        order_at=row.at,
    )
    _put(hall, ticket)


def _ticket_delivered(hall: Hall, row: Recorded, event: ev.TicketDelivered) -> None:
    hall.tickets[event.ticket_id] = replace(hall.tickets[event.ticket_id], delivery=event.delivery)


def _ticket_reprinted(hall: Hall, row: Recorded, event: ev.TicketReprinted) -> None:
    ticket = hall.tickets[event.ticket_id]
    hall.tickets[event.ticket_id] = replace(
        ticket, reprints=ticket.reprints + 1, printed_at_station=event.print_at or ticket.printed_at_station
    )


def _ticket_called(hall: Hall, row: Recorded, event: ev.TicketCalled) -> None:
    seat = hall.seats[event.window_id]
    run = seat.priority_run + 1 if lane_of(event.priority_class) is Lane.PRIORITY else 0
    first = hall.tickets[event.ticket_id].first_called_at or row.at
    _moved(
        hall, row, TicketAct.CALL, window_id=event.window_id, operator_id=event.operator_id, called_at=row.at,
        first_called_at=first, call_seq=row.seq, times=1, started_at=None,
    )  # fmt: skip
    _seat(hall, event.window_id, priority_run=run)
    hall.calls[row.seq] = Call(
        row.seq, row.seq, row.at, 1, event.ticket_id, event.number, event.business_id, event.window_id
    )


def _ticket_recalled(hall: Hall, row: Recorded, event: ev.TicketRecalled) -> None:
    _moved(hall, row, TicketAct.RECALL, times=event.times)
    # Taken out and put back in: the newest announcement stands last.
    call = hall.calls.pop(event.call_seq)
    hall.calls[event.call_seq] = replace(call, seq=row.seq, at=row.at, times=event.times)


def _service_started(hall: Hall, row: Recorded, event: ev.ServiceStarted) -> None:
    _moved(hall, row, TicketAct.START, started_at=row.at)


def _service_completed(hall: Hall, row: Recorded, event: ev.ServiceCompleted) -> None:
    ticket = hall.tickets[event.ticket_id]
    called_at = ticket.called_at or row.at
    started_at = called_at if event.start_inferred else ticket.started_at
    _moved(
        hall, row, TicketAct.COMPLETE, started_at=started_at, start_inferred=event.start_inferred, ended_at=row.at,
        operator_id=event.operator_id,
    )  # fmt: skip
    pace = hall.pace_ms.get(ticket.business_id)
    hall.pace_ms[ticket.business_id] = waiting_estimate.learned(pace, row.at - called_at)


def _ticket_passed(hall: Hall, row: Recorded, event: ev.TicketPassed) -> None:
    _moved(hall, row, TicketAct.PASS, passes=hall.tickets[event.ticket_id].passes + 1)


def _ticket_reactivated(hall: Hall, row: Recorded, event: ev.TicketReactivated) -> None:
    _moved(hall, row, TicketAct.REACTIVATE, order_at=event.order_at, queued_at=row.at)


def _ticket_held(hall: Hall, row: Recorded, event: ev.TicketHeld) -> None:
    _moved(hall, row, TicketAct.HOLD)


def _ticket_transferred(hall: Hall, row: Recorded, event: ev.TicketTransferred) -> None:
    ended = replace(hall.tickets[event.ticket_id].current_leg(), ended_at=row.at, outcome="transferred")
    past_legs = (*hall.tickets[event.ticket_id].past_legs, ended)
    _moved(
        hall, row, TicketAct.TRANSFER, past_legs=past_legs, leg=event.leg + 1, business_id=event.to_business_id,
        target_window_id=event.to_window_id, order_at=event.order_at, queued_at=row.at, window_id="", operator_id="",
        first_called_at=None, called_at=None, call_seq=0, times=0, started_at=None, start_inferred=False,
        ended_at=None,
    )  # fmt: skip


def _ticket_abandoned(hall: Hall, row: Recorded, event: ev.TicketAbandoned) -> None:
    _moved(hall, row, TicketAct.ABANDON, ended_at=row.at)


def _ticket_expired(hall: Hall, row: Recorded, event: ev.TicketExpired) -> None:
    _moved(hall, row, TicketAct.EXPIRE, ended_at=row.at)


def _evaluation_asked(hall: Hall, row: Recorded, event: ev.EvaluationAsked) -> None:
    hall.evaluations[event.request_id] = Evaluation(
        request_id=event.request_id,
        ticket_id=event.ticket_id,
        leg=event.leg,
        window_id=event.window_id,
        operator_id=event.operator_id,
        state=EvaluationState.ASKED,
        asked_at=row.at,
        closes_at=event.closes_at,
    )


def _evaluation_given(hall: Hall, row: Recorded, event: ev.EvaluationGiven) -> None:
    asked = hall.evaluations[event.request_id]
    state = evaluation_after(asked.state, EvaluationAct.GIVE)
    hall.evaluations[event.request_id] = replace(
        asked, state=state, answered_at=row.at, level=event.level, options=event.options
    )


def _evaluation_not_given(hall: Hall, row: Recorded, event: ev.EvaluationNotGiven) -> None:
    asked = hall.evaluations[event.request_id]
    state = evaluation_after(asked.state, EvaluationAct.CLOSE)
    hall.evaluations[event.request_id] = replace(asked, state=state, answered_at=row.at)


def _call_shown(hall: Hall, row: Recorded, event: ev.CallShown) -> None:
    hall.calls[event.call_seq] = replace(hall.calls[event.call_seq], shown_at=row.at)


def _call_spoken(hall: Hall, row: Recorded, event: ev.CallSpoken) -> None:
    hall.calls[event.call_seq] = replace(hall.calls[event.call_seq], spoken_at=row.at)


def _person_erased(hall: Hall, row: Recorded, event: ev.PersonErased) -> None:
    ticket = hall.tickets.get(event.ticket_id)
    if ticket is not None:
        hall.tickets[event.ticket_id] = replace(ticket, record_id="")


_APPLIERS: dict[type[Event], Callable[[Hall, Recorded, Any], None]] = {
    ev.PackLoaded: _pack_loaded,
    ev.StationEnrolled: _station_enrolled,
    ev.DayOpened: _day_opened,
    ev.DayClosed: _day_closed,
    ev.BlockGranted: _block_granted,
    ev.WindowSignedIn: _window_signed_in,
    ev.WindowSignedOut: _window_signed_out,
    ev.GuideSignedIn: _guide_signed_in,
    ev.GuideSignedOut: _guide_signed_out,
    ev.WindowOpened: _window_moved(WindowAct.OPEN),
    ev.WindowPaused: _window_moved(WindowAct.PAUSE),
    ev.WindowResumed: _window_moved(WindowAct.RESUME),
    ev.WindowClosed: _window_moved(WindowAct.CLOSE),
    ev.TicketTaken: _ticket_taken,
    ev.TicketDelivered: _ticket_delivered,
    ev.TicketReprinted: _ticket_reprinted,
    ev.TicketCalled: _ticket_called,
    ev.TicketRecalled: _ticket_recalled,
    ev.ServiceStarted: _service_started,
    ev.ServiceCompleted: _service_completed,
    ev.TicketPassed: _ticket_passed,
    ev.TicketReactivated: _ticket_reactivated,
    ev.TicketHeld: _ticket_held,
    ev.TicketTransferred: _ticket_transferred,
    ev.TicketAbandoned: _ticket_abandoned,
    ev.TicketExpired: _ticket_expired,
    ev.EvaluationAsked: _evaluation_asked,
    ev.EvaluationGiven: _evaluation_given,
    ev.EvaluationNotGiven: _evaluation_not_given,
    ev.CallShown: _call_shown,
    ev.CallSpoken: _call_spoken,
    ev.PersonErased: _person_erased,
}
