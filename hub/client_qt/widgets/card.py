"""A rounded surface that holds other widgets."""

from enum import StrEnum

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hub.client_qt.theme import Theme
from hub.client_qt.widgets.base import Painted, rounded


class CardKind(StrEnum):
    """What a card's ground tells."""

    PLAIN = "plain"
    WASH = "wash"
    CALL = "call"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


GROUNDS = {
    CardKind.PLAIN: ("surface", "line"),
    CardKind.WASH: ("wash", "wash"),
    CardKind.CALL: ("call", "call"),
    CardKind.GOOD: ("good_wash", "good_wash"),
    CardKind.WARN: ("warn_wash", "warn_wash"),
    CardKind.BAD: ("bad_wash", "bad_wash"),
}
"""Fill and outline by kind."""


class Card(Painted):
    """`card = Card(theme); card.body.addWidget(...)`. Margins and corners follow the theme."""

    def __init__(self, theme: Theme, *, kind: CardKind | str = CardKind.PLAIN, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._kind = CardKind(kind)
        self.body = QVBoxLayout(self)
        """Where its content goes."""
        self._room()

    def set_kind(self, kind: CardKind | str) -> None:
        """Change its ground."""
        self._kind = CardKind(kind)
        self.update()

    def restyle(self) -> None:
        """Take the theme's margins and paint again."""
        self._room()
        super().restyle()

    def _room(self) -> None:
        margin = self.theme.space("m" if self.theme.target >= self.theme.px(64) else "s")
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(self.theme.space("s" if self.theme.target >= self.theme.px(64) else "xs"))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the ground."""
        painter = QPainter(self)
        fill, edge = (self.theme.colour(role) for role in GROUNDS[self._kind])
        rounded(painter, QRectF(self.rect()), self.theme.radius, fill, edge, 1)
        painter.end()
