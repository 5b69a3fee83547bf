"""The hall's open day in memory: what ``decide`` reads and ``apply`` changes.

Values (tickets, seats, evaluations) are frozen and replaced; the dictionaries that hold them belong to the one
writer. Nothing here decides anything.
"""

from dataclasses import dataclass, field

from hub.contract.vocabulary import (
    AreaId,
    Business,
    BusinessDate,
    BusinessId,
    Channel,
    DayState,
    Delivery,
    DeviceBinding,
    EvaluationLevel,
    EvaluationState,
    HallId,
    HallPlan,
    Instant,
    Operator,
    OperatorId,
    PauseReason,
    PriorityClass,
    RequestId,
    StationId,
    StationKind,
    TicketId,
    TicketState,
    Window,
    WindowId,
    WindowState,
)
from hub.core.queue import Lanes, Place, Queues, lane_of


@dataclass(frozen=True, slots=True)
class Leg:
    """One service on a visit: a business, its wait and its service. ``outcome`` is the ticket's state at its end, or
    ``transferred``."""

    leg: int
    business_id: BusinessId
    window_id: WindowId
    operator_id: OperatorId
    queued_at: Instant
    first_called_at: Instant | None
    called_at: Instant | None
    started_at: Instant | None
    start_inferred: bool
    ended_at: Instant | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket and its current leg. Times are those of this leg, but for ``taken_at``; ``window_id`` is the window
    that has or had it, ``target_window_id`` the only one that may call it (empty: any that serves the business)."""

    ticket_id: TicketId
    number: str
    prefix: str
    ordinal: int
    business_date: BusinessDate
    business_id: BusinessId
    state: TicketState
    priority_class: PriorityClass
    channel: Channel
    token: str
    record_id: str
    taken_seq: int
    taken_at: Instant
    taken_at_station: StationId
    printed_at_station: StationId
    delivery: Delivery
    queued_at: Instant
    order_at: int
    leg: int = 1
    window_id: WindowId = ""
    target_window_id: WindowId = ""
    operator_id: OperatorId = ""
    first_called_at: Instant | None = None
    called_at: Instant | None = None
    call_seq: int = 0
    times: int = 0
    started_at: Instant | None = None
    start_inferred: bool = False
    ended_at: Instant | None = None
    reprints: int = 0
    passes: int = 0
    past_legs: tuple[Leg, ...] = ()

    def place(self) -> Place:
        """Where it stands in its lane."""
        return (self.order_at, self.taken_seq, self.ticket_id)

    def current_leg(self) -> Leg:
        """The leg that runs now, or ran last."""
        return Leg(
            self.leg, self.business_id, self.window_id, self.operator_id, self.queued_at, self.first_called_at,
            self.called_at, self.started_at, self.start_inferred, self.ended_at, self.state.value,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seat:
    """A window's day: who sits there, its state, its open ticket. ``priority_run`` counts the priority tickets it
    has called in a row."""

    window_id: WindowId
    state: WindowState = WindowState.CLOSED
    reason: PauseReason | None = None
    operator_id: OperatorId = ""
    ticket_id: TicketId = ""
    since: Instant = 0
    priority_run: int = 0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One request for one rating of one leg."""

    request_id: RequestId
    ticket_id: TicketId
    leg: int
    window_id: WindowId
    operator_id: OperatorId
    state: EvaluationState
    asked_at: Instant
    closes_at: Instant
    answered_at: Instant | None = None
    level: EvaluationLevel | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Station:
    """An enrolled station."""

    station_id: StationId
    kind: StationKind
    window_id: WindowId = ""
    area_id: AreaId = ""
    operator_id: OperatorId = ""  # the guide signed in here; at windows the seat knows
    devices: tuple[DeviceBinding, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Numbers ``first`` to ``last`` of a prefix on a date, owned by ``holder``; ``next`` is the first one unused."""

    business_date: BusinessDate
    prefix: str
    first: int
    last: int
    holder: StationId
    lease_epoch: int
    next: int


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a ticket to a window, known by the journal row that made it."""

    call_seq: int
    seq: int
    at: Instant
    times: int
    ticket_id: TicketId
    number: str
    business_id: BusinessId
    window_id: WindowId
    shown_at: Instant | None = None
    spoken_at: Instant | None = None


@dataclass(slots=True)
class Hall:
    """Everything that the rules need, of one hall. ``seq`` is the last journal row folded in, ``day_seq`` and
    ``day_at`` the row and the moment at which the business date began. ``hub_blocks`` names the block of each prefix
    from which the hub issues now; ``queues`` and ``aside`` index the waiting, held and passed tickets;
    ``neighbours`` are the businesses that share a window with one, itself included."""

    hall_id: HallId
    seq: int = 0
    plan: HallPlan | None = None
    business_date: BusinessDate | None = None
    day_state: DayState = DayState.CLOSED
    day_seq: int = 0
    day_at: Instant = 0
    tickets: dict[TicketId, Ticket] = field(default_factory=dict)
    numbers: dict[str, TicketId] = field(default_factory=dict)
    seats: dict[WindowId, Seat] = field(default_factory=dict)
    stations: dict[StationId, Station] = field(default_factory=dict)
    blocks: dict[tuple[str, int], Block] = field(default_factory=dict)
    hub_blocks: dict[str, int] = field(default_factory=dict)
    evaluations: dict[RequestId, Evaluation] = field(default_factory=dict)
    calls: dict[int, Call] = field(default_factory=dict)
    pace_ms: dict[BusinessId, float] = field(default_factory=dict)
    queues: Queues = field(default_factory=Queues)
    aside: dict[TicketState, dict[TicketId, None]] = field(
        default_factory=lambda: {TicketState.HELD: {}, TicketState.PASSED: {}}
    )
    businesses: dict[BusinessId, Business] = field(default_factory=dict)
    windows: dict[WindowId, Window] = field(default_factory=dict)
    operators: dict[OperatorId, Operator] = field(default_factory=dict)
    windows_of: dict[BusinessId, tuple[WindowId, ...]] = field(default_factory=dict)
    neighbours: dict[BusinessId, tuple[BusinessId, ...]] = field(default_factory=dict)

    def furnish(self, plan: HallPlan, at: Instant) -> None:
        """Take a plan and the look-ups made of it; new windows get an empty seat."""
        self.plan = plan
        self.businesses = {business.business_id: business for business in plan.businesses}
        self.windows = {window.window_id: window for window in plan.windows}
        self.operators = {operator.operator_id: operator for operator in plan.operators}
        self.windows_of = {
            business_id: tuple(window.window_id for window in plan.windows if business_id in window.businesses)
            for business_id in self.businesses
        }
        self.neighbours = {
            business_id: tuple(
                other for other in self.businesses if not set(windows).isdisjoint(self.windows_of[other])
            )
            for business_id, windows in self.windows_of.items()
        }
        self.seats = {window_id: self.seats.get(window_id, Seat(window_id, since=at)) for window_id in self.windows}

    def hub_block(self, prefix: str) -> Block | None:
        """The block from which the hub issues numbers of this prefix now."""
        first = self.hub_blocks.get(prefix)
        return None if first is None else self.blocks[prefix, first]

    def keep(self, ticket: Ticket) -> None:
        """Keep a ticket as it is now and its place in the indexes in step."""
        before = self.tickets.get(ticket.ticket_id)
        if before is not None and before.state is TicketState.WAITING:
            self._home(before).remove(lane_of(before.priority_class), before.place())
        elif before is not None and before.state in self.aside:
            del self.aside[before.state][ticket.ticket_id]
        self.tickets[ticket.ticket_id] = ticket
        if ticket.state is TicketState.WAITING:
            self._home(ticket).add(lane_of(ticket.priority_class), ticket.place())
        elif ticket.state in self.aside:
            self.aside[ticket.state][ticket.ticket_id] = None

    def _home(self, ticket: Ticket) -> Lanes:
        return self.queues.home(ticket.business_id, ticket.target_window_id)

    def put_aside(self, state: TicketState) -> list[Ticket]:
        """The held or the passed tickets, in the order in which they became so."""
        return [self.tickets[ticket_id] for ticket_id in self.aside[state]]
