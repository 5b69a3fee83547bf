"""A question inside the page: no window of its own, nothing to lose behind another one."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from hub.client_qt import text as texts
from hub.client_qt.motion import animate
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.button import Kind, TouchButton
from hub.client_qt.widgets.card import Card
from hub.client_qt.widgets.label import ElidedLabel
from hub.client_qt.widgets.overlay import Overlay

SCRIM = 0.55
"""How dark the page behind becomes."""
WIDTH_CHARACTERS = 17
"""Width of the card, in characters of its title."""


class ConfirmDialog(Overlay):
    """`dialog = ConfirmDialog(theme, page); dialog.ask("要作废这张小票吗？", yes="作废", no="不作废", danger=True)`.

    `accepted` or `rejected` comes exactly once per question. The way out is left, the way on is right; where they do
    not fit beside each other, the way on is above. The page behind takes no presses meanwhile. An empty `no` leaves
    only one button: then it is a notice.
    """

    accepted = Signal()
    rejected = Signal()

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(theme, over)
        self._strength = 0.0
        self.card = Card(theme, parent=self)
        self._title = ElidedLabel(theme, role="title", bold=True, align=texts.CENTRE)
        self._words = ElidedLabel(theme, role="body", colour="soft", align=texts.CENTRE)
        self.no = TouchButton(theme, "", kind=Kind.SECONDARY)
        self.yes = TouchButton(theme, "", kind=Kind.PRIMARY)
        self._row = QHBoxLayout()
        self._row.addWidget(self.no, 1)
        self._row.addWidget(self.yes, 1)
        self.card.body.addWidget(self._title)
        self.card.body.addWidget(self._words)
        self.card.body.addSpacing(theme.space("xs"))
        self.card.body.addLayout(self._row)
        self._frame = frame = QVBoxLayout(self)
        frame.addStretch(1)
        frame.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter)
        frame.addStretch(1)
        self.yes.clicked.connect(self._accept)
        self.no.clicked.connect(self.reject)
        self._open = False

    @property
    def is_open(self) -> bool:
        """Whether a question stands unanswered."""
        return self._open

    def ask(self, title: str, *, yes: str, no: str = "", words: str = "", danger: bool = False) -> None:
        """Put a question; one that was still open is rejected first."""
        if self._open:
            self.reject()
        self._title.set_text(title)
        self._words.set_text(words)
        self._words.setVisible(bool(words))
        self.yes.set_words(yes)
        self.yes.set_kind(Kind.DANGER if danger else Kind.PRIMARY)
        self.no.set_words(no)
        self.no.setVisible(bool(no))
        self.setAccessibleName(title)
        self._open = True
        self.rise()
        animate(self.theme, self, self._shade, duration="quick")

    def reject(self) -> None:
        """Answer no, as the button does."""
        if self._close():
            self.rejected.emit()

    def _accept(self) -> None:
        if self._close():
            self.accepted.emit()

    def _close(self) -> bool:
        was_open, self._open = self._open, False
        self.hide()
        return was_open

    def _shade(self, share: float) -> None:
        self._strength = share
        self.update()

    def place(self) -> None:
        """Cover the page, and fit the card into it."""
        super().place()
        margin = self.theme.space("m")
        self._frame.setContentsMargins(margin, margin, margin, margin)
        self._row.setSpacing(self.theme.gap)
        width = min(self.width() - 2 * margin, WIDTH_CHARACTERS * self.theme.size("title"))
        self.card.setFixedWidth(max(1, width))
        inner = self.card.body.contentsMargins()
        room = width - inner.left() - inner.right()
        beside = 2 * max(self.yes.sizeHint().width(), self.no.sizeHint().width()) + self.theme.gap
        stacked = not self.no.isHidden() and beside > room
        self._row.setDirection(QBoxLayout.Direction.BottomToTop if stacked else QBoxLayout.Direction.LeftToRight)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Keep presses from the page behind."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape answers no."""
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        else:
            event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Darken the page."""
        painter = QPainter(self)
        colour = self.theme.colour("shadow")
        colour.setAlphaF(SCRIM * self._strength)
        painter.fillRect(QRectF(self.rect()), colour)
        painter.end()
