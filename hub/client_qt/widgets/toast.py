"""A short word at the foot of the screen that goes away by itself: for what needs no answer."""

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from hub.client_qt import icons
from hub.client_qt import text as texts
from hub.client_qt.slide import slide_in
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.banner import LOOKS, BannerKind
from hub.client_qt.widgets.base import rounded
from hub.client_qt.widgets.overlay import Overlay

BASE_MS = 2500
"""Time to notice it."""
CHARACTER_MS = 120
"""Time to read one character: an old person reads about eight a second."""


def stay_ms(words: str) -> int:
    """Return how long a toast with these words stays, in milliseconds."""
    return BASE_MS + CHARACTER_MS * len(words)


class Toast(Overlay):
    """`toast = Toast(theme, page); toast.say("已重呼 A012", kind="good")`. A new one takes the place of the old."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(theme, over)
        self._words = ""
        self._kind = BannerKind.INFO
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def text(self) -> str:
        """What it says or last said."""
        return self._words

    def say(self, words: str, *, kind: BannerKind | str = BannerKind.INFO, stay: int | None = None) -> None:
        """Show words for `stay` milliseconds, or as long as it takes to read them."""
        self._words, self._kind = words, BannerKind(kind)
        self.setAccessibleName(words)
        self.rise()
        self.update()
        slide_in(self.theme, self, QPoint(0, self.theme.space("m")))
        self._timer.start(stay_ms(words) if stay is None else stay)

    def _icon(self) -> int:
        return round(self.theme.size("label") * 1.2)

    def _block(self, width: float) -> texts.Block:
        return texts.lay_out(self._words, self.theme.font("label", bold=True), width, balance=True)

    def place(self) -> None:
        """Stand centred above the row of buttons at the lower edge, as wide as the words."""
        page = self.over.rect()
        edge, inset = self.theme.space("l"), self.theme.space("m")
        chrome = 2 * inset + self._icon() + self.theme.space("s")
        block = self._block(max(1, page.width() - 2 * edge - chrome))
        width = round(block.size.width()) + chrome
        height = max(self.theme.target, round(block.size.height()) + 2 * self.theme.space("s"))
        # Above the foot of the page, where the ways out and on stand.
        foot = 2 * edge + self.theme.target
        self.setGeometry((page.width() - width) // 2, page.height() - foot - height, width, height)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint dark on light and light on dark, so that it stands off the page."""
        painter = QPainter(self)
        at = QRectF(self.rect())
        radius = min(self.theme.radius, at.height() / 2)
        ground, text = self.theme.colour("ink"), self.theme.colour("ground")
        rounded(painter, at, radius, ground)
        left = self.theme.space("m")
        icons.paint(
            painter,
            LOOKS[self._kind].icon,
            text,
            QPointF(left, round(at.center().y() - self._icon() / 2)),
            self._icon(),
        )
        words = at.adjusted(left + self._icon() + self.theme.space("s"), 0, -left, 0)
        self._block(words.width()).paint(painter, words, text, middle=True)
        painter.end()
