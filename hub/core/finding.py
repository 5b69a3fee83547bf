"""Finding the ticket that a press means, and what every event about a ticket says."""

from typing import Any

from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import OperatorId, TicketId, WindowId
from hub.core.hall import Hall, Seat, Ticket


def find_ticket(hall: Hall, ticket_id: TicketId, number: str) -> Ticket:
    """The ticket of today with this id, or else with this number as a person typed it (``a12`` finds ``A012``).

    Raises ``Fault`` unknown_ticket.
    """
    ticket = hall.tickets.get(ticket_id or hall.numbers.get(_as_printed(number), ""))
    if ticket is None:
        raise Fault(FaultCode.UNKNOWN_TICKET, what=_as_printed(number))
    return ticket


def _as_printed(number: str) -> str:
    """Upper case, and the digits widened to three: ``a12`` → ``A012``. At most eight characters are kept."""
    typed = number.strip().upper()[:8]
    digits = len(typed) - len(typed.rstrip("0123456789"))
    if digits == 0:
        return typed
    return f"{typed[:-digits]}{int(typed[-digits:]):03d}"


def open_ticket(hall: Hall, seat: Seat) -> Ticket:
    """The ticket that occupies a window. Raises ``Fault`` no_open_ticket."""
    if not seat.ticket_id:
        raise Fault(FaultCode.NO_OPEN_TICKET)
    return hall.tickets[seat.ticket_id]


def about(ticket: Ticket, *, window_id: WindowId | None = None, operator_id: OperatorId = "") -> dict[str, Any]:
    """The fields that every ticket event has, of this ticket as it stands."""
    return {
        "ticket_id": ticket.ticket_id,
        "number": ticket.number,
        "leg": ticket.leg,
        "business_id": ticket.business_id,
        "window_id": ticket.window_id if window_id is None else window_id,
        "operator_id": operator_id or ticket.operator_id,
        "channel": ticket.channel,
        "priority_class": ticket.priority_class,
    }
