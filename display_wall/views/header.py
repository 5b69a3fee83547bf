"""The line at the head: which hall and area this is, and what time it is."""

from datetime import datetime

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from display_wall.views.canvas import Canvas, line
from hub.client_qt import text

_TWO_LINES = 2.4
"""Height in sizes of the text from which there are two lines."""


class Header(QWidget):
    """Hall and area on the left, date and clock on the right; painted once a minute."""

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._hall = ""
        self._area = ""
        self._clock = ""
        self._date = ""
        self._text_px = 24
        self._pad = 16

    def set_sizes(self, *, text_px: int, pad: int) -> None:
        """Set type size and padding."""
        self._text_px, self._pad = text_px, pad
        self.update()

    def show_names(self, hall: str, area: str) -> None:
        """Show these names."""
        if (hall, area) != (self._hall, self._area):
            self._hall, self._area = hall, area
            self.update()

    def show_time(self, local: datetime) -> None:
        """Show this time."""
        shown = (local.strftime("%H:%M"), self._canvas.date(local))
        if shown != (self._clock, self._date):
            self._clock, self._date = shown
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """Paint names and time, on one line or on two; what has no room leaves: the date first, then the area."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._canvas.colour("surface"))
        at = QRectF(self.rect()).adjusted(self._pad, 0, -self._pad, 0)
        if self.height() >= self._text_px * _TWO_LINES:
            self._paint_two(painter, at)
        else:
            self._paint_one(painter, at)
        painter.end()

    def _paint_one(self, painter: QPainter, at: QRectF) -> None:
        canvas = self._canvas
        title = canvas.font(self._text_px, bold=True)
        plain = canvas.font(self._text_px)
        gap = self._text_px * 0.6
        clock = text.width_of(self._clock, title)
        line(painter, self._clock, title, at, canvas.colour("ink"), text.RIGHT)
        room = at.width() - clock - gap * 2
        hall = min(text.width_of(self._hall, title), room)
        area = text.width_of(self._area, plain) + gap if self._area else 0
        date = text.width_of(self._date, plain) + gap
        if hall + area + date <= room:
            line(painter, self._date, plain, at.adjusted(0, 0, -clock - gap, 0), canvas.colour("soft"), text.RIGHT)
        wide = line(painter, self._hall, title, at.adjusted(0, 0, -(at.width() - room), 0), canvas.colour("ink"))
        if area and hall + area <= room:
            line(painter, self._area, plain, at.adjusted(wide + gap, 0, 0, 0), canvas.colour("primary"))

    def _paint_two(self, painter: QPainter, at: QRectF) -> None:
        """Hall over area, clock over date; a long name takes both lines."""
        canvas = self._canvas
        title = canvas.font(self._text_px, bold=True)
        plain = canvas.font(self._text_px)
        inner = at.adjusted(0, self._text_px * 0.15, 0, -self._text_px * 0.15)
        half = inner.height() / 2
        upper = QRectF(inner.left(), inner.top(), inner.width(), half)
        lower = upper.translated(0, half)
        gap = self._text_px * 0.6
        clock = text.width_of(self._clock, title)
        line(painter, self._clock, title, upper, canvas.colour("ink"), text.RIGHT)
        room = inner.width() - clock - gap
        second = self._area
        if text.width_of(self._hall, title) <= room:
            line(painter, self._hall, title, upper if self._area else inner, canvas.colour("ink"))
            line(painter, self._area, plain, lower, canvas.colour("primary"))
        else:
            name = text.lay_out(self._hall, title, room, max_lines=2, balance=True, line_height=half / self._text_px)
            name.paint(painter, inner, canvas.colour("ink"), middle=True)
            second = name.lines[-1]
        if text.width_of(second, title) + text.width_of(self._date, plain) + gap <= inner.width():
            line(painter, self._date, plain, lower, canvas.colour("soft"), text.RIGHT)
