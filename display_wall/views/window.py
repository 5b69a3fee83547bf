"""The wall's window: places the parts as measured, and hands each what the board says, no oftener than needed."""

import logging
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from display_wall.board import Mode
from display_wall.calls import News
from display_wall.measure import Layout, arrange, remedy
from display_wall.presenter import WallPresenter
from display_wall.views.business_strip import BusinessStrip
from display_wall.views.calls_panel import CallsPanel
from display_wall.views.canvas import Canvas, rect_of
from display_wall.views.header import Header
from display_wall.views.message import Message
from display_wall.views.ticker import Ticker
from display_wall.views.window_table import WindowTable
from display_wall.voice.faults import VoiceError

_log = logging.getLogger(__name__)

REFRESH_MS = 120
"""Windows and queues change in bursts; they are painted once a burst, after the calls."""
TICK_MS = 500
"""How often calls age and the clock is looked at; nothing is painted unless it changed."""
TURN_MS = 10_000
"""A page of windows stays ten seconds: twelve rows, read slowly."""
_LARGER = 1.25
"""Large type mode on a wall: a quarter more; rows give way."""

_ICONS: dict[Mode, str] = {
    Mode.CONNECTING: "refresh",
    Mode.NO_PLAN: "building",
    Mode.BEFORE_DAY: "clock",
    Mode.AFTER_DAY: "clock",
}


class WallWindow(QWidget):
    """One wall. Give it a size and it obeys the rules of distance."""

    def __init__(
        self,
        canvas: Canvas,
        presenter: WallPresenter,
        *,
        distance_m: float,
        screen_inch: float,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(canvas.words("window.title"))
        self.setCursor(Qt.CursorShape.BlankCursor)
        self._canvas = canvas
        self._presenter = presenter
        self._distance_m = distance_m
        self._warned = ""
        self._screen_inch = screen_inch
        self._layout: Layout | None = None
        self._turn = 0
        self._voice_error: VoiceError | None = None
        self.on_closed: Callable[[], None] = lambda: None
        self.on_first_paint: Callable[[], None] | None = None
        self.header = Header(canvas, self)
        self.calls = CallsPanel(canvas, self)
        self.table = WindowTable(canvas, self)
        self.strip = BusinessStrip(canvas, self)
        self.message = Message(canvas, self)
        self.ticker = Ticker(canvas, self)
        self.calls.on_painted = presenter.painted
        self._refreshing = QTimer(self)
        self._refreshing.setSingleShot(True)
        self._refreshing.setInterval(REFRESH_MS)
        self._refreshing.timeout.connect(self.fold)
        self._ticking = QTimer(self)
        self._ticking.setInterval(TICK_MS)
        self._ticking.timeout.connect(self._tick)
        self._turning = QTimer(self)
        self._turning.setInterval(TURN_MS)
        self._turning.timeout.connect(self.turn)
        presenter.attach(self)

    def begin(self) -> None:
        """Start the clock and the turning of pages."""
        self._ticking.start()
        self._turning.start()
        self.fold()

    # ---- from the presenter

    def show_calls(self, news: list[News]) -> None:
        """Paint new calls at once; everything else waits its turn."""
        page = self._presenter.calls(self.calls.room)
        self._show_mode()
        self.calls.show_page(page, frozenset(item.call.seq for item in news))
        self.refresh()

    def refresh(self) -> None:
        """Paint the rest soon."""
        if not self._refreshing.isActive():
            self._refreshing.start()

    def show_voice(self, error: VoiceError | None) -> None:
        """Say below that nothing is being spoken, or no longer."""
        self._voice_error = error
        self.refresh()

    # ---- folding the board into the parts

    def fold(self) -> None:
        """Hand every part what the board says now. Parts paint only what changed."""
        board, canvas = self._presenter.board, self._canvas
        self._show_mode()
        self.header.show_names(canvas.of(board.hall_name), canvas.of(board.area_name))
        self.header.show_time(board.local(self._presenter.now))
        self.calls.show_page(self._presenter.calls(self.calls.room))
        if self._layout is not None:
            pages = board.pages(self._layout.table_rows)
            page = self._turn % len(pages)
            self.table.show_rows(pages, page)
        self.strip.show_counts(board.businesses(), self._turn)
        texts = tuple(canvas.of(notice) for notice in board.notices)
        if self._voice_error is not None:
            texts = (canvas.words("voice.failed"), *texts)
        self.ticker.show_texts(texts, canvas.words("stale") if board.stale else "")

    def turn(self) -> None:
        """Turn to the next page of windows and of businesses."""
        self._turn += 1
        self.fold()

    def _tick(self) -> None:
        self.calls.show_page(self._presenter.calls(self.calls.room))
        self.header.show_time(self._presenter.board.local(self._presenter.now))
        self._show_mode()

    def _show_mode(self) -> None:
        board = self._presenter.board
        mode = board.mode(self._presenter.now)
        running = mode is Mode.RUNNING
        if not running:
            key = f"mode.{mode}"
            hours = {}
            if mode in (Mode.BEFORE_DAY, Mode.AFTER_DAY) and board.plan is not None:
                hours = {"opens": board.plan.rules.opens_at, "closes": board.plan.rules.closes_at}
            words = self._canvas.words
            self.message.say(_ICONS[mode], words(key), words(f"{key}.detail", **hours))
        layout = self._layout
        self.message.setVisible(not running)
        self.calls.setVisible(running)
        self.table.setVisible(running and layout is not None and layout.table is not None)
        self.strip.setVisible(running and layout is not None and layout.strip is not None)

    # ---- size and life

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Measure anew: this is the only place where anything is laid out."""
        size = event.size()
        if min(size.width(), size.height()) < 200:
            return
        larger = _LARGER if self._canvas.theme.large else 1.0
        layout = arrange(size.width(), size.height(), self._distance_m, self._screen_inch, larger=larger)
        self._layout = layout
        self._warn(layout, larger)
        type_sizes = {"text_px": layout.text_px, "pad": layout.pad}
        self.header.setGeometry(rect_of(layout.header))
        self.header.set_sizes(**type_sizes)
        self.calls.setGeometry(rect_of(layout.calls))
        self.calls.set_sizes(room=layout.room, number_px=layout.number_px, stacked=layout.stacked, **type_sizes)
        if layout.table is not None:
            self.table.setGeometry(rect_of(layout.table))
            self.table.set_sizes(row_px=layout.row_px, **type_sizes)
        if layout.strip is not None:
            self.strip.setGeometry(rect_of(layout.strip))
            self.strip.set_sizes(**type_sizes)
        self.ticker.setGeometry(rect_of(layout.ticker))
        self.ticker.set_sizes(**type_sizes)
        top = layout.header.height
        self.message.setGeometry(0, top, size.width(), layout.ticker.y - top)
        self.message.set_sizes(text_px=layout.text_px)
        self.fold()

    def _warn(self, layout: Layout, larger: float) -> None:
        """Tell the engineer, once, that this screen is too small for its farthest seat."""
        need = remedy(layout.width, layout.height, self._distance_m, self._screen_inch, larger=larger)
        if need is None:
            return
        screen = f"{self._screen_inch:g} inch, {layout.width} × {layout.height}"
        line = (
            f"{screen}, farthest seat {self._distance_m:g} m: {layout.room} call(s) seen at once, 4 are wanted; "
            f"it needs {need.screen_inch:g} inch, or a farthest seat at {need.distance_m:g} m. "
            f"屏幕偏小：最远座位 {self._distance_m:g} 米，同时只能看清 {layout.room} 个叫号；"
            f"需要 {need.screen_inch:g} 英寸的屏幕，或最远座位不超过 {need.distance_m:g} 米。"
        )
        if line != self._warned:
            self._warned = line
            _log.warning("%s", line)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """Paint the ground between the parts."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._canvas.colour("ground"))
        painter.end()
        if self.on_first_paint is not None:
            told, self.on_first_paint = self.on_first_paint, None
            QTimer.singleShot(0, self, told)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  (Qt's name)
        """The window was closed."""
        for timer in (self._ticking, self._turning, self._refreshing):
            timer.stop()
        self.on_closed()
        event.accept()
