"""A strip of news: icon, words, and perhaps one thing to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from hub.client_qt import icons
from hub.client_qt import text as texts
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.base import NO_COLOUR, Painted, height_follows_width, rounded
from hub.client_qt.widgets.button import Kind, TouchButton


class BannerKind(StrEnum):
    """What the news is about."""

    INFO = "info"
    GOOD = "good"
    WARN = "warn"
    ERROR = "error"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class BannerLook:
    """Colour roles and icon of one kind."""

    ground: str
    text: str
    icon: str


LOOKS = {
    BannerKind.INFO: BannerLook("wash", "on_wash", "info"),
    BannerKind.GOOD: BannerLook("good_wash", "good", "check"),
    BannerKind.WARN: BannerLook("warn_wash", "warn", "warning"),
    BannerKind.ERROR: BannerLook("bad_wash", "bad", "warning"),
    BannerKind.OFFLINE: BannerLook("warn_wash", "warn", "wifi-off"),
}


class Banner(Painted):
    """`Banner(theme, "offline", "网络连接中断", detail="正在重新连接", action="重试")`; `banner.button.clicked`.

    `square` leaves out the rounded corners, for a strip along the edge of a screen.
    """

    def __init__(
        self,
        theme: Theme,
        kind: BannerKind | str,
        title: str,
        *,
        detail: str = "",
        action: str = "",
        square: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._kind = BannerKind(kind)
        self._title = title
        self._detail = detail
        self._square = square
        self.button = TouchButton(theme, action, kind=Kind.SECONDARY, parent=self)
        """What can be done about it; hidden without words."""
        height_follows_width(self)
        self.show_news(kind, title, detail=detail, action=action)

    def show_news(self, kind: BannerKind | str, title: str, *, detail: str = "", action: str = "") -> None:
        """Say something else."""
        self._kind, self._title, self._detail = BannerKind(kind), title, detail
        self.button.set_words(action)
        self.button.setVisible(bool(action))
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.restyle()
        self._place()

    def title(self) -> str:
        """What it says first."""
        return self._title

    def detail(self) -> str:
        """What it says second."""
        return self._detail

    @property
    def kind(self) -> BannerKind:
        """What the news is about."""
        return self._kind

    def restyle(self) -> None:
        """Measure and paint again."""
        super().restyle()
        self._place()

    # ---- room

    def _inset(self) -> int:
        return self.theme.space("s")

    def _icon(self) -> int:
        return round(self.theme.size("label") * 1.25)

    def _has_button(self) -> bool:
        return bool(self.button.text())

    def _under(self, width: int) -> bool:
        """Whether the button stands below the words because it leaves them too little room."""
        if not self._has_button():
            return False
        words = max(8 * self.theme.size("label"), texts.least_width(self._title, self._title_font()))
        return width - self._chrome() - self.button.sizeHint().width() - self._inset() < words

    def _chrome(self) -> int:
        return 2 * self._inset() + self._icon() + self.theme.space("s")

    def _room(self, width: int) -> int:
        beside = 0
        if self._has_button() and not self._under(width):
            beside = self.button.sizeHint().width() + self._inset()
        return max(1, width - self._chrome() - beside)

    def _title_font(self) -> QFont:
        return self.theme.font("label", bold=True)

    def _blocks(self, width: int) -> tuple[texts.Block, texts.Block]:
        room = self._room(width)
        return (
            texts.lay_out(self._title, self._title_font(), room, line_height=texts.READING),
            texts.lay_out(self._detail, self.theme.font("caption"), room, line_height=texts.READING),
        )

    def _words_height(self, width: int) -> int:
        title, detail = self._blocks(width)
        return round(max(self._icon(), title.size.height() + detail.size.height()))

    def sizeHint(self) -> QSize:  # noqa: N802
        """All on one line each."""
        words = max(
            texts.width_of(self._title, self._title_font()),
            texts.width_of(self._detail, self.theme.font("caption")),
        )
        beside = self.button.sizeHint().width() + self._inset() if self._has_button() else 0
        width = self._chrome() + words + beside
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The widest word."""
        words = max(
            texts.least_width(self._title, self._title_font()),
            texts.least_width(self._detail, self.theme.font("caption")),
            self.button.minimumSizeHint().width() if self._has_button() else 0,
        )
        return QSize(self._chrome() + words, self._icon() + 2 * self._inset())

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Words, and the button beside or below."""
        height = self._words_height(width)
        if self._has_button():
            button = self.button.sizeHint().height()
            height = height + self._inset() + button if self._under(width) else max(height, button)
        return height + 2 * (self._inset() if not self._square else self.theme.space("xs"))

    def clips(self) -> bool:
        """Whether the words do not fit."""
        return self.heightForWidth(self.width()) > self.height()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the button."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        hint = self.button.sizeHint()
        inset = self._inset()
        if self._under(self.width()):
            self.button.setGeometry(
                self._chrome() - inset,
                self.height() - inset - hint.height(),
                min(hint.width(), max(1, self.width() - self._chrome())),
                hint.height(),
            )
        else:
            top = (self.height() - hint.height()) // 2
            self.button.setGeometry(self.width() - inset - hint.width(), top, hint.width(), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint ground, icon and words."""
        painter = QPainter(self)
        look = LOOKS[self._kind]
        colour = self.theme.colour(look.text)
        at = QRectF(self.rect())
        rounded(painter, at, 0 if self._square else self.theme.radius, self.theme.colour(look.ground), NO_COLOUR)
        title, detail = self._blocks(self.width())
        foot = self.button.sizeHint().height() + self._inset() if self._under(self.width()) else 0
        words = title.size.height() + detail.size.height()
        top = (self.height() - foot - words) / 2
        left = self._inset()
        drop = (title.pitch - self._icon()) / 2
        icons.paint(painter, look.icon, colour, QPointF(left, round(top + drop)), self._icon())
        beside = QRectF(left + self._icon() + self.theme.space("s"), top, title.size.width(), words)
        title.paint(painter, beside, colour)
        detail.paint(painter, beside.adjusted(0, title.size.height(), 0, 0), self.theme.colour("ink"))
        painter.end()
