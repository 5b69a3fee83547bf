"""A kiosk at a link and a print desk without wires, with a clock that the test moves."""

from collections.abc import Callable

from hub.client.port import LinkState
from hub.contract.commands import ConfirmPrinted, TakeTicket
from hub.contract.notices import TicketIssued
from hub.contract.vocabulary import Delivery
from kiosk.gallery import START_MS, sample_hall, sample_queues, sample_slip
from kiosk.model import (
    Frame,
)
from kiosk.presenter import Presenter
from tests.fakes.kiosk_desk import FakeDesk
from tests.fakes.link import FakeLink


class Kiosk:
    """A presenter with a hall, its time in the test's hand."""

    def __init__(self, *, hall: bool = True, state: LinkState = LinkState.ONLINE, businesses: int = 12) -> None:
        self.now = START_MS
        self.link = FakeLink(state=state)
        self.desk = FakeDesk()
        self.frames: list[Frame] = []
        self.moments: list[str] = []
        if hall:
            made = sample_hall(businesses)
            self.link.show("plan", made)
            for item, queue in sample_queues(made).items():
                self.link.show(item, queue)
        self.link.answers[TakeTicket] = TicketIssued(sample_slip())
        self.presenter = Presenter(
            self.link,
            self.desk,
            self.post,
            lambda: self.now,
            self.frames.append,
            trace=lambda moment, _ns: self.moments.append(moment),
        )
        self.presenter.start()

    def post(self, call: Callable[[], object]) -> None:
        call()

    def later(self, ms: int) -> None:
        self.now += ms
        self.presenter.tick()

    def take(self) -> None:
        self.presenter.choose("b0")
        self.presenter.take()

    @property
    def body(self) -> object:
        return self.presenter.frame.body

    @property
    def deliveries(self) -> list[Delivery]:
        return [one.delivery for one in self.link.commands if isinstance(one, ConfirmPrinted)]
