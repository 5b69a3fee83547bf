"""Text measured and painted by us: lines broken the Chinese way, evenly spaced, never clipped in silence."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from hub.client_qt import wrapping
from hub.client_qt.fonts import TABULAR_FIGURES

LEFT = Qt.AlignmentFlag.AlignLeft
CENTRE = Qt.AlignmentFlag.AlignHCenter
RIGHT = Qt.AlignmentFlag.AlignRight
READING = 1.4
"""Line height for reading, as a factor of the size."""
NUMBERS = 1.1
"""Line height for numbers."""
TIGHT = 1.2
"""Line height for labels of buttons and titles, which are one or two lines."""
HALF_EMPTY = "（《「『【〈"
"""Signs whose left half is empty: at the head of a line they would look indented."""
MOST_BLOCKS = 1024
"""Layouts ask the same block again and again, and each paint once more: so many are remembered."""
_blocks: "dict[tuple[object, ...], Block]" = {}


@dataclass(frozen=True)
class Block:
    """Lines of text in one font, ready to be painted."""

    lines: tuple[str, ...]
    font: QFont
    line_height: float
    elided: bool

    @property
    def pitch(self) -> float:
        """Distance from one line to the next, in pixels."""
        return self.font.pixelSize() * self.line_height

    @property
    def size(self) -> QSizeF:
        """Room the block needs, in whole pixels."""
        metrics = QFontMetricsF(self.font)
        widest = max((metrics.horizontalAdvance(line.rstrip()) for line in self.lines), default=0.0)
        return QSizeF(math.ceil(widest), math.ceil(self.pitch * len(self.lines)))

    def paint(
        self,
        painter: QPainter,
        at: QRectF,
        colour: QColor,
        align: Qt.AlignmentFlag = LEFT,
        middle: bool = False,
    ) -> None:
        """Paint into `at`: from its top, or vertically in its middle."""
        metrics = QFontMetricsF(self.font)
        painter.setFont(self.font)
        painter.setPen(colour)
        top = at.top() + ((at.height() - self.pitch * len(self.lines)) / 2 if middle else 0.0)
        # Digits and Chinese fill the room between base line and cap height: that is what the eye centres.
        base = top + (self.pitch + metrics.capHeight()) / 2
        for line in self.lines:
            shown = line.rstrip()
            spare = at.width() - metrics.horizontalAdvance(shown)
            left = at.left() + {LEFT: 0.0, CENTRE: spare / 2, RIGHT: spare}[align]
            if align == LEFT and shown[:1] and shown[0] in HALF_EMPTY:
                left -= self.font.pixelSize() / 2
            painter.drawText(QPointF(left, base), shown)
            base += self.pitch


def lay_out(
    text: str,
    font: QFont,
    width: float,
    *,
    max_lines: int | None = None,
    balance: bool = False,
    line_height: float = READING,
) -> Block:
    """Break a text into a Block no wider than `width`; `balance` makes its lines about equally long."""
    kind = (font.family(), font.pixelSize(), font.weight(), font.isFeatureSet(TABULAR_FIGURES))
    key = (text, kind, width, max_lines, balance, line_height)
    found = _blocks.get(key)
    if found is not None:
        return found
    metrics = QFontMetricsF(font)
    breaker = wrapping.balanced if balance else wrapping.wrap
    # Half a pixel of grace: a block measured and then given exactly its own width must not wrap anew.
    lines = breaker(text, width + 0.5, metrics.horizontalAdvance, max_lines) if text else []
    kept = "".join("".join(lines).split())
    block = Block(tuple(lines), font, line_height, elided=kept != "".join(text.split()))
    if len(_blocks) >= MOST_BLOCKS:
        _blocks.clear()
    _blocks[key] = block
    return block


def width_of(text: str, font: QFont) -> int:
    """Return the width of the longest line of a text that is not wrapped, in whole pixels."""
    metrics = QFontMetricsF(font)
    return math.ceil(max((metrics.horizontalAdvance(line) for line in text.split("\n")), default=0.0))


def least_width(text: str, font: QFont) -> int:
    """Return the width of the widest piece that should not be broken, in whole pixels."""
    metrics = QFontMetricsF(font)
    parts = (part for paragraph in text.split("\n") for part in wrapping.pieces(paragraph))
    return math.ceil(max((metrics.horizontalAdvance(part.rstrip()) for part in parts), default=0.0))


def shrunk(text: str, font: QFont, width: float, height: float, line_height: float = NUMBERS) -> QFont:
    """Return the font, made smaller until one line of `text` fits into `width` and `height`."""
    metrics = QFontMetricsF(font)
    wide = max(1.0, metrics.horizontalAdvance(text))
    tall = font.pixelSize() * line_height
    share = min(1.0, width / wide, height / tall)
    small = QFont(font)
    small.setPixelSize(max(1, math.floor(font.pixelSize() * share)))
    while small.pixelSize() > 1 and QFontMetricsF(small).horizontalAdvance(text) > width:
        small.setPixelSize(small.pixelSize() - 1)
    return small
