"""What the tokens become: CSS for pages, QSS for Qt."""

import re

import pytest

from assets.theme.css import stylesheet
from assets.theme.qss import style_sheet
from assets.theme.tokens import Surface, look


def test_pages_get_the_phone_look_by_default_and_the_others_by_attribute() -> None:
    css = stylesheet()
    root = css.split("}", 1)[0]
    assert "--ting-ink: #14213D;" in root
    assert "--ting-on-primary: #FFFFFF;" in root
    assert "--ting-type-body: 16px;" in root
    assert ':root[data-surface="console"] {' in css
    assert ':root[data-surface="phone"]' not in css


def test_large_type_on_a_phone_is_20_px_and_repeats_no_colours() -> None:
    large = stylesheet().split(':root[data-type="large"] {')[1].split("}")[0]
    assert "--ting-type-body: 20px;" in large
    assert "--ting-ink" not in large


def test_a_person_who_asks_for_no_motion_gets_none_on_pages() -> None:
    assert re.search(r"prefers-reduced-motion: reduce.*--ting-motion-normal: 0ms", stylesheet(), re.DOTALL)


def test_another_surface_may_be_the_default() -> None:
    assert "--ting-ground: #0B1B33;" in stylesheet(Surface.WALL).split("}", 1)[0]


@pytest.mark.parametrize("surface", Surface)
@pytest.mark.parametrize("large", [False, True])
def test_the_qt_sheet_leaves_no_placeholder(surface: Surface, large: bool) -> None:
    sheet = style_sheet(look(surface, large=large))
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")


def test_zoom_multiplies_sizes_in_the_qt_sheet() -> None:
    assert "font-size: 44px" in style_sheet(look(Surface.KIOSK))
    assert "font-size: 88px" in style_sheet(look(Surface.KIOSK), zoom=2.0)
