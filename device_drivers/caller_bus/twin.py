"""Virtual key pads and evaluators on one line: fingers for tests and for the demo page.

As on the real line, every device hears every frame. So the acknowledgement of a pad's evaluation key opens the
evaluator that has the same address.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace

from device_drivers.caller_bus.codec import (
    Beep,
    BusFrame,
    DecodeError,
    DeviceMessage,
    DigitEntered,
    Display,
    EvaluatorPressed,
    Key,
    KeyPressed,
    OpenEvaluation,
    ShowStars,
    acknowledgement,
    decode,
    device_frame,
    encode_frame,
    to_device,
)
from device_drivers.framing import FrameReader
from device_drivers.twins.port import Link

ACK_S = 0.3
"""How long a device waits for its acknowledgement before it says it again."""
TRIES = 3


@dataclass(frozen=True, slots=True)
class PadFace:
    """What a pad shows."""

    address: int
    ticket: str = ""
    waiting: str = ""
    beeps: int = 0


@dataclass(frozen=True, slots=True)
class EvaluatorFace:
    """What an evaluator shows; `open` while it invites a press, `pressed` is the last key."""

    address: int
    open: bool = False
    stars: int = 0
    pressed: int | None = None


class VirtualCallerBus:
    """Pads and evaluators at the given addresses."""

    def __init__(self, keypads: Iterable[int], evaluators: Iterable[int], ack_s: float = ACK_S) -> None:
        self._ack_s = ack_s
        self._changed = threading.Condition()
        self._one_press = threading.Lock()
        self._reader: FrameReader[BusFrame] = FrameReader(decode, DecodeError)
        self._pads = {address: PadFace(address) for address in keypads}
        self._evaluators = {address: EvaluatorFace(address) for address in evaluators}
        self._awaited: BusFrame | None = None
        self._link: Link | None = None

    @property
    def pads(self) -> tuple[PadFace, ...]:
        """All pads, by address."""
        with self._changed:
            return tuple(self._pads[address] for address in sorted(self._pads))

    @property
    def evaluators(self) -> tuple[EvaluatorFace, ...]:
        """All evaluators, by address."""
        with self._changed:
            return tuple(self._evaluators[address] for address in sorted(self._evaluators))

    def pad(self, address: int) -> PadFace:
        """One pad. Raises KeyError."""
        with self._changed:
            return self._pads[address]

    def evaluator(self, address: int) -> EvaluatorFace:
        """One evaluator. Raises KeyError."""
        with self._changed:
            return self._evaluators[address]

    def wait_for_open(self, address: int, timeout_s: float) -> None:
        """Wait until an evaluator invites a press. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._evaluators[address].open, timeout_s):
                raise TimeoutError(f"evaluator {address} was not opened")

    def wait_for_pad(self, address: int, ticket: str, waiting: str, timeout_s: float) -> None:
        """Wait until a pad shows this. Raises TimeoutError."""
        with self._changed:
            shows = self._changed.wait_for(
                lambda: (self._pads[address].ticket, self._pads[address].waiting) == (ticket, waiting), timeout_s
            )
            if not shows:
                raise TimeoutError(f"pad {address} shows {self._pads[address]}")

    def press_key(self, address: int, key: Key) -> bool:
        """Press a command key of a pad: whether the host acknowledged. Raises KeyError for no such pad."""
        self.pad(address)
        return self._press(KeyPressed(address, key))

    def enter_digit(self, address: int, digit: int) -> bool:
        """Press a digit and OK on a pad: whether the host acknowledged. Raises KeyError for no such pad."""
        self.pad(address)
        return self._press(DigitEntered(address, digit))

    def press_evaluator(self, address: int, index: int) -> bool:
        """Press an evaluator's key: whether the host acknowledged. Its keys are dead unless it was opened.

        Raises KeyError for no such evaluator.
        """
        if not self.evaluator(address).open:
            return False
        acknowledged = self._press(EvaluatorPressed(address, index))
        with self._changed:
            if acknowledged:
                self._evaluators[address] = replace(self._evaluators[address], open=False, pressed=index)
                self._changed.notify_all()
        return acknowledged

    def attached(self, link: Link) -> None:
        """A host is there."""
        self._link = link

    def detached(self) -> None:
        """The host has gone."""
        self._link = None
        self._reader.clear()

    def received(self, data: bytes) -> None:
        """Bytes from the host."""
        for frame in self._reader.feed(data):
            with self._changed:
                if frame == self._awaited:
                    self._awaited = None
                self._obey(frame)
                self._changed.notify_all()

    def _press(self, message: DeviceMessage) -> bool:
        frame = device_frame(message)
        with self._one_press:
            for _ in range(TRIES):
                with self._changed:
                    self._awaited = acknowledgement(frame)
                    link = self._link
                if link is not None:
                    link.send(encode_frame(frame))
                with self._changed:
                    if self._changed.wait_for(lambda: self._awaited is None, self._ack_s):
                        return True
                    self._awaited = None
            return False

    def _obey(self, frame: BusFrame) -> None:
        address = frame.address
        match to_device(frame):
            case Display(_, waiting, ticket) if address in self._pads:
                self._pads[address] = replace(self._pads[address], ticket=ticket, waiting=waiting)
            case Beep() if address in self._pads:
                self._pads[address] = replace(self._pads[address], beeps=self._pads[address].beeps + 1)
            case OpenEvaluation() if address in self._evaluators:
                self._evaluators[address] = replace(self._evaluators[address], open=True)
            case ShowStars(_, stars) if address in self._evaluators:
                self._evaluators[address] = replace(self._evaluators[address], stars=stars)
            case _:
                pass  # an acknowledgement, or for a device that is not here
