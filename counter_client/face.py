"""The desk's face: everything that stands on the bar or on the guide desk, put into words for one moment.

No Qt. A face is built from the session and from what the presenter has open; it changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from counter_client.actions import ACTION_OF, FIRST_ROW, GRID, ICONS, VERB_OF
from counter_client.guide import GUIDE_TABS, hero_of_guide
from counter_client.keys import Action, key_of
from counter_client.models import (
    PART,
    ButtonModel,
    DeskModel,
    HeroModel,
    LineModel,
    Panel,
    PanelModel,
    QuestionModel,
    Tone,
)
from counter_client.panels import PAGES
from counter_client.rows import Scene
from counter_client.session import Note, NoteKind
from counter_client.situation import PRIMARY, Situation, Verb
from counter_client.wording import clock, time_of_day
from hub.client.port import LinkState
from hub.contract.commands import CloseWindow, Command
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import EvaluationState, Instant, TicketState

RETRY_SAID_MS = 2_000
"""The link tries again after two seconds: from then on the clerk is told that the hub has not answered."""

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

_IDLE_HERO: dict[Situation, Tone] = {
    Situation.STARTING: Tone.QUIET,
    Situation.UNBOUND: Tone.WARN,
    Situation.SIGNED_OUT: Tone.QUIET,
    Situation.CLOSED: Tone.QUIET,
    Situation.PAUSED: Tone.WARN,
    Situation.FREE: Tone.GOOD,
}


@dataclass(frozen=True, slots=True)
class Sure:
    """A question of the desk itself: is that what was meant?"""

    text: str
    yes: str
    command: Command


@dataclass(frozen=True, slots=True)
class Face:
    """One moment of a desk.

    ``problem`` is why the last press did nothing, as long as that is to be read; ``frozen_at`` is when the
    connection was lost.
    """

    scene: Scene
    keys: Mapping[str, Action]
    guide: bool
    panel: Panel | None
    problem: str
    sure: Sure | None
    frozen_at: Instant | None

    def model(self) -> DeskModel:
        """The whole bar, or the whole guide desk."""
        session, desk = self.scene.session, self.scene.desk
        next_ticket = desk.waiting[0] if desk.waiting else None
        return DeskModel(
            place=self._place(),
            operator=session.operator[1],
            connection=LineModel(_CONNECTION[session.link_state], self.scene.word(f"link.{session.link_state.value}")),
            hero=hero_of_guide(self.scene.wording, session) if self.guide else self._hero(),
            next_title=self.scene.word("next.title"),
            next_number=next_ticket.number if next_ticket is not None else "",
            next_detail=self._next_detail(),
            waiting=str(desk.waiting_count) if desk.hall is not None else "–",
            waiting_words=self.scene.word("waiting.words"),
            stale=not session.online,
            aside=self._aside(),
            line=self._line(),
            note=self._note(),
            question=self._question(),
            primary=() if self.guide else self._first_row(),
            buttons=() if self.guide else tuple(self._button(action) for action in GRID),
            tabs=self._tabs(),
            panel=self._page(),
            guide=self.guide,
        )

    def _place(self) -> str:
        window = self.scene.desk.window
        if self.guide:
            return self.scene.word("guide.place")
        if window is None:
            return self.scene.session.station_id
        return self.scene.word("window.number", number=window.number)

    def _hero(self) -> HeroModel:
        session, now = self.scene.session, self.scene.now
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
                LineModel(Tone.GOOD if serving else Tone.CALL, self.scene.word(key, **places)),
                self.scene.wording.business(desk, current),
                self.scene.wording.priority(current),
            )
        detail = self.scene.word(f"hint.{situation.value}")
        view = desk.view
        if situation is Situation.PAUSED and view is not None and view.reason is not None:
            detail = self.scene.word(f"reason.{view.reason.value}")
        if situation is Situation.FREE and desk.waiting_count == 0:
            detail = self.scene.word("hint.nobody")
        return HeroModel(
            self.scene.word(f"idle.{situation.value}"),
            False,
            LineModel(_IDLE_HERO[situation], detail),
        )

    def _next_detail(self) -> str:
        desk = self.scene.desk
        if not desk.waiting:
            return self.scene.word("empty.waiting" if desk.hall is not None else "next.unknown")
        ticket = desk.waiting[0]
        parts = [
            self.scene.wording.priority(ticket),
            self.scene.wording.business(desk, ticket),
            self.scene.wording.waited(ticket, self.scene.now),
        ]
        return PART.join(part for part in parts if part)

    def _aside(self) -> str:
        """Passed and held, for the foot of the bar."""
        desk = self.scene.desk
        return self.scene.word("aside", passed=len(desk.passed), held=len(desk.held))

    def _line(self) -> LineModel | None:
        """The small line under the number: why this one, or how the evaluation of the last one stands."""
        evaluation, why = self.scene.session.evaluation, self.scene.session.why
        current = self.scene.desk.current
        if why is not None and current is not None and current.state is TicketState.CALLED:
            return LineModel(Tone.QUIET, self.scene.word("why", why=self.scene.wording.text(why)))
        if evaluation is not None:
            given = evaluation.state is EvaluationState.GIVEN
            key = "evaluation.given" if given else "evaluation.asked"
            return LineModel(Tone.GOOD if given else Tone.INFO, self.scene.word(key, number=evaluation.number))
        if why is not None:
            return LineModel(Tone.QUIET, self.scene.word("why", why=self.scene.wording.text(why)))
        return None

    def _note(self) -> LineModel | None:
        session, now = self.scene.session, self.scene.now
        if self.problem:
            return LineModel(Tone.WARN, self.problem)
        if not session.online and session.link_state is not LinkState.CONNECTING:
            at = self.frozen_at if self.frozen_at is not None else now
            timezone = session.desk.hall.timezone if session.desk.hall is not None else "Asia/Shanghai"
            text = self.scene.word(f"offline.{session.link_state.value}", time=time_of_day(at, timezone))
            if session.pending is not None:
                text += self.scene.word("offline.pending")
            return LineModel(Tone.OFFLINE, text)
        pending = session.pending
        if pending is not None and pending.seq is None and now - pending.since >= RETRY_SAID_MS:
            return LineModel(Tone.WARN, self._fault(Fault(FaultCode.NO_ANSWER)))
        return self._said(session.note) if session.note is not None else None

    def _said(self, note: Note) -> LineModel:
        tone = _NOTE_TONES[note.kind]
        if note.issued is not None:
            key = "issued.again" if note.verb is Verb.REPRINT else "issued"
            place = note.issued.printed_at or self.scene.session.station_id
            return LineModel(tone, self.scene.word(key, number=note.issued.slip.number, kiosk=place))
        if note.kind is NoteKind.UNKNOWN or note.fault is None:
            return LineModel(tone, self.scene.word("unknown", verb=self.scene.word(f"action.{note.verb.value}")))
        return LineModel(tone, self._fault(note.fault))

    def _fault(self, fault: Fault) -> str:
        return fault.sentence(self.scene.wording.language)

    def _question(self) -> QuestionModel | None:
        if self.sure is not None:
            return QuestionModel(self.sure.text, self.sure.yes, self.scene.word("question.no"), danger=True)
        question = self.scene.session.question
        if question is None:
            return None
        close = isinstance(question.yes, CloseWindow)
        yes = self.scene.word("question.close" if close else "question.complete")
        return QuestionModel(self._fault(question.fault), yes, self.scene.word("question.no"), danger=close)

    # ---- buttons

    def _first_row(self) -> tuple[ButtonModel, ...]:
        primary = PRIMARY[self.scene.session.situation]
        action = ACTION_OF[primary]
        if action in FIRST_ROW:
            return tuple(self._button(one, primary=one is action) for one in FIRST_ROW)
        return (self._button(action, primary=True),)

    def _button(self, action: Action, *, primary: bool = False) -> ButtonModel:
        session = self.scene.session
        verb = VERB_OF.get(action)
        name = action.value
        if action is Action.PAUSE_OR_RESUME:
            # While paused the first row holds the way back; the small button keeps its place and its word.
            verb = Verb.RESUME_WINDOW if primary else Verb.PAUSE_WINDOW
            name = verb.value
        text = self.scene.word(f"action.{name}")
        if action is Action.RESUME_TICKET and session.desk.held:
            text = self.scene.word("action.resume_ticket.count", n=len(session.desk.held))
        enabled = verb is None or verb in session.allowed
        if action is Action.RESUME_TICKET and not session.desk.held:
            enabled = False
        pending = session.pending
        busy = self.scene.word("busy") if pending is not None and pending.seq is None and pending.verb is verb else ""
        icon = "play" if action is Action.PAUSE_OR_RESUME else ICONS.get(action, "")
        return ButtonModel(
            action, text, icon if primary or action in FIRST_ROW else "",
            key_of(action, self.keys), enabled, busy, primary,
        )  # fmt: skip

    def _tabs(self) -> tuple[ButtonModel, ...]:
        if not self.guide or self.scene.session.situation is not Situation.GUIDE:
            return ()
        return tuple(
            ButtonModel(
                action,
                self.scene.word(f"action.{action.value}"),
                icon,
                key_of(action, self.keys),
                enabled=panel is not None or Verb.SIGN_OUT in self.scene.session.allowed,
                primary=panel is not None and panel is self.panel,
            )
            for action, panel, icon in GUIDE_TABS
        )

    def _page(self) -> PanelModel | None:
        return PAGES[self.panel](self.scene) if self.panel is not None else None
