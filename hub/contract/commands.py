"""What stations may ask of the hub. One frozen dataclass a verb; the table at the end says who may send it.

``lifetime_s`` is how long a press stays meant: a ``call_next`` from three minutes ago calls nobody. Facts
(what has happened already) live for ever (``None``) and are kept by the station until they are answered.
A window is never named by its own counter: identity is the station that the broker vouches for. Only the
console names a window, in ``window_id``.
"""

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from hub.contract.vocabulary import (
    BusinessDate,
    BusinessId,
    Delivery,
    DeviceBinding,
    EvaluationLevel,
    HallPlan,
    OperatorId,
    PauseReason,
    Person,
    PriorityClass,
    RequestId,
    StationId,
    StationKind,
    TicketId,
    WindowId,
)

# A press by a person who waits for the answer: a clerk presses again after a few seconds.
_PRESS_S = 10
# A citizen at a kiosk is patient for longer than a clerk, and a number is not wasted by arriving late.
_TAKE_S = 30


@dataclass(frozen=True, slots=True)
class LoadPack:
    """Make the hall what this pack says (journaled)."""

    verb: ClassVar[str] = "load_pack"
    lifetime_s: ClassVar[int | None] = 60
    plan: HallPlan


@dataclass(frozen=True, slots=True)
class EnrollStation:
    """Bind a station to its kind, window and area, and to the devices that it looks after."""

    verb: ClassVar[str] = "enroll_station"
    lifetime_s: ClassVar[int | None] = 60
    station_id: StationId
    kind: StationKind
    window_id: WindowId = ""
    area_id: str = ""
    devices: tuple[DeviceBinding, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenDay:
    """Begin a business date; numbers start anew."""

    verb: ClassVar[str] = "open_day"
    lifetime_s: ClassVar[int | None] = 60
    business_date: BusinessDate


@dataclass(frozen=True, slots=True)
class CloseDay:
    """End the business date: who still waits expires, who is being served finishes on this date."""

    verb: ClassVar[str] = "close_day"
    lifetime_s: ClassVar[int | None] = 60
    business_date: BusinessDate


@dataclass(frozen=True, slots=True)
class TakeTicket:
    """取号. ``print_at`` names the kiosk that prints when a guide takes the number for somebody."""

    verb: ClassVar[str] = "take_ticket"
    lifetime_s: ClassVar[int | None] = _TAKE_S
    business_id: BusinessId
    priority_class: PriorityClass = PriorityClass.ORDINARY
    person: Person | None = None
    print_at: StationId = ""


@dataclass(frozen=True, slots=True)
class ConfirmPrinted:
    """How the number reached the citizen: a fact."""

    verb: ClassVar[str] = "confirm_printed"
    lifetime_s: ClassVar[int | None] = None
    ticket_id: TicketId
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Reprint:
    """补打: the same ticket on paper again, marked as a copy. One of ``ticket_id`` or ``number``."""

    verb: ClassVar[str] = "reprint"
    lifetime_s: ClassVar[int | None] = _TAKE_S
    ticket_id: TicketId = ""
    number: str = ""
    print_at: StationId = ""


@dataclass(frozen=True, slots=True)
class SignIn:
    """登录. The PIN is checked before the rules are asked and is never kept."""

    verb: ClassVar[str] = "sign_in"
    lifetime_s: ClassVar[int | None] = _PRESS_S
    operator_id: OperatorId
    pin: str


@dataclass(frozen=True, slots=True)
class SignOut:
    """注销."""

    verb: ClassVar[str] = "sign_out"
    lifetime_s: ClassVar[int | None] = _PRESS_S
    window_id: WindowId = ""


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """开窗."""

    verb: ClassVar[str] = "open_window"
    lifetime_s: ClassVar[int | None] = _PRESS_S
    window_id: WindowId = ""


@dataclass(frozen=True, slots=True)
class PauseWindow:
    """暂停."""

    verb: ClassVar[str] = "pause_window"
    lifetime_s: ClassVar[int | None] = _PRESS_S
    reason: PauseReason
    window_id: WindowId = ""


@dataclass(frozen=True, slots=True)
class ResumeWindow:
    """恢复."""

    verb: ClassVar[str] = "resume_window"
    lifetime_s: ClassVar[int | None] = _PRESS_S
    window_id: WindowId = ""


@dataclass(frozen=True, slots=True)
class CloseWindow:
    """关窗. Refused with the number waiting when it is a business's last open window, until ``confirmed``."""

    verb: ClassVar[str] = "close_window"
    lifetime_s: ClassVar[int | None] = _PRESS_S
    window_id: WindowId = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class CallNext:
    """下一位. ``complete_open`` answers the question that the site switch ``ask`` puts."""

    verb: ClassVar[str] = "call_next"
    lifetime_s: ClassVar[int | None] = _PRESS_S
    complete_open: bool = False


@dataclass(frozen=True, slots=True)
class CallSpecific:
    """指定叫号: a waiting, passed or held ticket. One of ``ticket_id`` or ``number``."""

    verb: ClassVar[str] = "call_specific"
    lifetime_s: ClassVar[int | None] = _PRESS_S
    ticket_id: TicketId = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Recall:
    """重呼 the ticket that this window has called."""

    verb: ClassVar[str] = "recall"
    lifetime_s: ClassVar[int | None] = _PRESS_S


@dataclass(frozen=True, slots=True)
class StartService:
    """开始办理."""

    verb: ClassVar[str] = "start_service"
    lifetime_s: ClassVar[int | None] = _PRESS_S


@dataclass(frozen=True, slots=True)
class CompleteService:
    """结束办理; asks for an evaluation."""

    verb: ClassVar[str] = "complete_service"
    lifetime_s: ClassVar[int | None] = _PRESS_S


@dataclass(frozen=True, slots=True)
class PassTicket:
    """过号."""

    verb: ClassVar[str] = "pass_ticket"
    lifetime_s: ClassVar[int | None] = _PRESS_S


@dataclass(frozen=True, slots=True)
class PassAndNext:
    """过号并叫下一位, one press and one decision."""

    verb: ClassVar[str] = "pass_and_next"
    lifetime_s: ClassVar[int | None] = _PRESS_S


@dataclass(frozen=True, slots=True)
class Reactivate:
    """过号激活. One of ``ticket_id`` or ``number``."""

    verb: ClassVar[str] = "reactivate"
    lifetime_s: ClassVar[int | None] = _PRESS_S
    ticket_id: TicketId = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class HoldTicket:
    """挂起 the window's open ticket."""

    verb: ClassVar[str] = "hold_ticket"
    lifetime_s: ClassVar[int | None] = _PRESS_S


@dataclass(frozen=True, slots=True)
class ResumeTicket:
    """回呼 a held ticket to this window. One of ``ticket_id`` or ``number``."""

    verb: ClassVar[str] = "resume_ticket"
    lifetime_s: ClassVar[int | None] = _PRESS_S
    ticket_id: TicketId = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """转号 to a business or to a window: exactly one of the two. The number stays."""

    verb: ClassVar[str] = "transfer"
    lifetime_s: ClassVar[int | None] = _PRESS_S
    to_business_id: BusinessId = ""
    to_window_id: WindowId = ""


@dataclass(frozen=True, slots=True)
class Abandon:
    """弃号. Without ``ticket_id`` and ``number``: the window's called ticket."""

    verb: ClassVar[str] = "abandon"
    lifetime_s: ClassVar[int | None] = _PRESS_S
    ticket_id: TicketId = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Evaluate:
    """One rating. It names the request that it answers, so a late press lands on the finished ticket."""

    verb: ClassVar[str] = "evaluate"
    lifetime_s: ClassVar[int | None] = None
    request_id: RequestId
    level: EvaluationLevel
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CloseEvaluation:
    """The time to answer is over (the hub's own timer)."""

    verb: ClassVar[str] = "close_evaluation"
    lifetime_s: ClassVar[int | None] = 60
    request_id: RequestId


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen has painted this call: a fact. ``call_seq`` is the call's journal row."""

    verb: ClassVar[str] = "shown"
    lifetime_s: ClassVar[int | None] = 60
    call_seq: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """A voice has finished speaking this call: a fact."""

    verb: ClassVar[str] = "spoken"
    lifetime_s: ClassVar[int | None] = 60
    call_seq: int


@dataclass(frozen=True, slots=True)
class ErasePerson:
    """A citizen's right to erasure: destroy the key of this ticket's sealed record."""

    verb: ClassVar[str] = "erase_person"
    lifetime_s: ClassVar[int | None] = 60
    ticket_id: TicketId


@dataclass(frozen=True, slots=True)
class CatchUp:
    """Ask for the calls after ``after_seq`` that this station missed. Changes nothing, is not journaled."""

    verb: ClassVar[str] = "catch_up"
    lifetime_s: ClassVar[int | None] = _PRESS_S
    after_seq: int


Command: TypeAlias = (
    LoadPack
    | EnrollStation
    | OpenDay
    | CloseDay
    | TakeTicket
    | ConfirmPrinted
    | Reprint
    | SignIn
    | SignOut
    | OpenWindow
    | PauseWindow
    | ResumeWindow
    | CloseWindow
    | CallNext
    | CallSpecific
    | Recall
    | StartService
    | CompleteService
    | PassTicket
    | PassAndNext
    | Reactivate
    | HoldTicket
    | ResumeTicket
    | Transfer
    | Abandon
    | Evaluate
    | CloseEvaluation
    | Shown
    | Spoken
    | ErasePerson
    | CatchUp
)

COMMANDS: dict[str, type[Command]] = {
    command.verb: command
    for command in (
        LoadPack, EnrollStation, OpenDay, CloseDay, TakeTicket, ConfirmPrinted, Reprint, SignIn, SignOut,
        OpenWindow, PauseWindow, ResumeWindow, CloseWindow, CallNext, CallSpecific, Recall, StartService,
        CompleteService, PassTicket, PassAndNext, Reactivate, HoldTicket, ResumeTicket, Transfer, Abandon,
        Evaluate, CloseEvaluation, Shown, Spoken, ErasePerson, CatchUp,
    )
}  # fmt: skip
"""Every verb and its command."""

_WINDOW_VERBS = frozenset({
    "sign_in", "sign_out", "open_window", "pause_window", "resume_window", "close_window", "call_next",
    "call_specific", "recall", "start_service", "complete_service", "pass_ticket", "pass_and_next", "hold_ticket",
    "resume_ticket", "transfer", "abandon", "reactivate", "catch_up",
})  # fmt: skip

VERBS_OF: dict[StationKind, frozenset[str]] = {
    StationKind.KIOSK: frozenset({"take_ticket", "confirm_printed", "reprint", "catch_up"}),
    StationKind.COUNTER: _WINDOW_VERBS,
    StationKind.GUIDE: frozenset({
        "sign_in", "sign_out", "take_ticket", "reprint", "reactivate", "abandon", "catch_up",
    }),
    StationKind.WALL: frozenset({"shown", "spoken", "catch_up"}),
    StationKind.DEVICES: frozenset({"evaluate", "shown", "catch_up"}),
    StationKind.CONSOLE: frozenset({
        "load_pack", "enroll_station", "open_day", "close_day", "open_window", "pause_window", "resume_window",
        "close_window", "sign_out", "take_ticket", "reprint", "reactivate", "abandon", "erase_person",
    }),
    StationKind.HUB: frozenset({"open_day", "close_day", "close_evaluation", "load_pack", "enroll_station"}),
}  # fmt: skip
"""Which kind of station may send which verb. The broker's access lists are made from this same table."""
