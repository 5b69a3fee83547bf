"""The driver against its twin, over a real pseudo terminal and a real socket."""

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from device_drivers.faults import NO_ANSWER, UNREACHABLE
from device_drivers.health import HealthState
from device_drivers.led_bar.codec import Colour, Mode, Power, Probe, ShowText, Variant, encode
from device_drivers.led_bar.driver import GAP_S, Expired, LedBar, LedBus, LedBusConfig, NotShown, Shown, showable
from device_drivers.led_bar.twin import BarFace, VirtualLedBus
from device_drivers.transport.errors import TransportError, TransportFault
from device_drivers.transport.null_modem import NullModem
from device_drivers.twins.port import PtyPort, TcpPort

Line = tuple[LedBus, VirtualLedBus]


@pytest.fixture(params=[(Variant.SUM, "pty"), (Variant.XOR, "pty"), (Variant.SUM, "tcp")], ids=str)
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    variant, kind = request.param
    twin = VirtualLedBus([1, 2, 3], variant)
    port = PtyPort(twin, tmp_path / "led") if kind == "pty" else TcpPort(twin)
    bus = LedBus(LedBusConfig(port.address, variant=variant))
    yield bus, twin
    bus.close()
    port.close()


def test_a_bar_shows_its_text_and_its_neighbours_do_not(line: Line) -> None:
    bus, twin = line
    assert isinstance(LedBar(bus, 2).show("请A012号到2号窗口", colour=Colour.GREEN, mode=Mode.BLINK), Shown)
    face = twin.wait_for_text(2, "请A012号到2号窗口", 5)
    assert (face.colour, face.mode, face.on) == (Colour.GREEN, Mode.BLINK, True)
    assert face.at is not None
    assert [other.text for other in twin.faces] == ["", "请A012号到2号窗口", ""]
    assert twin.damaged == 0


def test_many_windows_on_one_line_each_get_their_own_text(line: Line) -> None:
    bus, twin = line
    bars = [LedBar(bus, address) for address in (1, 2, 3)]
    threads = [threading.Thread(target=bar.show, args=(f"{bar.address}号窗口",)) for bar in bars]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for address in (1, 2, 3):
        twin.wait_for_text(address, f"{address}号窗口", 5)


def test_a_probe_tells_live_bars_from_dead_ones(line: Line) -> None:
    bus, twin = line
    twin.kill(3)
    alive, dead = LedBar(bus, 1), LedBar(bus, 3)
    assert alive.health.state is HealthState.UNKNOWN
    assert alive.probe().state is HealthState.ONLINE
    assert dead.probe().faults == (NO_ANSWER,)
    twin.revive(3)
    assert dead.probe().state is HealthState.ONLINE


def test_a_bar_goes_dark_and_light_again(line: Line) -> None:
    bus, twin = line
    bar = LedBar(bus, 1)
    bar.show("暂停服务", stored=True)
    bar.switch(on=False)
    bar.probe()  # answered after what went before
    assert not twin.face(1).on
    bar.switch(on=True)
    bar.probe()
    assert twin.face(1).on
    assert twin.face(1).text == "暂停服务"
    assert [face.text for face in twin.history] == ["暂停服务"]


def test_characters_a_bar_does_not_have_are_marked() -> None:
    assert showable("请𠮷先生\n到1号窗口\x7f") == "请〓先生到1号窗口"


def null_line(clock, **settings: object) -> tuple[LedBus, NullModem]:
    wire = NullModem()
    wire.device.open()
    return LedBus(LedBusConfig("tcp://127.0.0.1:9", **settings), clock, wire.host), wire  # type: ignore[arg-type]


def test_frames_keep_their_distance(clock) -> None:
    bus, _ = null_line(clock)
    for address in (1, 2, 3):
        LedBar(bus, address).show("好")
    assert clock.slept == pytest.approx([GAP_S, GAP_S])
    clock.seconds += 10
    LedBar(bus, 1).show("好")
    assert len(clock.slept) == 2


def test_a_text_that_comes_too_late_is_never_shown(clock) -> None:
    bus, wire = null_line(clock)
    bar = LedBar(bus, 1)
    assert bar.show("请A001号", not_after=clock.now_ms()) == Shown(clock.now_ms())
    assert wire.device.read(0)
    # The gap alone makes the next one late.
    assert isinstance(bar.show("请A002号", not_after=clock.now_ms()), Expired)
    assert wire.device.read(0) == b""


def test_a_broken_line_is_known_and_its_return_too(clock, tmp_path: Path) -> None:
    link = tmp_path / "led"
    bus = LedBus(LedBusConfig(f"serial://{link}"), clock)
    bar = LedBar(bus, 1)
    assert bar.show("好") == NotShown(UNREACHABLE)
    assert bar.probe().faults == (UNREACHABLE,)
    twin = VirtualLedBus([1])
    port = PtyPort(twin, link)
    assert isinstance(bar.show("好"), Shown)
    assert bar.health.state is HealthState.UNKNOWN
    bus.close()
    port.close()


def test_a_line_cut_while_a_bar_is_asked_is_a_fault_of_the_line(clock) -> None:
    bus, wire = null_line(clock)
    bar = LedBar(bus, 1)
    bar.show("好")
    wire.cut()
    assert bar.probe().faults == (UNREACHABLE,)


class _DyingWire:
    """Takes bytes, and breaks when it is read from a second time."""

    where = "dying"
    can_read = True
    is_open = True

    def __init__(self, answers: list[bytes | Exception]) -> None:
        self.answers = answers
        self.closed = 0

    def open(self) -> None: ...

    def write(self, data: bytes) -> None: ...

    def read(self, timeout_s: float) -> bytes:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        self.closed += 1


def test_a_line_that_dies_before_the_answer_is_hung_up(clock) -> None:
    wire = _DyingWire([b"", TransportError(TransportFault.LOST, "dying")])
    bar = LedBar(LedBus(LedBusConfig("tcp://127.0.0.1:9"), clock, wire), 1)
    assert bar.probe().faults == (UNREACHABLE,)
    assert wire.closed == 1


def test_noise_is_not_an_answer(clock) -> None:
    class Noise(_DyingWire):
        def read(self, timeout_s: float) -> bytes:
            clock.seconds += 0.2
            return b"\x00"

    bar = LedBar(LedBus(LedBusConfig("tcp://127.0.0.1:9"), clock, Noise([])), 1)
    assert bar.probe().faults == (NO_ANSWER,)


def test_a_model_that_answers_no_probe_stays_unknown(clock) -> None:
    bus, wire = null_line(clock, answers_probe=False)
    bar = LedBar(bus, 1, name="1号窗口屏")
    assert bar.probe().state is HealthState.UNKNOWN
    assert not bar.capabilities.reports_presence
    assert bar.name == "1号窗口屏"
    assert wire.device.read(0) == encode(Probe(1), Variant.SUM)


def test_a_write_only_line_shows_texts_too(clock, tmp_path: Path) -> None:
    place = tmp_path / "bar"
    place.touch()
    bar = LedBar(LedBus(LedBusConfig(f"file://{place}", answers_probe=False), clock), 4)
    assert isinstance(bar.show("好"), Shown)
    assert place.read_bytes() == encode(ShowText(4, "好"), Variant.SUM)


def test_a_twin_on_a_noisy_line_shows_only_whole_texts() -> None:
    noise = random.Random(7)
    twin = VirtualLedBus([1])
    sent: list[str] = []
    for number in range(200):
        text = f"请A{number:03}号"
        data = bytearray(encode(ShowText(1, text), Variant.SUM))
        if noise.random() < 0.5:
            data[noise.randrange(len(data))] ^= 1 << noise.randrange(8)
        else:
            sent.append(text)
        twin.received(bytes(data))
    shown = [face.text for face in twin.history]
    assert len([text for text in sent if text in shown]) > len(sent) * 0.7
    assert len([text for text in shown if text not in sent]) < 5  # a flipped bit in the address or a lucky sum
    assert twin.damaged > 0


def test_a_twin_without_a_host_answers_nobody() -> None:
    twin = VirtualLedBus([1])
    twin.received(encode(Probe(1), Variant.SUM) + encode(Power(9, on=True), Variant.SUM))
    twin.detached()
    assert twin.face(1) == BarFace(1)
    with pytest.raises(TimeoutError):
        twin.wait_for_text(1, "x", 0.01)
    with pytest.raises(KeyError):
        twin.face(9)


def test_an_answer_is_not_waited_for_when_something_more_urgent_comes(clock) -> None:
    bus, _ = null_line(clock)
    bar = LedBar(bus, 1)
    assert bar.probe(hurry=lambda: True).state is HealthState.UNKNOWN
    assert clock.seconds == 1_000.0


def test_a_text_that_is_too_late_says_nothing_of_the_line(clock, tmp_path: Path) -> None:
    bar = LedBar(LedBus(LedBusConfig(f"serial://{tmp_path / 'led'}"), clock), 1)
    assert bar.show("好") == NotShown(UNREACHABLE)
    assert isinstance(bar.show("好", not_after=clock.now_ms() - 1), Expired)
    assert bar.health.faults == (UNREACHABLE,)


def test_a_line_that_is_back_is_known_before_its_bar_is_heard(clock, tmp_path: Path) -> None:
    bar = LedBar(LedBus(LedBusConfig(f"serial://{tmp_path / 'led'}"), clock), 1)
    assert bar.probe().faults == (UNREACHABLE,)
    port = PtyPort(VirtualLedBus([]), tmp_path / "led")
    assert bar.probe(hurry=lambda: True).state is HealthState.UNKNOWN
    port.close()
