"""The number in the citizen's hand or on the glass: where to wait, and the code for the phone."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from hub.client_qt.theme import Theme
from hub.client_qt.widgets.banner import Banner, BannerKind
from hub.client_qt.widgets.card import Card
from hub.client_qt.widgets.label import ElidedLabel, NumberLabel
from kiosk.model import OnScreenBody, TakenBody
from kiosk.views.body import CENTRE, BodyView, heading
from kiosk.views.header import Emblem
from kiosk.views.qr import QrCode


class NumberView(BodyView):
    """Number as the hero, sentence, code: beside each other on a wide glass, below each other on an upright one."""

    def __init__(self, theme: Theme, icon: str, role: str, ink: str, *, module: int) -> None:
        super().__init__(theme)
        self.emblem = Emblem(theme, icon, role=role, ink=ink, share=2.6)
        self.title = heading(theme)
        self.news = Banner(theme, BannerKind.WARN, "")
        self.news.hide()
        self.number = NumberLabel(theme, role="hero", colour="primary")
        self.number.setMinimumHeight(theme.px(120))
        self.sentence = ElidedLabel(theme, role="title", align=CENTRE)
        self.sentence_low = ElidedLabel(theme, role="body", bold=True, align=CENTRE)
        self.sentence_tight = ElidedLabel(theme, role="caption", bold=True, align=CENTRE)
        self.code = QrCode(theme, module=module)
        self.caption = ElidedLabel(theme, role="body", colour="soft", align=CENTRE)
        self.guide = ElidedLabel(theme, role="body", align=CENTRE)
        self.card = Card(theme)
        head = QHBoxLayout()
        head.addStretch(1)
        head.addWidget(self.emblem)
        head.addWidget(self.title)
        head.addStretch(1)
        head.setSpacing(theme.space("s"))
        self.box.addLayout(head)
        self.box.addWidget(self.news)
        left = QVBoxLayout()
        left.setSpacing(theme.space("m"))
        left.addStretch(1)
        left.addWidget(self.number, 4)
        left.addWidget(self.sentence)
        left.addWidget(self.sentence_low)
        left.addWidget(self.sentence_tight)
        left.addStretch(1)
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(theme.space("s"))
        right.addStretch(1)
        right.addWidget(self.code)
        right.addWidget(self.caption)
        right.addStretch(1)
        self._pair = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._pair.setSpacing(theme.space("l"))
        self._pair.addLayout(left, 3)
        self._pair.addWidget(self._right, 4)
        self.card.body.addLayout(self._pair)
        self.box.addWidget(self.card, 1)
        self.box.addWidget(self.guide)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Turn with the glass."""
        super().resizeEvent(event)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._pair.setDirection(down if self.upright else across)
        self._make_room()

    def restyle(self) -> None:
        """Take the theme's distances, and what stands on a low glass in large type."""
        super().restyle()
        if hasattr(self, "_pair"):
            self._make_room()

    def _make_room(self) -> None:
        low = not self.upright
        tight = low and self.theme.large
        # An upright glass has room for the larger sentence, unless news stands above it in large type.
        roomy = not low and not (self.theme.large and not self.news.isHidden())
        self.sentence.setVisible(roomy)
        self.sentence_low.setVisible(not roomy and not tight)
        self.sentence_tight.setVisible(tight)
        self.emblem.setVisible(not tight)
        self.caption.setVisible(bool(self.caption.text()) and not tight)
        self.guide.setVisible(bool(self.guide.text()) and not tight)
        self.number.setMinimumHeight(self.theme.px(72 if tight else 120))

    def _show(self, number: str, sentence: str, url: str, caption: str) -> None:
        self.number.set_text(number)
        self.sentence.set_text(sentence)
        self.sentence_low.set_text(sentence)
        self.sentence_tight.set_text(sentence)
        self.code.show_url(url)
        self.caption.set_text(caption if url else "")
        self._right.setVisible(bool(url))
        self._make_room()


class TakenView(NumberView):
    """The paper is out."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "check", "good_wash", "good", module=9)

    def show_body(self, body: TakenBody) -> None:
        """Say where to wait."""
        self.title.set_text(body.title)
        self._show(body.number, body.sentence, body.url, body.qr)


class OnScreenView(NumberView):
    """No paper: number and code to be photographed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "phone", "wash", "on_wash", module=11)

    def show_body(self, body: OnScreenBody) -> None:
        """Say why, and that the number counts all the same."""
        self.title.set_text(body.title)
        self.news.show_news(BannerKind.WARN, body.reason)
        self.news.show()
        self.guide.set_text(body.guide)
        self._show(body.number, body.sentence, body.url, body.qr)
