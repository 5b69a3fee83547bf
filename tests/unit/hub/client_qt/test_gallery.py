"""Every widget in every state fits, in normal and large type, in Chinese and English."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from assets.translations.catalog import Catalog
from hub.client_qt.gallery import PAGE_WIDTH, Gallery, Page, main, pages, render
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.base import clipped
from hub.client_qt.widgets.label import ElidedLabel

ELLIPSIS_ON_PURPOSE = 2
"""The gallery shows one label that is cut after two lines."""


@pytest.mark.parametrize("page", list(pages()), ids=lambda page: page.name)
def test_nothing_is_clipped(page: Page, qapp: QApplication, qtbot: QtBot, make_theme) -> None:
    theme: Theme = make_theme(page.surface, large=page.large)
    gallery = Gallery(theme, Catalog("client_qt", page.language))
    qtbot.addWidget(gallery)
    width = PAGE_WIDTH[page.surface]
    gallery.setFixedWidth(width)
    gallery.resize(width, gallery.layout().totalHeightForWidth(width))
    gallery.show()
    qapp.processEvents()
    cut = [
        one for one in clipped(gallery) if not (isinstance(one, ElidedLabel) and one._max_lines == ELLIPSIS_ON_PURPOSE)
    ]
    assert cut == []


def test_a_page_becomes_a_picture(qapp: QApplication, tmp_path: Path) -> None:
    page = next(pages())
    file = render(qapp, page, tmp_path)
    assert file.name == "kiosk-normal-zh.png"
    assert file.stat().st_size > 10_000


def test_without_a_folder_it_says_how_to_use_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "OUT_DIR" in capsys.readouterr().err
