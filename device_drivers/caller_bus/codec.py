"""The "FF 68" line of key pads and four-key evaluators (9600 8N1, RS-485): bytes to messages and back, no I/O.

`FF 68 | L | L | 68 | addr | func | data[L-2] | CS | 16`; CS = addr + func + data, mod 256; L counts the same bytes.

Which message a frame is depends on who sent it: `from_device` reads the ones a device sends, `to_device` those of the
host. Source: a deployed hall's program, as noted in the project's protocol page.
"""

from dataclasses import dataclass
from enum import StrEnum

_HEAD, _MIDDLE, _TAIL = b"\xff\x68", 0x68, 0x16
_OVERHEAD = 7
"""FF 68 L L 68 before, CS 16 behind."""
MIN_LENGTH, MAX_LENGTH = 2, 32
"""Real frames have 2 to 8; a damaged length must not swallow the frames behind it."""

KEY, DISPLAY, BEEP, EVALUATED = 0x01, 0x02, 0x03, 0x11
BLANK = 0x0A
_OPEN = 0x0B
_ENTER = 0x0F


class DecodeError(ValueError):
    """The bytes are not what the protocol allows. Drop `used` bytes and go on."""

    def __init__(self, reason: str, used: int = 1) -> None:
        super().__init__(reason)
        self.used = used


@dataclass(frozen=True, slots=True)
class BusFrame:
    """One frame as it stands on the line."""

    address: int
    function: int
    data: bytes


def encode_frame(frame: BusFrame) -> bytes:
    """The bytes of a frame. Raises ValueError for what does not fit."""
    body = bytes((frame.address, frame.function)) + frame.data
    if len(body) > MAX_LENGTH:
        raise ValueError(f"{len(frame.data)} bytes of data: at most {MAX_LENGTH - 2}")
    return _HEAD + bytes((len(body), len(body), _MIDDLE)) + body + bytes((sum(body) & 0xFF, _TAIL))


def decode(buf: bytes) -> tuple[int, BusFrame | None]:
    """The next frame: bytes used and the frame; `(0, None)` when more bytes are needed.

    Bytes before the next FF 68 are used up without a frame. Raises DecodeError for a damaged frame.
    """
    start = buf.find(_HEAD)
    if start < 0:
        # The last byte may be the first half of a head.
        return len(buf) - (1 if buf.endswith(_HEAD[:1]) else 0), None
    if start > 0:
        return start, None
    if len(buf) < 5:
        return 0, None
    length = buf[2]
    if buf[3] != length or buf[4] != _MIDDLE or not MIN_LENGTH <= length <= MAX_LENGTH:
        raise DecodeError("lengths disagree")
    end = _OVERHEAD + length
    if len(buf) < end:
        return 0, None
    body = buf[5 : 5 + length]
    if buf[end - 2] != sum(body) & 0xFF or buf[end - 1] != _TAIL:
        raise DecodeError("wrong checksum or tail")
    return end, BusFrame(body[0], body[1], body[2:])


class Key(StrEnum):
    """The keys of a pad that are commands of their own."""

    CALL_NEXT = "call_next"
    RECALL = "recall"
    EVALUATE = "evaluate"
    CANCEL = "cancel"
    STAND_BACK = "stand_back"
    PAUSE = "pause"
    TRANSFER = "transfer"


_KEY_CODES: dict[int, Key] = {
    0x0B: Key.EVALUATE,
    0x0C: Key.CALL_NEXT,
    0x0D: Key.RECALL,
    0x0E: Key.CANCEL,
    0x11: Key.STAND_BACK,
    0x12: Key.PAUSE,
    0x13: Key.TRANSFER,
}
_CODE_OF_KEY = {key: code for code, key in _KEY_CODES.items()}


class Entry(StrEnum):
    """What a digit followed by OK means."""

    HOLD = "hold"
    RESUME = "resume"
    PASS = "pass"


ENTRY_DIGITS: dict[int, Entry] = {0: Entry.HOLD, 3: Entry.RESUME, 6: Entry.PASS}
"""Digit and OK: 0 puts the ticket aside, 3 calls it back, 6 passes one who did not come."""


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A command key of a pad."""

    address: int
    key: Key


@dataclass(frozen=True, slots=True)
class DigitEntered:
    """A digit and OK on a pad; `ENTRY_DIGITS` says what the known ones mean."""

    address: int
    digit: int

    @property
    def entry(self) -> Entry | None:
        """What the digit means, if anything."""
        return ENTRY_DIGITS.get(self.digit)


@dataclass(frozen=True, slots=True)
class EvaluatorPressed:
    """A citizen pressed a key of an evaluator; `index` counts the keys from 0, and which says what is a setting."""

    address: int
    index: int


DeviceMessage = KeyPressed | DigitEntered | EvaluatorPressed


@dataclass(frozen=True, slots=True)
class Display:
    """Three places for the waiting count and three for the ticket: digits or blank, right-aligned, "8" as "  8"."""

    address: int
    waiting: str = ""
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Beep:
    """A short sound from the pad."""

    address: int


@dataclass(frozen=True, slots=True)
class OpenEvaluation:
    """Ask the citizen to press a key."""

    address: int


@dataclass(frozen=True, slots=True)
class ShowStars:
    """Light 0 to 5 stars on the evaluator."""

    address: int
    stars: int


HostMessage = Display | Beep | OpenEvaluation | ShowStars


def from_device(frame: BusFrame) -> DeviceMessage | None:
    """What a device says by this frame; None when no device sends such a frame."""
    match frame.function, tuple(frame.data):
        case 0x01, (code,) if code in _KEY_CODES:
            return KeyPressed(frame.address, _KEY_CODES[code])
        case 0x01, (digit, 0x0F) if digit <= 9:
            return DigitEntered(frame.address, digit)
        case 0x11, (index,):
            return EvaluatorPressed(frame.address, index)
    return None


def device_frame(message: DeviceMessage) -> BusFrame:
    """The frame by which a device says this."""
    match message:
        case KeyPressed(address, key):
            return BusFrame(address, KEY, bytes((_CODE_OF_KEY[key],)))
        case DigitEntered(address, digit):
            return BusFrame(address, KEY, bytes((digit, _ENTER)))
        case EvaluatorPressed(address, index):  # pragma: no branch - the last of the union
            return BusFrame(address, EVALUATED, bytes((index,)))


def acknowledgement(frame: BusFrame) -> BusFrame:
    """What the host must answer at once: the same frame, an evaluator's with function 01."""
    return BusFrame(frame.address, KEY if frame.function == EVALUATED else frame.function, frame.data)


def _places(digits: str) -> bytes:
    if len(digits) > 3 or not all("0" <= char <= "9" for char in digits):
        raise ValueError(f"{digits!r}: up to three digits")
    return bytes([BLANK] * (3 - len(digits)) + [int(char) for char in digits])


def _digits(places: bytes) -> str | None:
    shown = places.lstrip(bytes((BLANK,)))
    return None if any(place > 9 for place in shown) else "".join(str(place) for place in shown)


def host_frame(message: HostMessage) -> BusFrame:
    """The frame by which the host says this. Raises ValueError for what a display cannot show."""
    match message:
        case Display(address, waiting, ticket):
            return BusFrame(address, DISPLAY, _places(waiting) + _places(ticket))
        case Beep(address):
            return BusFrame(address, BEEP, b"")
        case OpenEvaluation(address):
            return BusFrame(address, KEY, bytes((_OPEN,)))
        case ShowStars(address, stars):  # pragma: no branch - the last of the union
            if not 0 <= stars <= 5:
                raise ValueError(f"{stars} stars: 0 to 5")
            return BusFrame(address, DISPLAY, bytes((stars,)))


def to_device(frame: BusFrame) -> HostMessage | None:
    """What the host says by this frame; None for an acknowledgement and anything else."""
    data = frame.data
    if frame.function == DISPLAY and len(data) == 6:
        waiting, ticket = _digits(data[:3]), _digits(data[3:])
        return None if waiting is None or ticket is None else Display(frame.address, waiting, ticket)
    if frame.function == DISPLAY and len(data) == 1 and data[0] <= 5:
        return ShowStars(frame.address, data[0])
    if frame.function == BEEP and not data:
        return Beep(frame.address)
    if frame.function == KEY and data == bytes((_OPEN,)):
        return OpenEvaluation(frame.address)
    return None
