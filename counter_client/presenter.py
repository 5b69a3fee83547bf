"""Between a desk's session and its screen: a press comes in as an action, a finished model goes out.

No Qt. The presenter opens and closes the drawer's pages, guards against the second click of a double click, asks
before something is lost, and puts everything into words.
"""

from collections.abc import Callable
from dataclasses import dataclass

from counter_client.actions import ACTION_OF, COMMANDS, FIRST_ROW, GRID, ICONS, OPENS, VERB_OF
from counter_client.guide import GUIDE_TABS, after_take, hero_of_guide
from counter_client.keys import GUIDE_KEYS, KEYS, Action, key_of
from counter_client.models import (
    ButtonModel,
    DeskModel,
    HeroModel,
    LineModel,
    Panel,
    PanelModel,
    QuestionModel,
    RowButton,
    Tone,
)
from counter_client.panels import PAGES, SUBMITS
from counter_client.rows import Missing, Scene
from counter_client.session import Note, NoteKind, Pressed, Session
from counter_client.situation import PRIMARY, Situation, Verb
from counter_client.wording import Wording, clock, time_of_day
from hub.client.outbox import Outcome
from hub.client.port import LinkState
from hub.contract.commands import Abandon, CloseWindow, Command, ResumeWindow
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import EvaluationState, Instant, StationKind, TicketState

DOUBLE_PRESS_MS = 400
"""The second click of a double click comes within 400 ms; by then the button may mean something else."""

RETRY_SAID_MS = 2_000
"""The link tries again after two seconds: from then on the clerk is told that the hub has not answered."""

IGNORED_MS = 1_800
"""How long "one moment" stays after a press that was ignored."""

_CONNECTION: dict[LinkState, Tone] = {
    LinkState.CONNECTING: Tone.WARN,
    LinkState.ONLINE: Tone.GOOD,
    LinkState.NO_HUB: Tone.WARN,
    LinkState.OFFLINE: Tone.BAD,
}

_NOTE_TONES: dict[NoteKind, Tone] = {
    NoteKind.DONE: Tone.GOOD,
    NoteKind.INFO: Tone.INFO,
    NoteKind.REFUSED: Tone.BAD,
    NoteKind.UNKNOWN: Tone.WARN,
}

_KEEPS_PAGE = frozenset({Panel.TAKE, Panel.REPRINT, Panel.LISTS})
"""Pages that stay after something was done on them."""

_IDLE_HERO: dict[Situation, Tone] = {
    Situation.STARTING: Tone.QUIET,
    Situation.UNBOUND: Tone.WARN,
    Situation.SIGNED_OUT: Tone.QUIET,
    Situation.CLOSED: Tone.QUIET,
    Situation.PAUSED: Tone.WARN,
    Situation.FREE: Tone.GOOD,
}


@dataclass(frozen=True, slots=True)
class _Sure:
    """A question of the desk itself: is that what was meant?"""

    text: str
    yes: str
    command: Command


class Presenter:
    """One desk's screen without the screen."""

    def __init__(self, session: Session, *, now: Callable[[], Instant], language: str = "zh") -> None:
        """``now`` is the hub's time, as far as it is known."""
        self.panel: Panel | None = None
        self.values: dict[str, str] = {}
        self._session = session
        self._wording = Wording(language)
        self._now = now
        self._listeners: list[Callable[[DeskModel], None]] = []
        self._last: DeskModel | None = None
        self._last_press: tuple[Action | None, Instant] = (None, -DOUBLE_PRESS_MS)
        self._ignored_until: Instant = 0
        self._problem = ""
        self._sure: _Sure | None = None
        self._frozen_at: Instant | None = None
        session.listen(self._session_changed)

    @property
    def keys(self) -> dict[str, Action]:
        """The key map of this kind of desk."""
        return GUIDE_KEYS if self._guide else KEYS

    @property
    def model(self) -> DeskModel:
        """What to paint now."""
        if self._last is None:
            self._last = self._build()
        return self._last

    @property
    def _guide(self) -> bool:
        return self._session.kind is StationKind.GUIDE

    def listen(self, show: Callable[[DeskModel], None]) -> None:
        """Be given each new model."""
        self._listeners.append(show)

    # ---- what the clerk does

    def press_key(self, key: str) -> bool:
        """A key of the key map was pressed (never a repeat of the keyboard). Whether it means something."""
        action = self.keys.get(key)
        if action is not None:
            self.press(action, by_key=True)
        return action is not None

    def press(self, action: Action, *, by_key: bool = False) -> None:
        """A button or a key."""
        if action is Action.BACK:
            self.back()
            return
        if action is Action.PRIMARY:
            action = ACTION_OF[PRIMARY[self._session.situation]]
        if self._too_soon(action, by_key=by_key):
            return
        if action is Action.PAUSE_OR_RESUME:
            self._pause_or_resume()
        elif action is Action.ABANDON:
            self._abandon()
        elif action in COMMANDS:
            self._send(COMMANDS[action]())
        else:
            panel, verb = OPENS[action]
            self._open(panel, verb)

    def choose(self, button: RowButton) -> None:
        """A button in a row of a list."""
        if self._too_soon(None):
            return
        if button.sure:
            self._ask(_Sure(button.sure, button.text, button.command))
        else:
            self._send(button.command)

    def set_value(self, name: str, value: str) -> None:
        """Something was typed or chosen in the page's form."""
        if self.values.get(name, "") != value:
            self.values[name] = value
            self._problem = ""
            self._show()

    def submit(self) -> None:
        """The form of the page is to be sent."""
        if self.panel is None or self.panel not in SUBMITS or self._too_soon(None):
            return
        made = SUBMITS[self.panel](self._scene())
        if isinstance(made, Missing):
            self._problem = self._word(made.key)
            self._show()
        elif isinstance(made, Abandon):
            text = self._word("sure.abandon", number=made.number)
            self._ask(_Sure(text, self._word("row.abandon"), made))
        else:
            self._send(made)

    def answer(self, yes: bool) -> None:
        """Answer the question in the page."""
        if self._too_soon(None):
            return
        self._answer(yes)

    def _answer(self, yes: bool) -> None:
        sure, self._sure = self._sure, None
        if sure is None:
            self._session.answer_question(yes)
        elif yes:
            self._send(sure.command)
        self._show()

    def back(self) -> None:
        """Close what is open: a question, the page, a note, in this order."""
        if self._sure is not None or self._session.question is not None:
            self._answer(False)
        elif self.panel is not None and not self._is_home(self.panel):
            self._leave_page()
            self._show()
        else:
            self._session.dismiss()

    def tick(self) -> None:
        """Let time pass; once a second."""
        self._session.tick()
        if self.panel in (Panel.TRANSFER, Panel.TAKE):
            self._session.refresh()
        self._show()

    # ---- presses

    def _too_soon(self, action: Action | None, *, by_key: bool = False) -> bool:
        """Whether this is the second click of a double click, on whatever has come under the mouse meanwhile.

        Two different keys are never hit by accident that quickly, the same one is.
        """
        last, at = self._last_press
        now = self._now()
        if 0 <= now - at < DOUBLE_PRESS_MS and (not by_key or action is last):
            self._ignore()
            return True
        self._last_press = (action, now)
        return False

    def _send(self, command: Command) -> None:
        now = self._now()
        pressed = self._session.press(command, self._outcome)
        if pressed is Pressed.SENT:
            self._problem = ""
            self._ignored_until = 0
        elif pressed is Pressed.PENDING:
            self._ignore()
        else:
            self._problem = self._word(f"not_sent.{pressed.value}")
            self._ignored_until = now + IGNORED_MS * 2
        self._show()

    def _ignore(self) -> None:
        self._problem = self._word("not_sent.pending")
        self._ignored_until = self._now() + IGNORED_MS
        self._show()

    def _outcome(self, outcome: Outcome) -> None:
        if outcome.fault is not None:
            return
        if self.panel is Panel.TAKE:
            after_take(self.values)
        if self.panel is not None and self.panel not in _KEEPS_PAGE:
            self._leave_page()
        self._show()

    def _pause_or_resume(self) -> None:
        if self._session.situation is Situation.PAUSED:
            self._send(ResumeWindow())
        else:
            self._open(Panel.PAUSE, Verb.PAUSE_WINDOW)

    def _abandon(self) -> None:
        current = self._session.desk.current
        if current is not None and current.state is TicketState.CALLED and not self._guide:
            text = self._word("sure.abandon", number=current.number)
            self._ask(_Sure(text, self._word("row.abandon"), Abandon(ticket_id=current.ticket_id)))
        else:
            self._open(Panel.ABANDON, Verb.ABANDON)

    def _ask(self, sure: _Sure) -> None:
        self._sure = sure
        self._show()

    def _open(self, panel: Panel, verb: Verb | None) -> None:
        if verb is not None and verb not in self._session.possible:
            self._problem = self._word("not_sent.not_now")
            self._ignored_until = self._now() + IGNORED_MS
            self._show()
            return
        if self.panel is panel and not self._is_home(panel):
            self._leave_page()
        else:
            self._leave_page()
            self.panel = panel
            self._session.refresh()
        self._show()

    def _leave_page(self) -> None:
        # What was typed goes with its page: a PIN, a name, a phone number.
        self.panel = None
        self.values = {name: value for name, value in self.values.items() if name == "print_at"}
        self._problem = ""

    def _is_home(self, panel: Panel) -> bool:
        return self._guide and panel in (Panel.TAKE, Panel.SIGN_IN)

    # ---- the model

    def _session_changed(self) -> None:
        self._follow()
        self._show()

    def _follow(self) -> None:
        """Pages that the new situation makes pointless close by themselves; a guide always has one open."""
        session = self._session
        if session.online:
            self._frozen_at = None
        elif self._frozen_at is None:
            self._frozen_at = self._now()
        needed = next((verb for panel, verb in OPENS.values() if panel is self.panel), None)
        if self.panel is Panel.PAUSE:
            needed = Verb.PAUSE_WINDOW
        if needed is not None and needed not in session.possible and session.pending is None:
            self._leave_page()
        if self._guide and self.panel is None:
            self.panel = Panel.TAKE if session.situation is Situation.GUIDE else Panel.SIGN_IN

    def _show(self) -> None:
        self._follow()
        model = self._build()
        if model != self._last:
            self._last = model
            for listener in self._listeners:
                listener(model)

    def _scene(self) -> Scene:
        return Scene(self._session, self._wording, self._now(), self.values)

    def _word(self, key: str, **values: object) -> str:
        return self._wording.words(key, **values)

    def _build(self) -> DeskModel:
        session, desk = self._session, self._session.desk
        next_ticket = desk.waiting[0] if desk.waiting else None
        return DeskModel(
            place=self._place(),
            operator=session.operator[1],
            connection=LineModel(_CONNECTION[session.link_state], self._word(f"link.{session.link_state.value}")),
            hero=hero_of_guide(self._wording, session) if self._guide else self._hero(),
            next_title=self._word("next.title"),
            next_number=next_ticket.number if next_ticket is not None else "",
            next_detail=self._next_detail(),
            waiting=str(desk.waiting_count) if desk.hall is not None else "–",
            waiting_words=self._word("waiting.words"),
            stale=not session.online,
            aside=self._aside(),
            line=self._line(),
            note=self._note(),
            question=self._question(),
            primary=() if self._guide else self._first_row(),
            buttons=() if self._guide else tuple(self._button(action) for action in GRID),
            tabs=self._tabs(),
            panel=self._page(),
            guide=self._guide,
        )

    def _place(self) -> str:
        window = self._session.desk.window
        if self._guide:
            return self._word("guide.place")
        return self._word("window.number", number=window.number) if window is not None else self._session.station_id

    def _hero(self) -> HeroModel:
        session, now = self._session, self._now()
        situation, desk = session.situation, session.desk
        current = desk.current
        if current is not None:
            serving = current.state is TicketState.SERVING
            since = current.started_at if serving and current.started_at else current.called_at
            lasts = clock(now - since) if since is not None else ""
            key = "state.serving" if serving else "state.called" if current.times < 2 else "state.recalled"
            places: dict[str, object] = {"lasts": lasts}
            if key == "state.recalled":
                places["times"] = current.times
            return HeroModel(
                current.number,
                True,
                LineModel(Tone.GOOD if serving else Tone.CALL, self._word(key, **places)),
                self._wording.business(desk, current),
                self._wording.priority(current),
            )
        detail = self._word(f"hint.{situation.value}")
        view = desk.view
        if situation is Situation.PAUSED and view is not None and view.reason is not None:
            detail = self._word(f"reason.{view.reason.value}")
        if situation is Situation.FREE and desk.waiting_count == 0:
            detail = self._word("hint.nobody")
        return HeroModel(
            self._word(f"idle.{situation.value}"),
            False,
            LineModel(_IDLE_HERO[situation], detail),
        )

    def _next_detail(self) -> str:
        desk = self._session.desk
        if not desk.waiting:
            return self._word("empty.waiting" if desk.hall is not None else "next.unknown")
        ticket = desk.waiting[0]
        parts = [
            self._wording.priority(ticket),
            self._wording.waited(ticket, self._now()),
            self._wording.business(desk, ticket),
        ]
        return " · ".join(part for part in parts if part)

    def _aside(self) -> str:
        """Passed and held, for the foot of the bar."""
        desk = self._session.desk
        return self._word("aside", passed=len(desk.passed), held=len(desk.held))

    def _line(self) -> LineModel | None:
        """The small line under the number: why this one, or how the evaluation of the last one stands."""
        evaluation, why = self._session.evaluation, self._session.why
        current = self._session.desk.current
        if why is not None and current is not None and current.state is TicketState.CALLED:
            return LineModel(Tone.QUIET, self._word("why", why=self._wording.text(why)))
        if evaluation is not None:
            given = evaluation.state is EvaluationState.GIVEN
            key = "evaluation.given" if given else "evaluation.asked"
            return LineModel(Tone.GOOD if given else Tone.INFO, self._word(key, number=evaluation.number))
        if why is not None:
            return LineModel(Tone.QUIET, self._word("why", why=self._wording.text(why)))
        return None

    def _note(self) -> LineModel | None:
        session, now = self._session, self._now()
        if self._problem and (now < self._ignored_until or self.panel is not None):
            return LineModel(Tone.WARN, self._problem)
        if not session.online and session.link_state is not LinkState.CONNECTING:
            at = self._frozen_at if self._frozen_at is not None else now
            timezone = session.desk.hall.timezone if session.desk.hall is not None else "Asia/Shanghai"
            text = self._word(f"offline.{session.link_state.value}", time=time_of_day(at, timezone))
            if session.pending is not None:
                text += self._word("offline.pending")
            return LineModel(Tone.OFFLINE, text)
        pending = session.pending
        if pending is not None and pending.seq is None and now - pending.since >= RETRY_SAID_MS:
            return LineModel(Tone.WARN, self._fault(Fault(FaultCode.NO_ANSWER)))
        return self._said(session.note) if session.note is not None else None

    def _said(self, note: Note) -> LineModel:
        tone = _NOTE_TONES[note.kind]
        if note.issued is not None:
            key = "issued.again" if note.verb is Verb.REPRINT else "issued"
            place = note.issued.printed_at or self._session.station_id
            return LineModel(tone, self._word(key, number=note.issued.slip.number, kiosk=place))
        if note.kind is NoteKind.UNKNOWN or note.fault is None:
            return LineModel(tone, self._word("unknown", verb=self._word(f"action.{note.verb.value}")))
        return LineModel(tone, self._fault(note.fault))

    def _fault(self, fault: Fault) -> str:
        return fault.sentence(self._wording.language)

    def _question(self) -> QuestionModel | None:
        if self._sure is not None:
            return QuestionModel(self._sure.text, self._sure.yes, self._word("question.no"), danger=True)
        question = self._session.question
        if question is None:
            return None
        close = isinstance(question.yes, CloseWindow)
        yes = self._word("question.close" if close else "question.complete")
        return QuestionModel(self._fault(question.fault), yes, self._word("question.no"), danger=close)

    # ---- buttons

    def _first_row(self) -> tuple[ButtonModel, ...]:
        primary = PRIMARY[self._session.situation]
        action = ACTION_OF[primary]
        if action in FIRST_ROW:
            return tuple(self._button(one, primary=one is action) for one in FIRST_ROW)
        return (self._button(action, primary=True),)

    def _button(self, action: Action, *, primary: bool = False) -> ButtonModel:
        session = self._session
        verb = VERB_OF.get(action)
        name = action.value
        if action is Action.PAUSE_OR_RESUME:
            # While paused the first row holds the way back; the small button keeps its place and its word.
            verb = Verb.RESUME_WINDOW if primary else Verb.PAUSE_WINDOW
            name = verb.value
        text = self._word(f"action.{name}")
        if action is Action.RESUME_TICKET and session.desk.held:
            text = self._word("action.resume_ticket.count", n=len(session.desk.held))
        enabled = verb is None or verb in session.allowed
        if action is Action.RESUME_TICKET and not session.desk.held:
            enabled = False
        pending = session.pending
        busy = self._word("busy") if pending is not None and pending.seq is None and pending.verb is verb else ""
        icon = "play" if action is Action.PAUSE_OR_RESUME else ICONS.get(action, "")
        return ButtonModel(
            action, text, icon if primary or action in FIRST_ROW else "",
            key_of(action, self.keys), enabled, busy, primary,
        )  # fmt: skip

    def _tabs(self) -> tuple[ButtonModel, ...]:
        if not self._guide or self._session.situation is not Situation.GUIDE:
            return ()
        return tuple(
            ButtonModel(
                action,
                self._word(f"action.{action.value}"),
                icon,
                key_of(action, self.keys),
                enabled=panel is not None or Verb.SIGN_OUT in self._session.allowed,
                primary=panel is not None and panel is self.panel,
            )
            for action, panel, icon in GUIDE_TABS
        )

    def _page(self) -> PanelModel | None:
        return PAGES[self.panel](self._scene()) if self.panel is not None else None
