"""Between a desk's session and its screen: a press comes in as an action, a finished model goes out.

No Qt. The presenter opens and closes the drawer's pages, guards against the second click of a double click, and asks
before something is lost. What stands on the screen is put into words by its :class:`Face`.
"""

from collections.abc import Callable

from counter_client.actions import ACTION_OF, COMMANDS, OPENS
from counter_client.face import Face, Sure
from counter_client.guide import after_take
from counter_client.keys import GUIDE_KEYS, KEYS, Action
from counter_client.models import DeskModel, Panel, RowButton
from counter_client.panels import SUBMITS
from counter_client.rows import Missing, Scene
from counter_client.session import Pressed, Session
from counter_client.situation import PRIMARY, Situation, Verb
from counter_client.wording import Wording
from hub.client.outbox import Outcome
from hub.contract.commands import Abandon, Command, ResumeWindow
from hub.contract.vocabulary import Instant, StationKind, TicketState

DOUBLE_PRESS_MS = 400
"""The second click of a double click comes within 400 ms; by then the button may mean something else."""

IGNORED_MS = 1_800
"""How long "one moment" stays after a press that was ignored."""

_KEEPS_PAGE = frozenset({Panel.TAKE, Panel.REPRINT, Panel.LISTS})
"""Pages that stay after something was done on them."""


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
        self._sure: Sure | None = None
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
            self._ask(Sure(button.sure, button.text, button.command))
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
            self._ask(Sure(text, self._word("row.abandon"), made))
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
            self._ask(Sure(text, self._word("row.abandon"), Abandon(ticket_id=current.ticket_id)))
        else:
            self._open(Panel.ABANDON, Verb.ABANDON)

    def _ask(self, sure: Sure) -> None:
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

    def _build(self) -> DeskModel:
        heard = self._now() < self._ignored_until or self.panel is not None
        return Face(
            self._scene(),
            self.keys,
            guide=self._guide,
            panel=self.panel,
            problem=self._problem if heard else "",
            sure=self._sure,
            frozen_at=self._frozen_at,
        ).model()

    def _word(self, key: str, **values: object) -> str:
        return self._wording.words(key, **values)
