"""ESC/POS, the language of ticket printers: messages to bytes and back, without I/O.

A job is a stream of commands (`ESC`, `GS`, `FS`, `DLE` and their arguments) and text between them. `encode` makes
the bytes of one message; `decode` reads the next message of a stream, as a printer or its virtual twin does.
`decode_answer` reads what a printer sends back.

Text bytes are passed on undecoded: whether they are GBK or a single-byte code page depends on `KanjiMode`. Source: the
printer makers' public command references, as noted in the project's protocol page; `ClearBuffer` and `LineSpacing` are
from Epson's public reference alone.

Only `DecodeError` escapes the decoders, whatever the bytes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

DLE, LF, CR, ESC, FS, GS = 0x10, 0x0A, 0x0D, 0x1B, 0x1C, 0x1D

MAX_TEXT = 4096
"""Text bytes given in one message; a job without any command between must still be read piecewise."""

_CLEAR_BUFFER = bytes((DLE, 0x14, 8, 1, 3, 20, 1, 6, 2, 8))


class DecodeError(ValueError):
    """The bytes are not what the protocol allows. Drop `used` bytes and go on."""

    def __init__(self, reason: str, used: int) -> None:
        super().__init__(reason)
        self.used = used


class Alignment(IntEnum):
    """Where a line stands on the paper."""

    LEFT = 0
    CENTER = 1
    RIGHT = 2


class QrLevel(IntEnum):
    """How much of a QR code may be damaged (7, 15, 25, 30 %)."""

    L = 0x30
    M = 0x31
    Q = 0x32
    H = 0x33


class CutForm(StrEnum):
    """The ways to cut; a kiosk's printer may know only the ESC forms."""

    GS_V_FULL = "gs_v"
    GS_V_PARTIAL = "gs_v_partial"
    ESC_I = "esc_i"
    ESC_M = "esc_m"


@dataclass(frozen=True, slots=True)
class Init:
    """Forget all settings."""


@dataclass(frozen=True, slots=True)
class LineFeed:
    """Print the line and go to the next."""


@dataclass(frozen=True, slots=True)
class CarriageReturn:
    """Ignored by printers in their usual setting."""


@dataclass(frozen=True, slots=True)
class Align:
    """Where the following lines stand."""

    to: Alignment


@dataclass(frozen=True, slots=True)
class Size:
    """Character size as multiples of the normal one, 1 to 8."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Bold:
    """Thick characters on or off."""

    on: bool


@dataclass(frozen=True, slots=True)
class LineSpacing:
    """Distance of lines in dots; None is the printer's own (about 34 dots at 203 dpi)."""

    dots: int | None


@dataclass(frozen=True, slots=True)
class FeedLines:
    """Print the line and feed `count` lines."""

    count: int


@dataclass(frozen=True, slots=True)
class FeedDots:
    """Print the line and feed `count` dots."""

    count: int


@dataclass(frozen=True, slots=True)
class Cut:
    """Cut the paper, after feeding `feed` dots beyond the cutter where that is given (GS V forms only)."""

    form: CutForm
    feed: int | None = None


@dataclass(frozen=True, slots=True)
class KanjiMode:
    """Double-byte (Chinese) characters on or off."""

    on: bool


@dataclass(frozen=True, slots=True)
class KanjiSize:
    """Size bits of Chinese characters alone: 4 double width, 8 double height, 80h underline."""

    bits: int


@dataclass(frozen=True, slots=True)
class CodePage:
    """Which single-byte code page text is in."""

    number: int


@dataclass(frozen=True, slots=True)
class Text:
    """Bytes to print, in the encoding that is set."""

    data: bytes


@dataclass(frozen=True, slots=True)
class RasterImage:
    """A picture, `width_bytes` times 8 dots wide; a 1 bit is black. `mode` bit 0 doubles width, bit 1 height."""

    width_bytes: int
    height: int
    data: bytes
    mode: int = 0


@dataclass(frozen=True, slots=True)
class QrModel:
    """Kind of QR code: 1, 2 (usual), 3 micro."""

    model: int


@dataclass(frozen=True, slots=True)
class QrModuleSize:
    """Dots per module, 1 to 16."""

    dots: int


@dataclass(frozen=True, slots=True)
class QrErrorLevel:
    """Error correction of the next QR code."""

    level: QrLevel


@dataclass(frozen=True, slots=True)
class QrStore:
    """What the QR code says."""

    data: bytes


@dataclass(frozen=True, slots=True)
class QrPrint:
    """Print the stored QR code."""


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """DLE EOT n, answered at once, even when offline: 1 printer, 2 offline cause, 3 error cause, 4 paper."""

    about: int


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """GS r n, answered in its turn, after everything before it was printed: 1 paper, 2 drawer."""

    about: int


@dataclass(frozen=True, slots=True)
class AutoStatus:
    """Which changes the printer reports by itself; 0 none, FFh all."""

    bits: int


@dataclass(frozen=True, slots=True)
class IdentityRequest:
    """GS I n: model, firmware and the like."""

    about: int


@dataclass(frozen=True, slots=True)
class ClearBuffer:
    """DLE DC4 8: forget what was received but not printed; obeyed at once, even when offline."""


Frame = (
    Init
    | LineFeed
    | CarriageReturn
    | Align
    | Size
    | Bold
    | LineSpacing
    | FeedLines
    | FeedDots
    | Cut
    | KanjiMode
    | KanjiSize
    | CodePage
    | Text
    | RasterImage
    | QrModel
    | QrModuleSize
    | QrErrorLevel
    | QrStore
    | QrPrint
    | StatusRequest
    | PaperRequest
    | AutoStatus
    | IdentityRequest
    | ClearBuffer
)


def _size(arguments: bytes) -> Frame:
    width, height = (arguments[0] >> 4) + 1, (arguments[0] & 0x0F) + 1
    if width > 8 or height > 8:
        raise ValueError(f"size {width}x{height}")
    return Size(width, height)


def _request(arguments: bytes) -> Frame:
    if not 1 <= arguments[0] <= 4:
        raise ValueError(f"status {arguments[0]}")
    return StatusRequest(arguments[0])


def _alignment(arguments: bytes) -> Frame:
    # Printers take the digit as well as the number.
    return Align(Alignment(arguments[0] - 0x30 if arguments[0] >= 0x30 else arguments[0]))


def _qr_model(arguments: bytes) -> Frame:
    if arguments[0] not in (0x31, 0x32, 0x33):
        raise ValueError(f"QR model {arguments[0]:02X}")
    return QrModel(arguments[0] - 0x30)


def _qr_module_size(arguments: bytes) -> Frame:
    if not 1 <= arguments[0] <= 16:
        raise ValueError(f"QR module of {arguments[0]} dots")
    return QrModuleSize(arguments[0])


_CUT_BY_MODE: dict[int, tuple[CutForm, bool]] = {
    0x00: (CutForm.GS_V_FULL, False),
    0x30: (CutForm.GS_V_FULL, False),
    0x01: (CutForm.GS_V_PARTIAL, False),
    0x31: (CutForm.GS_V_PARTIAL, False),
    0x41: (CutForm.GS_V_FULL, True),
    0x42: (CutForm.GS_V_PARTIAL, True),
}

_FIXED: dict[bytes, tuple[int, Callable[[bytes], Frame]]] = {
    bytes((LF,)): (0, lambda _: LineFeed()),
    bytes((CR,)): (0, lambda _: CarriageReturn()),
    bytes((ESC, 0x40)): (0, lambda _: Init()),
    bytes((ESC, 0x61)): (1, _alignment),
    bytes((ESC, 0x45)): (1, lambda a: Bold(bool(a[0] & 1))),
    bytes((ESC, 0x32)): (0, lambda _: LineSpacing(None)),
    bytes((ESC, 0x33)): (1, lambda a: LineSpacing(a[0])),
    bytes((ESC, 0x64)): (1, lambda a: FeedLines(a[0])),
    bytes((ESC, 0x4A)): (1, lambda a: FeedDots(a[0])),
    bytes((ESC, 0x69)): (0, lambda _: Cut(CutForm.ESC_I)),
    bytes((ESC, 0x6D)): (0, lambda _: Cut(CutForm.ESC_M)),
    bytes((ESC, 0x74)): (1, lambda a: CodePage(a[0])),
    bytes((ESC, 0x76)): (0, lambda _: PaperRequest(1)),
    bytes((FS, 0x26)): (0, lambda _: KanjiMode(on=True)),
    bytes((FS, 0x2E)): (0, lambda _: KanjiMode(on=False)),
    bytes((FS, 0x21)): (1, lambda a: KanjiSize(a[0])),
    bytes((GS, 0x21)): (1, _size),
    bytes((GS, 0x61)): (1, lambda a: AutoStatus(a[0])),
    bytes((GS, 0x49)): (1, lambda a: IdentityRequest(a[0])),
    bytes((GS, 0x72)): (1, lambda a: PaperRequest(a[0] - 0x30 if a[0] >= 0x30 else a[0])),
    bytes((DLE, 0x04)): (1, _request),
}
"""Commands of fixed length: the bytes that name them, the number of arguments, and how to read those."""

_QR: dict[int, tuple[int | None, Callable[[bytes], Frame]]] = {
    0x41: (2, _qr_model),
    0x43: (1, _qr_module_size),
    0x45: (1, lambda a: QrErrorLevel(QrLevel(a[0]))),
    0x50: (None, lambda a: QrStore(a[1:])),
    0x51: (1, lambda _: QrPrint()),
}
"""Functions of `GS ( k` for QR codes: the number of arguments (None: any, at least one) and how to read them."""


def _one(prefix: bytes, argument: int) -> bytes:
    return prefix + bytes((argument,))


def _qr(function: int, arguments: bytes) -> bytes:
    return bytes((GS, 0x28, 0x6B)) + (len(arguments) + 2).to_bytes(2, "little") + bytes((0x31, function)) + arguments


_CUT_PLAIN: dict[CutForm, bytes] = {
    CutForm.GS_V_FULL: bytes((GS, 0x56, 0x00)),
    CutForm.GS_V_PARTIAL: bytes((GS, 0x56, 0x01)),
    CutForm.ESC_I: bytes((ESC, 0x69)),
    CutForm.ESC_M: bytes((ESC, 0x6D)),
}
_CUT_FEED: dict[CutForm, bytes] = {
    CutForm.GS_V_FULL: bytes((GS, 0x56, 0x41)),
    CutForm.GS_V_PARTIAL: bytes((GS, 0x56, 0x42)),
}


def encode(frame: Frame) -> bytes:
    """The bytes of one message. Raises ValueError for values that do not fit their field."""
    match frame:
        case Init():
            return bytes((ESC, 0x40))
        case LineFeed():
            return bytes((LF,))
        case CarriageReturn():
            return bytes((CR,))
        case Align(to):
            return _one(b"\x1b\x61", to)
        case Size(width, height):
            if not (1 <= width <= 8 and 1 <= height <= 8):
                raise ValueError(f"size {width}x{height}: 1 to 8 each")
            return _one(b"\x1d\x21", (width - 1) << 4 | (height - 1))
        case Bold(on):
            return _one(b"\x1b\x45", on)
        case LineSpacing(dots):
            return b"\x1b\x32" if dots is None else _one(b"\x1b\x33", dots)
        case FeedLines(count):
            return _one(b"\x1b\x64", count)
        case FeedDots(count):
            return _one(b"\x1b\x4a", count)
        case Cut(form, feed):
            if feed is None:
                return _CUT_PLAIN[form]
            if form not in _CUT_FEED:
                raise ValueError(f"{form} cannot feed")
            return _one(_CUT_FEED[form], feed)
        case KanjiMode(on):
            return b"\x1c\x26" if on else b"\x1c\x2e"
        case KanjiSize(bits):
            return _one(b"\x1c\x21", bits)
        case CodePage(number):
            return _one(b"\x1b\x74", number)
        case Text(data):
            if any(byte < 0x20 for byte in data):
                raise ValueError("text holds a control byte")
            return data
        case RasterImage(width_bytes, height, data, mode):
            if len(data) != width_bytes * height or not data:
                raise ValueError(f"{len(data)} bytes for {width_bytes} x {height}")
            sizes = width_bytes.to_bytes(2, "little") + height.to_bytes(2, "little")
            return _one(b"\x1d\x76\x30", mode) + sizes + data
        case QrModel(model):
            return _qr(0x41, bytes((0x30 + model, 0)))
        case QrModuleSize(dots):
            return _qr(0x43, bytes((dots,)))
        case QrErrorLevel(level):
            return _qr(0x45, bytes((level,)))
        case QrStore(data):
            return _qr(0x50, b"0" + data)
        case QrPrint():
            return _qr(0x51, b"0")
        case StatusRequest(about):
            return _one(b"\x10\x04", about)
        case PaperRequest(about):
            return _one(b"\x1d\x72", about)
        case AutoStatus(bits):
            return _one(b"\x1d\x61", bits)
        case IdentityRequest(about):
            return _one(b"\x1d\x49", about)
        case ClearBuffer():  # pragma: no branch - the last of the union
            return _CLEAR_BUFFER


def decode(buf: bytes) -> tuple[int, Frame | None]:
    """The next message of a job: bytes used and the message; `(0, None)` when more bytes are needed.

    Text is given when something follows it, so that however the stream was split, the messages are the same.
    Raises DecodeError for commands outside the table above.
    """
    if not buf:
        return 0, None
    first = buf[0]
    if first >= 0x20:
        return _decode_text(buf)
    return _VARIABLE.get(buf[:2], _decode_fixed)(buf)


def _decode_text(buf: bytes) -> tuple[int, Frame | None]:
    for index, byte in enumerate(buf[:MAX_TEXT]):
        if byte < 0x20:
            return index, Text(buf[:index])
    return (MAX_TEXT, Text(buf[:MAX_TEXT])) if len(buf) >= MAX_TEXT else (0, None)


def _decode_cut(buf: bytes) -> tuple[int, Frame | None]:
    if len(buf) < 3:
        return 0, None
    if buf[2] not in _CUT_BY_MODE:
        raise DecodeError(f"cut {buf[2]:02X}", 3)
    form, feeds = _CUT_BY_MODE[buf[2]]
    if not feeds:
        return 3, Cut(form)
    return (4, Cut(form, buf[3])) if len(buf) >= 4 else (0, None)


def _decode_qr(buf: bytes) -> tuple[int, Frame | None]:
    if len(buf) < 5:
        return 0, None
    end = 5 + int.from_bytes(buf[3:5], "little")
    if len(buf) < end:
        return 0, None
    body = buf[5:end]
    if buf[2] != 0x6B or len(body) < 3 or body[0] != 0x31 or body[1] not in _QR:
        raise DecodeError("two-dimensional code other than QR", end)
    count, build = _QR[body[1]]
    if count is not None and len(body) - 2 != count:
        raise DecodeError(f"QR function {body[1]:02X} with {len(body) - 2} arguments", end)
    try:
        return end, build(body[2:])
    except ValueError as error:
        raise DecodeError(str(error), end) from error


def _decode_raster(buf: bytes) -> tuple[int, Frame | None]:
    if len(buf) < 8:
        return 0, None
    mode, width_bytes, height = buf[3], int.from_bytes(buf[4:6], "little"), int.from_bytes(buf[6:8], "little")
    if buf[2] != 0x30 or not width_bytes or not height:
        raise DecodeError("picture of an unknown form or without dots", 8)
    end = 8 + width_bytes * height
    if len(buf) < end:
        return 0, None
    return end, RasterImage(width_bytes, height, buf[8:end], mode)


def _decode_clear(buf: bytes) -> tuple[int, Frame | None]:
    if not _CLEAR_BUFFER.startswith(buf[: len(_CLEAR_BUFFER)]):
        raise DecodeError("real-time command other than clear", 2)
    return (len(_CLEAR_BUFFER), ClearBuffer()) if len(buf) >= len(_CLEAR_BUFFER) else (0, None)


def _decode_fixed(buf: bytes) -> tuple[int, Frame | None]:
    length = 2 if buf[0] in (DLE, ESC, FS, GS) else 1
    if len(buf) < length:
        return 0, None
    if buf[:length] not in _FIXED:
        raise DecodeError(f"unknown command {buf[:length].hex(' ')}", length)
    count, build = _FIXED[buf[:length]]
    end = length + count
    if len(buf) < end:
        return 0, None
    try:
        return end, build(buf[length:end])
    except ValueError as error:
        raise DecodeError(str(error), end) from error


_VARIABLE: dict[bytes, Callable[[bytes], tuple[int, Frame | None]]] = {
    bytes((GS, 0x56)): _decode_cut,
    bytes((GS, 0x28)): _decode_qr,
    bytes((GS, 0x76)): _decode_raster,
    _CLEAR_BUFFER[:2]: _decode_clear,
}
"""Commands whose length depends on their arguments."""


@dataclass(frozen=True, slots=True)
class RealTimeAnswer:
    """Answer to DLE EOT; what its bits mean depends on what was asked."""

    bits: int


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """Answer to GS r 1, sent when everything before the request has been printed."""

    near_end: bool
    end: bool


@dataclass(frozen=True, slots=True)
class AutoStatusReport:
    """What a printer says unasked after `AutoStatus`: four bytes of bits."""

    bits: bytes


@dataclass(frozen=True, slots=True)
class FlowControl:
    """XON (go on) or XOFF (wait) among the answers."""

    go_on: bool


Answer = RealTimeAnswer | PaperAnswer | AutoStatusReport | FlowControl

XON, XOFF = 0x11, 0x13


def decode_answer(buf: bytes) -> tuple[int, Answer | None]:
    """The next answer of a printer. Raises DecodeError for a byte that is no answer.

    The kinds are told apart by their fixed bits: `x & 93h` is 12h for DLE EOT, 10h for the first byte of a report;
    `x & 90h` is 0 for GS r and for the other bytes of a report.
    """
    if not buf:
        return 0, None
    first = buf[0]
    if first in (XON, XOFF):
        return 1, FlowControl(first == XON)
    if first & 0x93 == 0x12:
        return 1, RealTimeAnswer(first)
    if first & 0x93 == 0x10:
        rest = buf[1:4]
        if any(byte & 0x90 for byte in rest):
            raise DecodeError("status report with wrong fixed bits", 1)
        return (4, AutoStatusReport(buf[:4])) if len(rest) == 3 else (0, None)
    if first & 0x90 == 0:
        return 1, PaperAnswer(near_end=bool(first & 0x03), end=bool(first & 0x0C))
    raise DecodeError(f"no answer: {first:02X}", 1)


def encode_answer(answer: Answer) -> bytes:
    """The bytes of an answer, as a printer sends them."""
    match answer:
        case RealTimeAnswer(bits):
            return bytes((bits & 0x6C | 0x12,))
        case PaperAnswer(near_end, end):
            return bytes((0x03 * near_end | 0x0C * end,))
        case AutoStatusReport(bits):
            return bytes((bits[0] & 0x6C | 0x10, *(byte & 0x6F for byte in bits[1:4])))
        case FlowControl(go_on):  # pragma: no branch - the last of the union
            return bytes((XON if go_on else XOFF,))
