"""Draws what a print job looks like on paper: the eyes of the virtual printer.

The paper is 80 mm wide (640 dots at 203 dpi, 8 dots to the mm) with the 576 printable dots in the middle.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from PIL import Image

from device_drivers.escpos.codec.frames import (
    Align,
    Alignment,
    Bold,
    Cut,
    FeedDots,
    FeedLines,
    Frame,
    Init,
    KanjiMode,
    LineFeed,
    LineSpacing,
    QrErrorLevel,
    QrLevel,
    QrModuleSize,
    QrPrint,
    QrStore,
    RasterImage,
    Size,
    Text,
)
from device_drivers.escpos.layout import qr_picture
from device_drivers.escpos.typeface import draw_text
from device_drivers.escpos.wrapping import columns

PRINTABLE_DOTS = 576
MARGIN_DOTS = 32
CELL = 12
"""Width of a Latin character of normal size, in dots."""
DEFAULT_PITCH = 34
"""Line distance after Init: one sixth of an inch at 203 dpi."""
_PAPER, _INK = (253, 252, 249), (33, 33, 38)
_PALETTE = [ink + (paper - ink) * level // 255 for level in range(256) for ink, paper in zip(_INK, _PAPER, strict=True)]
"""Thermal paper is not quite white, its print not quite black."""
_MASK = 3
"""Printers choose a QR mask of their own; one is as readable as the other."""
_TOP_DOTS = 48
"""Paper above the first line: the cutter of the ticket before stands about 6 mm above the head."""


@dataclass
class _Pen:
    """The printer's settings while a job runs."""

    align: Alignment = Alignment.LEFT
    size: Size = field(default_factory=lambda: Size(1, 1))
    bold: bool = False
    chinese: bool = False
    pitch: int = DEFAULT_PITCH
    qr_module: int = 3
    qr_level: QrLevel = QrLevel.L
    qr_data: bytes = b""


@dataclass(frozen=True)
class PrintedPage:
    """A finished job: its picture, and what can be read on it."""

    png: bytes
    lines: tuple[str, ...]
    """The printed text, line by line; drawn lines cannot be read back and are missing."""
    qr_codes: tuple[str, ...]
    length_dots: int
    """Paper used."""

    @property
    def image(self) -> Image.Image:
        """The picture, for looking at."""
        return Image.open(io.BytesIO(self.png))


class PageDrawer:
    """Follows the messages of one job and draws them."""

    def __init__(self) -> None:
        self._pen = _Pen()
        self._pieces: list[tuple[str, Image.Image]] = []
        self._strips: list[tuple[int, Image.Image]] = []
        self._height = _TOP_DOTS
        self._lines: list[str] = []
        self._codes: list[str] = []

    @property
    def blank(self) -> bool:
        """Whether nothing has been printed yet."""
        return not (self._strips or self._pieces)

    @property
    def length_dots(self) -> int:
        """Paper used so far."""
        return self._height

    def draw(self, frame: Frame) -> None:
        """Do what one message says; those that leave no mark on paper are ignored."""
        pen = self._pen
        match frame:
            case Init():
                self._pen = _Pen()
            case Align(to):
                pen.align = to
            case Size():
                pen.size = frame
            case Bold(on):
                pen.bold = on
            case KanjiMode(on):
                pen.chinese = on
            case LineSpacing(dots):
                pen.pitch = DEFAULT_PITCH if dots is None else dots
            case Text(data):
                self._write(data.decode("gbk" if pen.chinese else "cp437", "replace"))
            case LineFeed():
                self._end_line()
            case FeedLines(count):
                self._feed(count * pen.pitch)
            case FeedDots(count):
                self._feed(count)
            case Cut(_, feed):
                self._feed(feed or 0)
            case RasterImage():
                self._stamp(_raster(frame))
            case QrModuleSize(dots):
                pen.qr_module = dots
            case QrErrorLevel(level):
                pen.qr_level = level
            case QrStore(data):
                pen.qr_data = data
            case QrPrint():
                self._print_code()
            case _:
                pass

    def finish(self) -> PrintedPage:
        """The page as it falls into the tray."""
        self._feed(0)
        page = Image.new("L", (PRINTABLE_DOTS + 2 * MARGIN_DOTS, self._height), 255)
        for top, strip in self._strips:
            page.paste(0, (MARGIN_DOTS, top), strip.point(lambda level: 255 - level))
        page.putpalette(_PALETTE)
        png = io.BytesIO()
        page.save(png, "PNG", compress_level=1)
        return PrintedPage(png.getvalue(), tuple(self._lines), tuple(self._codes), self._height)

    def _write(self, text: str) -> None:
        pen = self._pen
        room = PRINTABLE_DOTS - sum(piece.width for _, piece in self._pieces)
        row, left = "", room
        for char in text:
            width = columns(char) * CELL * pen.size.width
            if width > left:
                self._add(row)
                self._end_line()
                row, left = "", PRINTABLE_DOTS
            row += char
            left -= width
        self._add(row)

    def _add(self, row: str) -> None:
        if row:
            size = self._pen.size
            self._pieces.append((row, draw_text(row, CELL, size.width, size.height, self._pen.bold)))

    def _end_line(self) -> None:
        pieces, self._pieces = self._pieces, []
        tallest = max((piece.height for _, piece in pieces), default=0)
        if pieces:
            strip = Image.new("L", (sum(piece.width for _, piece in pieces), tallest), 255)
            left = 0
            for _, piece in pieces:
                strip.paste(piece, (left, tallest - piece.height))
                left += piece.width
            self._place(strip)
            self._lines.append("".join(text for text, _ in pieces))
        self._height += max(self._pen.pitch, tallest)

    def _feed(self, dots: int) -> None:
        if self._pieces:
            self._end_line()
        self._height += dots

    def _stamp(self, strip: Image.Image) -> None:
        self._feed(0)
        self._place(strip)
        self._height += strip.height

    def _print_code(self) -> None:
        pen = self._pen
        if not pen.qr_data:
            return  # nothing stored: printers do nothing
        try:
            self._stamp(qr_picture(pen.qr_data, pen.qr_module, pen.qr_level, mask=_MASK))
        except ValueError:
            return  # more than a QR code holds: printers do nothing
        self._codes.append(pen.qr_data.decode("utf-8", "replace"))

    def _place(self, strip: Image.Image) -> None:
        spare = max(0, PRINTABLE_DOTS - strip.width)
        left = {Alignment.LEFT: 0, Alignment.CENTER: spare // 2, Alignment.RIGHT: spare}[self._pen.align]
        row = Image.new("L", (PRINTABLE_DOTS, strip.height), 255)
        row.paste(strip, (left, 0))
        self._strips.append((self._height, row))


def _raster(frame: RasterImage) -> Image.Image:
    size = (frame.width_bytes * 8, frame.height)
    inverted = Image.frombytes("1", size, frame.data).convert("L")
    picture = inverted.point(lambda level: 255 - level)
    scale = (1 + (frame.mode & 1), 1 + (frame.mode >> 1 & 1))
    return picture.resize((size[0] * scale[0], size[1] * scale[1]), Image.Resampling.NEAREST)


def draw_page(frames: Iterable[Frame]) -> PrintedPage:
    """The page that a job's messages print."""
    drawer = PageDrawer()
    for frame in frames:
        drawer.draw(frame)
    return drawer.finish()
