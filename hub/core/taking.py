"""Taking a number, saying how it was delivered, printing it again."""

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import Channel, DayState, Delivery, Instant, StationId, StationKind
from hub.core.finding import about, find_ticket
from hub.core.hall import Hall
from hub.core.numbering import next_ordinal, number_of
from hub.core.press import Press, operator_of
from hub.core.transitions import OPEN_STATES

CHANNEL_OF: dict[StationKind, Channel] = {
    StationKind.KIOSK: Channel.KIOSK,
    StationKind.GUIDE: Channel.GUIDE,
    StationKind.CONSOLE: Channel.API,
}

DELIVERIES: dict[Delivery, frozenset[Delivery]] = {
    Delivery.PENDING: frozenset({Delivery.PAPER, Delivery.SCREEN, Delivery.UNKNOWN}),
    Delivery.SCREEN: frozenset({Delivery.PAPER}),
    Delivery.UNKNOWN: frozenset({Delivery.PAPER, Delivery.SCREEN}),
    Delivery.PAPER: frozenset(),
}
"""What may become known of a delivery after what was known before."""


def take_ticket(hall: Hall, press: Press, command: cmd.TakeTicket, now: Instant) -> tuple[ev.Event, ...]:
    """Issue a number. Its ticket id is the id of the press: the same press can never make two."""
    plan, date = hall.plan, hall.business_date
    if plan is None:
        raise Fault(FaultCode.NO_PLAN)
    if hall.day_state is not DayState.OPEN or date is None:
        raise Fault(FaultCode.DAY_NOT_OPEN)
    business = hall.businesses.get(command.business_id)
    if business is None:
        raise Fault(FaultCode.UNKNOWN_BUSINESS, what=command.business_id)
    if not hall.windows_of[business.business_id]:
        raise Fault(FaultCode.BUSINESS_WITHOUT_WINDOW, what=business.name.zh, what_en=business.name.en)
    ordinal, grant = next_ordinal(hall, business.prefix, date, plan.rules.block_size)
    taken = ev.TicketTaken(
        ticket_id=press.command_id,
        number=number_of(business.prefix, ordinal),
        leg=1,
        business_id=business.business_id,
        window_id="",
        operator_id=_signed_in_guide(hall, press),
        channel=CHANNEL_OF[press.kind],
        priority_class=command.priority_class,
        business_date=date,
        prefix=business.prefix,
        ordinal=ordinal,
        token=press.token,
        record_id=press.record_id,
        taken_at_station=press.station_id,
        print_at=_printer(hall, press, command.print_at),
    )
    return (grant, taken) if grant is not None else (taken,)


def confirm_printed(hall: Hall, press: Press, command: cmd.ConfirmPrinted, now: Instant) -> tuple[ev.Event, ...]:
    """Record how the number reached the citizen. Only the kiosk that printed it knows."""
    ticket = hall.tickets.get(command.ticket_id)
    if ticket is None:
        raise Fault(FaultCode.UNKNOWN_TICKET, what="")
    if ticket.printed_at_station != press.station_id:
        raise Fault(FaultCode.NOT_YOUR_TICKET, number=ticket.number)
    if command.delivery not in DELIVERIES[ticket.delivery]:
        raise Fault(FaultCode.ALREADY_DELIVERED, number=ticket.number)
    return (ev.TicketDelivered(**about(ticket), delivery=command.delivery),)


def reprint(hall: Hall, press: Press, command: cmd.Reprint, now: Instant) -> tuple[ev.Event, ...]:
    """The same ticket on paper again (补打). A kiosk copies only what was taken at it; others go to the guide."""
    _signed_in_guide(hall, press)
    ticket = find_ticket(hall, command.ticket_id, command.number)
    if press.kind is StationKind.KIOSK and ticket.printed_at_station != press.station_id:
        raise Fault(FaultCode.NOT_YOUR_TICKET, number=ticket.number)
    if ticket.state not in OPEN_STATES:
        raise Fault(FaultCode.TICKET_STATE, number=ticket.number, state=ticket.state.value)
    print_at = _printer(hall, press, command.print_at) or (
        press.station_id if press.kind is StationKind.KIOSK else ticket.printed_at_station
    )
    return (ev.TicketReprinted(**about(ticket, operator_id=operator_of(hall, press)), print_at=print_at),)


def _signed_in_guide(hall: Hall, press: Press) -> str:
    """The guide who presses, empty at a kiosk. Raises ``Fault`` not_signed_in at an empty guide desk."""
    operator_id = operator_of(hall, press)
    if press.kind is StationKind.GUIDE and not operator_id:
        raise Fault(FaultCode.NOT_SIGNED_IN)
    return operator_id


def _printer(hall: Hall, press: Press, print_at: StationId) -> StationId:
    """The kiosk asked to print, empty for the presser itself. Raises ``Fault`` no_printer for any other station."""
    if not print_at or print_at == press.station_id:
        return ""
    station = hall.stations.get(print_at)
    if station is None or station.kind is not StationKind.KIOSK:
        raise Fault(FaultCode.NO_PRINTER, what=print_at)
    return print_at
