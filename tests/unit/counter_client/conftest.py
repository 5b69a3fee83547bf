"""A desk at a link without a network, with a clock that the test moves."""

from collections.abc import Callable
from typing import Any

import pytest

from counter_client import sample
from counter_client.keys import Action
from counter_client.models import RowButton, RowModel
from counter_client.presenter import Presenter
from counter_client.sample import NOW, QUEUES
from counter_client.session import Session
from hub.client.port import LinkState
from hub.contract.commands import Command
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import Answer, WindowView
from hub.contract.vocabulary import StationKind
from tests.fakes.link import FakeLink


class Desk:
    """One desk under test."""

    def __init__(self, kind: StationKind, language: str = "zh") -> None:
        self.now = NOW
        self.marks: list[tuple[str, int]] = []
        guide = kind is StationKind.GUIDE
        self.link = FakeLink(kind=kind, station_id="guide-1" if guide else "counter-3", clock=lambda: self.now)
        self.session = Session(
            self.link,
            now=lambda: self.now,
            trace=lambda event, ns: self.marks.append((event, ns)),
            monotonic_ns=lambda: self.now * 1_000_000,
        )
        self.presenter = Presenter(self.session, now=lambda: self.now, language=language)
        self.config = sample.GUIDE_CONFIG if guide else sample.CONFIG

    def ready(self, view: WindowView | None = None) -> "Desk":
        """Connected, the hall published."""
        self.link.go(LinkState.ONLINE)
        self.link.show("plan", sample.HALL)
        for item, queue in QUEUES.items():
            self.link.show(item, queue)
        if view is not None:
            self.link.show(view.window_id, view)
        self.link.configure(self.config)
        return self

    def window(self, view: WindowView) -> None:
        """The hub publishes this desk's window."""
        self.link.show(view.window_id, view)

    def later(self, milliseconds: int) -> None:
        """Time passes."""
        self.now += milliseconds
        self.presenter.tick()

    def answer(self, answer: Answer | Fault, seq: int = 1) -> None:
        """The hub answers the newest command."""
        self.link.answer(self.link.sent[-1][0], answer, seq)

    def refuse(self, code: FaultCode, **details: Any) -> None:
        """The hub refuses the newest command."""
        self.answer(Fault(code, **details))

    # Somebody's hand: half a second between two presses.

    def press(self, action: Action) -> None:
        """A button."""
        self.now += 500
        self.presenter.press(action)

    def choose(self, button: RowButton) -> None:
        """A button in a row."""
        self.now += 500
        self.presenter.choose(button)

    def submit(self) -> None:
        """The button of a form."""
        self.now += 500
        self.presenter.submit()

    def reply(self, yes: bool) -> None:
        """The answer to a question."""
        self.now += 500
        self.presenter.answer(yes)

    def key(self, name: str) -> bool:
        """A key."""
        self.now += 500
        return self.presenter.press_key(name)

    def row(self, title: str) -> RowModel:
        """The row of the open page whose title holds these words."""
        panel = self.presenter.model.panel
        assert panel is not None
        return next(one for section in panel.sections for one in section.rows if title in one.title)

    def press_row(self, title: str, at: int = 0) -> None:
        """A button in that row."""
        self.choose(self.row(title).buttons[at])

    @property
    def last(self) -> Command:
        """The newest command."""
        return self.link.commands[-1]

    def texts(self) -> dict[str, bool]:
        """Word on each button → whether it can be pressed."""
        model = self.presenter.model
        return {one.text: one.enabled for one in (*model.primary, *model.buttons, *model.tabs)}

    def note(self) -> str:
        """What the line of news says."""
        note = self.presenter.model.note
        return note.text if note is not None else ""


@pytest.fixture
def counter() -> Desk:
    """Window 3, open and free, Li Min signed in."""
    return Desk(StationKind.COUNTER).ready(sample.window())


@pytest.fixture
def guide() -> Desk:
    """The guide desk, nobody signed in."""
    return Desk(StationKind.GUIDE).ready()


@pytest.fixture
def new_desk() -> Callable[..., Desk]:
    """Make a desk that knows nothing yet."""
    return Desk
