"""The last look before a number is taken: how many are ahead, how long it takes."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from hub.client_qt.theme import Theme
from hub.client_qt.widgets.banner import Banner, BannerKind
from hub.client_qt.widgets.card import Card, CardKind
from hub.client_qt.widgets.label import ElidedLabel, NumberLabel
from kiosk.model import ConfirmBody, Figure
from kiosk.views.body import CENTRE, BodyView, heading, say
from kiosk.views.header import Emblem

LEAST_NUMBER = 100
"""The figures are what this screen is for: whatever else must make room."""


class FigureView(QWidget):
    """A large number with its name above and its unit beside."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.name = ElidedLabel(theme, role="body", colour="soft", align=CENTRE)
        self.number = NumberLabel(theme, role="hero", colour="primary")
        self.number.setMinimumHeight(theme.px(LEAST_NUMBER))
        self.unit = ElidedLabel(theme, role="title")
        box.addWidget(self.name)
        row = QHBoxLayout()
        row.setSpacing(theme.space("s"))
        row.addStretch(1)
        row.addWidget(self.number)
        row.addWidget(self.unit)
        row.addStretch(1)
        box.addLayout(row, 1)

    def show_figure(self, figure: Figure) -> None:
        """Show a number."""
        self.name.set_text(figure.label)
        self.number.set_text(figure.number)
        self.unit.set_text(figure.unit)


class ConfirmView(BodyView):
    """Business, figures, where, what to bring."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.emblem = Emblem(theme, "document", share=3.0)
        self.title = heading(theme)
        self.department = ElidedLabel(theme, role="body", colour="soft", align=CENTRE)
        self.figures = [FigureView(theme), FigureView(theme)]
        self.calm = heading(theme)
        self.calm_detail = ElidedLabel(theme, role="body", colour="soft", align=CENTRE)
        self.place = ElidedLabel(theme, role="body", align=CENTRE)
        self.hint = ElidedLabel(theme, role="caption", colour="soft", align=CENTRE)
        self.priority = Banner(theme, BannerKind.INFO, "")
        self.paperless = Banner(theme, BannerKind.WARN, "")
        self.card = Card(theme, kind=CardKind.PLAIN)
        self._row = QHBoxLayout()
        for figure in self.figures:
            self._row.addWidget(figure, 1)
        emblem_row = QHBoxLayout()
        emblem_row.addStretch(1)
        emblem_row.addWidget(self.emblem)
        emblem_row.addStretch(1)
        self._head = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._head.addLayout(emblem_row)
        words = QVBoxLayout()
        words.addWidget(self.title)
        words.addWidget(self.department)
        self._head.addLayout(words)
        body = self.card.body
        body.addStretch(1)
        body.addLayout(self._head)
        body.addStretch(1)
        body.addLayout(self._row, 2)
        body.addWidget(self.calm)
        body.addWidget(self.calm_detail)
        body.addStretch(1)
        body.addWidget(self.place)
        body.addWidget(self.hint)
        self.box.addWidget(self.card, 1)
        self.box.addWidget(self.priority)
        self.box.addWidget(self.paperless)

    def show_body(self, body: ConfirmBody) -> None:
        """Show one business."""
        self.emblem.set_icon(body.pictogram)
        self.title.set_text(body.business)
        self.department.set_text(body.department)
        for figure, view in zip(body.figures, self.figures, strict=False):
            view.show_figure(figure)
        for at, view in enumerate(self.figures):
            view.setVisible(at < len(body.figures))
        say(self.calm, body.calm)
        say(self.calm_detail, body.calm_detail)
        say(self.place, body.place)
        self.hint.set_text(body.hint)
        self._make_room()
        for banner, kind, words in (
            (self.priority, BannerKind.INFO, body.priority),
            (self.paperless, BannerKind.WARN, body.paperless),
        ):
            banner.show_news(kind, words)
            banner.setVisible(bool(words))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """On a low glass the picture makes room for the figures."""
        super().resizeEvent(event)
        self.emblem.setVisible(self.upright)
        self._make_room()

    def restyle(self) -> None:
        """Take the theme's distances, and what stands on a low glass in large type."""
        super().restyle()
        if hasattr(self, "card"):
            self._make_room()

    def _make_room(self) -> None:
        tight = self.theme.large and not self.upright
        self.department.setVisible(bool(self.department.text()) and not tight)
        self.hint.setVisible(bool(self.hint.text()) and not tight)
