"""Every screen of the counter in every state, as PNG: ``python -m counter_client.gallery OUT_DIR``."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from counter_client import sample
from counter_client.keys import Action
from counter_client.presenter import Presenter
from counter_client.sample import NOW, QUEUES, called, serving, ticket, window
from counter_client.session import Session
from counter_client.still import StillLink
from counter_client.views.window import DeskWindow
from hub.client.port import LinkState
from hub.client_qt.theme import Surface, Theme
from hub.contract.commands import CallNext, CloseWindow
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import CallAnswer, EvaluationNotice, SignedIn, WindowView
from hub.contract.vocabulary import (
    EvaluationState,
    OpenTicketRule,
    PauseReason,
    PriorityClass,
    StationKind,
    TicketState,
    WindowState,
    Words,
)

C012 = ticket("C012", "budongchan", 25)
HELD = (ticket("D028", "shichang", 48, TicketState.HELD),)
HERE = (ticket("C003", "budongchan", 33),)


class Stage:
    """One desk to be set and photographed."""

    def __init__(self, language: str, kind: StationKind = StationKind.COUNTER) -> None:
        self.now = NOW
        guide = kind is StationKind.GUIDE
        self.link = StillLink(kind, "guide-1" if guide else "counter-3")
        self.session = Session(self.link, now=lambda: self.now)
        self.presenter = Presenter(self.session, now=lambda: self.now, language=language)
        self.link.go(LinkState.ONLINE)
        self.link.show("plan", sample.HALL)
        for item, view in QUEUES.items():
            self.link.show(item, view)
        self.link.configure(sample.GUIDE_CONFIG if guide else sample.CONFIG)

    def window(self, view: WindowView) -> None:
        """Set the window's state."""
        self.link.show(view.window_id, view)

    def press(self, action: Action) -> None:
        """The clerk presses, half a second after the last time."""
        self.now += 500
        self.presenter.press(action)

    def submit(self) -> None:
        """The clerk sends a form."""
        self.now += 500
        self.presenter.submit()

    def later(self, milliseconds: int) -> None:
        """Let time pass."""
        self.now += milliseconds
        self.presenter.tick()


Scene = Callable[[Stage], None]


def _first_use(stage: Stage) -> None:
    stage.link.forget()
    stage.link.go(LinkState.CONNECTING)
    stage.session.config = None
    stage.session.refresh()


def _unbound(stage: Stage) -> None:
    stage.link.configure(replace(sample.CONFIG, window_id=""))


def _signed_out(stage: Stage) -> None:
    stage.window(window(WindowState.CLOSED, signed_in=False))


def _sign_in(stage: Stage) -> None:
    _signed_out(stage)
    stage.press(Action.SIGN_IN)
    stage.presenter.set_value("operator", "1003")
    stage.presenter.set_value("pin", "8642")


def _wrong_pin(stage: Stage) -> None:
    _sign_in(stage)
    stage.link.next_answer = Fault(FaultCode.WRONG_PIN)
    stage.submit()


def _closed(stage: Stage) -> None:
    stage.window(window(WindowState.CLOSED))


def _free(stage: Stage) -> None:
    stage.window(window(held=HELD, waiting_here=HERE))


def _empty(stage: Stage) -> None:
    for item, view in QUEUES.items():
        stage.link.show(item, replace(view, waiting=0, next=(), passed=()))
    stage.window(window())


def _called(stage: Stage) -> None:
    _free(stage)
    stage.link.next_answer = CallAnswer(C012, Words("等候最久", "has waited longest"))
    stage.press(Action.CALL_NEXT)
    stage.window(window(current=called(C012, 42), held=HELD))
    stage.later(500)


def _recalled(stage: Stage) -> None:
    elder = replace(called(C012, 95, times=3), priority_class=PriorityClass.ELDERLY)
    stage.window(window(current=elder, held=HELD))


def _serving(stage: Stage) -> None:
    stage.window(window(current=serving(C012, 187), held=HELD))


def _evaluation(state: EvaluationState) -> Scene:
    def set_up(stage: Stage) -> None:
        _free(stage)
        stage.link.tell(EvaluationNotice(101, 0, 1, NOW, "r1", state, "C011", "w03", 60))

    return set_up


def _paused(stage: Stage) -> None:
    stage.window(replace(window(WindowState.PAUSED), reason=PauseReason.LUNCH))


def _busy(stage: Stage) -> None:
    _free(stage)
    stage.press(Action.CALL_NEXT)


def _double(stage: Stage) -> None:
    _busy(stage)
    stage.press(Action.CALL_NEXT)


def _no_answer_yet(stage: Stage) -> None:
    _busy(stage)
    stage.later(3_000)


def _unknown(stage: Stage) -> None:
    _free(stage)
    stage.link.next_answer = Fault(FaultCode.NO_ANSWER)
    stage.press(Action.CALL_NEXT)


def _nobody(stage: Stage) -> None:
    _empty(stage)
    stage.link.next_answer = Fault(FaultCode.NOBODY_WAITING)
    stage.press(Action.CALL_NEXT)


def _refused(stage: Stage) -> None:
    stage.window(window(current=called(C012, 95, times=5)))
    stage.link.next_answer = Fault(FaultCode.RECALL_LIMIT, number="C012", times=5)
    stage.press(Action.RECALL)


def _offline(state: LinkState) -> Scene:
    def set_up(stage: Stage) -> None:
        _serving(stage)
        stage.link.go(state)

    return set_up


def _last_window(stage: Stage) -> None:
    _free(stage)
    stage.link.next_answer = Fault(FaultCode.LAST_WINDOW, business="不动产登记", waiting=4)
    stage.session.press(CloseWindow())


def _finish_first(stage: Stage) -> None:
    stage.link.show(
        "plan", replace(sample.HALL, rules=replace(sample.HALL.rules, call_next_while_open=OpenTicketRule.ASK))
    )
    _serving(stage)
    stage.link.next_answer = Fault(FaultCode.FINISH_FIRST, number="C012")
    stage.session.press(CallNext())


def _page(action: Action, before: Scene = _free) -> Scene:
    def set_up(stage: Stage) -> None:
        for at in (2, 4, 6, 27):
            other = window(WindowState.PAUSED if at == 4 else WindowState.OPEN, window_id=f"w{at:02}")
            stage.link.show(other.window_id, other)
        before(stage)
        stage.press(action)

    return set_up


def _abandon(stage: Stage) -> None:
    stage.window(window(current=called(C012, 42)))
    stage.press(Action.ABANDON)


COUNTER: dict[str, Scene] = {
    "first_use": _first_use,
    "unbound": _unbound,
    "signed_out": _signed_out,
    "sign_in": _sign_in,
    "wrong_pin": _wrong_pin,
    "closed": _closed,
    "free": _free,
    "empty": _empty,
    "called": _called,
    "recalled": _recalled,
    "serving": _serving,
    "evaluation_asked": _evaluation(EvaluationState.ASKED),
    "evaluation_given": _evaluation(EvaluationState.GIVEN),
    "paused": _paused,
    "busy": _busy,
    "double_press": _double,
    "no_answer_yet": _no_answer_yet,
    "unknown": _unknown,
    "nobody": _nobody,
    "refused": _refused,
    "no_hub": _offline(LinkState.NO_HUB),
    "offline": _offline(LinkState.OFFLINE),
    "last_window": _last_window,
    "finish_first": _finish_first,
    "abandon": _abandon,
    "page_pause": _page(Action.PAUSE_OR_RESUME),
    "page_transfer": _page(Action.TRANSFER, _serving),
    "page_call": _page(Action.CALL_SPECIFIC),
    "page_held": _page(Action.RESUME_TICKET),
    "page_reactivate": _page(Action.REACTIVATE),
    "page_abandon": _page(Action.ABANDON),
    "page_lists": _page(Action.LISTS),
    "page_lists_offline": _page(Action.LISTS, _offline(LinkState.OFFLINE)),
    "page_more": _page(Action.MORE),
}
"""Name → how the window's desk comes into that state."""


def _guide_signed_out(_stage: Stage) -> None:
    """Nobody is signed in yet."""


def _guide(stage: Stage) -> None:
    stage.link.next_answer = SignedIn("2001", "王芳")
    stage.presenter.set_value("operator", "2001")
    stage.presenter.set_value("pin", "8642")
    stage.submit()


def _guide_take(stage: Stage) -> None:
    _guide(stage)
    stage.presenter.set_value("business", "huji")
    stage.presenter.set_value("priority", "elderly")
    stage.presenter.set_value("phone", "13800000000")


def _guide_no_kiosk(stage: Stage) -> None:
    _guide(stage)
    stage.link.show("plan", replace(sample.HALL, kiosks=()))
    stage.presenter.set_value("business", "huji")
    stage.submit()


def _guide_page(action: Action) -> Scene:
    def set_up(stage: Stage) -> None:
        _guide(stage)
        stage.press(action)

    return set_up


def _guide_offline(stage: Stage) -> None:
    _guide(stage)
    stage.link.go(LinkState.OFFLINE)


GUIDE: dict[str, Scene] = {
    "guide_signed_out": _guide_signed_out,
    "guide_take": _guide_take,
    "guide_no_kiosk": _guide_no_kiosk,
    "guide_reprint": _guide_page(Action.REPRINT),
    "guide_reactivate": _guide_page(Action.REACTIVATE),
    "guide_abandon": _guide_page(Action.ABANDON),
    "guide_lists": _guide_page(Action.LISTS),
    "guide_offline": _guide_offline,
}
"""Name → how the guide's desk comes into that state."""

LOOKS: tuple[tuple[str, str, bool], ...] = (
    ("zh", "", False),
    ("zh", "_large", True),
    ("en", "_en", False),
    ("en", "_en_large", True),
)
"""Language, ending of the file name, large type."""

LARGE_ZOOM = 1.25
"""Large type needs a larger window: everything grows together, nothing is squeezed."""


def stage_for(name: str, language: str) -> Stage:
    """A stage in the named state."""
    stage = Stage(language, StationKind.GUIDE if name in GUIDE else StationKind.COUNTER)
    (GUIDE.get(name) or COUNTER[name])(stage)
    return stage


def photograph(theme: Theme, name: str, language: str, shape: str) -> DeskWindow:
    """The window in the named state, ready to be grabbed."""
    desk = DeskWindow(theme, stage_for(name, language).presenter, language, shape=shape)
    desk.show()
    application = QApplication.instance()
    assert application is not None
    for _ in range(3):
        application.processEvents()
    return desk


def main(out: Path) -> int:
    """Render everything; return how many pictures there are."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    for language, ending, large in LOOKS:
        theme = Theme(Surface.DESK, motion=False, zoom=LARGE_ZOOM if large else 1.0)
        theme.apply(application)
        shots = [(name, "card") for name in COUNTER] + [(name, "bar") for name in COUNTER]
        shots += [(name, "guide") for name in GUIDE]
        for name, shape in shots:
            desk = photograph(theme, name, language, shape)
            prefix = "" if shape == "guide" else f"{shape}_"
            desk.grab().save(str(out / f"{prefix}{name}{ending}.png"))
            desk.close()
            desk.deleteLater()
            count += 1
    return count


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("用法 / usage: python -m counter_client.gallery OUT_DIR")
    sys.stdout.write(f"{main(Path(sys.argv[1]))} pictures\n")
