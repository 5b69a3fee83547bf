"""A question inside the page: no window of its own, nothing to lose behind another one."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

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
        self.card.installEventFilter(self)
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
        self._row.setSpacing(self.theme.gap)
        width = min(self.width() - 2 * margin, WIDTH_CHARACTERS * self.theme.size("title"))
        width = max(1, width)
        inner = self.card.body.contentsMargins()
        room = width - inner.left() - inner.right()
        beside = 2 * max(self.yes.sizeHint().width(), self.no.sizeHint().width()) + self.theme.gap
        stacked = not self.no.isHidden() and beside > room
        direction = QBoxLayout.Direction.BottomToTop if stacked else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != direction:
            self._row.setDirection(direction)
        # Placed by hand: a layout would take the card's natural height, not the one its width asks for.
        height = min(self.height() - 2 * margin, self.card.body.totalHeightForWidth(width))
        self.card.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Place the card anew when its content asks for other room."""
        if watched is self.card and event.type() == QEvent.Type.LayoutRequest and not self.isHidden():
            self.place()
        return super().eventFilter(watched, event)

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
