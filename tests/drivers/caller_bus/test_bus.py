"""The driver against its twin, over a real pseudo terminal."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from device_drivers.caller_bus.codec import (
    Beep,
    BusFrame,
    DigitEntered,
    Display,
    EvaluatorPressed,
    Key,
    KeyPressed,
    OpenEvaluation,
    ShowStars,
    device_frame,
    encode_frame,
    host_frame,
)
from device_drivers.caller_bus.driver import SILENCE_S, CallerBus, CallerBusConfig, Evaluator, Keypad
from device_drivers.caller_bus.twin import EvaluatorFace, PadFace, VirtualCallerBus
from device_drivers.faults import UNREACHABLE
from device_drivers.health import HealthState
from device_drivers.transport.errors import TransportError, TransportFault
from device_drivers.transport.null_modem import NullModem
from device_drivers.twins.port import PtyPort

LEVELS = {0: 5, 1: 4, 2: 3, 3: 2}


class Host:
    """A station's loop around a bus: polls, and keeps what was pressed."""

    def __init__(self, bus: CallerBus) -> None:
        self.bus = bus
        self.pressed: list[object] = []
        self._came = threading.Condition()
        self._stop = False
        bus.poll(0)  # the line is open before anybody presses
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop:
            messages = self.bus.poll(0.05)
            with self._came:
                self.pressed += messages
                self._came.notify_all()

    def wait(self, count: int) -> list[object]:
        with self._came:
            assert self._came.wait_for(lambda: len(self.pressed) >= count, 5)
            return list(self.pressed)

    def stop(self) -> None:
        self._stop = True
        self._thread.join()
        self.bus.close()


@pytest.fixture
def twin() -> VirtualCallerBus:
    return VirtualCallerBus([1, 2], [1, 2], ack_s=2.0)


@pytest.fixture
def host(twin: VirtualCallerBus, tmp_path: Path) -> Iterator[Host]:
    port = PtyPort(twin, tmp_path / "caller")
    host = Host(CallerBus(CallerBusConfig(port.address, levels=LEVELS)))
    yield host
    host.stop()
    port.close()


def test_a_press_arrives_once_and_is_acknowledged(host: Host, twin: VirtualCallerBus) -> None:
    pad = Keypad(host.bus, 2)
    assert pad.health.state is HealthState.UNKNOWN
    assert twin.press_key(2, Key.CALL_NEXT)
    assert twin.enter_digit(2, 6)
    assert host.wait(2) == [KeyPressed(2, Key.CALL_NEXT), DigitEntered(2, 6)]
    assert pad.health.state is HealthState.ONLINE
    assert host.bus.health.state is HealthState.ONLINE
    assert host.bus.damaged == 0


def test_a_pad_shows_ticket_and_waiting_count(host: Host, twin: VirtualCallerBus) -> None:
    pad = Keypad(host.bus, 1)
    assert pad.show("A012", waiting=8) is None
    twin.wait_for_pad(1, "012", "8", 5)
    pad.show_waiting(12345)
    twin.wait_for_pad(1, "", "999", 5)
    pad.show_ticket("B1007")
    pad.beep()
    twin.wait_for_pad(1, "007", "", 5)
    assert twin.pads[1] == PadFace(2)
    assert pad.capabilities.ticket_digits == 3


def test_an_evaluation_is_asked_for_and_given(host: Host, twin: VirtualCallerBus) -> None:
    evaluator = Evaluator(host.bus, 1)
    assert not twin.press_evaluator(1, 0)
    assert evaluator.ask() is None
    twin.wait_for_open(1, 5)
    assert twin.press_evaluator(1, 3)
    (pressed,) = host.wait(1)
    assert pressed == EvaluatorPressed(1, 3)
    assert evaluator.level(EvaluatorPressed(1, 3)) == 2
    assert evaluator.level(EvaluatorPressed(1, 9)) is None
    assert evaluator.health.state is HealthState.ONLINE
    assert evaluator.capabilities.levels == (5, 4, 3, 2)
    assert twin.evaluator(1) == EvaluatorFace(1, pressed=3)
    assert twin.evaluators[1] == EvaluatorFace(2)
    evaluator.show_stars(4)
    host.bus.send(OpenEvaluation(2))
    twin.wait_for_open(2, 5)  # comes after the stars
    assert twin.evaluator(1).stars == 4


def test_the_evaluation_key_of_a_pad_opens_its_evaluator(host: Host, twin: VirtualCallerBus) -> None:
    assert twin.press_key(2, Key.EVALUATE)
    twin.wait_for_open(2, 5)
    assert not twin.evaluator(1).open


def test_a_press_without_a_host_is_not_acknowledged() -> None:
    twin = VirtualCallerBus([1], [1], ack_s=0.01)
    assert not twin.press_key(1, Key.RECALL)
    with pytest.raises(KeyError):
        twin.press_key(9, Key.RECALL)
    with pytest.raises(KeyError):
        twin.enter_digit(9, 1)
    with pytest.raises(KeyError):
        twin.press_evaluator(9, 1)
    with pytest.raises(TimeoutError):
        twin.wait_for_open(1, 0.01)
    with pytest.raises(TimeoutError):
        twin.wait_for_pad(1, "1", "", 0.01)


def test_an_open_evaluator_keeps_waiting_when_nobody_acknowledged() -> None:
    twin = VirtualCallerBus([], [1], ack_s=0.01)
    twin.received(encode_frame(host_frame(OpenEvaluation(1))))
    assert not twin.press_evaluator(1, 0)
    assert twin.evaluator(1).open


def test_orders_for_devices_that_are_not_there_pass_by() -> None:
    twin = VirtualCallerBus([], [])
    for order in (Display(1), Beep(1), OpenEvaluation(1), ShowStars(1, 1)):
        twin.received(encode_frame(host_frame(order)))
    assert (twin.pads, twin.evaluators) == ((), ())


def null_bus(clock, **settings: object) -> tuple[CallerBus, NullModem]:
    wire = NullModem()
    wire.device.open()
    return CallerBus(CallerBusConfig("tcp://127.0.0.1:9", **settings), clock, wire.host), wire  # type: ignore[arg-type]


NEXT = encode_frame(device_frame(KeyPressed(1, Key.CALL_NEXT)))


def test_a_repeat_is_acknowledged_but_not_reported(clock) -> None:
    bus, wire = null_bus(clock)
    wire.device.write(NEXT)
    assert bus.poll(0) == [KeyPressed(1, Key.CALL_NEXT)]
    assert wire.device.read(0) == NEXT
    clock.seconds += 0.1
    wire.device.write(NEXT)
    assert bus.poll(0) == []
    assert wire.device.read(0) == NEXT
    clock.seconds += 0.2
    wire.device.write(NEXT)
    assert bus.poll(0) == [KeyPressed(1, Key.CALL_NEXT)]


def test_noise_and_frames_of_others_are_neither_reported_nor_answered(clock) -> None:
    bus, wire = null_bus(clock)
    wire.device.write(b"\x00\xff" + encode_frame(BusFrame(1, 0x20, b"")) + NEXT[:-1] + b"\x00")
    assert bus.poll(0) == []
    assert wire.device.read(0) == b""
    assert bus.damaged == 1


def test_an_absent_line_is_tried_again_without_hurry(clock, tmp_path: Path) -> None:
    link = tmp_path / "caller"
    bus = CallerBus(CallerBusConfig(f"serial://{link}"), clock)
    pad = Keypad(bus, 1)
    assert bus.poll(5.0) == []
    assert clock.slept == [1.0]
    assert bus.health.faults == (UNREACHABLE,)
    assert pad.health.faults == (UNREACHABLE,)
    assert pad.beep() == UNREACHABLE
    port = PtyPort(VirtualCallerBus([1], []), link)
    assert pad.beep() is None
    assert bus.health.state is HealthState.ONLINE
    assert pad.health.state is HealthState.UNKNOWN
    bus.close()
    port.close()


def test_a_line_that_breaks_under_an_order_is_opened_again_by_the_poll(clock) -> None:
    class Flaky:
        """Takes nothing until it is opened a second time."""

        where = "flaky"
        can_read = True
        is_open = False
        opened = 0

        def open(self) -> None:
            self.is_open = True
            self.opened += 1

        def write(self, data: bytes) -> None:
            if self.opened < 2:
                raise TransportError(TransportFault.LOST, self.where)

        def read(self, timeout_s: float) -> bytes:
            return b""

        def close(self) -> None:
            self.is_open = False

    wire = Flaky()
    bus = CallerBus(CallerBusConfig("tcp://127.0.0.1:9"), clock, wire)
    pad = Keypad(bus, 1)
    assert pad.beep() == UNREACHABLE
    assert wire.is_open  # somebody may be reading it
    assert bus.poll(0) == []
    assert wire.opened == 2
    assert pad.beep() is None
    assert bus.health.state is HealthState.ONLINE


def test_an_unplugged_line_is_known_and_its_return_too(twin: VirtualCallerBus, tmp_path: Path) -> None:
    port = PtyPort(twin, tmp_path / "caller")
    bus = CallerBus(CallerBusConfig(port.address))
    assert bus.poll(0) == []
    assert bus.health.state is HealthState.ONLINE
    port.close()
    assert bus.poll(0.01) == []
    assert bus.health.state is HealthState.FAILED
    port = PtyPort(twin, tmp_path / "caller")
    assert bus.poll(0) == []
    assert bus.health.state is HealthState.ONLINE
    bus.close()
    port.close()


def test_noise_that_looks_like_a_long_frame_swallows_no_press(clock) -> None:
    bus, wire = null_bus(clock)
    wire.device.write(b"\xff\x68\x20\x20\x68" + NEXT)
    assert bus.poll(0) == []
    assert bus.poll(SILENCE_S) == [KeyPressed(1, Key.CALL_NEXT)]
    assert wire.device.read(0) == NEXT
