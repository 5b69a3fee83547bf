"""Things that slide: a widget into its place, and one screen over another."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from hub.client_qt.motion import animate
from hub.client_qt.theme import Theme

SCREEN_WAY = 0.06
"""How far a screen slides while it fades in, as a share of its width: enough to tell forward from back."""


def slide_in(
    theme: Theme, widget: QWidget, offset: QPoint, *, done: Callable[[], None] | None = None
) -> QVariantAnimation | None:
    """Slide a widget from `offset` beside its place into its place (200 ms)."""
    place = widget.pos()

    def step(share: float) -> None:
        widget.move(place + offset * (1.0 - share))

    return animate(theme, widget, step, duration="slow", done=done)


class ScreenChange(QWidget):
    """A picture of the old screen giving way to a picture of the new one, over both, then gone.

    Pictures and not the screens themselves: a full-screen fade of live widgets is too slow without a graphics card.
    """

    def __init__(self, theme: Theme, old: QPixmap, new: QPixmap, *, forward: bool, over: QWidget) -> None:
        super().__init__(over)
        self._theme = theme
        self._old = old
        self._new = new
        self._sign = 1.0 if forward else -1.0
        self._share = 0.0
        self.setGeometry(over.rect())

    def run(self) -> None:
        """Show, move, and delete itself."""
        self.show()
        self.raise_()
        animate(self._theme, self, self._step, duration="normal", done=self._finish)

    def _step(self, share: float) -> None:
        self._share = share
        self.update()

    def _finish(self) -> None:
        self.hide()
        self.deleteLater()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """Paint the old picture, and the new one over it at its share of the way."""
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._old)
        painter.setOpacity(self._share)
        way = self.width() * SCREEN_WAY * self._sign * (1.0 - self._share)
        painter.drawPixmap(QPointF(way, 0), self._new)
        painter.end()
