"""Pictures: what pages show, made from the committed hall as immutable values. Pure; made in the writer's thread.

A ticket's picture carries no priority class and no person: the page behind a QR code may be read by anybody who
finds the paper.
"""

from dataclasses import dataclass
from itertools import islice

from hub.contract.notices import DeviceHealth, StationPresence
from hub.contract.vocabulary import (
    BusinessDate,
    BusinessId,
    DayState,
    Delivery,
    HallId,
    Instant,
    PauseReason,
    PriorityClass,
    StationId,
    StationKind,
    TicketId,
    TicketState,
    WindowActivity,
    WindowId,
    WindowState,
    Words,
)
from hub.core.finding import find_ticket
from hub.core.hall import Hall, Ticket
from hub.core.queue import Lanes
from hub.core.queue_order import people_ahead
from hub.core.transitions import OPEN_STATES
from hub.core.waiting_estimate import expected_wait_now_s, expected_wait_s, open_windows
from hub.service.views import activity

NOBODY = Words("", "")

UNDELIVERED_SHOWN = 100
"""The longest pending ones, in the order of their taking: more than a person can deal with."""


@dataclass(frozen=True, slots=True)
class TicketPicture:
    """What a phone shows of one ticket. ``window_number`` is the window that has or had it; ``windows`` are those
    that may call it; ``ahead`` counts only while it waits; ``came_back`` tells a reactivated ticket."""

    number: str
    state: TicketState
    business: Words
    hint: Words
    hall_name: Words
    business_date: BusinessDate
    taken_at: Instant
    leg: int
    came_back: bool
    times: int
    ahead: int = 0
    expected_wait_s: int | None = None
    window_number: str = ""
    area: Words = NOBODY
    windows: tuple[str, ...] = ()
    open_windows: int = 0
    notes: tuple[Words, ...] = ()
    timezone: str = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class DeskTicket:
    """A ticket as the supervisor sees it. ``since`` is when its present state began, as far as a ticket knows."""

    ticket_id: TicketId
    number: str
    state: TicketState
    business: Words
    delivery: Delivery
    taken_at: Instant
    since: Instant
    window_number: str
    printed_at: StationId
    reprints: int
    may_end: bool


@dataclass(frozen=True, slots=True)
class WindowPicture:
    """A window: its state, who sits there, its number now and since when."""

    window_id: WindowId
    number: str
    name: Words
    area: Words
    state: WindowState
    activity: WindowActivity
    reason: PauseReason | None
    operator_name: str
    since: Instant
    current: str
    current_since: Instant
    waiting_here: int
    businesses: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class QueuePicture:
    """A business's queue. ``longest_since``: when the one who waits longest joined it."""

    business_id: BusinessId
    prefix: str
    name: Words
    waiting: int
    longest_since: Instant | None
    expected_wait_s: int | None
    open_windows: int
    windows: int
    passed: int


@dataclass(frozen=True, slots=True)
class EnrolledStation:
    """A station that should be there."""

    station_id: StationId
    kind: StationKind
    window_id: WindowId


@dataclass(frozen=True, slots=True)
class HallPicture:
    """The hall as a supervisor sees it; ``name`` is None before a pack is loaded."""

    hall_id: HallId
    as_of: int
    name: Words | None
    business_date: BusinessDate | None
    day_state: DayState
    timezone: str
    windows: tuple[WindowPicture, ...] = ()
    queues: tuple[QueuePicture, ...] = ()
    undelivered: tuple[DeskTicket, ...] = ()
    stations: tuple[EnrolledStation, ...] = ()

    @property
    def kiosks(self) -> tuple[StationId, ...]:
        """Where a ticket can be printed."""
        return tuple(item.station_id for item in self.stations if item.kind is StationKind.KIOSK)

    @property
    def waiting(self) -> int:
        """How many wait in the hall."""
        return sum(queue.waiting for queue in self.queues) + sum(window.waiting_here for window in self.windows)


@dataclass(frozen=True, slots=True)
class StationsPicture:
    """Presence by station and health by station and device, as last heard."""

    presence: dict[StationId, StationPresence]
    health: dict[tuple[StationId, str], DeviceHealth]


def ticket_picture(hall: Hall, ticket: Ticket) -> TicketPicture | None:
    """What the phone shows; None for a ticket whose business is gone from the hall."""
    plan, business = hall.plan, hall.businesses.get(ticket.business_id)
    if plan is None or business is None:
        return None
    waits = ticket.state is TicketState.WAITING
    window = hall.windows.get(ticket.window_id)
    serving = (ticket.target_window_id,) if ticket.target_window_id else hall.windows_of[ticket.business_id]
    taking = tuple(item for item in serving if item in hall.seats and hall.seats[item].state is not WindowState.CLOSED)
    areas = {area.area_id: area.name for area in plan.areas}
    # An area tells where to go only when there is more than one.
    area_ids = {hall.windows[item].area_id for item in taking} if window is None else {window.area_id}
    area = areas.get(next(iter(area_ids)), NOBODY) if len(areas) > 1 and len(area_ids) == 1 else NOBODY
    return TicketPicture(
        number=ticket.number,
        state=ticket.state,
        business=business.name,
        hint=business.hint,
        hall_name=plan.name,
        business_date=ticket.business_date,
        taken_at=ticket.taken_at,
        leg=ticket.leg,
        came_back=waits and ticket.first_called_at is not None,  # called on this leg before: passed, and queued again
        times=ticket.times,
        ahead=people_ahead(hall, ticket) if waits else 0,
        expected_wait_s=expected_wait_s(hall, ticket) if waits else None,
        window_number=window.number if window is not None else "",
        area=area,
        windows=tuple(hall.windows[item].number for item in taking),
        open_windows=open_windows(hall, ticket.business_id) if not ticket.target_window_id else len(taking),
        notes=plan.ticket_notes,
        timezone=plan.timezone,
    )


def desk_ticket(hall: Hall, ticket: Ticket) -> DeskTicket:
    """A ticket as the supervisor sees it."""
    business, window = hall.businesses.get(ticket.business_id), hall.windows.get(ticket.window_id)
    return DeskTicket(
        ticket_id=ticket.ticket_id,
        number=ticket.number,
        state=ticket.state,
        business=business.name if business is not None else NOBODY,
        delivery=ticket.delivery,
        taken_at=ticket.taken_at,
        since=ticket.ended_at or ticket.started_at or ticket.called_at or ticket.queued_at,
        window_number=window.number if window is not None else "",
        printed_at=ticket.printed_at_station,
        reprints=ticket.reprints,
        may_end=ticket.state in OPEN_STATES,
    )


def found_ticket(hall: Hall, number: str) -> DeskTicket:
    """Today's ticket of this number as a person types it. Raises ``Fault`` unknown_ticket."""
    return desk_ticket(hall, find_ticket(hall, "", number))


def hall_picture(hall: Hall) -> HallPicture:
    """The whole hall: a few milliseconds for 5,000 tickets; made only while somebody looks."""
    plan = hall.plan
    pending = (
        ticket
        for ticket in hall.tickets.values()
        if ticket.delivery in (Delivery.PENDING, Delivery.UNKNOWN) and ticket.state in OPEN_STATES
    )
    undelivered = tuple(desk_ticket(hall, ticket) for ticket in islice(pending, UNDELIVERED_SHOWN))
    stations = tuple(EnrolledStation(item.station_id, item.kind, item.window_id) for item in hall.stations.values())
    return HallPicture(
        hall_id=hall.hall_id,
        as_of=hall.seq,
        name=plan.name if plan is not None else None,
        business_date=hall.business_date,
        day_state=hall.day_state,
        timezone=plan.timezone if plan is not None else "Asia/Shanghai",
        windows=tuple(_window(hall, window_id) for window_id in hall.windows),
        queues=tuple(_queue(hall, business_id) for business_id in hall.businesses),
        undelivered=undelivered,
        stations=tuple(sorted(stations, key=lambda item: item.station_id)),
    )


def _window(hall: Hall, window_id: WindowId) -> WindowPicture:
    window, seat = hall.windows[window_id], hall.seats[window_id]
    current, operator = hall.tickets.get(seat.ticket_id), hall.operators.get(seat.operator_id)
    areas = {area.area_id: area.name for area in hall.plan.areas} if hall.plan is not None else {}
    return WindowPicture(
        window_id=window_id,
        number=window.number,
        name=window.name,
        area=areas.get(window.area_id, NOBODY),
        state=seat.state,
        activity=activity(hall, seat),
        reason=seat.reason,
        operator_name=operator.name if operator is not None else "",
        since=seat.since,
        current=current.number if current is not None else "",
        current_since=(current.started_at or current.called_at or 0) if current is not None else 0,
        waiting_here=hall.queues.waiting_at(window_id),
        businesses=tuple(hall.businesses[item].name for item in window.businesses),
    )


def _queue(hall: Hall, business_id: BusinessId) -> QueuePicture:
    business = hall.businesses[business_id]
    queue = hall.queues.of_business.get(business_id, Lanes())
    passed = hall.put_aside(TicketState.PASSED)
    return QueuePicture(
        business_id=business_id,
        prefix=business.prefix,
        name=business.name,
        waiting=len(queue),
        longest_since=min((hall.tickets[place[2]].queued_at for lane in queue.lanes for place in lane), default=None),
        expected_wait_s=expected_wait_now_s(hall, business_id, PriorityClass.ORDINARY),
        open_windows=open_windows(hall, business_id),
        windows=len(hall.windows_of[business_id]),
        passed=sum(ticket.business_id == business_id for ticket in passed),
    )
