"""The theme dresses the application and switches live; fonts and icons are what was asked for."""

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from assets.icons.catalogue import UnknownIconError
from assets.theme.tokens import Font
from hub.client_qt import fonts, icons, text
from hub.client_qt.theme import Surface, Theme


def test_large_type_is_switched_live(make_theme, qapp: QApplication, qtbot: QtBot) -> None:
    theme = make_theme()
    assert theme.size("body") == 32
    with qtbot.waitSignal(theme.changed):
        theme.set_large(True)
    assert theme.large
    assert theme.size("body") == 44
    assert qapp.font().pixelSize() == 44


def test_setting_what_already_is_tells_nobody(make_theme, qtbot: QtBot) -> None:
    theme = make_theme()
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_large(False)
        theme.set_zoom(1.0)


def test_zoom_multiplies_type_and_room(make_theme) -> None:
    theme = make_theme(Surface.WALL)
    theme.set_zoom(2.0)
    assert theme.zoom == 2.0
    assert theme.size("hero") == 336
    assert (theme.radius, theme.gap, theme.stroke, theme.space("xs")) == (24, 32, 6, 16)


def test_colours_are_those_of_the_surface(make_theme, qapp: QApplication) -> None:
    theme = make_theme(Surface.WALL)
    assert theme.colour("ground") == QColor("#0B1B33")
    assert theme.palette.call == "#F2A20C"
    assert theme.surface is Surface.WALL
    assert qapp.palette().window().color() == QColor("#0B1B33")
    with pytest.raises(AttributeError):
        theme.colour("pink")


def test_without_motion_everything_takes_no_time(make_theme) -> None:
    theme = make_theme(motion=True)
    assert theme.duration("normal") == 180
    theme.set_motion(False)
    assert not theme.motion
    assert theme.duration("normal") == 0


def test_an_unapplied_theme_may_be_switched_too(qapp: QApplication) -> None:
    theme = Theme(Surface.DESK)
    theme.set_large(True)
    assert theme.look.large


def test_a_missing_chinese_font_names_the_package() -> None:
    font = Font("Noto Sans CJK SC", "fonts-noto-cjk", 1.4, 1.1)
    with pytest.raises(fonts.ChineseFontMissingError, match="apt-get install fonts-noto-cjk") as raised:
        fonts.require_chinese(font, lambda: ["DejaVu Sans"])
    assert raised.value.package == "fonts-noto-cjk"
    assert fonts.require_chinese(font, lambda: ["Noto Sans CJK SC"]) == "Noto Sans CJK SC"


def test_numbers_have_tabular_figures(theme: Theme) -> None:
    numbers = theme.font("hero", bold=True, numbers=True)
    assert numbers.featureValue(fonts.TABULAR_FIGURES) == 1
    assert numbers.weight() == QFont.Weight.Bold
    assert text.width_of("1111", numbers) == text.width_of("0808", numbers)


def test_an_icon_is_crisp_at_each_ratio_and_cached(theme: Theme) -> None:
    twice = icons.pixmap("ticket", "#14213D", 24, 2.0)
    assert (twice.width(), twice.devicePixelRatio()) == (48, 2.0)
    assert icons.pixmap("ticket", QColor("#14213D"), 24, 2.0).cacheKey() == twice.cacheKey()
    made = icons.icon("ticket", "#14213D", 24)
    assert not made.isNull()
    with pytest.raises(UnknownIconError):
        icons.pixmap("nothing", "#14213D", 24)


def test_an_icon_is_painted_in_its_colour(theme: Theme) -> None:
    canvas = QPixmap(48, 48)
    canvas.fill(QColor("#FFFFFF"))
    painter = QPainter(canvas)
    icons.paint(painter, "minus", "#B3261E", QPointF(0, 0), 48)
    painter.end()
    image: QImage = canvas.toImage()
    assert image.pixelColor(24, 24) == QColor("#B3261E")
    assert image.pixelColor(24, 8) == QColor("#FFFFFF")
