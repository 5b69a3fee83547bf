"""How large things must be to be read from the farthest seat, and what then fits on the screen. No Qt.

Rules (LOOK): the called number is at least distance ÷ 150 high, everything else at least distance ÷ 250. Height is
that of capitals and digits; Chinese characters of the same font are taller. When room runs short something leaves:
first rows, then the waiting counts, then the table of windows. The calls stay.
"""

import math
from dataclasses import dataclass

MM_PER_INCH = 25.4
CAP_HEIGHT = 0.733
"""Height of capitals and digits in Noto Sans CJK, as a share of the font's pixel size."""
_SIGN = 0.62
"""Width of one sign of a bold ticket number as a share of its font size, on the safe side."""
_LINES = {False: 1.3, True: 2.3}
"""Height of a call in sizes of its number: on one line, and stacked on two."""
_MOST_CALLS = 5
_LEAST_CALLS = 4
"""Calls that must be seen at once where the screen allows it."""
_NUMBER_SIGNS = 4
"""A ticket number: prefix and three digits. Longer ones are painted a little smaller."""
_GENEROUS = 1.5
"""How much larger than the least size numbers should be before there is one more call."""
MOST_ROWS = 12
_LEAST_ROWS = 3
"""A table of fewer windows says too little to be worth its room."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands. ``text_px`` and ``number_px`` are font sizes; ``least_*`` what the rule asks for."""

    width: int
    height: int
    pad: int
    text_px: int
    number_px: int
    least_text_px: int
    least_number_px: int
    header: Box
    calls: Box
    room: int
    stacked: bool
    table: Box | None
    table_rows: int
    row_px: int
    strip: Box | None
    ticker: Box

    @property
    def cramped(self) -> bool:
        """Whether fewer calls are seen at once than should be, or their numbers are smaller than the rule asks."""
        return self.room < _LEAST_CALLS or self.number_px < self.least_number_px


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would give a cramped wall its calls: a larger screen at this distance, or a nearer farthest seat."""

    screen_inch: float
    distance_m: float


def least_px(height_mm: float, mm_per_px: float) -> int:
    """Return the font size whose capitals are at least ``height_mm`` high."""
    return math.ceil(height_mm / mm_per_px / CAP_HEIGHT)


def arrange(width: int, height: int, distance_m: float, screen_inch: float, *, larger: float = 1.0) -> Layout:
    """Lay out a wall of ``width`` × ``height`` pixels and ``screen_inch`` diagonal, read from ``distance_m``.

    ``larger`` (≥ 1) multiplies all sizes of type: the large type mode. Raises ValueError for sizes that make no sense.
    """
    if min(width, height) < 200 or distance_m <= 0 or screen_inch <= 0 or larger < 1:
        raise ValueError("a wall has at least 200 × 200 pixels, a size and a distance")
    mm_per_px = screen_inch * MM_PER_INCH / math.hypot(width, height)
    least_text = least_px(distance_m * 1000 / 250, mm_per_px)
    least_number = least_px(distance_m * 1000 / 150, mm_per_px)
    short = min(width, height)
    # Nobody sits too near to read 1/27 of the screen; smaller would only look lost.
    text = round(max(least_text, short / 27) * larger)
    number = round(max(least_number, short / 12) * larger)
    pad = max(8, round(short / 45 / 4) * 4)
    return _Fitting(width, height, pad, text, number, least_text, least_number).fit()


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is on the wall beside header, calls and ticker, and whether a call takes two lines."""

    table: bool
    strip: bool
    stacked: bool


_SHAPES = (
    _Shape(table=True, strip=True, stacked=False),
    _Shape(table=True, strip=True, stacked=True),
    _Shape(table=True, strip=False, stacked=False),
    _Shape(table=True, strip=False, stacked=True),
    _Shape(table=False, strip=True, stacked=False),
    _Shape(table=False, strip=False, stacked=False),
    _Shape(table=False, strip=False, stacked=True),
)
"""In the order in which they are wished for."""


@dataclass(frozen=True, slots=True)
class _Placed:
    calls: Box
    table: Box | None
    room: int


@dataclass(frozen=True, slots=True)
class _Fitting:
    width: int
    height: int
    pad: int
    text: int
    number: int
    least_text: int
    least_number: int

    @property
    def row(self) -> int:
        return round(self.text * 1.5)

    @property
    def portrait(self) -> bool:
        return self.height > self.width

    @property
    def header(self) -> int:
        """One line, or two on a wall that is too narrow for names and clock beside each other."""
        return round(self.text * (2.7 if self.portrait else 1.9))

    @property
    def ticker(self) -> int:
        return round(self.text * 1.8)

    @property
    def strip(self) -> int:
        return round(self.text * (3.2 if self.portrait else 1.9))

    @property
    def table_width(self) -> int:
        """Least width of the table: number, current, waiting; the name takes what is left."""
        return math.ceil(self.text * 11.2 + 2 * self.pad)

    def way_width(self) -> float:
        """Width of the words of ``请到 12 号窗口`` without the window's digits."""
        return 6.4 * self.text

    def call_width(self, stacked: bool) -> float:
        """Least width of a call: ``A012 请到 12 号窗口`` on one line, or on two."""
        number = _NUMBER_SIGNS * _SIGN * self.number
        way = self.way_width() + 2 * _SIGN * self.number
        return (max(number, way) if stacked else number + 0.7 * self.text + way) + 3 * self.pad

    def call_height(self, stacked: bool) -> int:
        return math.ceil(self.number * _LINES[stacked])

    def room(self, height: int, stacked: bool) -> int:
        return max(0, min(_MOST_CALLS, (height + self.pad) // (self.call_height(stacked) + self.pad)))

    def place(self, shape: _Shape) -> _Placed | None:
        """Place calls and table; None where this shape has no room for them."""
        top = self.header + self.pad
        inner = self.width - 2 * self.pad
        main = self.height - self.ticker - top - self.pad - (self.strip + self.pad if shape.strip else 0)
        need = self.call_width(shape.stacked)
        if not shape.table:
            room = self.room(main, shape.stacked)
            return _Placed(Box(self.pad, top, inner, main), None, room) if need <= inner and room else None
        table_least = (_LEAST_ROWS + 1) * self.row
        if not self.portrait:
            most = inner - self.pad - self.table_width
            if need > most or main < table_least:
                return None
            width = round(min(most, max(need, inner * 0.52)))
            beside = self.pad + width + self.pad
            table = Box(beside, top, self.width - self.pad - beside, main)
            return _Placed(Box(self.pad, top, width, main), table, self.room(main, shape.stacked))
        if need > inner or self.table_width > inner:
            return None
        four = _LEAST_CALLS * (self.call_height(shape.stacked) + self.pad) - self.pad
        height = max(four, round(main * 0.44))
        rest = main - height - self.pad
        if rest < table_least:
            return None
        table = Box(self.pad, top + height + self.pad, inner, rest)
        return _Placed(Box(self.pad, top, inner, height), table, self.room(height, shape.stacked))

    def better(self, placed: _Placed, stacked: bool) -> _Placed:
        """Rather four large calls than five that are only just large enough."""
        if placed.room <= _LEAST_CALLS or self.number_size(placed, stacked) >= self.number * _GENEROUS:
            return placed
        return _Placed(placed.calls, placed.table, _LEAST_CALLS)

    def fit(self) -> Layout:
        """Take the first shape that shows enough calls, else the one that shows most."""
        tried = [(shape, placed) for shape in _SHAPES if (placed := self.place(shape)) is not None]
        if not tried:
            # Too small a screen for this distance: one call, as large as the screen lets it be.
            top = self.header + self.pad
            whole = Box(self.pad, top, self.width - 2 * self.pad, self.height - top - self.ticker - self.pad)
            tried = [(_SHAPES[-1], _Placed(whole, None, 1))]
        tried = [(shape, self.better(placed, shape.stacked)) for shape, placed in tried]
        enough = [one for one in tried if one[1].room >= _LEAST_CALLS]
        shape, placed = enough[0] if enough else max(tried, key=lambda one: one[1].room)
        foot = self.height - self.ticker
        strip = Box(self.pad, foot - self.pad - self.strip, self.width - 2 * self.pad, self.strip)
        rows = min(MOST_ROWS, placed.table.height // self.row - 1) if placed.table else 0
        return Layout(
            width=self.width,
            height=self.height,
            pad=self.pad,
            text_px=self.text,
            number_px=self.number_size(placed, shape.stacked),
            least_text_px=self.least_text,
            least_number_px=self.least_number,
            header=Box(0, 0, self.width, self.header),
            calls=placed.calls,
            room=placed.room,
            stacked=shape.stacked,
            table=placed.table,
            table_rows=rows,
            row_px=placed.table.height // (rows + 1) if placed.table else self.row,
            strip=strip if shape.strip else None,
            ticker=Box(0, foot, self.width, self.ticker),
        )

    def number_size(self, placed: _Placed, stacked: bool) -> int:
        """The largest called number that all cards have room for."""
        card = (placed.calls.height - (placed.room - 1) * self.pad) / placed.room
        width = placed.calls.width - 3 * self.pad
        if stacked:
            wide = min(width / (_NUMBER_SIGNS * _SIGN), (width - self.way_width()) / (2 * _SIGN))
        else:
            wide = (width - self.way_width() - 0.7 * self.text) / ((_NUMBER_SIGNS + 2) * _SIGN)
        return max(1, math.floor(min(card / _LINES[stacked], wide)))


_INCHES_MORE = 5
_METRES_LESS = 0.5
_LARGEST_INCH = 600
"""Screens are sold, and seats moved, in steps of about so much; walls above 600 inches are not made."""


def remedy(width: int, height: int, distance_m: float, screen_inch: float, *, larger: float = 1.0) -> Remedy | None:
    """What a wall needs to show four calls at once; None for one that does."""
    if not arrange(width, height, distance_m, screen_inch, larger=larger).cramped:
        return None
    inch, metres = screen_inch, distance_m
    while inch < _LARGEST_INCH and arrange(width, height, distance_m, inch, larger=larger).cramped:
        inch += _INCHES_MORE
    while metres > _METRES_LESS and arrange(width, height, metres, screen_inch, larger=larger).cramped:
        metres -= _METRES_LESS
    return Remedy(inch, max(_METRES_LESS, metres))
