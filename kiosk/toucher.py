"""``python -m kiosk.toucher --count N -- ARGUMENTS``: the real kiosk program, touched by a finger that does not tire.

For benchmarks and end-to-end tests: it starts ``python -m kiosk`` in this very process and presses what stands on the
glass, with Qt's own input events: a business, 取号, 完成, so many times. Each touch on 取号 is noted in the
kiosk's trace as ``finger``, before the glass knows of it. When done it prints ``done kiosk.toucher``, and the
program goes on until SIGTERM, so that its memory can be read.
"""

import argparse
import itertools
import sys
import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from hub.client_qt.widgets.tile import Tile
from kiosk.__main__ import main as kiosk
from kiosk.flow import Screen
from kiosk.model import HomeBody
from kiosk.tracing import FINGER, Trace
from kiosk.views.page import Page

LOOK_MS = 20
"""How often the finger looks at the glass."""

PAUSE_MS = 60
"""A citizen who knows the way; people are slower."""


class Finger(QObject):
    """Touches what the screen asks for, as a citizen does."""

    def __init__(self, page: Page, trace: Trace, count: int, done: Callable[[], None]) -> None:
        super().__init__(page)
        self._page = page
        self._trace = trace
        self._left = count
        self._done = done
        self._turn: Iterator[int] = itertools.count()
        self._looking = QTimer(self)
        self._looking.timeout.connect(self._look)
        self._looking.start(LOOK_MS)
        self._touches: dict[Screen, Callable[[], None]] = {
            Screen.HOME: self._choose,
            Screen.CONFIRM: self._take,
            Screen.TAKEN: self._finish,
            Screen.ON_SCREEN: self._finish,
            Screen.REFUSED: self._finish,
        }
        self._touched: Screen | None = None

    def _look(self) -> None:
        screen = self._page.shown_screen
        if screen is None or screen is self._touched or screen not in self._touches:
            return
        if screen is Screen.HOME and self._left == 0:
            self._looking.stop()
            self._done()
            return
        self._touched = screen
        QTimer.singleShot(PAUSE_MS, self, self._touches[screen])

    def _choose(self) -> None:
        tiles = [tile for tile in self._page.bodies[HomeBody].findChildren(Tile) if tile.isVisible()]
        if not tiles:
            self._touched = None  # the hall's businesses are not here yet
            return
        self._touch(tiles[next(self._turn) % len(tiles)])

    def _take(self) -> None:
        self._trace(FINGER, time.monotonic_ns())
        self._touch(self._page.on)

    def _finish(self) -> None:
        self._left -= 1
        self._touch(self._page.on)

    def _touch(self, widget: QWidget) -> None:
        if not widget.isEnabled() or not widget.isVisible():
            self._touched = None
            return
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def main() -> int:
    """Run the kiosk and touch it."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.toucher", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100, help="tickets to take")
    parser.add_argument("kiosk", nargs="+", help="arguments of python -m kiosk, after --")
    given = parser.parse_args()

    def done() -> None:
        print("done kiosk.toucher", flush=True)

    return kiosk(given.kiosk, lambda page, trace: Finger(page, trace, given.count, done))


if __name__ == "__main__":
    sys.exit(main())
