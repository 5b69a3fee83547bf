"""How many wait for each business: one line above the foot, in pages when it is longer than the wall."""

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from display_wall.board import BusinessCount
from display_wall.views.canvas import Canvas, line
from hub.client_qt import text


class BusinessStrip(QWidget):
    """Shows businesses and their waiting counts. ``turn`` counts page turns and never goes back."""

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._canvas = canvas
        self._counts: tuple[BusinessCount, ...] = ()
        self._turn = 0
        self._text_px = 24
        self._pad = 16

    def set_sizes(self, *, text_px: int, pad: int) -> None:
        """Set type size and padding."""
        self._text_px, self._pad = text_px, pad
        self.update()

    def show_counts(self, counts: tuple[BusinessCount, ...], turn: int) -> None:
        """Show these counts: those for which somebody waits, the longest queue first."""
        some = tuple(sorted((one for one in counts if one.waiting), key=lambda one: -one.waiting))
        if (some, turn) != (self._counts, self._turn):
            self._counts, self._turn = some, turn
            self.update()

    def _chips(self) -> list[tuple[str, str, float]]:
        """Name, count and width of each."""
        plain = self._canvas.font(self._text_px)
        bold = self._canvas.font(self._text_px, bold=True)
        found = []
        for one in self._counts:
            name, count = self._canvas.of(one.name), self._canvas.words("row.waiting", n=one.waiting)
            wide = text.width_of(name, plain) + self._text_px * 0.35 + text.width_of(count, bold)
            found.append((name, count, math.ceil(wide) + 2.0))
        return found

    def _lines(self) -> int:
        return max(1, int(self.height() // (self._text_px * 1.4)))

    def _pages(self, room: float, first: float) -> list[list[list[tuple[str, str, float]]]]:
        """Pages of lines of chips; the first line of a page is ``first`` wide, the others ``room``."""
        lines: list[list[tuple[str, str, float]]] = [[]]
        left = first
        for chip in self._chips():
            if lines[-1] and chip[2] > left:
                lines.append([])
                left = room if len(lines) % self._lines() != 1 % self._lines() else first
            lines[-1].append(chip)
            left -= chip[2] + self._text_px
        return [lines[at : at + self._lines()] for at in range(0, len(lines), self._lines())]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """Paint title and the page of this turn."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._canvas.colour("ground"))
        canvas = self._canvas
        plain = canvas.font(self._text_px)
        at = QRectF(self.rect()).adjusted(self._pad, 0, -self._pad, 0)
        painter.fillRect(QRectF(0, 0, self.width(), max(1, self._pad // 12)), canvas.colour("line"))
        if not self._counts:
            line(painter, canvas.words("strip.none"), plain, at, canvas.colour("soft"))
            painter.end()
            return
        high = at.height() / self._lines()
        title_at = QRectF(at.left(), at.top(), at.width(), high)
        title = line(painter, canvas.words("strip.title"), plain, title_at, canvas.colour("soft"))
        indent = title + self._text_px
        pages = self._pages(at.width(), at.width() - indent)
        for number, chips in enumerate(pages[self._turn % len(pages)]):
            left = at.left() + (0 if number else indent)
            self._paint_line(painter, chips, QRectF(left, at.top() + number * high, at.right() - left, high))
        painter.end()

    def _paint_line(self, painter: QPainter, chips: list[tuple[str, str, float]], at: QRectF) -> None:
        canvas = self._canvas
        left = at.left()
        for name, count, wide in chips:
            chip = QRectF(left, at.top(), min(wide, at.right() - left), at.height())
            used = line(painter, name, canvas.font(self._text_px), chip, canvas.colour("ink"))
            rest = chip.adjusted(used + self._text_px * 0.35, 0, 0, 0)
            line(painter, count, canvas.font(self._text_px, bold=True), rest, canvas.colour("primary"))
            left += wide + self._text_px
