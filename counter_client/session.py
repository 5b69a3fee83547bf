"""A desk's session with the hub: what it knows, and what it has asked. No Qt, no words, no waiting.

A press is sent and the session goes on; while its answer is pending every other press is ignored. A press that was
carried out stays pending until the hall's state shows it (``settling``), or a second press would act on what the
clerk no longer sees. Everything here runs in one thread, that of ``deliver``; the link calls from its own.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from counter_client.desk import Desk, desk_of
from counter_client.situation import Situation, Verb, allowed, situation_of
from hub.client.outbox import Outcome
from hub.client.port import LinkState, StationLink
from hub.contract.commands import CallNext, CloseWindow, Command, SignIn, SignOut
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import (
    CallAnswer,
    EvaluationNotice,
    HallView,
    Notice,
    QueueView,
    SignedIn,
    StationConfig,
    TicketIssued,
    View,
    WindowView,
)
from hub.contract.vocabulary import (
    EvaluationState,
    Instant,
    RequestId,
    StationKind,
    TicketId,
    Words,
)

Trace = Callable[[str, int], None]
"""Receives ``(event, monotonic nanoseconds)``: ``call_next.sent``, ``call_next.answered`` ..."""

REFUSAL_MS = 6_000
"""How long a refusal stays: two short sentences are read in four seconds."""

SETTLES = frozenset(Verb) - {Verb.REACTIVATE, Verb.ABANDON, Verb.TAKE_TICKET, Verb.REPRINT}
"""What shows in the window's own view once it is done. Reactivating only changes a queue, and so may abandoning."""

SETTLE_MS = 1_500
"""How long to wait for the state that shows what was done. It follows its answer within milliseconds; if the broker
drops it, the clerk must not be locked out."""

GIVEN_MS = 8_000
"""How long "evaluated, thank you" stays: the next person is on the way by then."""


class Pressed(StrEnum):
    """What became of a press, at once."""

    SENT = "sent"
    PENDING = "pending"  # ignored: the answer to the last one is not here yet
    OFFLINE = "offline"  # not sent: nobody would answer, and it must not run later
    NOT_NOW = "not_now"  # not sent: the table says that it cannot be done now


@dataclass(frozen=True, slots=True)
class Pending:
    """A press on its way. ``seq`` is its journal row once it was carried out and only its view is missing."""

    verb: Verb
    since: Instant
    seq: int | None = None


class NoteKind(StrEnum):
    """What a note says."""

    DONE = "done"
    INFO = "info"
    REFUSED = "refused"
    UNKNOWN = "unknown"  # no answer: nobody knows whether it was done


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell the clerk: a fault, or a ticket that was issued. None ``until`` stays until the next press."""

    kind: NoteKind
    verb: Verb
    until: Instant | None
    fault: Fault | None = None
    issued: TicketIssued | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """The hub asks back; ``yes`` is what to send then."""

    fault: Fault
    yes: Command


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The window's latest request for an evaluation. Its level is not told here."""

    request_id: RequestId
    number: str
    state: EvaluationState
    until: Instant


def _confirm_close(command: Command) -> Command:
    assert isinstance(command, CloseWindow)
    return replace(command, confirmed=True)


def _complete_open(command: Command) -> Command:
    assert isinstance(command, CallNext)
    return replace(command, complete_open=True)


ASKS_BACK: dict[tuple[type[Command], FaultCode], Callable[[Command], Command]] = {
    (CloseWindow, FaultCode.LAST_WINDOW): _confirm_close,
    (CallNext, FaultCode.FINISH_FIRST): _complete_open,
}
"""Refusals that are questions, and what a yes sends."""

_NEWS = frozenset({FaultCode.NOBODY_WAITING})
"""Refusals that are ordinary news and no reproach."""


def _at_once(work: Callable[[], None]) -> None:
    work()


class Session:
    """One desk at one link. Register listeners, then start the link."""

    def __init__(
        self,
        link: StationLink,
        *,
        now: Callable[[], Instant],
        deliver: Callable[[Callable[[], None]], None] = _at_once,
        trace: Trace | None = None,
        monotonic_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        """``deliver`` brings a callback from the link's thread into the desk's (``Bridge.post`` on a screen)."""
        self.desk = Desk()
        self.pending: Pending | None = None
        self.note: Note | None = None
        self.question: Question | None = None
        self.evaluation: Evaluation | None = None
        self.config: StationConfig | None = None
        self.link_state: LinkState = link.state
        self._why: tuple[TicketId, Words] | None = None
        self._guide: tuple[str, str] = ("", "")
        self._link = link
        self._now = now
        self._deliver = deliver
        self._trace = trace
        self._monotonic_ns = monotonic_ns
        self._listeners: list[Callable[[], None]] = []
        self._fresh = threading.Event()
        link.on_state(lambda state: deliver(lambda: self._line_is(state)))
        link.on_config(lambda config: deliver(lambda: self._configured(config)))
        link.on_notice(lambda notice: deliver(lambda: self._told(notice)))
        link.on_view(self._view_came)

    # ---- what is known

    @property
    def kind(self) -> StationKind:
        """Counter or guide."""
        return self._link.kind

    @property
    def station_id(self) -> str:
        """Who this station is."""
        return self._link.station_id

    @property
    def online(self) -> bool:
        """Whether a press would be answered."""
        return self.link_state is LinkState.ONLINE

    @property
    def situation(self) -> Situation:
        """How things stand at this desk."""
        bound = None if self.config is None else bool(self.config.window_id)
        return situation_of(self.kind, bound, self.desk.view, self._guide[0])

    @property
    def operator(self) -> tuple[str, str]:
        """``(operator_id, name)`` of who is signed in; empty strings for nobody."""
        if self.kind is StationKind.GUIDE:
            return self._guide
        view = self.desk.view
        return (view.operator_id, view.operator_name) if view is not None else ("", "")

    @property
    def allowed(self) -> frozenset[Verb]:
        """What may be pressed now: nothing offline, nothing while an answer is pending."""
        if not self.online or self.pending is not None:
            return frozenset()
        return self.possible

    @property
    def possible(self) -> frozenset[Verb]:
        """What the desk's situation allows, whatever the line does."""
        return allowed(self.situation, self.desk.rules)

    @property
    def why(self) -> Words | None:
        """Why the open ticket was the next one, if this desk called it."""
        current = self.desk.current
        if current is None or self._why is None or self._why[0] != current.ticket_id:
            return None
        return self._why[1]

    # ---- what is done

    def listen(self, changed: Callable[[], None]) -> None:
        """Be called, in the desk's thread, after anything here has changed."""
        self._listeners.append(changed)

    def press(self, command: Command, then: Callable[[Outcome], None] | None = None) -> Pressed:
        """Send a command, or say why not. ``then`` is told the outcome in the desk's thread."""
        verb = Verb(command.verb)
        self._give_up_settling()
        if self.pending is not None:
            return Pressed.PENDING
        if not self.online:
            return Pressed.OFFLINE
        if verb not in self.possible:
            return Pressed.NOT_NOW
        self.question = None
        self.note = None
        self.pending = Pending(verb, self._now())
        self._mark(verb, "sent")
        self._link.send(command, lambda outcome: self._deliver(lambda: self._answered(command, outcome, then)))
        self._changed()
        return Pressed.SENT

    def answer_question(self, yes: bool) -> Pressed | None:
        """Answer what the hub asked back. None if there is no question, or it was answered no."""
        question, self.question = self.question, None
        if question is None or not yes:
            self._changed()
            return None
        return self.press(question.yes)

    def dismiss(self) -> None:
        """The clerk has read the note."""
        if self.note is not None:
            self.note = None
            self._changed()

    def refresh(self) -> None:
        """Read the newest state again, also that of other windows and queues."""
        self._fresh.clear()
        window_id = self.config.window_id if self.config is not None else ""
        halls = self._link.views(HallView)
        self.desk = desk_of(
            next(iter(halls.values()), None),
            window_id,
            self._link.views(QueueView),
            self._link.views(WindowView),
        )
        self._settle()
        self._changed()

    def tick(self) -> None:
        """Let time pass: notes go, a view that never came is given up. Call once a second or so."""
        now = self._now()
        if self.note is not None and self.note.until is not None and now >= self.note.until:
            self.note = None
            self._changed()
        if self.evaluation is not None and now >= self.evaluation.until:
            self.evaluation = None
            self._changed()
        if self._give_up_settling():
            self._changed()

    # ---- what comes from the link, in the desk's thread

    def _line_is(self, state: LinkState) -> None:
        self.link_state = state
        self._changed()

    def _configured(self, config: StationConfig) -> None:
        self.config = config
        self.refresh()

    def _view_came(self, view: View) -> None:
        # In the network's thread: many views can come in one go, one look at them is enough.
        if self._concerns(view) and not self._fresh.is_set():
            self._fresh.set()
            self._deliver(self.refresh)

    def _concerns(self, view: View) -> bool:
        if isinstance(view, HallView) or self.kind is StationKind.GUIDE:
            return True
        window = self.desk.window
        if isinstance(view, QueueView):
            return window is None or view.business_id in window.businesses
        if isinstance(view, WindowView):
            return self.config is None or view.window_id == self.config.window_id
        return False

    def _told(self, notice: Notice) -> None:
        if not isinstance(notice, EvaluationNotice) or self.config is None:
            return
        if notice.window_id != self.config.window_id or not self.config.window_id:
            return
        if notice.state is EvaluationState.NOT_GIVEN:
            if self.evaluation is not None and self.evaluation.request_id == notice.request_id:
                self.evaluation = None
        else:
            asked = notice.state is EvaluationState.ASKED
            lasts = notice.prompt_s * 1000 if asked else GIVEN_MS
            self.evaluation = Evaluation(notice.request_id, notice.number, notice.state, self._now() + lasts)
        self._changed()

    def _answered(self, command: Command, outcome: Outcome, then: Callable[[Outcome], None] | None) -> None:
        verb = Verb(command.verb)
        self._mark(verb, "answered")
        self.pending = None
        if outcome.fault is not None:
            self._refused(command, verb, outcome.fault)
        else:
            self._done(command, verb, outcome)
        self._changed()
        if then is not None:
            then(outcome)

    def _refused(self, command: Command, verb: Verb, fault: Fault) -> None:
        asks_back = ASKS_BACK.get((type(command), fault.code))
        if asks_back is not None:
            self.question = Question(fault, asks_back(command))
            return
        if fault.code is FaultCode.NOT_SIGNED_IN:
            self._guide = ("", "")
        if fault.code is FaultCode.NO_ANSWER:
            self.note = Note(NoteKind.UNKNOWN, verb, None, fault)
            return
        kind = NoteKind.INFO if fault.code in _NEWS else NoteKind.REFUSED
        self.note = Note(kind, verb, self._now() + REFUSAL_MS, fault)

    def _done(self, command: Command, verb: Verb, outcome: Outcome) -> None:
        answer = outcome.answer
        if isinstance(answer, CallAnswer) and answer.called is not None:
            self._why = (answer.called.ticket_id, answer.why)
        if isinstance(answer, TicketIssued):
            self.note = Note(NoteKind.DONE, verb, self._now() + 3 * REFUSAL_MS, issued=answer)
        if isinstance(answer, CallAnswer) and answer.called is None:
            self.note = Note(NoteKind.INFO, verb, self._now() + REFUSAL_MS, Fault(FaultCode.NOBODY_WAITING))
        if self.kind is StationKind.GUIDE:
            if isinstance(command, SignIn) and isinstance(answer, SignedIn):
                self._guide = (answer.operator_id, answer.name)
            if isinstance(command, SignOut):
                self._guide = ("", "")
            return
        if verb in SETTLES and outcome.seq:
            self.pending = Pending(verb, self._now(), outcome.seq)
            self._settle()

    def _give_up_settling(self) -> bool:
        pending = self.pending
        if pending is None or pending.seq is None or self._now() - pending.since < SETTLE_MS:
            return False
        self.pending = None
        return True

    def _settle(self) -> None:
        pending, view = self.pending, self.desk.view
        if pending is None or pending.seq is None or view is None:
            return
        if view.as_of >= pending.seq:
            self.pending = None

    def _mark(self, verb: Verb, moment: str) -> None:
        if self._trace is not None:
            self._trace(f"{verb.value}.{moment}", self._monotonic_ns())

    def _changed(self) -> None:
        for listener in self._listeners:
            listener()
