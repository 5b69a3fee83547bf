"""Window bars: one line, several bars, at most one frame each 100 ms.

Bars do not acknowledge a text. Whether one is there shows only when it answers a probe, and not every model does.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from device_drivers.clock import Clock, SystemClock
from device_drivers.faults import NO_ANSWER, UNREACHABLE, DeviceFault
from device_drivers.framing import FrameReader
from device_drivers.health import Health, HealthRecord
from device_drivers.led_bar.codec import (
    Alive,
    Colour,
    DecodeError,
    Frame,
    Mode,
    Power,
    Probe,
    ShowText,
    Variant,
    decode_answer,
    encode,
)
from device_drivers.transport.address import transport_for
from device_drivers.transport.errors import TransportError
from device_drivers.transport.wire import Timeouts, Transport

GAP_S = 0.1
"""Bars need 100 ms after each frame before they listen again (from the program that drives them in halls)."""
PROBE_S = 0.3
"""A bar answers a probe within a few character times; 300 ms also allow for a serial server between."""
ASK_SLICE_S = 0.02
"""How often a wait for an answer looks whether something more urgent has come; a fifth of the gap goes unnoticed."""
MISSING = "〓"
"""Stands for a character that GBK lacks: the printers' sign for a missing type, which the bar can show."""


@dataclass(frozen=True, slots=True)
class LedBusConfig:
    """One line with one or more window bars."""

    transport: str
    """`serial:///dev/ttyS2?baud=9600`, or `tcp://host:port` of a serial server."""
    name: str = "led-bus"
    variant: Variant = Variant.SUM
    answers_probe: bool = True
    timeouts: Timeouts = field(default_factory=Timeouts)


@dataclass(frozen=True, slots=True)
class LedBarCapabilities:
    """What a bar can do."""

    colours: tuple[Colour, ...] = tuple(Colour)
    modes: tuple[Mode, ...] = tuple(Mode)
    reports_presence: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """The frame has left for the bar, at that instant (ms, UTC). Bars do not confirm it."""

    at: int


@dataclass(frozen=True, slots=True)
class Expired:
    """The text came too late and was not shown."""

    at: int


@dataclass(frozen=True, slots=True)
class NotShown:
    """The line took no bytes."""

    fault: DeviceFault


ShowResult = Shown | Expired | NotShown


class LedBus:
    """The line that bars share; keeps the gap between frames. Safe to use from several threads."""

    def __init__(self, config: LedBusConfig, clock: Clock | None = None, transport: Transport | None = None) -> None:
        """Raises TransportError BAD_ADDRESS for an address that cannot be; does not connect yet."""
        self.config = config
        self.clock = clock or SystemClock()
        self._transport = transport or transport_for(config.transport, config.timeouts)
        self._one_frame = threading.Lock()
        self._quiet_at = self.clock.monotonic()

    def send(self, frame: Frame, not_after: int | None = None) -> int | None:
        """Send a frame when the line is quiet: the instant it left, or None when that was later than `not_after`.

        Raises TransportError when the line takes no bytes; the next frame tries a fresh connection.
        """
        with self._one_frame:
            return self._send(frame, not_after)

    def ask(self, address: int, hurry: Callable[[], bool] = lambda: False) -> bool | None:
        """Whether a bar at that address answers; None when `hurry` cut the wait short. Raises TransportError."""
        with self._one_frame:
            answers: FrameReader[Alive] = FrameReader(decode_answer, DecodeError)
            self._send(Probe(address), None)
            deadline = self.clock.monotonic() + PROBE_S
            try:
                while (left := deadline - self.clock.monotonic()) > 0:
                    if answers.feed(self._transport.read(min(left, ASK_SLICE_S))):
                        return True
                    if hurry():
                        return None
            except TransportError:
                self._transport.close()
                raise
            return False

    def close(self) -> None:
        """Hang up."""
        with self._one_frame:
            self._transport.close()

    def _send(self, frame: Frame, not_after: int | None) -> int | None:
        data = encode(frame, self.config.variant)
        wait = self._quiet_at - self.clock.monotonic()
        if wait > 0:
            self.clock.sleep(wait)
        now = self.clock.now_ms()
        if not_after is not None and now > not_after:
            return None
        try:
            self._transport.open()
            if self._transport.can_read:
                self._transport.read(0.0)  # a late answer belongs to no later probe
            self._transport.write(data)
        except TransportError:
            self._transport.close()
            raise
        self._quiet_at = self.clock.monotonic() + GAP_S
        return now


def showable(text: str) -> str:
    """The text with what a bar cannot show replaced or left out."""
    kept: list[str] = []
    for char in text:
        if char < " " or char == "\x7f":
            continue
        try:
            char.encode("gbk")
        except UnicodeEncodeError:
            kept.append(MISSING)
        else:
            kept.append(char)
    return "".join(kept)


class LedBar:
    """One bar on a line."""

    def __init__(self, bus: LedBus, address: int, name: str | None = None) -> None:
        self._bus = bus
        self.address = address
        self.name = name or f"{bus.config.name}/{address}"
        self._record = HealthRecord(self.name, bus.clock)
        self.capabilities = LedBarCapabilities(reports_presence=bus.config.answers_probe)

    @property
    def health(self) -> Health:
        """How the bar was when last probed or used."""
        return self._record.current

    def show(
        self,
        text: str,
        *,
        colour: Colour = Colour.RED,
        mode: Mode = Mode.AT_ONCE,
        stored: bool = False,
        not_after: int | None = None,
    ) -> ShowResult:
        """Show a text in place of the one before, unless it is later than `not_after` (ms, UTC) when its turn comes.

        Raises ValueError for a text longer than a bar takes (240 bytes of GBK).
        """
        frame = ShowText(self.address, showable(text), mode, colour, stored=stored)
        return self._send(frame, not_after)

    def switch(self, on: bool) -> ShowResult:
        """Light on or off."""
        return self._send(Power(self.address, on), None)

    def probe(self, hurry: Callable[[], bool] = lambda: False) -> Health:
        """Ask whether the bar is there, and take note. Without probe answers only the line is tried.

        As soon as `hurry` says so the answer is not waited for any longer, and what was known stays.
        """
        try:
            if not self._bus.config.answers_probe:
                self._bus.send(Probe(self.address))
                return self._record.record((), heard=False)
            answered = self._bus.ask(self.address, hurry)
        except TransportError:
            return self._record.record((UNREACHABLE,))
        if answered is None:
            return self._line_is_back()
        return self._record.record(() if answered else (NO_ANSWER,))

    def _send(self, frame: Frame, not_after: int | None) -> ShowResult:
        try:
            sent = self._bus.send(frame, not_after)
        except TransportError:
            self._record.record((UNREACHABLE,))
            return NotShown(UNREACHABLE)
        if sent is None:
            return Expired(self._bus.clock.now_ms())  # the line was not tried
        self._line_is_back()
        return Shown(sent)

    def _line_is_back(self) -> Health:
        """The line took bytes; the bar itself has not been heard."""
        if UNREACHABLE in self.health.faults:
            return self._record.record((), heard=False)
        return self.health
