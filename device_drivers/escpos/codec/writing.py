"""From messages to the bytes of a job: what a driver sends."""

from device_drivers.escpos.codec.frames import (
    Align,
    AutoStatus,
    Bold,
    CarriageReturn,
    ClearBuffer,
    CodePage,
    Cut,
    CutForm,
    FeedDots,
    FeedLines,
    Frame,
    IdentityRequest,
    Init,
    KanjiMode,
    KanjiSize,
    LineFeed,
    LineSpacing,
    PaperRequest,
    QrErrorLevel,
    QrModel,
    QrModuleSize,
    QrPrint,
    QrStore,
    RasterImage,
    Size,
    StatusRequest,
    Text,
)
from device_drivers.escpos.codec.marks import CLEAR_BUFFER, CR, ESC, GS, LF


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
            return CLEAR_BUFFER
