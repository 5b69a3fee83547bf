"""The icons are one family."""

import re
from xml.etree import ElementTree as Xml

import pytest

from assets.icons.catalogue import UnknownIconError, coloured, names, svg

SCREENS = """ticket calendar person elder wheelchair baby star phone printer speaker home back arrow-right check
cross warning clock refresh pause play swap hold logout login list search language type-size wifi-off window
building document house heart coins car briefcase bell settings plus minus"""


def test_all_that_the_screens_need_are_there() -> None:
    assert set(names()) >= set(SCREENS.split())


@pytest.mark.parametrize("name", names())
def test_an_icon_keeps_to_the_family(name: str) -> None:
    root = Xml.fromstring(svg(name))
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("fill") == "none"
    assert root.get("stroke") == "currentColor"
    assert root.get("stroke-width") == "2"
    assert root.get("stroke-linecap") == "round"
    assert root.get("stroke-linejoin") == "round"
    assert len(root) > 0
    for part in root:
        assert not {"fill", "stroke", "style", "stroke-width"} & set(part.keys())


def test_a_colour_takes_the_place_of_current_colour() -> None:
    assert 'stroke="#14213D"' in coloured("ticket", "#14213D")
    assert "currentColor" not in coloured("ticket", "#14213D")


def test_an_unknown_icon_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UnknownIconError, match=re.compile("no icon is named 'tickt'.*ticket")):
        svg("tickt")
