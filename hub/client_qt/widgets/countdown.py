"""A ring that empties by the second, with the seconds in it."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hub.client_qt import text as texts
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.base import Painted

SECOND_MS = 1000
HURRY_SECONDS = 10
"""From here on the ring takes the colour of a warning."""


class Countdown(Painted):
    """`countdown.start(30)`; `finished` comes after the last second. The words beside it are the caller's.

    `tick_ms` is the length of its second; a demonstration or a test may count faster.
    """

    finished = Signal()
    ticked = Signal(int)
    """The seconds that are left."""

    def __init__(self, theme: Theme, *, tick_ms: int = SECOND_MS, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._total = 1
        self._left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(tick_ms)
        self._timer.timeout.connect(self._tick)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def seconds(self) -> int:
        """The seconds that are left."""
        return self._left

    def start(self, seconds: int) -> None:
        """Count down from `seconds`, at least 1."""
        self._total = max(1, seconds)
        self._show(self._total)
        self._timer.start()

    def stop(self) -> None:
        """Count no further."""
        self._timer.stop()

    def _tick(self) -> None:
        self._show(self._left - 1)
        self.ticked.emit(self._left)
        if self._left <= 0:
            self._timer.stop()
            self.finished.emit()

    def _show(self, left: int) -> None:
        self._left = max(0, left)
        self.setAccessibleName(str(self._left))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """A square around two figures."""
        side = round(self.theme.size("label") * 2.25)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The same."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint ring and seconds."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        stroke = max(3.0, self.width() / 14)
        at = QRectF(self.rect()).adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2)
        colour = self.theme.colour("warn" if self._left <= HURRY_SECONDS else "primary")
        painter.setPen(QPen(self.theme.colour("line"), stroke))
        painter.drawEllipse(at)
        painter.setPen(QPen(colour, stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if self._left:
            painter.drawArc(at, 90 * 16, round(360 * 16 * self._left / self._total))
        room = at.adjusted(stroke, stroke, -stroke, -stroke)
        font = self.theme.font("label", bold=True, numbers=True)
        font = texts.shrunk(str(self._left), font, room.width() * 0.9, room.height())
        block = texts.Block((str(self._left),), font, texts.NUMBERS, elided=False)
        block.paint(painter, room, colour, texts.CENTRE, middle=True)
        painter.end()
