"""What stations are told: projections of events, never the events themselves, and the answers to commands.

A *notice* is sent once, on ``event/{kind}``. ``seq`` is its journal row, ``epoch`` the hub's, ``prev`` the ``seq``
before it on that topic: a gap means that ``prev`` is not the last one seen.
A *view* is retained state, on ``state/{what}/{id}``: enough to draw from cold. ``as_of`` is the journal row it
reflects; anything older than what a station has is dropped.
No notice carries a name, an ID number, a phone number or the address of a phone page, except ``TicketSlip``,
which carries that address to the one kiosk that prints it.
"""

from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from hub.contract.vocabulary import (
    Area,
    AreaId,
    Business,
    BusinessDate,
    BusinessId,
    DayState,
    DeviceBinding,
    EvaluationState,
    Instant,
    PauseReason,
    PriorityClass,
    RequestId,
    SiteRules,
    StationId,
    StationKind,
    TicketId,
    TicketState,
    Window,
    WindowActivity,
    WindowId,
    WindowState,
    Words,
)

# --- notices ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Called:
    """A window calls a number, or calls it again (``times`` > 1). ``call_seq`` names the call in receipts."""

    kind: ClassVar[str] = "called"
    seq: int
    prev: int
    epoch: int
    at: Instant
    call_seq: int
    times: int
    ticket_id: TicketId
    number: str
    business_id: BusinessId
    window_id: WindowId
    window_number: str
    area_id: AreaId


@dataclass(frozen=True, slots=True)
class EvaluationNotice:
    """An evaluation was asked for, given or not given. The level is nobody's business here."""

    kind: ClassVar[str] = "evaluation"
    seq: int
    prev: int
    epoch: int
    at: Instant
    request_id: RequestId
    state: EvaluationState
    number: str
    window_id: WindowId
    prompt_s: int


@dataclass(frozen=True, slots=True)
class DayNotice:
    """The business date was opened or closed."""

    kind: ClassVar[str] = "day"
    seq: int
    prev: int
    epoch: int
    at: Instant
    business_date: BusinessDate
    state: DayState


Notice: TypeAlias = Called | EvaluationNotice | DayNotice

NOTICES: dict[str, type[Notice]] = {notice.kind: notice for notice in (Called, EvaluationNotice, DayNotice)}

# --- views: retained state -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket as staff and walls see it."""

    ticket_id: TicketId
    number: str
    business_id: BusinessId
    state: TicketState
    priority_class: PriorityClass
    leg: int
    taken_at: Instant
    queued_at: Instant
    called_at: Instant | None = None
    started_at: Instant | None = None
    times: int = 0
    call_seq: int = 0


@dataclass(frozen=True, slots=True)
class HallView:
    """``state/hall/plan``: what every station needs to draw the hall. Staff are not in it."""

    what: ClassVar[str] = "hall"
    as_of: int
    epoch: int
    hall_id: str
    name: Words
    areas: tuple[Area, ...]
    businesses: tuple[Business, ...]
    windows: tuple[Window, ...]
    rules: SiteRules
    notices: tuple[Words, ...]
    ticket_notes: tuple[Words, ...]
    timezone: str
    business_date: BusinessDate | None
    day_state: DayState
    kiosks: tuple[StationId, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueView:
    """``state/queue/{business}``: who waits, in order (the first thirty), and who was passed."""

    what: ClassVar[str] = "queue"
    as_of: int
    epoch: int
    business_id: BusinessId
    waiting: int
    ahead_if_taken_now: int
    expected_wait_s: int | None
    open_windows: int
    next: tuple[TicketView, ...] = ()
    passed: tuple[TicketView, ...] = ()


@dataclass(frozen=True, slots=True)
class WindowView:
    """``state/window/{window}``: a window, its open ticket, what it holds, who waits for it alone."""

    what: ClassVar[str] = "window"
    as_of: int
    epoch: int
    window_id: WindowId
    state: WindowState
    activity: WindowActivity
    reason: PauseReason | None
    operator_id: str
    operator_name: str
    current: TicketView | None = None
    held: tuple[TicketView, ...] = ()
    waiting_here: tuple[TicketView, ...] = ()


@dataclass(frozen=True, slots=True)
class CallsView:
    """``state/calls/{area}``: the latest calls of an area, newest first, for a wall that starts cold."""

    what: ClassVar[str] = "calls"
    as_of: int
    epoch: int
    area_id: AreaId
    calls: tuple[Called, ...] = ()


View: TypeAlias = HallView | QueueView | WindowView | CallsView

VIEWS: dict[str, type[View]] = {view.what: view for view in (HallView, QueueView, WindowView, CallsView)}


@dataclass(frozen=True, slots=True)
class HubPresence:
    """``hub/presence``, retained; the last will says ``online: false``."""

    online: bool
    life: str
    epoch: int
    since: Instant
    version: str = ""


@dataclass(frozen=True, slots=True)
class StationPresence:
    """``station/{station}/presence``, retained; the last will says ``online: false``."""

    station_id: StationId
    online: bool
    since: Instant
    version: str = ""


@dataclass(frozen=True, slots=True)
class StationConfig:
    """``station/{station}/config``, retained: everything that makes a station itself."""

    as_of: int
    station_id: StationId
    kind: StationKind
    window_id: WindowId
    area_id: AreaId
    public_url: str
    devices: tuple[DeviceBinding, ...] = ()


# --- devices ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShowText:
    """Order to a window bar: show this text. Never shown after ``expires_at``."""

    kind: ClassVar[str] = "show_text"
    order_id: str
    expires_at: Instant
    text: str
    flash: bool = False
    call_seq: int = 0


@dataclass(frozen=True, slots=True)
class AskEvaluation:
    """Order to an evaluator: ask for one rating until ``expires_at``."""

    kind: ClassVar[str] = "ask_evaluation"
    order_id: str
    expires_at: Instant
    request_id: RequestId
    number: str


@dataclass(frozen=True, slots=True)
class TicketSlip:
    """What is printed. ``url`` is the phone page behind the QR code; ``copy`` prints 补打. ``expected_wait_s`` is
    None where nothing honest can be said."""

    ticket_id: TicketId
    number: str
    business_id: BusinessId
    business_name: Words
    department: Words
    hall_name: Words
    area_name: Words
    window_numbers: tuple[str, ...]
    ahead: int
    expected_wait_s: int | None
    taken_at: Instant
    business_date: BusinessDate
    priority_class: PriorityClass
    url: str
    copy: bool
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintTicket:
    """Order to a kiosk: print this slip (a copy, or a number that a guide took for somebody)."""

    kind: ClassVar[str] = "print_ticket"
    order_id: str
    expires_at: Instant
    slip: TicketSlip


DeviceOrder: TypeAlias = ShowText | AskEvaluation | PrintTicket

DEVICE_ORDERS: dict[str, type[DeviceOrder]] = {order.kind: order for order in (ShowText, AskEvaluation, PrintTicket)}


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    """``station/{station}/device/{device}/health``, retained. ``state``: online, degraded, failed, unknown;
    ``faults`` are stable codes, ``words`` say it to a person."""

    device_id: str
    kind: str
    state: str
    since: Instant
    faults: tuple[str, ...] = ()
    words: Words = Words("", "")
    counters: dict[str, int] = field(default_factory=dict)


# --- answers ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing more to say than that it was done."""

    kind: ClassVar[str] = "done"


@dataclass(frozen=True, slots=True)
class TicketIssued:
    """A number was issued, or will be printed again; ``printed_at`` names the kiosk if it is another station."""

    kind: ClassVar[str] = "ticket_issued"
    slip: TicketSlip
    printed_at: StationId = ""


@dataclass(frozen=True, slots=True)
class CallAnswer:
    """What a window's press called, and why; ``called`` is None when a pass found nobody to call next."""

    kind: ClassVar[str] = "call_answer"
    called: TicketView | None
    why: Words = Words("", "")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in now."""

    kind: ClassVar[str] = "signed_in"
    operator_id: str
    name: str


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """The calls that were missed, oldest first."""

    kind: ClassVar[str] = "caught_up"
    calls: tuple[Called, ...] = ()


Answer: TypeAlias = Done | TicketIssued | CallAnswer | SignedIn | CaughtUp

ANSWERS: dict[str, type[Answer]] = {
    answer.kind: answer for answer in (Done, TicketIssued, CallAnswer, SignedIn, CaughtUp)
}
