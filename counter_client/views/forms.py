"""The three shapes of a desk's screen: a card, a wide bar, and the guide's page. All show one and the same model."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from assets.translations.catalog import Catalog
from counter_client.keys import Action
from counter_client.models import DeskModel
from counter_client.presenter import Presenter
from counter_client.views.blocks import Ask, Hero, News, NextUp, Where
from counter_client.views.buttons import ButtonGrid, FirstRow, quiet_button
from counter_client.views.drawer import Drawer
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.button import Kind, TouchButton

CARD = QSize(420, 616)
BAR = QSize(1280, 100)
GUIDE = QSize(820, 760)
ROOMY_GUIDE = 800
"""In large type names run onto a second line; its screens are larger too, so the guide's page may be higher."""
LIST_HEIGHT = 380
FORM_HEIGHT = 190
"""How far the bar's drawer opens, with a list and without."""
QUESTION_HEIGHT = 116
STRIP_HEIGHT = 52
"""Room for one line of news under the bar."""


def tool(theme: Theme, words: str, icon: str, press: Callable[[], None]) -> TouchButton:
    """A small button for the window itself."""
    button = quiet_button(theme, words, press, icon=icon, role="caption")
    button.set_kind(Kind.QUIET)
    return button


class Form(QWidget):
    """What the shapes have in common."""

    def __init__(self, theme: Theme, presenter: Presenter, words: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.presenter = presenter
        self.words = words
        self.drawer: Drawer
        self.ask = Ask(theme, presenter.answer)
        self.news = News(theme, 2, lambda: presenter.press(Action.BACK))

    def size_for(self, model: DeskModel) -> QSize:
        """How large the window should be for this model."""
        raise NotImplementedError

    def show_model(self, model: DeskModel) -> None:
        """Paint it."""
        raise NotImplementedError

    @property
    def wants_keyboard(self) -> bool:
        """Whether a page with something to type is open."""
        return self.drawer.isVisibleTo(self) and self.drawer.wants_keyboard


class CardForm(Form):
    """The upright card, 420 wide."""

    def __init__(self, theme: Theme, presenter: Presenter, words: Catalog, change: Callable[[], None]) -> None:
        super().__init__(theme, presenter, words)
        self.where = Where(theme, stacked=False)
        self.hero = Hero(theme)
        self.next_up = NextUp(theme, lambda: presenter.press(Action.LISTS))
        self.first = FirstRow(theme, presenter.press, 64)
        self.grid = ButtonGrid(theme, presenter.press, 3, 52)
        self.drawer = Drawer(theme, presenter, words("panel.close"))
        self.news = News(theme, 3, lambda: presenter.press(Action.BACK))
        head = QHBoxLayout()
        head.addWidget(self.where, 1)
        self.change = tool(theme, words("bar.to_bar"), "minus", change)
        head.addWidget(self.change)
        self.hero.setFixedHeight(theme.px(104))
        self.next_up.setFixedHeight(theme.px(84))
        keys = QWidget()
        buttons = QVBoxLayout(keys)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(theme.gap)
        buttons.addWidget(self.first)
        buttons.addWidget(self.grid)
        buttons.addStretch(1)
        self.pages = QStackedWidget()
        asking = QWidget()
        ask = QVBoxLayout(asking)
        ask.setContentsMargins(0, 0, 0, 0)
        ask.addWidget(self.ask)
        ask.addStretch(1)
        for page in (keys, self.drawer, asking):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        inset = theme.px(16)
        column.setContentsMargins(inset, theme.px(10), inset, theme.px(14))
        column.setSpacing(theme.px(10))
        column.addLayout(head)
        column.addWidget(self.hero)
        column.addWidget(self.next_up)
        column.addWidget(self.news)
        column.addWidget(self.pages, 1)

    def size_for(self, _model: DeskModel) -> QSize:
        """Always the same: a card does not grow under the hand."""
        return QSize(self.theme.px(CARD.width()), self.theme.px(CARD.height()))

    def show_model(self, model: DeskModel) -> None:
        """Paint it."""
        self.where.show_model(model)
        self.hero.show_hero(model.hero)
        self.next_up.show_model(model)
        self.next_up.setVisible(model.panel is None)
        news = model.note if model.note is not None else model.line
        self.news.show_line(news)
        # A page needs the room; among the buttons the line keeps its place so that they do not move.
        keys_seen = model.panel is None and model.question is None
        self.news.setVisible(keys_seen or model.note is not None)
        self.first.show_models(model.primary)
        self.grid.show_models(model.buttons)
        if model.question is not None:
            self.ask.show_question(model.question)
            self.pages.setCurrentIndex(2)
        elif model.panel is not None:
            self.drawer.show_panel(model.panel)
            self.pages.setCurrentIndex(1)
        else:
            self.pages.setCurrentIndex(0)


class BarForm(Form):
    """The wide bar along an edge of the screen; pages open below it."""

    def __init__(self, theme: Theme, presenter: Presenter, words: Catalog, change: Callable[[], None]) -> None:
        super().__init__(theme, presenter, words)
        self.where = Where(theme, stacked=True)
        self.hero = Hero(theme)
        self.next_up = NextUp(theme, lambda: presenter.press(Action.LISTS))
        self.first = FirstRow(theme, presenter.press, 84, compact=True)
        self.grid = ButtonGrid(theme, presenter.press, 5, 40, compact=True)
        self.drawer = Drawer(theme, presenter, words("panel.close"), columns=6, field_columns=2, section_columns=3)
        self.drawer.narrow(640)
        self.news = News(theme, 1, lambda: presenter.press(Action.BACK))
        self.change = quiet_button(theme, words("bar.to_card"), change, role="caption", compact=True)
        self.change.set_kind(Kind.QUIET)
        self.where.setFixedWidth(theme.px(100))
        self.hero.setFixedWidth(theme.px(236))
        self.next_up.setFixedWidth(theme.px(240))
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.where)
        row.addWidget(self.hero)
        row.addWidget(self.next_up)
        self.first.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self.first, 6)
        row.addWidget(self.grid, 12)
        self._row = QWidget()
        self._row.setLayout(row)
        inset = theme.px(12)
        row.setContentsMargins(inset, theme.px(5), inset, theme.px(5))
        self._row.setFixedHeight(theme.px(BAR.height()))
        self.below = QWidget()
        below = QVBoxLayout(self.below)
        below.setContentsMargins(inset, 0, inset, theme.px(8))
        below.setSpacing(theme.px(8))
        below.addWidget(self.news)
        below.addWidget(self.ask)
        below.addWidget(self.drawer, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._row)
        column.addWidget(self.below, 1)

    def size_for(self, model: DeskModel) -> QSize:
        """The bar, and what hangs below it."""
        height = BAR.height()
        if model.question is not None:
            height += QUESTION_HEIGHT
        elif model.panel is not None:
            height += LIST_HEIGHT if model.panel.sections else FORM_HEIGHT
        if model.note is not None:
            height += STRIP_HEIGHT
        return QSize(self.theme.px(BAR.width()), self.theme.px(height))

    def show_model(self, model: DeskModel) -> None:
        """Paint it."""
        self.where.show_model(model)
        self.hero.show_hero(model.hero)
        # Why, and the evaluation, are said within the bar: it must not grow and shrink at every call.
        self.next_up.show_model(model, model.line)
        self.first.show_models(model.primary)
        self.grid.show_models(model.buttons)
        if self.change.parent() is None:
            self.grid.add_tool(self.change)
        self.news.show_line(model.note)
        self.news.setVisible(model.note is not None)
        self.ask.setVisible(model.question is not None)
        if model.question is not None:
            self.ask.show_question(model.question)
        self.drawer.setVisible(model.panel is not None and model.question is None)
        if model.panel is not None:
            self.drawer.show_panel(model.panel)
        self.below.setVisible(model.note is not None or model.question is not None or model.panel is not None)


class GuideForm(Form):
    """The guide desk's page: an ordinary window, because the guide's work is typing and choosing."""

    def __init__(self, theme: Theme, presenter: Presenter, words: Catalog) -> None:
        super().__init__(theme, presenter, words)
        self.where = Where(theme, stacked=False)
        self.hero = Hero(theme)
        self.tabs = ButtonGrid(theme, presenter.press, 6, 48)
        self.drawer = Drawer(
            theme, presenter, words("panel.close"), columns=4, field_columns=2, section_columns=1, closable=False
        )
        self.drawer.narrow(772, forms=480)
        inset = theme.px(24)
        column = QVBoxLayout(self)
        column.setContentsMargins(inset, theme.px(16), inset, inset)
        column.setSpacing(theme.px(12))
        head = QHBoxLayout()
        head.addWidget(self.where, 1)
        head.addWidget(self.hero)
        column.addLayout(head)
        column.addWidget(self.tabs)
        column.addWidget(self.news)
        column.addWidget(self.ask)
        column.addWidget(self.drawer, 1)

    def size_for(self, _model: DeskModel) -> QSize:
        """Always the same."""
        height = ROOMY_GUIDE if self.theme.zoom > 1 else GUIDE.height()
        return QSize(self.theme.px(GUIDE.width()), self.theme.px(height))

    def show_model(self, model: DeskModel) -> None:
        """Paint it."""
        self.where.show_model(model)
        self.hero.show_hero(model.hero)
        self.hero.setVisible(bool(model.tabs))
        self.tabs.show_models(model.tabs)
        self.tabs.setVisible(bool(model.tabs))
        self.news.show_line(model.note)
        self.news.setVisible(model.note is not None)
        self.ask.setVisible(model.question is not None)
        if model.question is not None:
            self.ask.show_question(model.question)
        self.drawer.setVisible(model.panel is not None and model.question is None)
        if model.panel is not None:
            self.drawer.show_panel(model.panel)
