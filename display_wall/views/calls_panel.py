"""The current calls, newest on top: the one part of the wall that everybody looks for.

A call is painted the moment it arrives: ``show_page`` draws the panel's own pixels synchronously, from pictures of the
cards that were there before and one new one, and the first frame of its movement already shows the whole number.
"""

import math
from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, QVariantAnimation
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from display_wall.calls import CallCard, CallPage
from display_wall.views.canvas import Canvas, line
from hub.client_qt import text
from hub.client_qt.motion import animate
from hub.client_qt.pulse import pulse
from hub.client_qt.widgets.base import rounded

_SLIDE_WAY = 0.05
"""How far a new card slides, as a share of its width: its number is on the wall from the first frame."""
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
        self._warm()
        self.update()

    def show_page(self, page: CallPage, new: frozenset[int] = frozenset()) -> None:
        """Show these cards. ``new`` are the ``seq`` of calls that are news: they are painted before this returns."""
        if page == self._page and not new:
            return
        before = {card.seq: at for at, card in enumerate(self._page.cards)}
        self._page = page
        arriving = new & {card.seq for card in page.cards}
        if not arriving:
            self.update()
            return
        self._stop()
        self._old_places = before
        self._moving = frozenset(arriving)
        self._share = 0.0 if self._canvas.motion else 1.0
        self.repaint()
        self._report()
        if self._canvas.motion:
            theme = self._canvas.theme
            self._slide = animate(theme, self, self._slid, duration="slow", done=self._slide_done)
            self._pulse = pulse(theme, self, self._pulsed, done=self._pulse_done)

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
        ratio = self.devicePixelRatioF()
        made = QPixmap(size * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(self._canvas.colour("ground"))
        painter = QPainter(made)
        self._paint_card(painter, card, QRectF(0, 0, size.width(), size.height()))
        painter.end()
        self._pictures[key] = made
        if len(self._pictures) > _KEPT:
            self._pictures.popitem(last=False)
        return made

    def _paint_card(self, painter: QPainter, card: CallCard, at: QRectF) -> None:
        canvas = self._canvas
        hero = canvas.colour("call" if card.fresh else "ink")
        rounded(painter, at, self._radius(), canvas.colour("surface"))
        if card.fresh:
            bar = QRectF(at.left(), at.top(), self._pad * 0.5, at.height())
            painter.save()
            painter.setClipRect(bar)
            rounded(painter, at, self._radius(), hero)
            painter.restore()
        inner = at.adjusted(self._pad * 1.5, 0, -self._pad * 1.5, 0)
        if self._stacked:
            half = inner.height() / 2
            number = QRectF(inner.left(), inner.top() + half * 0.06, inner.width(), half)
            way = QRectF(inner.left(), inner.top() + half * 0.94, inner.width(), half)
            self._paint_number(painter, card.number, number, hero)
            self._paint_way(painter, card, way, hero, text.LEFT)
            return
        wide = self._paint_number(
            painter, card.number, QRectF(inner.left(), inner.top(), self._number_room(inner), inner.height()), hero
        )
        rest = inner.adjusted(max(wide, self._usual_number()) + self._text_px * 0.5, 0, 0, 0)
        self._paint_way(painter, card, rest, hero, text.RIGHT)

    def _usual_number(self) -> float:
        return QFontMetricsF(self._canvas.font(self._number_px, bold=True)).horizontalAdvance("A000")

    def _number_room(self, inner: QRectF) -> float:
        """Width that a number may take at most: what the way to the window leaves."""
        return inner.width() - self._way_width("00", self._number_px) - self._text_px * 0.5

    def _paint_number(self, painter: QPainter, number: str, at: QRectF, colour: QColor) -> float:
        font = text.shrunk(number, self._canvas.font(self._number_px, bold=True), at.width(), at.height())
        return line(painter, number, font, at, colour)

    def _way_width(self, window: str, number_px: int) -> float:
        small = QFontMetricsF(self._canvas.font(self._text_px))
        digits = QFontMetricsF(self._canvas.font(number_px, bold=True)).horizontalAdvance(window)
        words = small.horizontalAdvance(self._canvas.words("call.go") + self._canvas.words("call.window"))
        return math.ceil(words + digits + self._text_px * 0.8)

    def _paint_way(self, painter: QPainter, card: CallCard, at: QRectF, hero: QColor, align: Qt.AlignmentFlag) -> None:
        """``请到 3 号窗口``: the digits as large as the called number, or as large as fits."""
        canvas = self._canvas
        pixels = self._number_px
        while pixels > self._text_px and self._way_width(card.window_number, pixels) > at.width():
            pixels -= 2
        small = canvas.font(self._text_px)
        large = canvas.font(pixels, bold=True)
        gap = self._text_px * 0.35
        left = at.left()
        if align is text.RIGHT:
            left = at.right() - self._way_width(card.window_number, pixels)
        base = at.center().y() + QFontMetricsF(large).capHeight() / 2
        for words, font, colour in (
            (canvas.words("call.go"), small, canvas.colour("soft")),
            (card.window_number, large, hero),
            (canvas.words("call.window"), small, canvas.colour("soft")),
        ):
            painter.setFont(font)
            painter.setPen(colour)
            painter.drawText(QRectF(left, base, 0, 0).topLeft(), words)
            left += QFontMetricsF(font).horizontalAdvance(words) + gap

    def _warm(self) -> None:
        """Have the glyphs of a call made before the first call needs them."""
        scratch = QPixmap(8, 8)
        painter = QPainter(scratch)
        painter.setFont(self._canvas.font(self._number_px, bold=True))
        painter.drawText(0, 0, _SIGNS)
        painter.setFont(self._canvas.font(self._text_px))
        painter.drawText(0, 0, self._canvas.words("call.go") + self._canvas.words("call.window"))
        painter.end()

    def _report(self) -> None:
        cards, self._unreported = self._unreported, []
        fresh = [card for card in cards if (card.call_seq, card.times) not in self._reported]
        if fresh:
            self._reported.update((card.call_seq, card.times) for card in fresh)
            self.on_painted(fresh)
