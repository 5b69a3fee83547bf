"""Virtual window bars on one line: they take a host's frames and remember what each shows."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace

from device_drivers.clock import Clock, SystemClock
from device_drivers.framing import FrameReader
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
    decode,
    encode_answer,
)
from device_drivers.twins.port import Link


@dataclass(frozen=True, slots=True)
class BarFace:
    """What a person sees on a bar. `at` is the instant (ms, UTC) of the last text, None before the first."""

    address: int
    text: str = ""
    colour: Colour = Colour.RED
    mode: Mode = Mode.AT_ONCE
    on: bool = True
    at: int | None = None


class VirtualLedBus:
    """The bars at the given addresses. Frames for other addresses pass by unheard."""

    def __init__(self, addresses: Iterable[int], variant: Variant = Variant.SUM, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._changed = threading.Condition()
        self._reader: FrameReader[Frame] = FrameReader(lambda buf: decode(buf, variant), DecodeError)
        self._faces = {address: BarFace(address) for address in addresses}
        self._dead: set[int] = set()
        self._history: list[BarFace] = []
        self._link: Link | None = None

    @property
    def faces(self) -> tuple[BarFace, ...]:
        """What all bars show now, by address."""
        with self._changed:
            return tuple(self._faces[address] for address in sorted(self._faces))

    @property
    def history(self) -> tuple[BarFace, ...]:
        """Every text shown, oldest first."""
        with self._changed:
            return tuple(self._history)

    @property
    def damaged(self) -> int:
        """Frames that came damaged."""
        return self._reader.damaged

    def face(self, address: int) -> BarFace:
        """What one bar shows. Raises KeyError."""
        with self._changed:
            return self._faces[address]

    def wait_for_text(self, address: int, text: str, timeout_s: float) -> BarFace:
        """The bar's face as soon as it shows `text`. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._faces[address].text == text, timeout_s):
                raise TimeoutError(f"bar {address} shows {self._faces[address].text!r}")
            return self._faces[address]

    def kill(self, address: int) -> None:
        """The bar at this address has no power any more."""
        with self._changed:
            self._dead.add(address)

    def revive(self, address: int) -> None:
        """The bar has power again; what it showed without being told to store it is gone."""
        with self._changed:
            self._dead.discard(address)
            self._faces[address] = BarFace(address)

    def attached(self, link: Link) -> None:
        """A host is there."""
        self._link = link

    def detached(self) -> None:
        """The host has gone; bars go on showing."""
        self._link = None
        self._reader.clear()

    def received(self, data: bytes) -> None:
        """Bytes from the host."""
        for frame in self._reader.feed(data):
            with self._changed:
                if frame.address in self._faces and frame.address not in self._dead:
                    self._obey(frame)
                    self._changed.notify_all()

    def _obey(self, frame: Frame) -> None:
        match frame:
            case Probe():
                if self._link is not None:
                    self._link.send(encode_answer(Alive()))
            case Power(address, on):
                self._faces[address] = replace(self._faces[address], on=on)
            case ShowText(address, text, mode, colour):  # pragma: no branch - the last of the union
                face = BarFace(address, text, colour, mode, self._faces[address].on, self._clock.now_ms())
                self._faces[address] = face
                self._history.append(face)
