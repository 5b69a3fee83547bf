"""What has happened, as the journal keeps it. Private to hub: stations get notices.

Events carry outcomes, so that ``apply`` never decides. Every event that changes a ticket names its leg,
operator, channel and priority class. ``kind`` and ``version`` are stored beside the body; a changed shape
gets a new version and an upcaster in ``hub.store.upcasters``.
Fields are named alike everywhere (``ticket_id``, ``window_id``, ``request_id``, ``call_seq``): tables find
the rows that an event touches by these names.
"""

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from hub.contract.vocabulary import (
    BusinessDate,
    BusinessId,
    Channel,
    Delivery,
    DeviceBinding,
    EvaluationLevel,
    HallPlan,
    OperatorId,
    PauseReason,
    PriorityClass,
    RequestId,
    StationId,
    StationKind,
    TicketId,
    WindowId,
    Words,
)


@dataclass(frozen=True, slots=True)
class PackLoaded:
    """The hall is now what this plan says."""

    kind: ClassVar[str] = "pack_loaded"
    version: ClassVar[int] = 1
    plan: HallPlan


@dataclass(frozen=True, slots=True)
class StationEnrolled:
    """A station is bound to its kind, window and area, and to the devices that it looks after."""

    kind: ClassVar[str] = "station_enrolled"
    version: ClassVar[int] = 1
    station_id: StationId
    station_kind: StationKind
    window_id: WindowId
    area_id: str
    devices: tuple[DeviceBinding, ...] = ()


@dataclass(frozen=True, slots=True)
class DayOpened:
    """A business date began; numbers start anew."""

    kind: ClassVar[str] = "day_opened"
    version: ClassVar[int] = 1
    business_date: BusinessDate


@dataclass(frozen=True, slots=True)
class DayClosed:
    """A business date ended. The tickets that expired with it have events of their own before this one."""

    kind: ClassVar[str] = "day_closed"
    version: ClassVar[int] = 1
    business_date: BusinessDate


@dataclass(frozen=True, slots=True)
class BlockGranted:
    """Numbers ``first`` to ``last`` of a prefix belong to ``holder`` and to nobody else, ever."""

    kind: ClassVar[str] = "block_granted"
    version: ClassVar[int] = 1
    business_date: BusinessDate
    prefix: str
    first: int
    last: int
    holder: StationId
    lease_epoch: int


@dataclass(frozen=True, slots=True)
class WindowSignedIn:
    """An operator took a window."""

    kind: ClassVar[str] = "window_signed_in"
    version: ClassVar[int] = 1
    window_id: WindowId
    operator_id: OperatorId


@dataclass(frozen=True, slots=True)
class WindowSignedOut:
    """An operator left a window."""

    kind: ClassVar[str] = "window_signed_out"
    version: ClassVar[int] = 1
    window_id: WindowId
    operator_id: OperatorId


@dataclass(frozen=True, slots=True)
class GuideSignedIn:
    """A guide signed in at a guide desk."""

    kind: ClassVar[str] = "guide_signed_in"
    version: ClassVar[int] = 1
    station_id: StationId
    operator_id: OperatorId


@dataclass(frozen=True, slots=True)
class GuideSignedOut:
    """A guide left a guide desk."""

    kind: ClassVar[str] = "guide_signed_out"
    version: ClassVar[int] = 1
    station_id: StationId
    operator_id: OperatorId


@dataclass(frozen=True, slots=True)
class WindowOpened:
    """A window takes people."""

    kind: ClassVar[str] = "window_opened"
    version: ClassVar[int] = 1
    window_id: WindowId


@dataclass(frozen=True, slots=True)
class WindowPaused:
    """A window takes nobody for a while."""

    kind: ClassVar[str] = "window_paused"
    version: ClassVar[int] = 1
    window_id: WindowId
    reason: PauseReason


@dataclass(frozen=True, slots=True)
class WindowResumed:
    """A paused window takes people again."""

    kind: ClassVar[str] = "window_resumed"
    version: ClassVar[int] = 1
    window_id: WindowId


@dataclass(frozen=True, slots=True)
class WindowClosed:
    """A window ended its work."""

    kind: ClassVar[str] = "window_closed"
    version: ClassVar[int] = 1
    window_id: WindowId


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """What every event about a ticket says. ``window_id`` and ``operator_id`` are empty where none acts."""

    ticket_id: TicketId
    number: str
    leg: int
    business_id: BusinessId
    window_id: WindowId
    operator_id: OperatorId
    channel: Channel
    priority_class: PriorityClass


@dataclass(frozen=True, slots=True)
class TicketTaken(TicketEvent):
    """A number was issued. ``token`` is the unguessable address of its phone page; ``record_id`` the sealed
    record of the person, empty for none; ``print_at`` the kiosk that prints it."""

    kind: ClassVar[str] = "ticket_taken"
    version: ClassVar[int] = 1
    business_date: BusinessDate
    prefix: str
    ordinal: int
    token: str
    record_id: str
    taken_at_station: StationId
    print_at: StationId


@dataclass(frozen=True, slots=True)
class TicketDelivered(TicketEvent):
    """The number reached the citizen on paper, on a screen, or nobody knows."""

    kind: ClassVar[str] = "ticket_delivered"
    version: ClassVar[int] = 1
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class TicketReprinted(TicketEvent):
    """A copy (补打) was asked for, to be printed at ``print_at``."""

    kind: ClassVar[str] = "ticket_reprinted"
    version: ClassVar[int] = 1
    print_at: StationId


@dataclass(frozen=True, slots=True)
class TicketCalled(TicketEvent):
    """A window calls a ticket: the next one, a chosen one, a passed one or a held one. ``why`` says in words
    that a clerk can read out why it is this one."""

    kind: ClassVar[str] = "ticket_called"
    version: ClassVar[int] = 1
    why: Words


@dataclass(frozen=True, slots=True)
class TicketRecalled(TicketEvent):
    """The call ``call_seq`` again; ``times`` counts its announcements, the first included."""

    kind: ClassVar[str] = "ticket_recalled"
    version: ClassVar[int] = 1
    call_seq: int
    times: int


@dataclass(frozen=True, slots=True)
class ServiceStarted(TicketEvent):
    """The person is at the window."""

    kind: ClassVar[str] = "service_started"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class ServiceCompleted(TicketEvent):
    """This leg's service ended. ``start_inferred``: the clerk skipped the start, which counts from the call."""

    kind: ClassVar[str] = "service_completed"
    version: ClassVar[int] = 1
    start_inferred: bool


@dataclass(frozen=True, slots=True)
class TicketPassed(TicketEvent):
    """Called and did not come."""

    kind: ClassVar[str] = "ticket_passed"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class TicketReactivated(TicketEvent):
    """A passed ticket waits again, at ``order_at`` (ms; 0 stands before everybody)."""

    kind: ClassVar[str] = "ticket_reactivated"
    version: ClassVar[int] = 1
    order_at: int


@dataclass(frozen=True, slots=True)
class TicketHeld(TicketEvent):
    """Set aside by its window."""

    kind: ClassVar[str] = "ticket_held"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class TicketTransferred(TicketEvent):
    """Waits again elsewhere under the same number. ``leg`` and ``business_id`` are those it left; it begins
    leg ``leg + 1`` for ``to_business_id``, at ``to_window_id`` only where one is named."""

    kind: ClassVar[str] = "ticket_transferred"
    version: ClassVar[int] = 1
    to_business_id: BusinessId
    to_window_id: WindowId
    order_at: int


@dataclass(frozen=True, slots=True)
class TicketAbandoned(TicketEvent):
    """The ticket was dropped."""

    kind: ClassVar[str] = "ticket_abandoned"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class TicketExpired(TicketEvent):
    """The day ended before its turn."""

    kind: ClassVar[str] = "ticket_expired"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class EvaluationAsked(TicketEvent):
    """The citizen is asked for one rating of one leg. ``closes_at``: until when it is taken."""

    kind: ClassVar[str] = "evaluation_asked"
    version: ClassVar[int] = 1
    request_id: RequestId
    closes_at: int


@dataclass(frozen=True, slots=True)
class EvaluationGiven(TicketEvent):
    """The one rating of this leg."""

    kind: ClassVar[str] = "evaluation_given"
    version: ClassVar[int] = 1
    request_id: RequestId
    level: EvaluationLevel
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvaluationNotGiven(TicketEvent):
    """Time ran out. Never counted as a rating."""

    kind: ClassVar[str] = "evaluation_not_given"
    version: ClassVar[int] = 1
    request_id: RequestId


@dataclass(frozen=True, slots=True)
class CallShown:
    """A station painted a call."""

    kind: ClassVar[str] = "call_shown"
    version: ClassVar[int] = 1
    call_seq: int
    station_id: StationId


@dataclass(frozen=True, slots=True)
class CallSpoken:
    """A station spoke a call."""

    kind: ClassVar[str] = "call_spoken"
    version: ClassVar[int] = 1
    call_seq: int
    station_id: StationId


@dataclass(frozen=True, slots=True)
class PersonErased:
    """The key of a sealed record was destroyed."""

    kind: ClassVar[str] = "person_erased"
    version: ClassVar[int] = 1
    ticket_id: TicketId
    record_id: str


Event: TypeAlias = (
    PackLoaded
    | StationEnrolled
    | DayOpened
    | DayClosed
    | BlockGranted
    | WindowSignedIn
    | WindowSignedOut
    | GuideSignedIn
    | GuideSignedOut
    | WindowOpened
    | WindowPaused
    | WindowResumed
    | WindowClosed
    | TicketTaken
    | TicketDelivered
    | TicketReprinted
    | TicketCalled
    | TicketRecalled
    | ServiceStarted
    | ServiceCompleted
    | TicketPassed
    | TicketReactivated
    | TicketHeld
    | TicketTransferred
    | TicketAbandoned
    | TicketExpired
    | EvaluationAsked
    | EvaluationGiven
    | EvaluationNotGiven
    | CallShown
    | CallSpoken
    | PersonErased
)

EVENTS: dict[str, type[Event]] = {
    event.kind: event
    for event in (
        PackLoaded, StationEnrolled, DayOpened, DayClosed, BlockGranted, WindowSignedIn, WindowSignedOut,
        GuideSignedIn, GuideSignedOut, WindowOpened, WindowPaused, WindowResumed, WindowClosed, TicketTaken,
        TicketDelivered, TicketReprinted, TicketCalled, TicketRecalled, ServiceStarted, ServiceCompleted,
        TicketPassed, TicketReactivated, TicketHeld, TicketTransferred, TicketAbandoned, TicketExpired,
        EvaluationAsked, EvaluationGiven, EvaluationNotGiven, CallShown, CallSpoken, PersonErased,
    )
}  # fmt: skip
"""Every kind of event, as the journal names it."""
