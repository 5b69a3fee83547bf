"""The print desk over a real TCP connection to a virtual printer."""

import queue
import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from assets.translations.catalog import Catalog
from device_drivers.escpos.document import Document, DocumentError, TextLine
from device_drivers.escpos.status import PAPER_OUT
from device_drivers.escpos.twin import VirtualPrinter
from device_drivers.faults import NO_ANSWER, DeviceFault
from device_drivers.twins.port import TcpPort
from hub.contract.notices import DeviceHealth
from hub.contract.vocabulary import Delivery
from kiosk.gallery import sample_slip
from kiosk.printing import NOT_FITTED, NotFitted, PrintDesk, PrintOutcome
from kiosk.station import printer_at
from kiosk.ticket import ticket_document

WAIT_S = 20.0
DOCUMENT = Document((TextLine("A012", size=6),))


class Counter:
    """A desk, its printer, and what they said."""

    def __init__(self, poll_s: float = 3600.0) -> None:
        self.twin = VirtualPrinter()
        self.port = TcpPort(self.twin)
        self.now = 1_000
        self.moments: list[str] = []
        self.healths: queue.Queue[DeviceHealth] = queue.Queue()
        printer = printer_at(self.port.address, self.now, self.trace)
        self.desk = PrintDesk(printer, self.healths.put, lambda: self.now, trace=self.trace, poll_s=poll_s)
        self.desk.start()
        self.first = self.healths.get(timeout=WAIT_S)

    def trace(self, moment: str, _ns: int) -> None:
        self.moments.append(moment)

    def printed(self, document: Callable[[], Document] = lambda: DOCUMENT) -> PrintOutcome:
        outcomes: queue.Queue[PrintOutcome] = queue.Queue()
        self.desk.print(document, outcomes.put)
        return outcomes.get(timeout=WAIT_S)

    def checked(self) -> DeviceFault | None:
        faults: queue.Queue[DeviceFault | None] = queue.Queue()
        self.desk.check(faults.put)
        return faults.get(timeout=WAIT_S)

    def close(self) -> None:
        self.desk.close()
        self.port.close()


@pytest.fixture
def counter() -> Iterator[Counter]:
    made = Counter()
    yield made
    made.close()


def test_a_ticket_comes_out_and_its_bytes_are_measured(counter: Counter) -> None:
    document = partial(ticket_document, sample_slip(), Catalog("kiosk", "zh"), "Asia/Shanghai")
    assert counter.printed(document) == PrintOutcome(Delivery.PAPER)
    job = counter.twin.wait_for_jobs(1, WAIT_S)[0]
    assert "社会保险".encode("gbk") in job.data
    assert sample_slip().url.encode() in job.data
    assert counter.moments == ["last_byte", "printed"]


def test_health_is_told_at_the_start_and_when_it_changes(counter: Counter) -> None:
    assert (counter.first.device_id, counter.first.kind, counter.first.state) == ("printer", "printer", "online")
    counter.printed()
    counter.twin.set_faults("paper_out")
    assert counter.checked() == PAPER_OUT
    health = counter.healths.get(timeout=WAIT_S)
    assert (health.state, health.faults, health.counters["printed"]) == ("failed", ("paper_out",), 1)
    assert "缺纸" in health.words.zh
    assert counter.healths.empty()
    counter.desk.publish_again()
    assert counter.healths.get(timeout=WAIT_S).state == "failed"


def test_an_idle_printer_is_asked_by_itself() -> None:
    counter = Counter(poll_s=0.01)
    try:
        counter.twin.set_faults("cover_open")
        assert counter.healths.get(timeout=WAIT_S).faults == ("cover_open",)
    finally:
        counter.close()


def test_no_paper_means_the_screen(counter: Counter) -> None:
    counter.twin.set_faults("paper_out")
    assert counter.printed() == PrintOutcome(Delivery.SCREEN, PAPER_OUT)
    assert counter.twin.jobs == ()


def test_a_printer_that_dies_half_way_leaves_it_unknown(counter: Counter) -> None:
    counter.twin.die_after(40)
    assert counter.printed().delivery is Delivery.UNKNOWN


def test_a_connection_that_broke_unseen_is_made_anew(counter: Counter) -> None:
    counter.printed()
    counter.port.close()
    assert counter.checked() is not None


def test_a_document_that_cannot_be_laid_out_goes_to_the_screen(counter: Counter) -> None:
    def broken() -> Document:
        raise DocumentError("放不下", "does not fit")

    assert counter.printed(broken) == PrintOutcome(Delivery.SCREEN, NO_ANSWER)
    assert counter.printed().on_paper


def test_a_callback_that_fails_does_not_stop_the_desk(counter: Counter) -> None:
    def fails(_fault: DeviceFault | None) -> None:
        raise RuntimeError

    counter.desk.check(fails)
    assert counter.checked() is None


def test_citizens_go_before_orders_and_each_order_is_printed_once(counter: Counter) -> None:
    done: queue.Queue[str] = queue.Queue()
    held = threading.Event()
    counter.desk.check(lambda _fault: held.wait(WAIT_S) and None)

    def order(order_id: str) -> bool:
        return counter.desk.order(order_id, lambda: DOCUMENT, 9_999, lambda _outcome: done.put(order_id))

    assert order("one")
    assert not order("one")
    counter.desk.claim("two")
    assert not order("two")
    counter.desk.print(lambda: DOCUMENT, lambda _outcome: done.put("citizen"))
    held.set()
    assert [done.get(timeout=WAIT_S) for _ in range(2)] == ["citizen", "one"]
    assert len(counter.twin.wait_for_jobs(2, WAIT_S)) == 2


def test_an_order_waits_for_paper(counter: Counter) -> None:
    done: queue.Queue[PrintOutcome] = queue.Queue()
    counter.twin.set_faults("paper_out")
    counter.desk.order("one", lambda: DOCUMENT, 9_999, done.put)
    assert counter.checked() == PAPER_OUT
    counter.twin.set_faults()
    counter.checked()
    assert done.get(timeout=WAIT_S).on_paper


def test_an_order_that_is_too_late_is_dropped(counter: Counter) -> None:
    done: queue.Queue[PrintOutcome] = queue.Queue()
    counter.desk.order("one", lambda: DOCUMENT, counter.now, done.put)
    counter.printed()
    counter.desk.order("two", lambda: DOCUMENT, 9_999, done.put)
    assert done.get(timeout=WAIT_S).on_paper
    assert done.empty()
    assert len(counter.twin.jobs) == 2


def test_ids_of_orders_are_not_remembered_for_ever(counter: Counter) -> None:
    for at in range(513):
        counter.desk.claim(f"order-{at}")
    assert counter.desk.order("order-0", lambda: DOCUMENT, 0, lambda _outcome: None)
    assert not counter.desk.order("order-512", lambda: DOCUMENT, 0, lambda _outcome: None)


def test_a_kiosk_without_a_printer_says_so() -> None:
    healths: list[DeviceHealth] = []
    printer = NotFitted(5)
    desk = PrintDesk(printer, healths.append, lambda: 5)
    printer.warm_up()
    assert printer.status().blocking == NOT_FITTED
    faults: queue.Queue[DeviceFault | None] = queue.Queue()
    outcomes: queue.Queue[PrintOutcome] = queue.Queue()
    desk.start()
    desk.check(faults.put)
    assert faults.get(timeout=WAIT_S) == NOT_FITTED
    desk.print(lambda: DOCUMENT, outcomes.put)
    assert outcomes.get(timeout=WAIT_S) == PrintOutcome(Delivery.SCREEN, NOT_FITTED)
    desk.close()
    assert healths[0].faults == ("not_fitted",)


def test_a_desk_that_was_never_started_can_be_closed() -> None:
    PrintDesk(NotFitted(5), lambda _health: None, lambda: 5).close()
