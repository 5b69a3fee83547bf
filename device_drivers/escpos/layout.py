"""From a document to the bytes of a print job.

Chinese is sent as `FS &` + GBK + `FS .`, whatever the printer's own idea of a code page. A line holding a character
that GBK does not have (a rare name such as 㐀 or 𠮷; four bytes in GB18030) is drawn and sent as a picture.
"""

import io
from collections.abc import Callable
from typing import Any

import segno
from PIL import Image

from device_drivers.escpos import library
from device_drivers.escpos.codec.frames import (
    Align,
    Alignment,
    Bold,
    Cut,
    CutForm,
    FeedDots,
    FeedLines,
    Frame,
    Init,
    KanjiMode,
    LineFeed,
    LineSpacing,
    QrLevel,
    RasterImage,
    Size,
    Text,
)
from device_drivers.escpos.codec.writing import encode
from device_drivers.escpos.config import ChineseStyle, CutStyle, PrinterConfig, QrStyle
from device_drivers.escpos.document import Document, DocumentError, PairLine, Picture, Qr, Rule, Space, TextLine
from device_drivers.escpos.typeface import draw_text
from device_drivers.escpos.wrapping import columns, wrap

LINE_PITCH = 36
"""Dots from line to line; one and a half times the 24 dots of a character, easy to read for old eyes."""
_LARGE_GAP = 6
"""Dots added below a line per multiple of its height: printers feed just the height of large characters."""
_BAND = 960
"""Rows per picture command, which kiosk printers' buffers take."""
_QR_MARGIN = 16


def in_gbk(text: str) -> bool:
    """Whether a printer's Chinese font has every character of the text."""
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _printable(text: str) -> str:
    return "".join(char for char in text if (char >= " " and char != "\x7f") or char == "\t").expandtabs(4)


class _Job:
    """Collects bytes; commands that change nothing are left out."""

    def __init__(self, config: PrinterConfig) -> None:
        self.config = config
        self.data = bytearray()
        self._set: dict[type, Frame] = {}

    def add(self, *frames: Frame) -> None:
        """Append messages as they are."""
        for frame in frames:
            self.data += encode(frame)

    def use(self, *frames: Frame) -> None:
        """Append settings that are not in force already."""
        for frame in frames:
            if self._set.get(type(frame)) != frame:
                self._set[type(frame)] = frame
                self.add(frame)

    def picture(self, image: Image.Image, align: Alignment) -> None:
        """Append a picture, in bands."""
        self.use(Align(align))
        black_white = image.convert("L").point(lambda level: 255 if level >= 128 else 0)
        for top in range(0, image.height, _BAND):
            band = black_white.crop((0, top, image.width, min(top + _BAND, image.height)))
            width_bytes, rows = library.raster_rows(band)
            self.add(RasterImage(width_bytes, band.height, rows))

    def text(self, text: str, scale: tuple[int, int], align: Alignment, bold: bool) -> None:
        """Append one line of text that fits."""
        drawn = not in_gbk(text) or (self.config.chinese is ChineseStyle.RASTER and not text.isascii())
        if drawn:
            self.picture(draw_text(text, self.config.dots_per_char, *scale, bold=bold), align)
            self.add(FeedDots(LINE_PITCH - 24 + _LARGE_GAP * (scale[1] - 1)))
            return
        self.use(Align(align), Size(*scale), Bold(bold))
        if text.isascii():
            self.add(Text(text.encode("ascii")))
        else:
            self.add(KanjiMode(on=True), Text(text.encode("gbk")), KanjiMode(on=False))
        self.add(LineFeed())
        if scale[1] > 1:
            self.add(FeedDots(_LARGE_GAP * scale[1]))


def _text(line: TextLine, job: _Job) -> None:
    width, height = line.scale
    if not (1 <= width <= 8 and 1 <= height <= 8):
        raise DocumentError("字号只能是 1 到 8 倍。", f"Text size {width}x{height} is not within 1 to 8.")
    for paragraph in line.text.split("\n"):
        for row in wrap(_printable(paragraph), job.config.chars_per_line // width):
            job.text(row, line.scale, line.align, line.bold)


def _pair(line: PairLine, job: _Job) -> None:
    left, right = _printable(line.left), _printable(line.right)
    gap = job.config.chars_per_line - columns(left) - columns(right)
    if gap >= 1:
        job.text(left + " " * gap + right, (1, 1), Alignment.LEFT, line.bold)
        return
    for text, align in ((left, Alignment.LEFT), (right, Alignment.RIGHT)):
        _text(TextLine(text, align=align, bold=line.bold), job)


def _rule(line: Rule, job: _Job) -> None:
    count = job.config.chars_per_line // max(1, columns(line.mark))
    job.text(line.mark * count, (1, 1), Alignment.LEFT, bold=False)


def qr_picture(data: str | bytes, module: int, level: QrLevel, mask: int | None = None) -> Image.Image:
    """A QR code as a picture without margin. Raises ValueError when the data is too long for one.

    Trying all eight masks takes 10 ms; a given `mask` (0 to 7) takes 2, and readers read any.
    """
    code = segno.make(data, error=level.name, micro=False, boost_error=False, mask=mask)
    png = io.BytesIO()
    code.save(png, kind="png", scale=module, border=0)
    return Image.open(png).convert("L")


def _qr(line: Qr, job: _Job) -> None:
    if not 1 <= line.module <= 16:
        raise DocumentError("二维码的点宽只能是 1 到 16。", f"QR module size {line.module} is not within 1 to 16.")
    try:
        width = (
            line.module
            * segno.make(line.data, error=line.level.name, micro=False, boost_error=False, mask=0).symbol_size(
                border=0
            )[0]
        )
    except ValueError as error:
        raise DocumentError("二维码内容太长，放不下。", f"The QR code cannot be made: {error}.") from error
    if width > job.config.dots_per_line:
        raise DocumentError("二维码比纸还宽。", f"The QR code is {width} dots wide, wider than the paper.")
    job.add(FeedDots(_QR_MARGIN))
    if job.config.qr is QrStyle.NATIVE:
        job.use(Align(line.align))
        job.data += library.qr_bytes(line.data, line.module, line.level)
    else:
        job.picture(qr_picture(line.data, line.module, line.level), line.align)
    job.add(FeedDots(_QR_MARGIN))


def _space(line: Space, job: _Job) -> None:
    for dots in [255] * (line.dots // 255) + [line.dots % 255]:
        job.add(FeedDots(dots))


def _picture(line: Picture, job: _Job) -> None:
    if line.image.width > job.config.dots_per_line:
        raise DocumentError("图片比纸还宽。", f"The picture is {line.image.width} dots wide, wider than the paper.")
    job.picture(line.image, line.align)


_LINES: dict[type, Callable[[Any, _Job], None]] = {
    TextLine: _text,
    PairLine: _pair,
    Rule: _rule,
    Qr: _qr,
    Space: _space,
    Picture: _picture,
}

_CUTS: dict[CutStyle, CutForm | None] = {
    CutStyle.GS_V: CutForm.GS_V_FULL,
    CutStyle.GS_V_PARTIAL: CutForm.GS_V_PARTIAL,
    CutStyle.ESC_I: CutForm.ESC_I,
    CutStyle.ESC_M: CutForm.ESC_M,
    CutStyle.NONE: None,
}


def lay_out(document: Document, config: PrinterConfig) -> bytes:
    """The bytes that print `document`. Raises DocumentError when it cannot stand on this paper."""
    job = _Job(config)
    job.add(Init(), LineSpacing(LINE_PITCH))
    for line in document.lines:
        _LINES[type(line)](line, job)
    job.add(FeedLines(config.feed_lines))
    cut = _CUTS[config.cut]
    if cut is not None:
        job.add(Cut(cut))
    return bytes(job.data)
