"""The line at the foot: the hall's notices moving by, drawn from one prepared picture.

It moves only if it is wider than the wall. While the wall's news is stale, it says so and stands still.
"""

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from display_wall.views.canvas import Canvas, line
from hub.client_qt import icons, text

FRAME_MS = 33
"""30 frames a second: enough for a line that moves slowly, half the work of 60."""
SPEED = 2.4
"""Characters a second. People read faster; those far away and old must be able to follow."""
STILL_MS = 8_000
"""With motion off each notice stands so long."""
_GAP = 4
"""Characters of room between one notice and the next."""


class Ticker(QWidget):
    """Shows notices one after the other."""

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._canvas = canvas
        self._texts: tuple[str, ...] = ()
        self._warning = ""
        self._text_px = 24
        self._pad = 16
        self._picture: QPixmap | None = None
        self._offset = 0.0
        self._at = 0
        self._still: tuple[str, ...] = ()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._step)

    @property
    def moving(self) -> bool:
        """Whether the line moves by."""
        return self._picture is not None

    @property
    def shown(self) -> str:
        """The words on the line, for tests and for people who cannot see it."""
        return self._warning or " ".join(self._texts)

    def set_sizes(self, *, text_px: int, pad: int) -> None:
        """Set type size and padding."""
        self._text_px, self._pad = text_px, pad
        self._prepare()

    def show_texts(self, texts: tuple[str, ...], warning: str = "") -> None:
        """Show notices; or ``warning`` instead, as long as there is one."""
        if (texts, warning) != (self._texts, self._warning):
            self._texts, self._warning = texts, warning
            self._at = 0
            self._offset = 0.0
            self.setAccessibleName(self.shown)
            self._prepare()

    def resizeEvent(self, event: object) -> None:  # noqa: N802  (Qt's name)
        """Prepare the picture for the new width."""
        del event
        self._prepare()

    def _prepare(self) -> None:
        """Make the picture and decide whether anything moves."""
        self._timer.stop()
        self._picture = None
        self._still = ()
        font = self._canvas.font(self._text_px)
        widths = [QFontMetricsF(font).horizontalAdvance(one) for one in self._texts]
        gap = _GAP * self._text_px
        whole = sum(widths) + gap * len(widths)
        if not self._warning and self._texts and self.width() > 0:
            if whole - gap <= self.width() - 2 * self._pad:
                pass  # it fits: nothing moves
            elif self._canvas.motion:
                self._picture = self._painted(widths, whole, gap)
                self._timer.start(FRAME_MS)
            else:
                self._still = self._lines(font)
                self._timer.start(STILL_MS)
        self.update()

    def _painted(self, widths: list[float], whole: float, gap: float) -> QPixmap:
        ratio = self.devicePixelRatioF()
        made = QPixmap(round(whole * ratio), round(self.height() * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(self._canvas.colour("surface"))
        painter = QPainter(made)
        left = 0.0
        for words, wide in zip(self._texts, widths, strict=True):
            at = QRectF(left, 0, wide + 2, self.height())
            line(painter, words, self._canvas.font(self._text_px), at, self._canvas.colour("ink"))
            left += wide + gap
        painter.end()
        return made

    def _step(self) -> None:
        if self._picture is None:
            self._at = (self._at + 1) % max(1, len(self._still))
        else:
            whole = self._picture.deviceIndependentSize().width()
            self._offset = (self._offset + SPEED * self._text_px * FRAME_MS / 1000) % whole
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """Paint the prepared picture where it is now, or what stands still."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._canvas.colour("surface"))
        at = QRectF(self.rect()).adjusted(self._pad, 0, -self._pad, 0)
        if self._warning:
            self._paint_warning(painter, at)
        elif self._picture is not None:
            whole = self._picture.deviceIndependentSize().width()
            left = self._pad - round(self._offset)
            while left < self.width():
                painter.drawPixmap(left, 0, self._picture)
                left += round(whole)
        elif self._texts:
            self._paint_still(painter, at)
        painter.end()

    def _lines(self, font: QFont) -> tuple[str, ...]:
        """The notices in lines as wide as the wall."""
        width = self.width() - 2 * self._pad
        return tuple(one for words in self._texts for one in text.lay_out(words, font, width).lines)

    def _paint_still(self, painter: QPainter, at: QRectF) -> None:
        font = self._canvas.font(self._text_px)
        ink = self._canvas.colour("ink")
        if self._still:
            line(painter, self._still[self._at % len(self._still)], font, at, ink)
            return
        left = at.left()
        for words in self._texts:
            left += line(painter, words, font, QRectF(left, at.top(), at.width(), at.height()), ink)
            left += _GAP * self._text_px

    def _paint_warning(self, painter: QPainter, at: QRectF) -> None:
        font = text.shrunk(
            self._warning, self._canvas.font(self._text_px), at.width() - self._text_px * 1.6, at.height()
        )
        size = round(self._text_px * 1.1)
        wide = size * 1.4 + text.width_of(self._warning, font)
        left = at.left() + (at.width() - wide) / 2
        colour = self._canvas.colour("warn")
        icons.paint(painter, "wifi-off", colour, QRectF(left, at.center().y() - size / 2, 0, 0).topLeft(), size)
        line(painter, self._warning, font, QRectF(left + size * 1.4, at.top(), at.width(), at.height()), colour)
