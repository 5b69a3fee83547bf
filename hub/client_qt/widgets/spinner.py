"""A turning arc that says what it waits for."""

from PySide6.QtCore import QObject, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from hub.client_qt import text as texts
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.base import Painted, height_follows_width

TICK_MS = 50
"""20 steps a second: smooth enough for an arc, light enough for a hall's small computers."""
STEP_DEGREES = 18
ARC_DEGREES = 270


class Turn(QObject):
    """An angle that advances while it runs and repaints its widget; it stands still with motion off."""

    def __init__(self, theme: Theme, widget: QWidget) -> None:
        super().__init__(widget)
        self.angle = 0
        self._theme = theme
        self._widget = widget
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._advance)

    def run(self, running: bool) -> None:
        """Start or stop."""
        if running and self._theme.motion:
            self._timer.start()
        else:
            self._timer.stop()

    def _advance(self) -> None:
        self.angle = (self.angle + STEP_DEGREES) % 360
        if self._widget.isVisible():
            self._widget.update()


def paint_arc(painter: QPainter, at: QRectF, colour: QColor, ground: QColor, angle: int) -> None:
    """Paint the arc into a square, on its pale ring."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    stroke = max(2.0, at.width() / 10)
    ring = at.adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ground, stroke))
    painter.drawEllipse(ring)
    painter.setPen(QPen(colour, stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawArc(ring, (90 - angle) * 16, -(360 - ARC_DEGREES) * 16)


class Spinner(Painted):
    """An arc over the words of what is being waited for: `Spinner(theme, "正在打印小票")`."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._text = text
        self._turn = Turn(theme, self)
        self._turn.run(True)
        self.setAccessibleName(text)
        height_follows_width(self)

    def text(self) -> str:
        """What is being waited for."""
        return self._text

    def set_text(self, text: str) -> None:
        """Say something else."""
        self._text = text
        self.setAccessibleName(text)
        self.restyle()

    def _arc(self) -> int:
        return round(self.theme.size("title") * 2)

    def _block(self, width: float) -> texts.Block:
        return texts.lay_out(self._text, self.theme.font("body"), width, balance=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Words on one line."""
        width = max(self._arc(), texts.width_of(self._text, self.theme.font("body")))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The widest word."""
        width = max(self._arc(), texts.least_width(self._text, self.theme.font("body")))
        return QSize(width, self._arc())

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Arc, gap and lines."""
        return self._arc() + self.theme.space("s") + round(self._block(width).size.height())

    def clips(self) -> bool:
        """Whether the words do not fit."""
        return self.heightForWidth(self.width()) > self.height()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint arc and words, centred."""
        painter = QPainter(self)
        arc = self._arc()
        top = max(0, (self.height() - self.heightForWidth(self.width())) / 2)
        square = QRectF((self.width() - arc) / 2, top, arc, arc)
        paint_arc(painter, square, self.theme.colour("primary"), self.theme.colour("line"), self._turn.angle)
        below = QRectF(0, top + arc + self.theme.space("s"), self.width(), self.height())
        self._block(self.width()).paint(painter, below, self.theme.colour("ink"), texts.CENTRE)
        painter.end()
