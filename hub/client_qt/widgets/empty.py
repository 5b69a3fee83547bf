"""What stands where there is nothing to show."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from hub.client_qt import icons
from hub.client_qt import text as texts
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.base import Painted, height_follows_width, rounded

NATURAL_CHARACTERS = 18


class EmptyState(Painted):
    """An icon, a sentence and what to do: `EmptyState(theme, "person", "现在没有人等候", "有人取号时会显示在这里")`."""

    def __init__(self, theme: Theme, icon: str, title: str, detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._icon_name = icon
        self._title = title
        self._detail = detail
        height_follows_width(self)
        self.show_state(icon, title, detail)

    def show_state(self, icon: str, title: str, detail: str = "") -> None:
        """Say something else."""
        self._icon_name, self._title, self._detail = icon, title, detail
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.restyle()

    def text(self) -> str:
        """The sentence."""
        return self._title

    def _disc(self) -> int:
        return round(self.theme.size("title") * 2.5)

    def _blocks(self, width: int) -> tuple[texts.Block, texts.Block]:
        title = texts.lay_out(
            self._title, self.theme.font("title", bold=True), width, balance=True, line_height=texts.TIGHT
        )
        return title, texts.lay_out(self._detail, self.theme.font("body"), width, balance=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Comfortable lines."""
        most = NATURAL_CHARACTERS * self.theme.size("title")
        wide = max(
            texts.width_of(self._title, self.theme.font("title", bold=True)),
            texts.width_of(self._detail, self.theme.font("body")),
            self._disc(),
        )
        width = min(wide, most)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The widest word."""
        wide = max(
            texts.least_width(self._title, self.theme.font("title", bold=True)),
            texts.least_width(self._detail, self.theme.font("body")),
            self._disc(),
        )
        return QSize(wide, self._disc())

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Disc, sentence, detail."""
        title, detail = self._blocks(width)
        gap = self.theme.space("xs") if self._detail else 0
        height = self._disc() + self.theme.space("m") + title.size.height() + gap + detail.size.height()
        return round(height)

    def clips(self) -> bool:
        """Whether the words do not fit."""
        return self.heightForWidth(self.width()) > self.height()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint all of it in the middle."""
        painter = QPainter(self)
        title, detail = self._blocks(self.width())
        disc = self._disc()
        top = max(0.0, (self.height() - self.heightForWidth(self.width())) / 2)
        at = QRectF((self.width() - disc) / 2, top, disc, disc)
        rounded(painter, at, disc / 2, self.theme.colour("wash"))
        sign = round(disc * 0.5)
        corner = QPointF(round(at.center().x() - sign / 2), round(at.center().y() - sign / 2))
        icons.paint(painter, self._icon_name, self.theme.colour("on_wash"), corner, sign)
        words = QRectF(0, at.bottom() + self.theme.space("m"), self.width(), self.height())
        title.paint(painter, words, self.theme.colour("ink"), texts.CENTRE)
        words.adjust(0, title.size.height() + self.theme.space("xs"), 0, 0)
        detail.paint(painter, words, self.theme.colour("soft"), texts.CENTRE)
        painter.end()
