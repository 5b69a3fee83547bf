"""The gentle header: the hall's name, the date and the clock."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hub.client_qt import icons
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.base import Painted, rounded
from hub.client_qt.widgets.label import ElidedLabel
from kiosk.model import Chrome


class Emblem(Painted):
    """A building on a pale disc: the hall."""

    def __init__(
        self, theme: Theme, icon: str, *, role: str = "wash", ink: str = "on_wash", share: float = 2.0
    ) -> None:
        super().__init__(theme)
        self._icon = icon
        self._role, self._ink, self._share = role, ink, share
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Twice the size of body text, unless said otherwise."""
        side = round(self.theme.size("body") * self._share)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint disc and icon."""
        painter = QPainter(self)
        side = min(self.width(), self.height())
        disc = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        rounded(painter, disc, side / 2, self.theme.colour(self._role))
        sign = round(side * 0.56)
        corner = QPointF(round(disc.center().x() - sign / 2), round(disc.center().y() - sign / 2))
        icons.paint(painter, self._icon, self.theme.colour(self._ink), corner, sign)
        painter.end()


class Header(QWidget):
    """Name at the left, date over clock at the right; a hairline below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.emblem = Emblem(theme, "building")
        self.name = ElidedLabel(theme, role="title", bold=True)
        self.date = ElidedLabel(theme, role="caption", colour="soft", align=Qt.AlignmentFlag.AlignRight)
        self.clock = ElidedLabel(theme, role="title", bold=True, numbers=True, align=Qt.AlignmentFlag.AlignRight)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.clock)
        right.addWidget(self.date)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.emblem)
        self._row.addWidget(self.name, 1)
        self._row.addLayout(right)
        theme.changed.connect(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        """Take the theme's margins."""
        upright = self.window().height() > self.window().width()
        wide, high = self.theme.space("l"), self.theme.space("s" if upright else "xs")
        self._row.setContentsMargins(wide, high, wide, high)
        self._row.setSpacing(self.theme.space("s"))
        self.update()

    def show_chrome(self, chrome: Chrome) -> None:
        """Say what time it is, and where."""
        self.name.set_text(chrome.hall_name)
        self.date.set_text(chrome.date)
        self.clock.set_text(chrome.clock)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the ground and the hairline."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.colour("surface"))
        line = self.rect()
        line.setTop(line.bottom())
        painter.fillRect(line, self.theme.colour("line"))
        painter.end()
