"""The driver against its twin, over a real socket and a real pseudo terminal."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from device_drivers.escpos.codec.frames import Alignment
from device_drivers.escpos.config import JobEnd, PrinterConfig, StatusStyle
from device_drivers.escpos.document import Document, PairLine, Qr, Rule, TextLine
from device_drivers.escpos.driver import NotPrinted, Printed, PrintResult, TicketPrinter, Unknown
from device_drivers.escpos.layout import lay_out
from device_drivers.escpos.status import COVER_OPEN, CUTTER, PAPER_NEAR_END, PAPER_OUT
from device_drivers.escpos.twin import VirtualPrinter
from device_drivers.faults import NO_ANSWER, UNREACHABLE, WIRE_BROKE
from device_drivers.health import HealthState
from device_drivers.transport.errors import TransportError, TransportFault
from device_drivers.transport.null_modem import NullModem
from device_drivers.transport.wire import Timeouts
from device_drivers.twins.port import PtyPort, TcpPort

URL = "https://ting.example.cn/t/6f2a9c1e7b7d4b3e"
TICKET = Document(
    (
        TextLine("长安区政务服务中心", size=2, align=Alignment.CENTER, bold=True),
        Rule(),
        TextLine("A012", size=5, align=Alignment.CENTER, bold=True),
        PairLine("前面等候", "4 人"),
        PairLine("申请人", "𠮷先生"),
        Qr(URL),
        TextLine("微信扫码，随时看排队进度", align=Alignment.CENTER),
    )
)
Plug = Callable[..., TicketPrinter]


@pytest.fixture
def twin() -> VirtualPrinter:
    return VirtualPrinter()


@pytest.fixture(params=["tcp", "pty"])
def plug(request: pytest.FixtureRequest, twin: VirtualPrinter, tmp_path: Path) -> Iterator[Plug]:
    port = TcpPort(twin) if request.param == "tcp" else PtyPort(twin, tmp_path / "printer")
    printers: list[TicketPrinter] = []

    def make(**settings: object) -> TicketPrinter:
        settings = {"answer_timeout_s": 2.0, "job_timeout_s": 4.0, **settings}
        printer = TicketPrinter(PrinterConfig(port.address, **settings))  # type: ignore[arg-type]
        printers.append(printer)
        return printer

    yield make
    for printer in printers:
        printer.close()
    port.close()


def print_when_back(printer: TicketPrinter) -> PrintResult:
    """Print as soon as the printer is plugged in again: its new terminal takes a moment to appear."""
    deadline = time.monotonic() + 10
    while True:
        result = printer.print(TICKET)
        if result != NotPrinted(UNREACHABLE) or time.monotonic() > deadline:
            return result
        threading.Event().wait(0.02)


def test_a_ticket_comes_out_and_is_confirmed(plug: Plug, twin: VirtualPrinter, tmp_path: Path) -> None:
    printer = plug()
    result = printer.print(TICKET)
    assert isinstance(result, Printed)
    assert result.confirmed
    (job,) = twin.wait_for_jobs(1, 5)
    assert job.data == lay_out(TICKET, printer.config)
    assert "长安区政务服务中心" in job.page.lines
    assert "A012" in job.page.lines
    assert job.page.qr_codes == (URL,)
    assert twin.damaged == 0
    assert printer.health.state is HealthState.ONLINE


def test_the_printed_qr_code_can_be_read_from_the_paper(plug: Plug, twin: VirtualPrinter, tmp_path: Path) -> None:
    plug().print(TICKET)
    picture = tmp_path / "ticket.png"
    picture.write_bytes(twin.wait_for_jobs(1, 5)[0].page.png)
    read = subprocess.run(["zbarimg", "-q", "--raw", str(picture)], capture_output=True, text=True, check=True)
    assert read.stdout.strip() == URL


@pytest.mark.parametrize("keep_open", [True, False])
def test_tickets_come_out_in_order(plug: Plug, twin: VirtualPrinter, keep_open: bool) -> None:
    printer = plug(keep_open=keep_open)
    for number in range(1, 6):
        assert isinstance(printer.print(Document((TextLine(f"A00{number}"),))), Printed)
    jobs = twin.wait_for_jobs(5, 5)
    assert [job.page.lines for job in jobs] == [(f"A00{number}",) for number in range(1, 6)]
    assert [job.number for job in jobs] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("fault", [PAPER_OUT, COVER_OPEN, CUTTER])
def test_a_printer_with_a_fault_is_sent_nothing(plug: Plug, twin: VirtualPrinter, fault) -> None:
    printer = plug()
    twin.set_faults(fault.code)
    assert printer.print(TICKET) == NotPrinted(fault)
    assert printer.health.state is HealthState.FAILED
    assert printer.health.faults == (fault,)
    twin.set_faults()
    assert twin.jobs == ()
    assert isinstance(printer.print(TICKET), Printed)
    assert printer.health.state is HealthState.ONLINE


def test_low_paper_prints_and_says_so(plug: Plug, twin: VirtualPrinter) -> None:
    printer = plug()
    twin.set_faults("paper_near_end")
    result = printer.print(TICKET)
    assert isinstance(result, Printed)
    assert result.status.faults == (PAPER_NEAR_END,)
    assert printer.health.state is HealthState.DEGRADED


def test_a_silent_printer_is_not_taken_for_a_good_one(plug: Plug, twin: VirtualPrinter) -> None:
    printer = plug(answer_timeout_s=0.05)
    twin.set_faults("no_answer")
    assert printer.status().faults == (NO_ANSWER,)
    assert not printer.status().answered
    assert printer.print(TICKET) == NotPrinted(NO_ANSWER)
    assert twin.jobs == ()


def test_paper_that_runs_out_in_the_middle_is_known_and_the_rest_is_not_printed_later(
    plug: Plug, twin: VirtualPrinter
) -> None:
    printer = plug()
    twin.put_in_roll(30)
    assert printer.print(TICKET) == NotPrinted(PAPER_OUT, began=True)
    twin.put_in_roll()
    assert twin.jobs == ()
    assert isinstance(printer.print(Document((TextLine("A013"),))), Printed)
    assert [job.page.lines for job in twin.wait_for_jobs(1, 5)] == [("A013",)]


def test_paper_that_runs_out_is_known_without_gs_r_too(plug: Plug, twin: VirtualPrinter) -> None:
    printer = plug(job_end=JobEnd.NONE)
    twin.put_in_roll(30)
    assert printer.print(TICKET) == NotPrinted(PAPER_OUT, began=True)
    twin.put_in_roll()
    result = printer.print(TICKET)
    assert isinstance(result, Printed)
    assert not result.confirmed
    assert not printer.capabilities.confirms_jobs


def test_a_wire_that_breaks_in_the_middle_leaves_the_ticket_unknown(plug: Plug, twin: VirtualPrinter) -> None:
    printer = plug()
    twin.die_after(len(lay_out(TICKET, printer.config)) // 2)
    assert printer.print(TICKET) == Unknown(WIRE_BROKE)
    assert printer.health.faults == (WIRE_BROKE,)
    assert twin.jobs == ()
    assert isinstance(print_when_back(printer), Printed)
    assert printer.health.state is HealthState.ONLINE


def test_a_connection_that_died_between_jobs_is_made_anew(plug: Plug, twin: VirtualPrinter) -> None:
    printer = plug(keep_open=True)
    assert isinstance(printer.print(TICKET), Printed)
    twin.die_after(1)
    assert isinstance(print_when_back(printer), Printed)
    assert [job.page.qr_codes for job in twin.wait_for_jobs(2, 5)] == [(URL,), (URL,)]


def test_status_is_asked_from_many_threads_without_mixing_answers(plug: Plug, twin: VirtualPrinter) -> None:
    printer = plug()
    twin.set_faults("cover_open")
    seen: list[object] = []
    threads = [threading.Thread(target=lambda: seen.append(printer.status().faults)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [(COVER_OPEN,)] * 8


def test_a_printer_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    printer = TicketPrinter(PrinterConfig(f"serial://{tmp_path}/none", timeouts=Timeouts(connect_s=0.1)))
    assert printer.print(TICKET) == NotPrinted(UNREACHABLE)
    assert printer.status().faults == (UNREACHABLE,)
    assert printer.health.detail_zh == UNREACHABLE.zh


def test_a_file_takes_a_ticket_without_confirming_it(tmp_path: Path) -> None:
    place = tmp_path / "lp0"
    place.touch()
    printer = TicketPrinter(PrinterConfig(f"file://{place}"))
    printer.warm_up()
    result = printer.print(TICKET)
    assert isinstance(result, Printed)
    assert not result.confirmed
    assert place.read_bytes() == lay_out(TICKET, printer.config)
    assert printer.health.state is HealthState.UNKNOWN
    capabilities = printer.capabilities
    assert (capabilities.reports_status, capabilities.confirms_jobs, capabilities.cuts) == (False, False, True)
    assert (capabilities.chars_per_line, capabilities.dots_per_line) == (48, 576)


class _Deaf:
    """A printer in memory whose answers come from a script: one reply per write, None for silence."""

    can_read = True
    where = "deaf"

    def __init__(self, *replies: bytes | Exception) -> None:
        self.wire = NullModem()
        self.replies = list(replies)
        self.is_open = False
        self.written = b""
        self.otherwise = b""

    def open(self) -> None:
        self.wire.host.open()
        self.wire.device.open()
        self.is_open = True

    def write(self, data: bytes) -> None:
        self.written += data
        reply = self.replies.pop(0) if self.replies else self.otherwise
        if isinstance(reply, Exception):
            raise reply
        self.wire.device.write(reply)

    def read(self, timeout_s: float) -> bytes:
        return self.wire.host.read(0)

    def close(self) -> None:
        self.is_open = False


GOOD = [b"\x12"] * 4
LOST = TransportError(TransportFault.LOST, "deaf")


def deaf_printer(*replies: bytes | Exception, **settings: object) -> tuple[TicketPrinter, _Deaf]:
    wire = _Deaf(*replies)
    config = PrinterConfig("tcp://127.0.0.1:9", answer_timeout_s=0.1, job_timeout_s=0.1, **settings)  # type: ignore[arg-type]
    return TicketPrinter(config, transport=wire), wire


def test_silence_after_the_last_byte_leaves_the_ticket_unknown() -> None:
    printer, _ = deaf_printer(*GOOD)
    assert printer.print(TICKET) == Unknown(NO_ANSWER)


def test_a_good_printer_that_never_confirms_leaves_the_ticket_unknown() -> None:
    printer, wire = deaf_printer()
    wire.otherwise = b"\x12"
    assert printer.print(TICKET) == Unknown(NO_ANSWER)


def test_the_confirmation_counts_even_when_it_comes_among_other_bytes() -> None:
    printer, _ = deaf_printer(*GOOD, b"", b"\xff\x11\x10\x00\x00\x00", b"\x00\x12", *GOOD[1:], *GOOD)
    result = printer.print(TICKET)
    assert isinstance(result, Printed)
    assert result.confirmed


def test_a_wire_that_breaks_after_the_confirmation_does_not_unprint_the_ticket() -> None:
    printer, _ = deaf_printer(*GOOD, b"", b"\x00", LOST)
    result = printer.print(TICKET)
    assert isinstance(result, Printed)
    assert result.confirmed
    assert printer.health.faults == (WIRE_BROKE,)


def test_a_printer_that_stops_taking_bytes_is_asked_why() -> None:
    stuck = TransportError(TransportFault.TIMED_OUT, "deaf", written=100)
    printer, wire = deaf_printer(*GOOD, stuck, b"\x1a", b"\x32", b"\x12", b"\x72")
    assert printer.print(TICKET) == NotPrinted(PAPER_OUT, began=True)
    assert bytes.fromhex("1014080103140106 0208 1004") in wire.written


@pytest.mark.parametrize(("written", "result"), [(0, NotPrinted(WIRE_BROKE)), (1, Unknown(WIRE_BROKE))])
def test_a_wire_that_breaks_is_told_apart_by_what_had_gone(written: int, result: object) -> None:
    lost = TransportError(TransportFault.LOST, "deaf", written=written)
    printer, _ = deaf_printer(*GOOD, lost, lost)
    assert printer.print(TICKET) == result
    printer, _ = deaf_printer(lost, status=StatusStyle.NONE)
    assert printer.print(TICKET) == result


def test_a_babbling_device_does_not_hold_the_driver_up() -> None:
    printer, wire = deaf_printer()
    wire.read = lambda timeout_s: b"\xff" * 10  # type: ignore[method-assign]
    assert printer.status().faults == (NO_ANSWER,)
