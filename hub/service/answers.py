"""The answer to an accepted command, made from the hall after its events."""

from collections.abc import Callable, Iterable

from hub.contract.commands import CatchUp, Command, SignIn
from hub.contract.events import Event, TicketCalled, TicketReprinted, TicketTaken
from hub.contract.notices import Answer, CallAnswer, CaughtUp, Done, SignedIn, TicketIssued, TicketSlip
from hub.contract.vocabulary import StationId, TicketId, WindowState, Words
from hub.core.hall import Hall
from hub.core.queue_order import people_ahead
from hub.core.transitions import OPEN_STATES
from hub.core.waiting_estimate import wait_s
from hub.service.views import called_notice, ticket_view

PageUrl = Callable[[str], str]
"""Address of a ticket's phone page, from its token."""


def answer_to(hall: Hall, command: Command, station_id: StationId, events: Iterable[Event], page: PageUrl) -> Answer:
    """What the station is told that this command did."""
    if isinstance(command, CatchUp):
        # A new pack may have taken a window away since it called.
        missed = [
            call for call in hall.calls.values() if call.seq > command.after_seq and call.window_id in hall.windows
        ]
        return CaughtUp(tuple(called_notice(hall, call, prev=0, epoch=0) for call in missed))
    if isinstance(command, SignIn):
        return SignedIn(command.operator_id, hall.operators[command.operator_id].name)
    for event in events:
        if isinstance(event, TicketTaken | TicketReprinted):
            slip = slip_of(hall, event.ticket_id, page, copy=isinstance(event, TicketReprinted))
            elsewhere = event.print_at if event.print_at != station_id else ""
            return TicketIssued(slip, printed_at=elsewhere)
    if command.verb in _CALLING:
        called = next((event for event in events if isinstance(event, TicketCalled)), None)
        if called is None:
            return CallAnswer(None)
        return CallAnswer(ticket_view(hall.tickets[called.ticket_id]), called.why)
    return Done()


_CALLING = frozenset({"call_next", "call_specific", "pass_and_next", "resume_ticket"})


def slip_of(hall: Hall, ticket_id: TicketId, page: PageUrl, *, copy: bool) -> TicketSlip:
    """Everything that stands on a ticket's paper."""
    ticket = hall.tickets[ticket_id]
    plan = hall.plan
    assert plan is not None, "a ticket exists only in a hall with a plan"
    business = hall.businesses[ticket.business_id]
    window_ids = (ticket.target_window_id,) if ticket.target_window_id else hall.windows_of[ticket.business_id]
    # Where people are really called to: the open windows, or all of them before the first one opens.
    open_ids = [item for item in window_ids if hall.seats[item].state is not WindowState.CLOSED]
    windows = [hall.windows[item] for item in (open_ids or window_ids)]
    area_ids = {window.area_id for window in windows}
    areas = [area.name for area in plan.areas if area.area_id in area_ids]
    waits = ticket.state in OPEN_STATES
    ahead = people_ahead(hall, ticket) if waits else 0
    return TicketSlip(
        ticket_id=ticket.ticket_id,
        number=ticket.number,
        business_id=business.business_id,
        business_name=business.name,
        department=business.department,
        hall_name=plan.name,
        area_name=Words("、".join(name.zh for name in areas), ", ".join(name.en for name in areas)),
        window_numbers=tuple(window.number for window in windows),
        ahead=ahead,
        expected_wait_s=wait_s(hall, ticket.business_id, ahead) if waits else None,
        taken_at=ticket.taken_at,
        business_date=ticket.business_date,
        priority_class=ticket.priority_class,
        url=page(ticket.token),
        copy=copy,
        notes=plan.ticket_notes,
    )
