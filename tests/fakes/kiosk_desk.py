"""A print desk driven by the test: the face of `kiosk.printing.Desk`, answered by hand or at once."""

from collections.abc import Callable

from device_drivers.escpos.document import Document
from device_drivers.faults import DeviceFault
from hub.contract.vocabulary import Delivery, Instant
from kiosk.printing import PrintOutcome

PAPER = PrintOutcome(Delivery.PAPER)


class FakeDesk:
    def __init__(self) -> None:
        self.fault: DeviceFault | None = None
        self.outcome: PrintOutcome | None = PAPER
        self.holds_checks = False
        self.checks: list[Callable[[DeviceFault | None], None]] = []
        self.printed: list[Document] = []
        self.waiting: list[Callable[[PrintOutcome], None]] = []
        self.orders: list[tuple[str, Document, Instant, Callable[[PrintOutcome], None]]] = []
        self.claimed: list[str] = []
        self.published = 0

    def check(self, done: Callable[[DeviceFault | None], None]) -> None:
        if self.holds_checks:
            self.checks.append(done)
        else:
            done(self.fault)

    def print(self, document: Callable[[], Document], done: Callable[[PrintOutcome], None]) -> None:
        self.printed.append(document())
        if self.outcome is None:
            self.waiting.append(done)
        else:
            done(self.outcome)

    def order(
        self, order_id: str, document: Callable[[], Document], expires_at: Instant, done: Callable[[PrintOutcome], None]
    ) -> bool:
        self.orders.append((order_id, document(), expires_at, done))
        return True

    def claim(self, order_id: str) -> None:
        self.claimed.append(order_id)

    def publish_again(self) -> None:
        self.published += 1
