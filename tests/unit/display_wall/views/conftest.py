"""A wall on an off-screen screen, at a link without a network."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from pytestqt.qtbot import QtBot

from assets.translations.catalog import Catalog
from display_wall.gallery import NOW
from display_wall.presenter import WallPresenter
from display_wall.views.canvas import Canvas
from display_wall.views.window import WallWindow
from hub.client_qt.theme import Surface, Theme
from hub.contract.vocabulary import StationKind
from tests.fakes.link import FakeLink


@dataclass
class Wall:
    """What a test holds of a wall."""

    link: FakeLink
    presenter: WallPresenter
    window: WallWindow
    traced: list[tuple[str, int, str]]
    clock: list[int]


@pytest.fixture
def make_wall(qtbot: QtBot) -> Iterator[Callable[..., Wall]]:
    windows: list[WallWindow] = []

    def make(
        *,
        size: tuple[int, int] = (1920, 1080),
        language: str = "zh",
        motion: bool = True,
        large: bool = False,
        distance_m: float = 6.0,
        screen_inch: float = 55.0,
    ) -> Wall:
        clock = [NOW]
        link = FakeLink(kind=StationKind.WALL, station_id="wall-1", clock=lambda: clock[0])
        traced: list[tuple[str, int, str]] = []
        presenter = WallPresenter(link, lambda run: run(), trace=lambda *event: traced.append(event))
        canvas = Canvas(Theme(Surface.WALL, motion=motion, large=large), Catalog("display_wall", language))
        window = WallWindow(canvas, presenter, distance_m=distance_m, screen_inch=screen_inch)
        windows.append(window)
        window.resize(*size)
        with qtbot.waitExposed(window):
            window.show()
        window.begin()
        return Wall(link, presenter, window, traced, clock)

    yield make
    windows.clear()
