"""From the bytes of a job to messages: what a printer, or its virtual twin, reads.

Only `DecodeError` escapes, whatever the bytes.
"""

from collections.abc import Callable

from device_drivers.escpos.codec.frames import (
    Align,
    Alignment,
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
    QrLevel,
    QrModel,
    QrModuleSize,
    QrPrint,
    QrStore,
    RasterImage,
    Size,
    StatusRequest,
    Text,
)
from device_drivers.escpos.codec.marks import CLEAR_BUFFER, CR, DLE, ESC, FS, GS, LF, DecodeError

MAX_TEXT = 4096
"""Text bytes given in one message; a job without any command between must still be read piecewise."""

Read = tuple[int, Frame | None]
"""Bytes used and the message; `(0, None)` when more bytes are needed."""


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


def decode(buf: bytes) -> Read:
    """The next message of a job: bytes used and the message.

    Text is given when something follows it, so that however the stream was split, the messages are the same.
    Raises DecodeError for commands outside the table above.
    """
    if not buf:
        return 0, None
    first = buf[0]
    if first >= 0x20:
        return _decode_text(buf)
    return _VARIABLE.get(buf[:2], _decode_fixed)(buf)


def _decode_text(buf: bytes) -> Read:
    for index, byte in enumerate(buf[:MAX_TEXT]):
        if byte < 0x20:
            return index, Text(buf[:index])
    return (MAX_TEXT, Text(buf[:MAX_TEXT])) if len(buf) >= MAX_TEXT else (0, None)


def _decode_cut(buf: bytes) -> Read:
    if len(buf) < 3:
        return 0, None
    if buf[2] not in _CUT_BY_MODE:
        raise DecodeError(f"cut {buf[2]:02X}", 3)
    form, feeds = _CUT_BY_MODE[buf[2]]
    if not feeds:
        return 3, Cut(form)
    return (4, Cut(form, buf[3])) if len(buf) >= 4 else (0, None)


def _decode_qr(buf: bytes) -> Read:
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


def _decode_raster(buf: bytes) -> Read:
    if len(buf) < 8:
        return 0, None
    mode, width_bytes, height = buf[3], int.from_bytes(buf[4:6], "little"), int.from_bytes(buf[6:8], "little")
    if buf[2] != 0x30 or not width_bytes or not height:
        raise DecodeError("picture of an unknown form or without dots", 8)
    end = 8 + width_bytes * height
    if len(buf) < end:
        return 0, None
    return end, RasterImage(width_bytes, height, buf[8:end], mode)


def _decode_clear(buf: bytes) -> Read:
    if not CLEAR_BUFFER.startswith(buf[: len(CLEAR_BUFFER)]):
        raise DecodeError("real-time command other than clear", 2)
    return (len(CLEAR_BUFFER), ClearBuffer()) if len(buf) >= len(CLEAR_BUFFER) else (0, None)


def _decode_fixed(buf: bytes) -> Read:
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


_VARIABLE: dict[bytes, Callable[[bytes], Read]] = {
    bytes((GS, 0x56)): _decode_cut,
    bytes((GS, 0x28)): _decode_qr,
    bytes((GS, 0x76)): _decode_raster,
    CLEAR_BUFFER[:2]: _decode_clear,
}
"""Commands whose length depends on their arguments."""
