"""The windows in pages: number, name, whom they call or serve, how many wait."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from display_wall.board import RowState, WindowRow
from display_wall.views.canvas import Canvas, line
from hub.client_qt import text

_NUMBER = 2.6
_CURRENT = 5.0
_WAITING = 2.7
"""Widths of the columns in sizes of the text; the name takes what is left, if that is enough for four characters."""
_LEAST_NAME = 3.6
_STRETCH = 1.3
"""How much higher than asked rows may become."""

_ROW_WORDS: dict[RowState, str] = {
    RowState.FREE: "row.free",
    RowState.PAUSED: "row.paused",
    RowState.CLOSED: "row.closed",
}


class WindowTable(QWidget):
    """One page of windows. Painted anew only when what it shows changes."""

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._canvas = canvas
        self._rows: tuple[WindowRow, ...] = ()
        self._page = 0
        self._pages = 1
        self._fullest = 0
        self._text_px = 24
        self._row_px = 40
        self._pad = 16

    @property
    def rows(self) -> tuple[WindowRow, ...]:
        """What is shown."""
        return self._rows

    def set_sizes(self, *, text_px: int, row_px: int, pad: int) -> None:
        """Set type size, height of a row and padding."""
        self._text_px, self._row_px, self._pad = text_px, row_px, pad
        self.update()

    def show_rows(self, pages: tuple[tuple[WindowRow, ...], ...], page: int) -> None:
        """Show page ``page`` (from 0) of ``pages``, of which the first is the fullest."""
        shown = (pages[page], page, len(pages), len(pages[0]))
        if shown != (self._rows, self._page, self._pages, self._fullest):
            self._rows, self._page, self._pages, self._fullest = shown
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """Paint heading and rows."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._canvas.colour("ground"))
        columns = self._columns()
        self._paint_heading(painter, columns)
        for at, row in enumerate(self._rows):
            self._paint_row(painter, row, self._high() * (at + 1), columns)
        if not self._rows:
            block = text.lay_out(
                self._canvas.words("table.none"), self._canvas.font(self._text_px), self.width() * 0.9, balance=True
            )
            area = QRectF(0, self._high(), self.width(), self.height() - self._high())
            block.paint(painter, area, self._canvas.colour("soft"), text.CENTRE, middle=True)
        painter.end()

    def _high(self) -> int:
        """Height of a row: a page that is nearly full takes all the room, and all pages the same."""
        return min(round(self._row_px * _STRETCH), self.height() // (max(1, self._fullest) + 1))

    def _columns(self) -> tuple[float, float, float, float]:
        """Left edges of number, name, current and waiting; name equals current where there is no room for names."""
        size = self._text_px
        waiting = self.width() - self._pad - _WAITING * size
        number = float(self._pad)
        # In a wide table the columns stay together: the eye must not lose the line.
        current = waiting - max(_CURRENT * size, self._longest_state())
        name = number + _NUMBER * size
        return number, (name if current - name >= _LEAST_NAME * size else current), current, waiting

    def _longest_state(self) -> float:
        metrics = QFontMetricsF(self._canvas.font(self._text_px, bold=True))
        plain = QFontMetricsF(self._canvas.font(self._text_px))
        calling = metrics.horizontalAdvance("A000") + plain.horizontalAdvance(" " + self._canvas.words("row.calling"))
        return calling + self._text_px * 0.5

    def _paint_heading(self, painter: QPainter, columns: tuple[float, float, float, float]) -> None:
        font = self._canvas.font(self._text_px)
        soft = self._canvas.colour("soft")
        number, _, current, waiting = columns
        high = float(self._high())
        words = self._canvas.words
        line(painter, words("table.window"), font, QRectF(number, 0, current - number, high), soft)
        line(painter, words("table.current"), font, QRectF(current, 0, waiting - current, high), soft)
        end = self.width() - self._pad
        line(painter, words("table.waiting"), font, QRectF(current, 0, end - current, high), soft, text.RIGHT)
        if self._pages > 1:
            self._paint_pages(painter, number + QFontMetricsF(font).horizontalAdvance(words("table.window")), current)

    def _paint_pages(self, painter: QPainter, begin: float, end: float) -> None:
        """Dots between the headings: which page this is."""
        size = min(self._text_px * 0.22, (end - begin) / (self._pages * 1.9 + 2))
        step = size * 1.9
        left = begin + (end - begin - (self._pages - 1) * step - size) / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for at in range(self._pages):
            painter.setBrush(self._canvas.colour("ink" if at == self._page else "edge"))
            painter.drawEllipse(QRectF(left + at * step, (self._high() - size) / 2, size, size))

    def _paint_row(
        self, painter: QPainter, row: WindowRow, top: int, columns: tuple[float, float, float, float]
    ) -> None:
        canvas = self._canvas
        number, name, current, waiting = columns
        high = float(self._high())
        painter.fillRect(QRectF(0, top, self.width(), max(1, self._pad // 12)), canvas.colour("line"))
        quiet = row.state is RowState.CLOSED
        ink = canvas.colour("soft" if quiet else "ink")
        bold = canvas.font(self._text_px, bold=True)
        plain = canvas.font(self._text_px)
        gap = self._text_px * 0.4
        line(painter, row.window_number, bold, QRectF(number, top, name - number - gap, high), ink)
        if current > name:
            line(painter, canvas.of(row.name), plain, QRectF(name, top, current - name - gap, high), ink)
        self._paint_state(painter, row, QRectF(current, top, waiting - current, high))
        if row.waiting is not None:
            at = QRectF(waiting, top, self.width() - self._pad - waiting, high)
            line(painter, canvas.words("row.waiting", n=row.waiting), plain, at, canvas.colour("soft"), text.RIGHT)

    def _paint_state(self, painter: QPainter, row: WindowRow, at: QRectF) -> None:
        canvas = self._canvas
        if row.number_shown:
            calling = row.state is RowState.CALLING
            colour = canvas.colour("call" if calling else "ink")
            wide = line(painter, row.number_shown, canvas.font(self._text_px, bold=True), at, colour)
            rest = at.adjusted(wide + self._text_px * 0.3, 0, 0, 0)
            if calling and self._fits("row.calling", rest.width()):
                line(painter, canvas.words("row.calling"), canvas.font(self._text_px), rest, colour)
            return
        key = _ROW_WORDS[row.state]
        if row.reason is not None and self._fits(f"reason.{row.reason}", at.width()):
            key = f"reason.{row.reason}"
        colour = canvas.colour({RowState.FREE: "good", RowState.PAUSED: "warn"}.get(row.state, "soft"))
        line(painter, canvas.words(key), canvas.font(self._text_px), at, colour)

    def _fits(self, key: str, width: float) -> bool:
        return text.width_of(self._canvas.words(key), self._canvas.font(self._text_px)) <= width
