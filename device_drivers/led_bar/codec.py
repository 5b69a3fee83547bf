"""The window bar that shows GBK text: `AA addr BB` frames, bytes to messages and back, without I/O.

```
A (sum)  AA | addr | BB | 51 54 | CS | mode speed stay colour valid | text | FF     CS = sum of mode .. FF, mod 256
B (xor)  AA | addr | BB | 51 54 | mode speed stay colour valid | text | CS | FF     CS = xor of mode .. text
power    AA | addr | BB | 4F 41 (on) or 4F 46 (off)
probe    AA | addr | 55            a bar that is there answers 1B
```

51 54 ("QT") shows at once; 51 44 ("QD") also keeps the text over a power cut. There is no escaping and no length: GBK
text holds no FF, so the first FF behind the head ends the frame, but for a checksum that is itself FF. Two public
programs agree on the frame and differ in the checksum; which one a bar wants must be tried.

Cabling faults seen as: lost bytes (checksum wrong, skip to the next AA), two hosts on one line (the same).
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

START, END, COMMAND, PROBE, ALIVE = 0xAA, 0xFF, 0xBB, 0x55, 0x1B
_SHOW, _STORE, _ON, _OFF = b"\x51\x54", b"\x51\x44", b"\x4f\x41", b"\x4f\x46"
_SETTINGS = 5
"""mode, speed, stay, colour, valid"""
_HEAD = 5
"""AA, address, BB and two letters"""
MAX_TEXT = 240
"""Bytes of text in one frame: bars keep 120 Chinese characters at most."""


class DecodeError(ValueError):
    """The bytes are not what the protocol allows. Drop `used` bytes and go on."""

    def __init__(self, reason: str, used: int = 1) -> None:
        super().__init__(reason)
        self.used = used


class Variant(StrEnum):
    """The two checksums in use."""

    SUM = "sum"
    XOR = "xor"


class Colour(IntEnum):
    """The colours of a two-colour bar."""

    RED = 0
    GREEN = 1
    YELLOW = 2


class Mode(IntEnum):
    """How text comes onto the bar."""

    LEFT = 1
    RIGHT = 2
    UP = 3
    DOWN = 4
    COVER_DOWN = 5
    COVER_UP = 6
    COVER_RIGHT = 7
    COVER_LEFT = 8
    INVERSE = 9
    BLINK = 10
    AT_ONCE = 11


@dataclass(frozen=True, slots=True)
class ShowText:
    """Show a text. `stay` and `valid` are as the bar's maker counts them; the defaults are the ones seen in use."""

    address: int
    text: str
    mode: Mode = Mode.AT_ONCE
    colour: Colour = Colour.RED
    speed: int = 0
    stay: int = 0x99
    valid: int = 0x63
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Power:
    """Switch the light on or off; the text is kept."""

    address: int
    on: bool


@dataclass(frozen=True, slots=True)
class Probe:
    """Are you there?"""

    address: int


Frame = ShowText | Power | Probe


@dataclass(frozen=True, slots=True)
class Alive:
    """A bar's answer to a probe; it does not say which bar."""


def _checksum(variant: Variant, covered: bytes) -> int:
    if variant is Variant.SUM:
        return (sum(covered) + END) & 0xFF
    result = 0
    for byte in covered:
        result ^= byte
    return result


def _checked_address(address: int) -> int:
    if not 0 <= address <= 0xFF:
        raise ValueError(f"address {address}: 0 to 255")
    return address


def encode(frame: Frame, variant: Variant) -> bytes:
    """The bytes of one message. Raises ValueError for text beyond GBK or values that do not fit their field."""
    address = _checked_address(frame.address)
    match frame:
        case Probe():
            return bytes((START, address, PROBE))
        case Power(_, on):
            return bytes((START, address, COMMAND)) + (_ON if on else _OFF)
        case ShowText():  # pragma: no branch - the last of the union
            text = frame.text.encode("gbk")
            if len(text) > MAX_TEXT or any(byte < 0x20 for byte in text):
                raise ValueError(f"text of {len(text)} bytes is too long or holds a control character")
            covered = bytes((frame.mode, frame.speed, frame.stay, frame.colour, frame.valid)) + text
            if END in covered:
                raise ValueError("FF stands for the end of the frame only")
            checksum = bytes((_checksum(variant, covered),))
            body = checksum + covered if variant is Variant.SUM else covered + checksum
            head = bytes((START, address, COMMAND)) + (_STORE if frame.stored else _SHOW)
            return head + body + bytes((END,))


def decode(buf: bytes, variant: Variant) -> tuple[int, Frame | None]:
    """The next message to a bar: bytes used and the message; `(0, None)` when more bytes are needed.

    Bytes before the next AA are used up without a message. Raises DecodeError for a damaged frame.
    """
    start = buf.find(START)
    if start != 0:
        return (len(buf) if start < 0 else start), None
    if len(buf) < 3:
        return 0, None
    address, kind = buf[1], buf[2]
    if kind == PROBE:
        return 3, Probe(address)
    if kind != COMMAND:
        raise DecodeError(f"neither command nor probe: {kind:02X}")
    if len(buf) < _HEAD:
        return 0, None
    letters = buf[3:_HEAD]
    if letters in (_ON, _OFF):
        return _HEAD, Power(address, on=letters == _ON)
    if letters not in (_SHOW, _STORE):
        raise DecodeError(f"unknown command {letters.hex(' ')}")
    return _decode_text(buf, variant, address, stored=letters == _STORE)


def _decode_text(buf: bytes, variant: Variant, address: int, stored: bool) -> tuple[int, Frame | None]:
    first = _HEAD + 1 if variant is Variant.SUM else _HEAD
    end = buf.find(END, first, first + _SETTINGS + MAX_TEXT + 2)
    if end < 0:
        if len(buf) >= first + _SETTINGS + MAX_TEXT + 2:
            raise DecodeError("no end within the longest frame")
        return 0, None
    if variant is Variant.SUM:
        covered, checksum, used = buf[first:end], buf[_HEAD], end + 1
    elif _checksum(variant, buf[first:end]) == END:
        # The FF found is the checksum; the end must follow it.
        if len(buf) == end + 1:
            return 0, None
        if buf[end + 1] != END:
            raise DecodeError("no end behind the checksum")
        covered, checksum, used = buf[first:end], END, end + 2
    else:
        covered, checksum, used = buf[first : end - 1], buf[end - 1], end + 1
    if len(covered) < _SETTINGS or _checksum(variant, covered) != checksum:
        raise DecodeError("wrong checksum")
    if any(byte < 0x20 for byte in covered[_SETTINGS:]):
        raise DecodeError("control character in the text")
    mode, speed, stay, colour, valid = covered[:_SETTINGS]
    try:
        text = covered[_SETTINGS:].decode("gbk")
        frame = ShowText(address, text, Mode(mode), Colour(colour), speed, stay, valid, stored)
    except ValueError as error:  # UnicodeDecodeError is one
        raise DecodeError(str(error)) from error
    return used, frame


def decode_answer(buf: bytes) -> tuple[int, Alive | None]:
    """The next answer of a bar; other bytes are used up without a message."""
    place = buf.find(ALIVE)
    if place == 0:
        return 1, Alive()
    return (len(buf) if place < 0 else place), None


def encode_answer(_: Alive) -> bytes:
    """The byte of an answer, as a bar sends it."""
    return bytes((ALIVE,))
