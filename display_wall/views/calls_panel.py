"""The current calls, newest on top: the one part of the wall that everybody looks for.

A call is painted the moment it arrives: ``show_page`` draws the panel's own pixels synchronously, from pictures of the
cards that were there before and one new one, and the first frame of its movement already shows the whole number.
"""

import math
from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, QRectF, Qt, QTimer, QVariantAnimation
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from display_wall.calls import CallCard, CallPage
from display_wall.measure import CAP_HEIGHT
from display_wall.views.canvas import Canvas
from hub.client_qt import text
from hub.client_qt.motion import animate
from hub.client_qt.pulse import pulse
from hub.client_qt.widgets.base import rounded

_SLIDE_WAY = 0.05
"""How far a new card slides, as a share of its width: its number is on the wall from the first frame."""
_WAY_GAP = 0.35
"""Room around the window's number, in sizes of the text."""
_KEPT = 24
"""Pictures of cards kept: what is on the wall, and what was a moment ago."""
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"

_PictureKey = tuple[str, str, bool, int, int]


class CallsPanel(QWidget):
    """Cards of calls. ``on_painted`` is told the cards on the screen after each paint that showed new ones."""

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._canvas = canvas
        self.on_painted: Callable[[list[CallCard]], None] = lambda _: None
        self._page = CallPage()
        self._room = 1
        self._text_px = 24
        self._number_px = 60
        self._pad = 16
        self._stacked = False
        self._go = canvas.words("call.go")
        self._window = canvas.words("call.window")
        self._fonts: dict[tuple[int, bool], tuple[QFont, QFontMetricsF]] = {}
        self._grounds: dict[bool, QPixmap] = {}
        self._pictures: OrderedDict[_PictureKey, QPixmap] = OrderedDict()
        self._reported: set[tuple[int, int]] = set()
        self._unreported: list[CallCard] = []
        self._moving: frozenset[int] = frozenset()
        self._share = 1.0
        self._old_places: dict[int, int] = {}
        self._strength = 0.0
        self._slide: QVariantAnimation | None = None
        self._pulse: QVariantAnimation | None = None

    @property
    def room(self) -> int:
        """How many cards there is room for."""
        return self._room

    @property
    def page(self) -> CallPage:
        """What is shown."""
        return self._page

    def set_sizes(self, *, room: int, text_px: int, number_px: int, pad: int, stacked: bool) -> None:
        """Set how many cards there are and how large their type is."""
        self._room, self._text_px, self._number_px, self._pad, self._stacked = room, text_px, number_px, pad, stacked
        self._pictures.clear()
        self._grounds.clear()
        self._fonts.clear()
        self._warm()
        self.update()

    def show_page(self, page: CallPage, new: frozenset[int] = frozenset()) -> None:
        """Show these cards. ``new`` are the ``seq`` of calls that are news: they are painted before this returns."""
        if page == self._page and not new:
            return
        before = {card.seq: at for at, card in enumerate(self._page.cards)}
        self._page = page
        arriving = set(new) & {card.seq for card in page.cards}
        if not arriving:
            self.update()
            return
        self._stop()
        self._old_places = before
        self._moving = frozenset(arriving)
        self._share = 0.0 if self._canvas.motion else 1.0
        # Only the new cards now, synchronously: the others begin to make room in the next frame.
        for at, card in enumerate(page.cards):
            if card.seq in arriving:
                self.repaint(self._place(at))
        if not self._painted_all(arriving):
            # Qt paints nothing at once in a widget that waits to be painted whole (another call's movement): then
            # what waits is painted now.
            QCoreApplication.sendPostedEvents(self.window(), QEvent.Type.UpdateRequest)
        self._report()
        self.update()
        if self._canvas.motion:
            theme = self._canvas.theme
            self._slide = animate(theme, self, self._slid, duration="slow", done=self._slide_done)
            self._pulse = pulse(theme, self, self._pulsed, done=self._pulse_done)

    def _painted_all(self, seqs: set[int]) -> bool:
        return seqs <= {card.seq for card in self._unreported}

    # ---- movement

    def _stop(self) -> None:
        for running in (self._slide, self._pulse):
            if running is not None:
                running.stop()
        self._slide = self._pulse = None
        self._strength = 0.0

    def _slid(self, share: float) -> None:
        self._share = share
        self.update()

    def _slide_done(self) -> None:
        self._slide = None
        self._old_places = {}
        self._slid(1.0)

    def _pulsed(self, strength: float) -> None:
        self._strength = strength
        for at, card in enumerate(self._page.cards):
            if card.seq in self._moving:
                self.update(self._place(at))

    def _pulse_done(self) -> None:
        self._pulse = None
        self._moving = frozenset()

    # ---- painting

    def _card_height(self) -> int:
        return max(1, (self.height() - (self._room - 1) * self._pad) // self._room)

    def _place(self, at: int) -> QRect:
        high = self._card_height()
        return QRect(0, at * (high + self._pad), self.width(), high)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """Paint the cards from their pictures."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._canvas.colour("ground"))
        if not self._page.cards:
            self._paint_empty(painter)
        # From the oldest up: a new card slides over those that make room for it.
        for at in reversed(range(len(self._page.cards))):
            card = self._page.cards[at]
            place = self._at_share(self._place(at), card)
            if not place.intersects(event.rect()):
                continue
            painter.drawPixmap(place.topLeft(), self._picture(card))
            if card.seq in self._moving and self._strength > 0:
                self._paint_pulse(painter, place)
            if (card.call_seq, card.times) not in self._reported:
                self._unreported.append(card)
        if self._page.pages > 1:
            self._paint_pages(painter)
        painter.end()
        if self._unreported:
            # After this event the pixels are on the screen; only then is it said that they are.
            QTimer.singleShot(0, self, self._report)

    def _at_share(self, place: QRect, card: CallCard) -> QRect:
        if self._share >= 1.0:
            return place
        left = 1.0 - self._share
        if card.seq in self._moving:
            return place.translated(-round(self.width() * _SLIDE_WAY * left), 0)
        old = self._old_places.get(card.seq)
        if old is None:
            return place
        return place.translated(0, round((self._place(old).y() - place.y()) * left))

    def _paint_pulse(self, painter: QPainter, place: QRect) -> None:
        stroke = max(4.0, place.height() * 0.07) * self._strength
        rounded(painter, QRectF(place), self._radius(), QColor(0, 0, 0, 0), self._canvas.colour("call"), stroke)

    def _paint_empty(self, painter: QPainter) -> None:
        area = QRectF(self.rect())
        middle = area.height() / 2
        title = self._canvas.font(round(self._text_px * 1.2), bold=True)
        detail = self._canvas.font(self._text_px)
        head = text.lay_out(self._canvas.words("calls.none"), title, area.width() * 0.9, balance=True)
        body = text.lay_out(self._canvas.words("calls.none.detail"), detail, area.width() * 0.9, balance=True)
        whole = head.size.height() + body.size.height() + self._pad
        top = middle - whole / 2
        head.paint(painter, QRectF(0, top, area.width(), head.size.height()), self._canvas.colour("ink"), text.CENTRE)
        below = top + head.size.height() + self._pad
        body.paint(
            painter, QRectF(0, below, area.width(), body.size.height()), self._canvas.colour("soft"), text.CENTRE
        )

    def _paint_pages(self, painter: QPainter) -> None:
        """Dots one below the other at the right edge: there are more calls, and they are coming."""
        size = max(8.0, self._pad * 0.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        left = self.width() - self._pad * 0.75 - size / 2
        top = (self.height() - (self._page.pages * 2 - 1) * size) / 2
        for at in range(self._page.pages):
            painter.setBrush(self._canvas.colour("call" if at == self._page.page else "edge"))
            painter.drawEllipse(QRectF(left, top + at * size * 2, size, size))

    def _radius(self) -> float:
        return self._canvas.theme.look.radius * self._text_px / 32

    def _picture(self, card: CallCard) -> QPixmap:
        size = self._place(0).size()
        key = (card.number, card.window_number, card.fresh, size.width(), size.height())
        found = self._pictures.get(key)
        if found is not None:
            self._pictures.move_to_end(key)
            return found
        made = QPixmap(self._ground(card.fresh))
        painter = QPainter(made)
        self._paint_call(painter, card, QRectF(0, 0, size.width(), size.height()))
        painter.end()
        self._pictures[key] = made
        if len(self._pictures) > _KEPT:
            self._pictures.popitem(last=False)
        return made

    def _ground(self, fresh: bool) -> QPixmap:
        """The card without its call: the same for all, and half the work of painting one."""
        found = self._grounds.get(fresh)
        if found is not None:
            return found
        size = self._place(0).size()
        ratio = self.devicePixelRatioF()
        made = QPixmap(size * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(self._canvas.colour("ground"))
        painter = QPainter(made)
        at = QRectF(0, 0, size.width(), size.height())
        rounded(painter, at, self._radius(), self._canvas.colour("surface"))
        if fresh:
            painter.setClipRect(QRectF(0, 0, self._pad * 0.5, at.height()))
            rounded(painter, at, self._radius(), self._canvas.colour("call"))
        painter.end()
        self._grounds[fresh] = made
        return made

    def _paint_call(self, painter: QPainter, card: CallCard, at: QRectF) -> None:
        hero = self._canvas.colour("call" if card.fresh else "ink")
        inner = at.adjusted(self._pad * 1.5, 0, -self._pad * 1.5, 0)
        if self._stacked:
            half = inner.height() / 2
            number = QRectF(inner.left(), inner.top() + half * 0.06, inner.width(), half)
            way = QRectF(inner.left(), inner.top() + half * 0.94, inner.width(), half)
            self._paint_number(painter, card.number, number, number.width(), hero)
            self._paint_way(painter, card.window_number, way, hero, right=False)
            return
        # The number may take what the way to a window of two digits leaves.
        most = inner.width() - self._way_width("00", self._number_px) - self._text_px * 0.5
        wide = self._paint_number(painter, card.number, inner, most, hero)
        rest = inner.adjusted(wide + self._text_px * 0.5, 0, 0, 0)
        self._paint_way(painter, card.window_number, rest, hero, right=True)

    def _paint_number(self, painter: QPainter, number: str, at: QRectF, most: float, colour: QColor) -> float:
        """Paint the called number, smaller if it is wider than ``most``; return its width."""
        pixels = self._number_px
        wide = self._width(number, pixels, bold=True)
        if wide > most:
            pixels = max(1, math.floor(pixels * most / wide))
            wide = self._width(number, pixels, bold=True)
        base = at.center().y() + pixels * CAP_HEIGHT / 2
        self._draw(painter, number, at.left(), base, pixels, colour, bold=True)
        return wide

    def _paint_way(self, painter: QPainter, window: str, at: QRectF, hero: QColor, *, right: bool) -> None:
        """``请到 3 号窗口``: the digits as large as the called number, or as large as fits."""
        soft = self._canvas.colour("soft")
        pixels = self._number_px
        while pixels > self._text_px and self._way_width(window, pixels) > at.width():
            pixels -= 2
        left = at.right() - self._way_width(window, pixels) if right else at.left()
        base = at.center().y() + pixels * CAP_HEIGHT / 2
        gap = self._text_px * _WAY_GAP
        for words, size, colour, bold in (
            (self._go, self._text_px, soft, False),
            (window, pixels, hero, True),
            (self._window, self._text_px, soft, False),
        ):
            if words:
                self._draw(painter, words, left, base, size, colour, bold=bold)
                left += self._width(words, size, bold=bold) + gap

    def _way_width(self, window: str, pixels: int) -> float:
        words = [self._width(word, self._text_px) for word in (self._go, self._window) if word]
        return math.ceil(sum(words) + self._width(window, pixels, bold=True) + len(words) * self._text_px * _WAY_GAP)

    def _font(self, pixels: int, bold: bool) -> tuple[QFont, QFontMetricsF]:
        found = self._fonts.get((pixels, bold))
        if found is None:
            font = self._canvas.font(pixels, bold=bold)
            found = self._fonts[pixels, bold] = (font, QFontMetricsF(font))
        return found

    def _width(self, words: str, pixels: int, *, bold: bool = False) -> float:
        return self._font(pixels, bold)[1].horizontalAdvance(words)

    def _draw(
        self, painter: QPainter, words: str, left: float, base: float, pixels: int, colour: QColor, *, bold: bool
    ) -> None:
        painter.setFont(self._font(pixels, bold)[0])
        painter.setPen(colour)
        painter.drawText(QPointF(left, base), words)

    def _warm(self) -> None:
        """Have grounds, fonts and glyphs made before the first call needs them."""
        self._ground(fresh=True)
        self._ground(fresh=False)
        scratch = QPixmap(8, 8)
        painter = QPainter(scratch)
        ink = self._canvas.colour("ink")
        self._draw(painter, _SIGNS, 0, 0, self._number_px, ink, bold=True)
        self._draw(painter, self._go + self._window, 0, 0, self._text_px, ink, bold=False)
        painter.end()

    def _report(self) -> None:
        cards, self._unreported = self._unreported, []
        fresh = [card for card in cards if (card.call_seq, card.times) not in self._reported]
        if fresh:
            self._reported.update((card.call_seq, card.times) for card in fresh)
            self.on_painted(fresh)
