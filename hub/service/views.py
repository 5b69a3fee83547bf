"""Projections of the hall for stations: views of queues, windows, calls and the hall itself."""

from hub.contract.notices import Called, CallsView, HallView, QueueView, StationConfig, TicketView, WindowView
from hub.contract.vocabulary import (
    AreaId,
    BusinessId,
    PriorityClass,
    StationKind,
    TicketState,
    WindowActivity,
    WindowId,
)
from hub.core.hall import Call, Hall, Seat, Station, Ticket
from hub.core.queue import Lane, Lanes
from hub.core.queue_order import people_ahead_now
from hub.core.waiting_estimate import expected_wait_now_s, open_windows

QUEUE_SHOWN = 30
"""How many waiting tickets a view lists: more than any screen shows."""

CALLS_SHOWN = 12
"""How many calls a wall that starts cold is given."""


def ticket_view(ticket: Ticket) -> TicketView:
    """A ticket as staff and walls see it."""
    return TicketView(
        ticket_id=ticket.ticket_id,
        number=ticket.number,
        business_id=ticket.business_id,
        state=ticket.state,
        priority_class=ticket.priority_class,
        leg=ticket.leg,
        taken_at=ticket.taken_at,
        queued_at=ticket.queued_at,
        called_at=ticket.called_at,
        started_at=ticket.started_at,
        times=ticket.times,
        call_seq=ticket.call_seq,
    )


def called_notice(hall: Hall, call: Call, *, prev: int, epoch: int) -> Called:
    """A call as it is told to everybody."""
    window = hall.windows[call.window_id]
    return Called(
        seq=call.seq,
        prev=prev,
        epoch=epoch,
        at=call.at,
        call_seq=call.call_seq,
        times=call.times,
        ticket_id=call.ticket_id,
        number=call.number,
        business_id=call.business_id,
        window_id=call.window_id,
        window_number=window.number,
        area_id=window.area_id,
    )


def hall_view(hall: Hall, epoch: int) -> HallView | None:
    """The hall, or None before a pack is loaded."""
    plan = hall.plan
    if plan is None:
        return None
    kiosks = sorted(item.station_id for item in hall.stations.values() if item.kind is StationKind.KIOSK)
    return HallView(
        as_of=hall.seq,
        epoch=epoch,
        hall_id=hall.hall_id,
        name=plan.name,
        areas=plan.areas,
        businesses=plan.businesses,
        windows=plan.windows,
        rules=plan.rules,
        notices=plan.notices,
        ticket_notes=plan.ticket_notes,
        timezone=plan.timezone,
        business_date=hall.business_date,
        day_state=hall.day_state,
        kiosks=tuple(kiosks),
    )


def queue_view(hall: Hall, business_id: BusinessId, epoch: int) -> QueueView:
    """A business's queue and its passed tickets."""
    queue = hall.queues.of_business.get(business_id, Lanes())
    return QueueView(
        as_of=hall.seq,
        epoch=epoch,
        business_id=business_id,
        waiting=len(queue),
        ahead_if_taken_now=people_ahead_now(hall, business_id, PriorityClass.ORDINARY),
        expected_wait_s=expected_wait_now_s(hall, business_id, PriorityClass.ORDINARY),
        open_windows=open_windows(hall, business_id),
        next=_first(hall, queue),
        passed=tuple(
            ticket_view(ticket) for ticket in hall.put_aside(TicketState.PASSED) if ticket.business_id == business_id
        )[-QUEUE_SHOWN:],
    )


def _first(hall: Hall, queue: Lanes) -> tuple[TicketView, ...]:
    """The first of a queue, priority people before the others, as far as a list is shown."""
    places = [*queue.lanes[Lane.PRIORITY][:QUEUE_SHOWN], *queue.lanes[Lane.ORDINARY][:QUEUE_SHOWN]]
    return tuple(ticket_view(hall.tickets[place[2]]) for place in places[:QUEUE_SHOWN])


def window_view(hall: Hall, window_id: WindowId, epoch: int) -> WindowView:
    """A window and the tickets that it holds."""
    seat = hall.seats[window_id]
    current = hall.tickets.get(seat.ticket_id)
    operator = hall.operators.get(seat.operator_id)
    return WindowView(
        as_of=hall.seq,
        epoch=epoch,
        window_id=window_id,
        state=seat.state,
        activity=activity(hall, seat),
        reason=seat.reason,
        operator_id=seat.operator_id,
        operator_name=operator.name if operator is not None else "",
        current=ticket_view(current) if current is not None else None,
        held=tuple(ticket_view(ticket) for ticket in hall.put_aside(TicketState.HELD) if ticket.window_id == window_id),
        waiting_here=_first(hall, hall.queues.of_window.get(window_id, Lanes())),
    )


def activity(hall: Hall, seat: Seat) -> WindowActivity:
    """What a window is doing with its open ticket."""
    ticket = hall.tickets.get(seat.ticket_id)
    if ticket is None:
        return WindowActivity.FREE
    return WindowActivity.SERVING if ticket.state is TicketState.SERVING else WindowActivity.CALLING


def calls_view(hall: Hall, area_id: AreaId, epoch: int) -> CallsView:
    """The latest calls of an area, newest first."""
    calls: list[Called] = []
    for call in reversed(hall.calls.values()):
        window = hall.windows.get(call.window_id)
        if window is not None and window.area_id == area_id:
            calls.append(called_notice(hall, call, prev=0, epoch=epoch))
        if len(calls) == CALLS_SHOWN:
            break
    return CallsView(as_of=hall.seq, epoch=epoch, area_id=area_id, calls=tuple(calls))


def station_config(hall: Hall, station: Station, public_url: str) -> StationConfig:
    """Everything that makes a station itself."""
    return StationConfig(
        as_of=hall.seq,
        station_id=station.station_id,
        kind=station.kind,
        window_id=station.window_id,
        area_id=station.area_id,
        public_url=public_url,
        devices=station.devices,
    )
