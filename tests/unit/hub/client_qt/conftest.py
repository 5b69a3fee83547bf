"""A themed application for the widgets' tests."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hub.client_qt.theme import Surface, Theme

Make = Callable[..., Theme]
Show = Callable[..., QWidget]


@pytest.fixture
def make_theme(qapp: QApplication) -> Iterator[Make]:
    made: list[Theme] = []

    def make(surface: Surface = Surface.KIOSK, **settings: object) -> Theme:
        theme = Theme(surface, **{"motion": False, **settings})  # type: ignore[arg-type]
        theme.apply(qapp)
        made.append(theme)
        return theme

    yield make
    qapp.setStyleSheet("")


@pytest.fixture
def theme(make_theme: Make) -> Theme:
    return make_theme()


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Put a widget on a page of some width and show it, as a layout would."""
    pages: list[QWidget] = []  # qtbot alone does not keep them alive

    def put(widget: QWidget, width: int = 600, height: int = 0) -> QWidget:
        page = QWidget()
        pages.append(page)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(widget)
        qtbot.addWidget(page)
        page.resize(width, max(height, box.totalHeightForWidth(width), 1))
        page.show()
        return page

    return put
