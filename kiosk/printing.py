"""The print desk: one thread that owns the printer and does one thing after the other.

Citizens' jobs go before orders (copies, and numbers a guide took for somebody); between jobs the printer is asked how
it is, never during one. The printer connection stays open. What waits here waits in memory only: after a crash a kiosk
never prints anything by itself; a person asks for a copy.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from device_drivers.escpos.document import Document
from device_drivers.escpos.driver import NotPrinted, Printed, PrintResult, Unknown
from device_drivers.escpos.status import PrinterStatus
from device_drivers.faults import NO_ANSWER, UNREACHABLE, DeviceFault, Severity
from device_drivers.health import Health, HealthState
from hub.contract.notices import DeviceHealth
from hub.contract.vocabulary import Delivery, Instant, Words
from kiosk.tracing import PRINTED, Trace, no_trace

_log = logging.getLogger(__name__)

POLL_S = 10.0
"""How often an idle printer is asked: a guide sees "paper out" on the console before three citizens have met it."""
DEVICE_ID = "printer"
REMEMBERED_ORDERS = 512
"""Ids of orders already taken: the broker may deliver one twice, the paper must not come twice."""


class Printer(Protocol):
    """What the desk needs of `device_drivers.escpos.driver.TicketPrinter`."""

    @property
    def health(self) -> Health:
        """How it was when last asked or used."""
        ...

    def warm_up(self) -> None:
        """Load what the first job would otherwise wait for."""
        ...

    def status(self) -> PrinterStatus:
        """Ask it; never raises."""
        ...

    def print(self, document: Document) -> PrintResult:
        """Print, status asked before and after."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


NOT_FITTED = DeviceFault(
    "not_fitted",
    Severity.BLOCKING,
    "这台取号机没有接打印机，号码显示在屏幕上。",
    "This kiosk has no printer; numbers are shown on its screen.",
)


class NotFitted:
    """A kiosk without a printer (`--printer none`): every number goes to the screen."""

    def __init__(self, now: Instant) -> None:
        self.health = Health(HealthState.FAILED, now, (NOT_FITTED,))

    def warm_up(self) -> None:
        """Nothing to load."""

    def status(self) -> PrinterStatus:
        """It cannot print."""
        return PrinterStatus((NOT_FITTED,), answered=False)

    def print(self, document: Document) -> PrintResult:  # noqa: ARG002 - the port's shape
        """Nothing comes out."""
        return NotPrinted(NOT_FITTED)

    def close(self) -> None:
        """Nothing to hang up."""


@dataclass(frozen=True, slots=True)
class PrintOutcome:
    """What became of a job. `fault` says why it is not (surely) on paper."""

    delivery: Delivery
    fault: DeviceFault | None = None

    @property
    def on_paper(self) -> bool:
        """Whether the citizen has it in hand."""
        return self.delivery is Delivery.PAPER


def outcome_of(result: PrintResult) -> PrintOutcome:
    """A driver's result as a delivery. `SCREEN` means: nothing usable came out, the screen must serve."""
    match result:
        case Printed():
            return PrintOutcome(Delivery.PAPER)
        case NotPrinted(fault):
            return PrintOutcome(Delivery.SCREEN, fault)
        case Unknown(fault):
            return PrintOutcome(Delivery.UNKNOWN, fault)


def device_health(health: Health, printed: int, failed: int) -> DeviceHealth:
    """The printer's health as the hub is told it."""
    return DeviceHealth(
        device_id=DEVICE_ID,
        kind="printer",
        state=health.state.value,
        since=health.since,
        faults=tuple(fault.code for fault in health.faults),
        words=Words(health.detail_zh, health.detail_en),
        counters={"printed": printed, "failed": failed},
    )


@dataclass(frozen=True, slots=True)
class _Order:
    document: Callable[[], Document]
    expires_at: Instant
    done: Callable[[PrintOutcome], None]


class Desk(Protocol):
    """What the presenter needs of the print desk."""

    def check(self, done: Callable[[DeviceFault | None], None]) -> None:
        """Ask the printer whether it can print."""
        ...

    def print(self, document: Callable[[], Document], done: Callable[[PrintOutcome], None]) -> None:
        """Print for the citizen in front of the kiosk."""
        ...

    def order(
        self,
        order_id: str,
        document: Callable[[], Document],
        expires_at: Instant,
        done: Callable[[PrintOutcome], None],
    ) -> bool:
        """Print between citizens' jobs."""
        ...

    def claim(self, order_id: str) -> None:
        """Take no order under this id."""
        ...

    def publish_again(self) -> None:
        """Tell the hub how the printer is."""
        ...


class PrintDesk:
    """Owns the printer's thread. Every callback is called in that thread, once."""

    def __init__(
        self,
        printer: Printer,
        on_health: Callable[[DeviceHealth], None],
        now_ms: Callable[[], Instant],
        *,
        trace: Trace = no_trace,
        poll_s: float = POLL_S,
    ) -> None:
        self._printer = printer
        self._on_health = on_health
        self._now_ms = now_ms
        self._trace = trace
        self._poll_s = poll_s
        self._wake = threading.Condition()
        self._jobs: deque[Callable[[], None]] = deque()
        self._orders: deque[_Order] = deque()
        self._seen: dict[str, None] = {}
        self._closing = False
        self._blocked: DeviceFault | None = None
        self._published: DeviceHealth | None = None
        self._printed = 0
        self._failed = 0
        self._thread = threading.Thread(target=self._work, name="print-desk", daemon=True)

    def start(self) -> None:
        """Begin: warm the driver up, ask the printer, publish its health."""
        self._thread.start()

    def close(self) -> None:
        """Finish the job in hand, drop the rest, hang up."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join(timeout=1.0)
        self._printer.close()

    def check(self, done: Callable[[DeviceFault | None], None]) -> None:
        """Ask the printer whether it can print; `done(None)` says yes."""

        def job() -> None:
            done(self._ask())

        self._enqueue(job)

    def print(self, document: Callable[[], Document], done: Callable[[PrintOutcome], None]) -> None:
        """Print for the citizen in front of the kiosk, before all orders."""

        def job() -> None:
            done(self._print(document))

        self._enqueue(job)

    def order(
        self,
        order_id: str,
        document: Callable[[], Document],
        expires_at: Instant,
        done: Callable[[PrintOutcome], None],
    ) -> bool:
        """Print between citizens' jobs, when the printer can, until `expires_at`. False: this order was taken before.

        An order whose time is over is dropped without paper and without `done`: its ticket stays pending, which the
        console shows.
        """
        with self._wake:
            if order_id in self._seen:
                return False
            self._remember(order_id)
            self._orders.append(_Order(document, expires_at, done))
            self._wake.notify()
        return True

    def claim(self, order_id: str) -> None:
        """An order under this id is not to be taken: its paper comes another way."""
        with self._wake:
            self._remember(order_id)

    def publish_again(self) -> None:
        """Tell the hub again: the broker may have forgotten."""

        def job() -> None:
            self._published = None
            self._publish()

        self._enqueue(job)

    def _remember(self, order_id: str) -> None:
        self._seen[order_id] = None
        while len(self._seen) > REMEMBERED_ORDERS:
            del self._seen[next(iter(self._seen))]

    # ---- the printer's thread

    def _enqueue(self, job: Callable[[], None]) -> None:
        with self._wake:
            self._jobs.append(job)
            self._wake.notify()

    def _work(self) -> None:
        self._printer.warm_up()
        self._ask()
        while True:
            with self._wake:
                ready = self._wake.wait_for(self._has_work, timeout=self._poll_s)
                if self._closing:
                    return
                job = self._jobs.popleft() if self._jobs else None
                order = self._orders.popleft() if job is None and ready else None
            try:
                self._do(job, order)
            except Exception as error:  # noqa: BLE001 - one bad job must not leave the hall without a printer
                _log.error("print job failed: %s", type(error).__name__)

    def _has_work(self) -> bool:
        return self._closing or bool(self._jobs) or (bool(self._orders) and self._blocked is None)

    def _do(self, job: Callable[[], None] | None, order: _Order | None) -> None:
        if job is not None:
            job()
        elif order is not None:
            self._do_order(order)
        else:
            self._ask()

    def _do_order(self, order: _Order) -> None:
        if self._now_ms() >= order.expires_at:
            _log.warning("a print order was too late and was dropped")
            return
        outcome = self._print(order.document)
        if outcome.delivery is Delivery.SCREEN and self._now_ms() < order.expires_at:
            # Nothing came out and nobody stands here to look at the screen: wait for paper.
            self._orders.appendleft(order)
            return
        order.done(outcome)

    def _ask(self) -> DeviceFault | None:
        status = self._printer.status()
        if status.blocking == UNREACHABLE:
            # A connection that was kept open and broke is noticed only now; a fresh one may well stand.
            status = self._printer.status()
        self._blocked = status.blocking
        self._publish()
        return status.blocking

    def _print(self, document: Callable[[], Document]) -> PrintOutcome:
        try:
            laid_out = document()
            result = self._printer.print(laid_out)
            if isinstance(result, NotPrinted) and result.fault == UNREACHABLE:
                result = self._printer.print(laid_out)
        except Exception as error:  # noqa: BLE001 - whatever it was: the citizen must still get the number
            _log.error("ticket could not be laid out: %s", type(error).__name__)
            self._failed += 1
            return PrintOutcome(Delivery.SCREEN, NO_ANSWER)
        outcome = outcome_of(result)
        if outcome.on_paper:
            self._trace(PRINTED, time.monotonic_ns())
            self._printed += 1
            self._blocked = result.status.blocking if isinstance(result, Printed) else None
        else:
            self._failed += 1
            self._blocked = outcome.fault
        self._publish()
        return outcome

    def _publish(self) -> None:
        found = device_health(self._printer.health, self._printed, self._failed)
        before = self._published
        # Counters alone are no news: one retained message per ticket would be noise.
        if before is None or (before.state, before.faults) != (found.state, found.faults):
            self._published = found
            self._on_health(found)
