"""Serving the person at the window: start, complete, hold, transfer, abandon."""

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import (
    BusinessId,
    DayState,
    Instant,
    OperatorId,
    QueuePosition,
    StationKind,
    TicketState,
    WindowId,
)
from hub.core.finding import about, find_ticket, open_ticket
from hub.core.hall import Hall, Ticket
from hub.core.press import Press, operator_of, signed_in_seat
from hub.core.transitions import TicketAct, ticket_after


def start_service(hall: Hall, press: Press, command: cmd.StartService, now: Instant) -> tuple[ev.Event, ...]:
    """The called person is here."""
    seat = signed_in_seat(hall, press)
    ticket = open_ticket(hall, seat)
    ticket_after(ticket.state, TicketAct.START, ticket.number)
    return (ev.ServiceStarted(**about(ticket, operator_id=seat.operator_id)),)


def complete_service(hall: Hall, press: Press, command: cmd.CompleteService, now: Instant) -> tuple[ev.Event, ...]:
    """The service is over; an evaluation is asked for."""
    seat = signed_in_seat(hall, press)
    return completed(hall, open_ticket(hall, seat), seat.operator_id, now)


def completed(hall: Hall, ticket: Ticket, operator_id: OperatorId, now: Instant) -> tuple[ev.Event, ...]:
    """Completion of a ticket and the request for its one evaluation, named by ticket and leg."""
    ticket_after(ticket.state, TicketAct.COMPLETE, ticket.number)
    facts = about(ticket, operator_id=operator_id)
    open_s = hall.plan.rules.evaluation_open_s if hall.plan is not None else 0
    return (
        ev.ServiceCompleted(**facts, start_inferred=ticket.state is TicketState.CALLED),
        ev.EvaluationAsked(
            **facts, request_id=f"{ticket.ticket_id}.{ticket.leg}", closes_at=now + open_s * 1000
        ),
    )  # fmt: skip


def hold_ticket(hall: Hall, press: Press, command: cmd.HoldTicket, now: Instant) -> tuple[ev.Event, ...]:
    """Set the open ticket aside."""
    seat = signed_in_seat(hall, press)
    ticket = open_ticket(hall, seat)
    ticket_after(ticket.state, TicketAct.HOLD, ticket.number)
    _refuse_after_its_day(hall, ticket)
    return (ev.TicketHeld(**about(ticket, operator_id=seat.operator_id)),)


def transfer(hall: Hall, press: Press, command: cmd.Transfer, now: Instant) -> tuple[ev.Event, ...]:
    """Send the open ticket to another business, or to another window. The number stays, a new leg begins."""
    seat = signed_in_seat(hall, press)
    ticket = open_ticket(hall, seat)
    ticket_after(ticket.state, TicketAct.TRANSFER, ticket.number)
    _refuse_after_its_day(hall, ticket)
    business_id, window_id = _target(hall, ticket, seat.window_id, command)
    position = hall.plan.rules.transfer_position if hall.plan is not None else QueuePosition.KEEP
    return (
        ev.TicketTransferred(
            **about(ticket, operator_id=seat.operator_id),
            to_business_id=business_id,
            to_window_id=window_id,
            order_at=order_of(ticket, position, now),
        ),
    )


def _refuse_after_its_day(hall: Hall, ticket: Ticket) -> None:
    """Who is served past the end of the date finishes on it: nobody may wait under a number that is given anew.

    Raises ``Fault`` day_over.
    """
    if hall.day_state is not DayState.OPEN or ticket.business_date != hall.business_date:
        raise Fault(FaultCode.DAY_OVER, number=ticket.number)


def _target(hall: Hall, ticket: Ticket, here: WindowId, command: cmd.Transfer) -> tuple[BusinessId, WindowId]:
    """Exactly one of business and window, another one than now, and somebody there to serve it."""
    if bool(command.to_business_id) == bool(command.to_window_id):
        raise Fault(FaultCode.TRANSFER_TARGET)
    if command.to_business_id:
        if not hall.windows_of.get(command.to_business_id) or command.to_business_id == ticket.business_id:
            raise Fault(FaultCode.TRANSFER_TARGET)
        return command.to_business_id, ""
    window = hall.windows.get(command.to_window_id)
    if window is None or window.window_id == here or ticket.business_id not in window.businesses:
        raise Fault(FaultCode.TRANSFER_TARGET)
    return ticket.business_id, window.window_id


def abandon(hall: Hall, press: Press, command: cmd.Abandon, now: Instant) -> tuple[ev.Event, ...]:
    """Drop a ticket: the one named, or the window's called one."""
    operator_id = operator_of(hall, press)
    if press.kind in (StationKind.GUIDE, StationKind.COUNTER) and not operator_id:
        raise Fault(FaultCode.NOT_SIGNED_IN)
    if command.ticket_id or command.number:
        ticket = find_ticket(hall, command.ticket_id, command.number)
        if ticket.state is TicketState.CALLED and press.kind is StationKind.COUNTER:
            seat = signed_in_seat(hall, press)
            if ticket.window_id != seat.window_id:
                raise Fault(FaultCode.NOT_THIS_WINDOW, number=ticket.number)
    else:
        ticket = open_ticket(hall, signed_in_seat(hall, press))
    ticket_after(ticket.state, TicketAct.ABANDON, ticket.number)
    return (ev.TicketAbandoned(**about(ticket, operator_id=operator_id)),)


def order_of(ticket: Ticket, position: QueuePosition, now: Instant) -> int:
    """The time that counts for the order of a ticket that comes (back) into a queue at this position."""
    return {QueuePosition.KEEP: ticket.taken_at, QueuePosition.FRONT: 0, QueuePosition.END: now}[position]
