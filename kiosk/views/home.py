"""The business page: it is also what an idle kiosk shows."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from hub.client_qt.theme import Theme
from hub.client_qt.widgets.empty import EmptyState
from hub.client_qt.widgets.label import ElidedLabel
from hub.client_qt.widgets.tile import LEAST, Manner, Tile, TileContent
from kiosk.model import BusinessTile, HomeBody
from kiosk.views.body import BodyView, say

MOST = 12
"""Tiles on a page: more are not read, they are searched."""
MANNERS = (
    Manner(1.0, hint=True),
    Manner(0.7, hint=True),
    Manner(1.0),
    Manner(0.7),
    Manner(0.35),
    LEAST,
)
"""From the roomiest to the least: a tile's name counts most, then what to bring, then white space. Names between the
least and the next size of the scale, so that one long name costs all the others less than a whole step."""
HIGHEST = 1.35
"""A tile grows to this multiple of what it needs; beyond that the room stays empty below."""


def content_of(tile: BusinessTile) -> TileContent:
    """What the painted tile says."""
    return TileContent(
        tile.name, tile.prefix, tile.pictogram, waiting=tile.waiting, wait=tile.wait, reason=tile.reason, hint=tile.hint
    )


class HomeView(BodyView):
    """A title and a grid of tiles; as many as fit, at most twelve."""

    def __init__(self, theme: Theme, choose: Callable[[str], None], page_size: Callable[[int], None]) -> None:
        self._tiles: list[Tile] = []
        self._shown: tuple[BusinessTile, ...] = ()
        self._columns = 0
        self._fits: dict[tuple[int, int, bool, str], int] = {}
        self._least_manner: dict[tuple[object, ...], int] = {}
        self._language = ""
        self._measured: tuple[object, ...] = ()
        super().__init__(theme)
        self._choose = choose
        self._page_size = page_size
        self._told = 0
        self.title = ElidedLabel(theme, role="title", bold=True)
        self.pages = ElidedLabel(theme, role="caption", colour="soft", align=Qt.AlignmentFlag.AlignRight)
        line = QHBoxLayout()
        line.addWidget(self.title, 1)
        line.addWidget(self.pages)
        self.box.addLayout(line)
        self._grid_host = QWidget()
        self.grid = QGridLayout(self._grid_host)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.box.addWidget(self._grid_host, 1)
        self.empty = EmptyState(theme, "list", "")
        self.box.addWidget(self.empty, 1)
        self.empty.hide()

    @property
    def tiles(self) -> list[Tile]:
        """The tiles that are seen, in order."""
        return self._tiles[: len(self._shown)]

    def show_body(self, body: HomeBody) -> None:
        """Show the businesses of one page."""
        self.title.set_text(body.title)
        say(self.pages, body.page_words)
        self.empty.show_state("list", body.empty)
        self.empty.setVisible(bool(body.empty))
        self._grid_host.setVisible(not body.empty)
        self._language = body.title
        changed = len(body.tiles) != len(self._shown)
        self._shown = body.tiles
        while len(self._tiles) < len(body.tiles):
            at = len(self._tiles)
            tile = Tile(self.theme, content_of(body.tiles[at]), self._grid_host)
            tile.clicked.connect(lambda _checked=False, place=at: self._choose(self._shown[place].business_id))
            self._tiles.append(tile)
        for tile, content in zip(self._tiles, body.tiles, strict=False):
            tile.show_content(content_of(content))
        self._place(changed)

    def restyle(self) -> None:
        """Take the theme's distances and place the tiles anew."""
        super().restyle()
        if self._tiles:
            self._place(again=True)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the tiles anew."""
        super().resizeEvent(event)
        self._place(again=True)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Measure when it is first seen: before that it has no size."""
        super().showEvent(event)
        self._place(again=True)

    def _columns_for(self) -> int:
        if self.upright:
            return 2
        roomy = self.width() >= self.theme.px(1600)
        return 3 + roomy - self.theme.large

    def _place(self, again: bool) -> None:
        columns = self._columns_for()
        gap = self.theme.gap
        self.grid.setSpacing(gap)
        if again or columns != self._columns:
            self._columns = columns
            for tile in self._tiles:
                self.grid.removeWidget(tile)
            for at, tile in enumerate(self._tiles):
                tile.setVisible(at < len(self._shown))
                if at < len(self._shown):
                    self.grid.addWidget(tile, at // columns, at % columns)
            for column in range(4):
                self.grid.setColumnStretch(column, 1 if column < columns else 0)
            rows = -(-len(self._shown) // columns)
            for row in range(MOST + 1):
                self.grid.setRowStretch(row, 4 if row < rows else 1 if row == rows else 0)
        self._measure(columns, gap)

    def _measure(self, columns: int, gap: int) -> None:
        """Size the tiles, and tell the presenter how many fit."""
        margins = self.box.contentsMargins()
        width = (self.width() - margins.left() - margins.right() - (columns - 1) * gap) // columns
        if not self._shown or width < self.theme.target or not self.isVisible():
            return
        measured = (self.size(), columns, self.theme.zoom, self.theme.large, self._language, self._shown)
        if measured != self._measured:
            self._measured = measured
            above = self.title.heightForWidth(self.width()) + self.box.spacing()
            room = self.height() - margins.top() - margins.bottom() - above
            self._count(columns, width, room, gap)
            self._grow(columns, width, room, gap)
        fits = self._fits[self._glass]
        if fits != self._told or len(self._shown) > fits:
            self._told = fits
            # Not at once: this may stand in the middle of showing a frame.
            QTimer.singleShot(0, self, lambda: self._page_size(self._told))

    @property
    def _glass(self) -> tuple[int, int, bool, str]:
        """What the number of tiles depends on."""
        return self.width(), self.height(), self.theme.large, self._language

    def _count(self, columns: int, width: int, room: int, gap: int) -> None:
        """How many tiles fit at their least; on one glass and in one language the number only shrinks."""
        rows_need = self._rows_need(columns, width, LEAST)
        used = rows = 0
        while used <= room and rows < MOST:
            used += (rows_need[rows] if rows < len(rows_need) else max(rows_need)) + gap
            rows += used - gap <= room
            if used - gap > room:
                break
        self._fits[self._glass] = min(self._fits.get(self._glass, MOST), max(1, rows) * columns)

    def _rows_need(self, columns: int, width: int, how: Manner) -> list[int]:
        needs = [tile.height_in(width, how) for tile in self.tiles]
        return [max(needs[at : at + columns]) for at in range(0, len(needs), columns)]

    def _grow(self, columns: int, width: int, room: int, gap: int) -> None:
        """Let all tiles use the room that is left, in the roomiest manner in which every row still fits.

        Of the same businesses on the same glass it only shrinks: a wait that comes to need one more word makes the
        tiles smaller once, and not to and fro while somebody reads.
        """
        key = (self._glass, tuple(one.name for one in self._shown))
        said = all(tile.can_say_hint(width) for tile in self.tiles)
        for place in range(self._least_manner.get(key, 0), len(MANNERS)):
            how = MANNERS[place]
            if (how.hint and not said) or (how.growth and any(tile.cuts_name(width, how) for tile in self.tiles)):
                continue
            rows_need = self._rows_need(columns, width, how)
            if sum(rows_need) + gap * (len(rows_need) - 1) <= room or how is LEAST:
                break
        self._least_manner[key] = place
        for at, tile in enumerate(self.tiles):
            tile.set_manner(how)
            tile.setMinimumHeight(rows_need[at // columns])
            tile.setMaximumHeight(round(max(rows_need) * HIGHEST))
