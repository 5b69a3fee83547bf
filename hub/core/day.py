"""The business date and the hall itself: opening and closing a day, loading a pack, enrolling a station."""

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import DayState, Instant, StationKind, TicketState, WindowState, Words
from hub.core.evaluating import not_given
from hub.core.finding import about
from hub.core.hall import Hall
from hub.core.press import Press
from hub.core.transitions import OPEN_STATES, TICKET, TicketAct


def open_day(hall: Hall, press: Press, command: cmd.OpenDay, now: Instant) -> tuple[ev.Event, ...]:
    """Begin a business date. The one before must be closed."""
    if hall.plan is None:
        raise Fault(FaultCode.NO_PLAN)
    if hall.day_state is DayState.OPEN:
        code = FaultCode.DAY_ALREADY_OPEN if hall.business_date == command.business_date else FaultCode.OTHER_DAY_OPEN
        raise Fault(code, date=hall.business_date or "")
    if hall.business_date is not None and command.business_date <= hall.business_date:
        # A closed date never opens again: its numbers are on paper in people's hands.
        raise Fault(FaultCode.DAY_ALREADY_OPEN, date=hall.business_date)
    return (ev.DayOpened(business_date=command.business_date),)


def close_day(hall: Hall, press: Press, command: cmd.CloseDay, now: Instant) -> tuple[ev.Event, ...]:
    """End the date: open tickets expire, but for those being served; idle windows close; evaluations end."""
    if hall.day_state is not DayState.OPEN or hall.business_date != command.business_date:
        raise Fault(FaultCode.DAY_NOT_OPEN)
    happened: list[ev.Event] = [
        ev.TicketExpired(**about(ticket))
        for ticket in hall.tickets.values()
        if (ticket.state, TicketAct.EXPIRE) in TICKET
    ]
    for seat in hall.seats.values():
        if seat.ticket_id and hall.tickets[seat.ticket_id].state is TicketState.SERVING:
            continue
        if seat.state is not WindowState.CLOSED:
            happened.append(ev.WindowClosed(window_id=seat.window_id))
        if seat.operator_id:
            happened.append(ev.WindowSignedOut(window_id=seat.window_id, operator_id=seat.operator_id))
    happened.extend(
        ev.GuideSignedOut(station_id=station.station_id, operator_id=station.operator_id)
        for station in hall.stations.values()
        if station.operator_id
    )
    return (*happened, *not_given(hall), ev.DayClosed(business_date=command.business_date))


def load_pack(hall: Hall, press: Press, command: cmd.LoadPack, now: Instant) -> tuple[ev.Event, ...]:
    """Make the hall what the pack says. What is in use cannot be taken away."""
    plan = command.plan
    if plan.hall_id != hall.hall_id:
        raise Fault(FaultCode.WRONG_HALL)
    if plan == hall.plan:
        return ()
    businesses = {business.business_id for business in plan.businesses}
    windows = {window.window_id for window in plan.windows}
    for ticket in hall.tickets.values():
        if ticket.state in OPEN_STATES and ticket.business_id not in businesses:
            raise _in_use(hall.businesses[ticket.business_id].name)
        if ticket.state in OPEN_STATES and ticket.target_window_id not in windows | {""}:
            raise _in_use(hall.windows[ticket.target_window_id].name)
    for seat in hall.seats.values():
        if seat.window_id not in windows and (seat.operator_id or seat.state is not WindowState.CLOSED):
            raise _in_use(hall.windows[seat.window_id].name)
    staff = {operator.operator_id for operator in plan.operators}
    signed_in = {seat.operator_id for seat in hall.seats.values()}
    signed_in.update(station.operator_id for station in hall.stations.values())
    for operator_id in sorted(signed_in - staff - {""}):
        raise Fault(FaultCode.PACK_IN_USE, what=hall.operators[operator_id].name)
    return (ev.PackLoaded(plan=plan),)


def _in_use(name: Words) -> Fault:
    return Fault(FaultCode.PACK_IN_USE, what=name.zh, what_en=name.en)


def enroll_station(hall: Hall, press: Press, command: cmd.EnrollStation, now: Instant) -> tuple[ev.Event, ...]:
    """Bind a station. A counter needs a window of the plan."""
    if command.kind is StationKind.COUNTER and not command.window_id:
        raise Fault(FaultCode.NO_WINDOW)
    if command.window_id and command.window_id not in hall.windows:
        raise Fault(FaultCode.UNKNOWN_WINDOW, what=command.window_id)
    known = hall.stations.get(command.station_id)
    wanted = (command.kind, command.window_id, command.area_id, command.devices)
    if known is not None and (known.kind, known.window_id, known.area_id, known.devices) == wanted:
        return ()
    return (
        ev.StationEnrolled(
            station_id=command.station_id,
            station_kind=command.kind,
            window_id=command.window_id,
            area_id=command.area_id,
            devices=command.devices,
        ),
    )


def erase_person(hall: Hall, press: Press, command: cmd.ErasePerson, now: Instant) -> tuple[ev.Event, ...]:
    """Erase whom a ticket was for. The writer destroys the key of the record in the same commit."""
    ticket = hall.tickets.get(command.ticket_id)
    # Of an earlier date the hall no longer knows the ticket; the writer has looked its record up.
    record_id = ticket.record_id if ticket is not None else press.record_id
    if ticket is not None and not record_id:
        raise Fault(FaultCode.NO_PERSON, number=ticket.number)
    if not record_id:
        raise Fault(FaultCode.UNKNOWN_TICKET, what="")
    return (ev.PersonErased(ticket_id=command.ticket_id, record_id=record_id),)
