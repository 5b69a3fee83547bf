"""Key pads and evaluators on one line: presses come in and are acknowledged at once, displays and orders go out.

A device repeats a press until it is acknowledged. The same frame again within `repeat_window_ms` is such a repeat: it
is acknowledged, but is not a second press.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from device_drivers.caller_bus.codec import (
    Beep,
    BusFrame,
    DecodeError,
    DeviceMessage,
    Display,
    EvaluatorPressed,
    HostMessage,
    OpenEvaluation,
    ShowStars,
    acknowledgement,
    decode,
    encode_frame,
    from_device,
    host_frame,
)
from device_drivers.clock import Clock, SystemClock
from device_drivers.faults import UNREACHABLE, DeviceFault
from device_drivers.framing import FrameReader
from device_drivers.health import Health, HealthRecord
from device_drivers.transport.address import transport_for
from device_drivers.transport.errors import TransportError
from device_drivers.transport.wire import Timeouts, Transport

RETRY_S = 1.0
"""Longest wait before an absent line is tried again; the caller's own time limit may be shorter."""
SILENCE_S = 0.05
"""After this long without a byte no frame goes on: the longest takes 41 ms at 9600 baud. Noise that looks like the
head of a long frame must not swallow the presses behind it."""


@dataclass(frozen=True, slots=True)
class CallerBusConfig:
    """One line with key pads and evaluators."""

    transport: str
    name: str = "caller-bus"
    repeat_window_ms: int = 150
    """A finger needs longer than this between two presses; devices repeat sooner (UNVERIFIED on hardware)."""
    levels: Mapping[int, int] = field(default_factory=dict)
    """Evaluator key index to level, 5 very satisfied to 1 very dissatisfied. The order of the keys differs by model and
    is named nowhere, so an index that is not here has no level."""
    timeouts: Timeouts = field(default_factory=Timeouts)


@dataclass(frozen=True, slots=True)
class KeypadCapabilities:
    """What a pad can do."""

    ticket_digits: int = 3
    waiting_digits: int = 3
    beeps: bool = True


@dataclass(frozen=True, slots=True)
class EvaluatorCapabilities:
    """What an evaluator can do. Fewer levels than five: let the citizen finish on a phone or tablet."""

    levels: tuple[int, ...]
    stars: int = 5


class CallerBus:
    """The line. One thread calls `poll` in a loop; any thread may send."""

    def __init__(self, config: CallerBusConfig, clock: Clock | None = None, transport: Transport | None = None) -> None:
        """Raises TransportError BAD_ADDRESS for an address that cannot be; does not connect yet."""
        self.config = config
        self.clock = clock or SystemClock()
        self._transport = transport or transport_for(config.transport, config.timeouts)
        self._reader: FrameReader[BusFrame] = FrameReader(decode, DecodeError)
        self._connecting = threading.Lock()
        self._broken = False
        self._writing = threading.Lock()
        self._records: dict[tuple[str, int], HealthRecord] = {}
        self._line = HealthRecord(config.name, self.clock)
        self._last: tuple[BusFrame, float] | None = None

    @property
    def health(self) -> Health:
        """How the line is."""
        return self._line.current

    @property
    def damaged(self) -> int:
        """Frames that came damaged; devices send them again."""
        return self._reader.damaged

    def device_record(self, kind: str, address: int) -> HealthRecord:
        """The health record of one device on the line."""
        name = f"{self.config.name}/{kind}/{address}"
        return self._records.setdefault((kind, address), HealthRecord(name, self.clock))

    def poll(self, timeout_s: float) -> list[DeviceMessage]:
        """Presses that came within `timeout_s`, each acknowledged already.

        Never raises: a line that is gone shows in `health`, and is tried again at the next call (after a short wait).
        """
        try:
            self._connect(polling=True)
            data = self._transport.read(timeout_s)
            silent = not data and timeout_s >= SILENCE_S
            frames = self._reader.give_up() if silent else self._reader.feed(data)
            return [message for frame in frames if (message := self._heard(frame)) is not None]
        except TransportError:
            self._transport.close()
            self._lost()
            self.clock.sleep(min(timeout_s, RETRY_S))
            return []

    def send(self, message: HostMessage) -> DeviceFault | None:
        """Send an order: None when it left, else the fault. Devices confirm no orders.

        Raises ValueError for what a display cannot show.
        """
        data = encode_frame(host_frame(message))
        try:
            self._connect(polling=False)
            self._write(data)
        except TransportError:
            self._broken = True
            self._lost()
            return UNREACHABLE
        return None

    def close(self) -> None:
        """Hang up; call it when nobody polls any more."""
        self._transport.close()

    def _connect(self, polling: bool) -> None:
        """Open the line if it is not. Only the polling thread closes it: another might close what is being read."""
        with self._connecting:
            if self._broken and polling:
                self._transport.close()
            if self._transport.is_open:
                return  # an order tries a broken line as it is
            self._transport.open()
            self._broken = False
            self._reader.clear()
            self._line.record(())
            for record in self._records.values():
                if UNREACHABLE in record.current.faults:
                    record.record((), heard=False)

    def _write(self, data: bytes) -> None:
        with self._writing:
            self._transport.write(data)

    def _lost(self) -> None:
        with self._connecting:
            for record in (self._line, *self._records.values()):
                record.record((UNREACHABLE,))

    def _heard(self, frame: BusFrame) -> DeviceMessage | None:
        message = from_device(frame)
        if message is None:
            return None
        self._write(encode_frame(acknowledgement(frame)))
        self.device_record("evaluator" if isinstance(message, EvaluatorPressed) else "keypad", frame.address).record(())
        now = self.clock.monotonic()
        before, self._last = self._last, (frame, now)
        if before is not None and before[0] == frame and (now - before[1]) * 1000 < self.config.repeat_window_ms:
            return None
        return message


class Keypad:
    """One pad: three digits for the ticket, three for the number waiting."""

    capabilities = KeypadCapabilities()

    def __init__(self, bus: CallerBus, address: int) -> None:
        self._bus = bus
        self.address = address
        self._record = bus.device_record("keypad", address)

    @property
    def health(self) -> Health:
        """Unknown until the first press."""
        return self._record.current

    def show(self, ticket: str = "", waiting: int | None = None) -> DeviceFault | None:
        """Show a ticket's last three digits ("A012" as 012) and how many wait (999 at most); empty places go dark."""
        digits = "".join(char for char in ticket if "0" <= char <= "9")[-3:]
        count = "" if waiting is None else str(max(0, min(waiting, 999)))
        return self._bus.send(Display(self.address, count, digits))

    def show_ticket(self, ticket: str) -> DeviceFault | None:
        """Show a ticket's last three digits alone."""
        return self.show(ticket=ticket)

    def show_waiting(self, waiting: int) -> DeviceFault | None:
        """Show how many wait, alone."""
        return self.show(waiting=waiting)

    def beep(self) -> DeviceFault | None:
        """Make a short sound."""
        return self._bus.send(Beep(self.address))


class Evaluator:
    """One four-key evaluator."""

    def __init__(self, bus: CallerBus, address: int) -> None:
        self._bus = bus
        self.address = address
        self._record = bus.device_record("evaluator", address)
        self.capabilities = EvaluatorCapabilities(tuple(sorted(set(bus.config.levels.values()), reverse=True)))

    @property
    def health(self) -> Health:
        """Unknown until the first press."""
        return self._record.current

    def ask(self) -> DeviceFault | None:
        """Invite the citizen to press a key."""
        return self._bus.send(OpenEvaluation(self.address))

    def show_stars(self, stars: int) -> DeviceFault | None:
        """Light the clerk's stars, 0 to 5."""
        return self._bus.send(ShowStars(self.address, stars))

    def level(self, pressed: EvaluatorPressed) -> int | None:
        """The level (5 to 1) that this site gives the pressed key, None for a key it does not use."""
        return self._bus.config.levels.get(pressed.index)
