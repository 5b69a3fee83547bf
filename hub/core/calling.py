"""Calling people to a window: next, a chosen one, again; passing, and coming back from it."""

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import (
    Instant,
    OpenTicketRule,
    SiteRules,
    StationKind,
    TicketState,
    WindowState,
    Words,
)
from hub.core.finding import about, find_ticket, open_ticket
from hub.core.hall import Hall, Seat, Ticket
from hub.core.press import Press, operator_of, signed_in_seat
from hub.core.queue_order import pick
from hub.core.serving import completed, order_of
from hub.core.transitions import TicketAct, ticket_after

WHY_CHOSEN: dict[TicketState, Words] = {
    TicketState.WAITING: Words("窗口指定叫号", "chosen by the window"),
    TicketState.PASSED: Words("过号后由窗口再次呼叫", "passed before, called again by the window"),
    TicketState.HELD: Words("挂起后回呼", "was on hold, called back"),
}


def rules_of(hall: Hall) -> SiteRules:
    """The site's switches. Raises ``Fault`` no_plan."""
    if hall.plan is None:
        raise Fault(FaultCode.NO_PLAN)
    return hall.plan.rules


def call_next(hall: Hall, press: Press, command: cmd.CallNext, now: Instant) -> tuple[ev.Event, ...]:
    """Pick and claim the next ticket in one decision. An open ticket is dealt with by the site switch."""
    seat = _open_seat(hall, press)
    rules = rules_of(hall)
    if not seat.ticket_id:
        called = _next(hall, seat, rules)
        if called is None:
            raise Fault(FaultCode.NOBODY_WAITING)
        return (called,)
    ticket = hall.tickets[seat.ticket_id]
    rule = rules.call_next_while_open
    if rule is OpenTicketRule.REFUSE:
        raise Fault(FaultCode.TICKET_STILL_OPEN, number=ticket.number)
    if rule is OpenTicketRule.ASK and not command.complete_open:
        raise Fault(FaultCode.FINISH_FIRST, number=ticket.number)
    called = _next(hall, seat, rules)
    done = completed(hall, ticket, seat.operator_id, now)
    return (*done, called) if called is not None else done


def _open_seat(hall: Hall, press: Press) -> Seat:
    seat = signed_in_seat(hall, press)
    if seat.state is not WindowState.OPEN:
        raise Fault(FaultCode.WINDOW_NOT_OPEN)
    return seat


def _next(hall: Hall, seat: Seat, rules: SiteRules) -> ev.TicketCalled | None:
    picked = pick(hall, seat, rules.priority_run)
    if picked is None:
        return None
    return _called(hall.tickets[picked.ticket_id], seat, picked.why)


def _called(ticket: Ticket, seat: Seat, why: Words) -> ev.TicketCalled:
    return ev.TicketCalled(**about(ticket, window_id=seat.window_id, operator_id=seat.operator_id), why=why)


def call_specific(hall: Hall, press: Press, command: cmd.CallSpecific, now: Instant) -> tuple[ev.Event, ...]:
    """Call a chosen ticket that this window serves: waiting, passed or held."""
    return (_chosen(hall, press, find_ticket(hall, command.ticket_id, command.number)),)


def resume_ticket(hall: Hall, press: Press, command: cmd.ResumeTicket, now: Instant) -> tuple[ev.Event, ...]:
    """Call a held ticket back."""
    ticket = find_ticket(hall, command.ticket_id, command.number)
    if ticket.state is not TicketState.HELD:
        raise Fault(FaultCode.TICKET_STATE, number=ticket.number, state=ticket.state.value)
    return (_chosen(hall, press, ticket),)


def _chosen(hall: Hall, press: Press, ticket: Ticket) -> ev.TicketCalled:
    seat = _open_seat(hall, press)
    if seat.ticket_id:
        raise Fault(FaultCode.TICKET_STILL_OPEN, number=hall.tickets[seat.ticket_id].number)
    ticket_after(ticket.state, TicketAct.CALL, ticket.number)
    serves = ticket.business_id in hall.windows[seat.window_id].businesses
    if not serves or ticket.target_window_id not in ("", seat.window_id):
        raise Fault(FaultCode.NOT_THIS_WINDOW, number=ticket.number)
    return _called(ticket, seat, WHY_CHOSEN[ticket.state])


def recall(hall: Hall, press: Press, command: cmd.Recall, now: Instant) -> tuple[ev.Event, ...]:
    """Announce the called ticket again, up to the site's limit."""
    seat = signed_in_seat(hall, press)
    ticket = open_ticket(hall, seat)
    ticket_after(ticket.state, TicketAct.RECALL, ticket.number)
    if ticket.times > rules_of(hall).recall_limit:
        raise Fault(FaultCode.RECALL_LIMIT, number=ticket.number, times=ticket.times)
    return (ev.TicketRecalled(**about(ticket), call_seq=ticket.call_seq, times=ticket.times + 1),)


def pass_ticket(hall: Hall, press: Press, command: cmd.PassTicket, now: Instant) -> tuple[ev.Event, ...]:
    """The called person did not come."""
    return (_passed(hall, signed_in_seat(hall, press)),)


def pass_and_next(hall: Hall, press: Press, command: cmd.PassAndNext, now: Instant) -> tuple[ev.Event, ...]:
    """Pass and call the next one in one decision; the pass holds also when nobody waits."""
    seat = _open_seat(hall, press)
    passed = _passed(hall, seat)
    called = _next(hall, seat, rules_of(hall))
    return (passed, called) if called is not None else (passed,)


def _passed(hall: Hall, seat: Seat) -> ev.TicketPassed:
    ticket = open_ticket(hall, seat)
    ticket_after(ticket.state, TicketAct.PASS, ticket.number)
    return ev.TicketPassed(**about(ticket, operator_id=seat.operator_id))


def reactivate(hall: Hall, press: Press, command: cmd.Reactivate, now: Instant) -> tuple[ev.Event, ...]:
    """Let a passed ticket wait again, where the site's rule puts it."""
    operator_id = operator_of(hall, press)
    if press.kind in (StationKind.GUIDE, StationKind.COUNTER) and not operator_id:
        raise Fault(FaultCode.NOT_SIGNED_IN)
    ticket = find_ticket(hall, command.ticket_id, command.number)
    ticket_after(ticket.state, TicketAct.REACTIVATE, ticket.number)
    order_at = order_of(ticket, rules_of(hall).reactivate_position, now)
    return (ev.TicketReactivated(**about(ticket, operator_id=operator_id), order_at=order_at),)
