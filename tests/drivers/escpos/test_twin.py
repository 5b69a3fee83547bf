import pytest

from device_drivers.escpos.codec.frames import CodePage, Frame, QrPrint, QrStore, Text
from device_drivers.escpos.codec.writing import encode
from device_drivers.escpos.picture import MARGIN_DOTS, PRINTABLE_DOTS, PageDrawer, draw_page
from device_drivers.escpos.twin import KEPT_JOBS, VirtualPrinter


class Wire:
    def __init__(self) -> None:
        self.sent = b""
        self.dropped = False

    def send(self, data: bytes) -> None:
        self.sent += data

    def drop(self) -> None:
        self.dropped = True


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def twin(wire: Wire, clock) -> VirtualPrinter:
    twin = VirtualPrinter(clock)
    twin.attached(wire)
    return twin


def test_status_is_answered_by_the_bits_of_the_protocol(twin: VirtualPrinter, wire: Wire) -> None:
    ask = bytes.fromhex("100401 100402 100403 100404")
    twin.received(ask)
    assert wire.sent == b"\x12\x12\x12\x12"
    twin.set_faults("paper_out", "cover_open")
    wire.sent = b""
    twin.received(ask)
    assert wire.sent.hex() == "1a361272"


def test_work_waits_for_paper_and_goes_on(twin: VirtualPrinter, wire: Wire) -> None:
    twin.set_faults("paper_out")
    twin.received(b"A001\n\x1d\x56\x00\x1d\x72\x01")
    assert (twin.jobs, wire.sent) == ((), b"")
    twin.set_faults()
    assert twin.jobs[0].page.lines == ("A001",)
    assert twin.jobs[0].at == 1_000_000
    assert wire.sent == b"\x00"


def test_paper_is_used_up(twin: VirtualPrinter) -> None:
    twin.put_in_roll(4000)
    twin.received(b"\x1b\x4a\xf0" * 30 + b"\x1d\x56\x00")
    assert twin.faults == ()
    assert twin.paper_mm == 3100
    twin.received(b"\x1b\x4a\xf0" * 4)
    assert [fault.code for fault in twin.faults] == ["paper_near_end"]
    twin.received(b"\x1b\x4a\xf0" * 200)
    assert twin.paper_mm == 0
    assert {fault.code for fault in twin.faults} == {"paper_out", "paper_near_end"}
    twin.set_faults()
    assert twin.faults == ()


def test_requests_that_need_no_answer_do_no_harm(twin: VirtualPrinter, wire: Wire) -> None:
    twin.received(b"\x1d\x49\x01\x1d\x61\xff\x0d")
    assert wire.sent == b""


def test_without_a_host_nothing_is_answered(twin: VirtualPrinter, wire: Wire) -> None:
    twin.detached()
    twin.received(b"\x10\x04\x01")
    twin.die_after(1)
    twin.received(b"\x1b")
    assert wire.sent == b""


def test_an_unknown_fault_is_refused(twin: VirtualPrinter) -> None:
    with pytest.raises(KeyError):
        twin.set_faults("coffee")


def test_waiting_for_a_ticket_that_never_comes_ends(twin: VirtualPrinter) -> None:
    with pytest.raises(TimeoutError, match="0 of 1 jobs"):
        twin.wait_for_jobs(1, 0.01)


def test_only_the_newest_tickets_are_kept(twin: VirtualPrinter) -> None:
    twin.received(b"\x1b\x69" * (KEPT_JOBS + 3))
    assert len(twin.jobs) == KEPT_JOBS
    assert twin.jobs[-1].number == KEPT_JOBS + 3


def page_of(*frames: Frame):
    return draw_page(frames)


def test_text_that_is_too_long_goes_on_in_the_next_line() -> None:
    page = page_of(Text(b"x" * 50))
    assert page.lines == ("x" * 48, "xx")


def test_latin_is_not_chinese_outside_chinese_mode() -> None:
    assert page_of(CodePage(0), Text(b"\x82")).lines == ("é",)


def test_a_qr_code_without_data_or_with_too_much_prints_nothing() -> None:
    assert page_of(QrPrint()).qr_codes == ()
    assert page_of(QrStore(b"x" * 5000), QrPrint()).qr_codes == ()


def test_bold_sizes_and_alignment_show_on_paper() -> None:
    def dark(data: bytes) -> tuple[int, int, int]:
        """Leftmost and rightmost dark dot, and how many there are."""
        drawer = PageDrawer()
        assert drawer.blank
        twin = VirtualPrinter()
        twin.received(data + b"\n\x1d\x56\x41\x00")
        image = twin.jobs[0].page.image.convert("L")
        dark_dots = image.point(lambda level: 255 if level < 128 else 0)
        left, _, right, _ = dark_dots.getbbox()
        return left, right, dark_dots.histogram()[255]

    left, right = dark(b"H"), dark(b"\x1b\x61\x02H")
    assert left[0] >= MARGIN_DOTS
    assert right[1] <= MARGIN_DOTS + PRINTABLE_DOTS
    assert right[0] > left[0] + 500
    assert dark(b"\x1b\x45\x01H")[2] > left[2]
    assert dark(b"\x1d\x21\x10H")[2] > 1.2 * left[2]
    assert dark(b"\x1b\x32\x1d\x76\x30\x03\x01\x00\x01\x00\xff")[2] == 32


def test_mixed_sizes_share_a_baseline_line() -> None:
    assert page_of(Text(b"a"), Text(b"b")).lines == ("ab",)
    assert encode(Text(b"a")) == b"a"
