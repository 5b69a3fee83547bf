"""The whole wall saying one thing: not set up yet, connecting, before the day, after the day."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from display_wall.views.canvas import Canvas
from hub.client_qt import icons, text

_ROOM = 0.86
"""Share of the width that a text may take."""


class Message(QWidget):
    """A picture, a title and a sentence in the middle."""

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._canvas = canvas
        self._icon = "clock"
        self._title = ""
        self._detail = ""
        self._text_px = 24

    @property
    def title(self) -> str:
        """What is said."""
        return self._title

    def set_sizes(self, *, text_px: int) -> None:
        """Set the size of the sentence; the title is twice as large."""
        self._text_px = text_px
        self.update()

    def say(self, icon: str, title: str, detail: str) -> None:
        """Say this."""
        if (icon, title, detail) != (self._icon, self._title, self._detail):
            self._icon, self._title, self._detail = icon, title, detail
            self.setAccessibleName(title)
            self.setAccessibleDescription(detail)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """Paint picture, title and sentence."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._canvas.colour("ground"))
        canvas = self._canvas
        room = self.width() * _ROOM
        left = (self.width() - room) / 2
        size = round(self._text_px * 1.9)
        title = text.lay_out(self._title, canvas.font(size, bold=True), room, balance=True, line_height=text.TIGHT)
        detail = text.lay_out(self._detail, canvas.font(round(self._text_px * 1.1)), room, balance=True)
        picture = self._text_px * 3
        gap = self._text_px * 0.9
        top = (self.height() - picture - title.size.height() - detail.size.height() - 2 * gap) / 2
        middle = QRectF((self.width() - picture) / 2, top, picture, picture)
        icons.paint(painter, self._icon, canvas.colour("primary"), middle.topLeft(), picture)
        top += picture + gap
        title.paint(painter, QRectF(left, top, room, title.size.height()), canvas.colour("ink"), text.CENTRE)
        top += title.size.height() + gap
        detail.paint(painter, QRectF(left, top, room, detail.size.height()), canvas.colour("soft"), text.CENTRE)
        painter.end()
