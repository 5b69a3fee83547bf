"""``python -m display_wall.paint_floor``: what painting one call costs by itself, for benchmarks.

The wall's own panel of calls on a glass of the wall's size, with motion, and nothing else: no link, no board, no voice.
Each call comes to a panel at rest. Prints one JSON line: the median in milliseconds, and where it was painted.
"""

import json
import statistics
import sys
import time

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from assets.translations.catalog import Catalog
from display_wall.calls import CallCard, CallPage
from display_wall.measure import arrange
from display_wall.views.calls_panel import CallsPanel
from display_wall.views.canvas import Canvas, rect_of
from hub.client_qt.theme import Surface, Theme

WIDTH, HEIGHT = 1920, 1080
DISTANCE_M, SCREEN_INCH = 6.0, 55.0
"""The defaults of the program."""

CALLS = 60
REST_MS = 100
"""Between two calls: their beginning is measured, with the movement of the last one still going on."""


def card(number: int) -> CallCard:
    """The call of a ticket."""
    return CallCard(number, number, 1, f"A{number:03}", str(number % 30 + 1), 0, fresh=True)


def rest(milliseconds: int) -> None:
    """Let Qt work."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def measure(panel: CallsPanel) -> list[float]:
    """Milliseconds from the news of each call to its picture on the glass."""
    times: list[float] = []
    cards: tuple[CallCard, ...] = ()
    for number in range(1, CALLS + 1):
        cards = (card(number), *cards)[: panel.room]
        began = time.perf_counter_ns()
        panel.show_page(CallPage(cards), frozenset({number}))
        times.append((time.perf_counter_ns() - began) / 1e6)
        rest(REST_MS)
    return times


def main() -> int:
    """Paint calls and say what one cost."""
    application = QApplication(sys.argv[:1])
    theme = Theme(Surface.WALL, motion=True)
    theme.apply(application)
    glass = QWidget()
    glass.resize(WIDTH, HEIGHT)
    panel = CallsPanel(Canvas(theme, Catalog("display_wall", "zh")), glass)
    layout = arrange(WIDTH, HEIGHT, DISTANCE_M, SCREEN_INCH)
    panel.setGeometry(rect_of(layout.calls))
    panel.set_sizes(
        room=layout.room, text_px=layout.text_px, number_px=layout.number_px, pad=layout.pad, stacked=layout.stacked
    )
    glass.show()
    rest(REST_MS)
    median = statistics.median(measure(panel))
    print(json.dumps({"paint_ms": median, "glass": QGuiApplication.platformName()}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
