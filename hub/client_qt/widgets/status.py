"""A state told by shape, colour and word together."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from hub.client_qt import text as texts
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.base import Painted


class State(StrEnum):
    """How something is."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    BUSY = "busy"
    OFF = "off"


Draw = Callable[[QPainter, QRectF, QColor], None]


def _disc(painter: QPainter, at: QRectF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(at)


def _triangle(painter: QPainter, at: QRectF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(
        QPolygonF([QPointF(at.center().x(), at.top()), at.bottomRight(), at.bottomLeft()]),
    )


def _cross(painter: QPainter, at: QRectF, colour: QColor) -> None:
    inner = at.adjusted(1.5, 1.5, -1.5, -1.5)
    width = max(2.5, at.width() / 4)
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(inner.topLeft(), inner.bottomRight())
    painter.drawLine(inner.topRight(), inner.bottomLeft())


def _half(painter: QPainter, at: QRectF, colour: QColor) -> None:
    ring(painter, at, colour)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPie(at, 90 * 16, -180 * 16)


def ring(painter: QPainter, at: QRectF, colour: QColor) -> None:
    """Paint a hollow disc."""
    width = max(2.0, at.width() / 6)
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(at.adjusted(width / 2, width / 2, -width / 2, -width / 2))


SHAPES: dict[State, tuple[str, Draw]] = {
    State.GOOD: ("good", _disc),
    State.WARN: ("warn", _triangle),
    State.BAD: ("bad", _cross),
    State.BUSY: ("primary", _half),
    State.OFF: ("soft", ring),
}
"""Colour role and shape by state: told apart without seeing colours."""


class StatusDot(Painted):
    """A shape and a word: `StatusDot(theme, "good", "在线")`."""

    def __init__(
        self,
        theme: Theme,
        state: State | str,
        word: str,
        *,
        role: str = "caption",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._state = State(state)
        self._word = word
        self._role = role
        self.setAccessibleName(word)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    @property
    def state(self) -> State:
        """How it is."""
        return self._state

    def text(self) -> str:
        """The word."""
        return self._word

    def set_state(self, state: State | str, word: str) -> None:
        """Tell another state."""
        self._state = State(state)
        self._word = word
        self.setAccessibleName(word)
        self.restyle()

    def _dot(self) -> int:
        return round(self.theme.size(self._role) * 0.7)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Shape, gap and word."""
        font = self.theme.font(self._role)
        gap = self.theme.px(8)
        height = round(font.pixelSize() * texts.READING)
        return QSize(self._dot() + gap + texts.width_of(self._word, font) + 1, height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """It does not wrap."""
        return self.sizeHint()

    def clips(self) -> bool:
        """Whether the word does not fit."""
        return self.width() < self.sizeHint().width()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint shape and word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role, draw = SHAPES[self._state]
        dot = self._dot()
        draw(painter, QRectF(0, (self.height() - dot) / 2, dot, dot), self.theme.colour(role))
        block = texts.Block((self._word,), self.theme.font(self._role), texts.READING, elided=False)
        beside = QRectF(self.rect()).adjusted(dot + self.theme.px(8), 0, 0, 0)
        colour = "soft" if self._state is State.OFF else role if self._state is not State.GOOD else "ink"
        block.paint(painter, beside, self.theme.colour(colour), middle=True)
        painter.end()
