"""The tile of a business on the kiosk: name, code letter, how many wait, how long it takes, or why it is closed.

A tile can be grown: its name, its letter and its facts step up the theme's scale, and it may say what to bring.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from hub.client_qt import fonts, icons
from hub.client_qt import text as texts
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.base import NO_COLOUR, rounded
from hub.client_qt.widgets.button import TouchButton

HINT_LINES = 2
"""What to bring is said in two lines at most, or not at all: cut words help nobody."""
WHOLE = 6
"""A Chinese name of up to six characters is read at one glance, and cut in two it falls apart in the middle of a word
(市场主|体登记); longer ones are mostly made of two halves (工程建设|项目审批)."""
NATURAL_CHARACTERS = 10
"""A tile asks for room for a name of this many characters on a line."""


@dataclass(frozen=True, slots=True)
class TileContent:
    """What a tile says, in words ready to be read. `reason` set means: cannot be pressed, and this is why."""

    name: str
    code: str = ""
    icon: str = "document"
    waiting: str = ""
    wait: str = ""
    reason: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a tile uses its room.

    ``growth`` goes from 0, the theme's least sizes, to 1, the next role of its scale: a label becomes a title, a
    caption a body. ``hint``: whether what to bring is said.
    """

    growth: float = 0.0
    hint: bool = False


LEAST = Manner()
"""The sizes that every tile has at least."""


class Tile(TouchButton):
    """A large button for one business. `tile.show_content(TileContent("社会保险", "A", "heart", "等候 4 人"))`.

    Icon and name stand first, then the hint; below a hairline stand the count and the wait, or the reason why not.
    All flow onto more lines in large type. The code letter stands in the upper right corner. Whoever places tiles
    asks `height_in` what a manner needs, and gives all of them the same.
    """

    def __init__(self, theme: Theme, content: TileContent, parent: QWidget | None = None) -> None:
        self._content = content
        self._told = False
        self._manner = LEAST
        super().__init__(theme, content.name, parent=parent)
        self.show_content(content)

    @property
    def content(self) -> TileContent:
        """What it says now."""
        return self._content

    def show_content(self, content: TileContent) -> None:
        """Say something else; a reason disables the tile."""
        if content == self._content and self._told:
            return
        self._told = True
        self._content = content
        self.setEnabled(not content.reason)
        self.set_words(content.name)
        told = (content.code, content.waiting, content.wait, content.reason, content.hint)
        self.setAccessibleDescription(" ".join(part for part in told if part))

    @property
    def manner(self) -> Manner:
        """How it uses its room now."""
        return self._manner

    def set_manner(self, manner: Manner) -> None:
        """Use the room in another way."""
        if manner != self._manner:
            self._manner = manner
            self.updateGeometry()
            self.update()

    # ---- room

    def _size(self, least: str, most: str, how: Manner) -> int:
        small, large = self.theme.size(least), self.theme.size(most)
        return round(small + (large - small) * how.growth)

    def _type(self, least: str, most: str, how: Manner, *, bold: bool = False, numbers: bool = False) -> QFont:
        family = self.theme.look.font.family
        return fonts.make(family, self._size(least, most, how), bold=bold, numbers=numbers)

    def _inset(self) -> int:
        return self.theme.space("m") if self.theme.target >= self.theme.px(64) else self.theme.space("s")

    def _picture(self) -> int:
        return round(self.theme.size("title") * 1.5)

    def _badge(self, how: Manner) -> float:
        return self._size("label", "title", how) * 1.4 if self._content.code else 0.0

    def _name_room(self, width: int, how: Manner) -> float:
        badge = self._badge(how) + self.theme.space("xs") if self._content.code else 0.0
        return max(1.0, width - 2 * self._inset() - self._picture() - self.theme.space("s") - badge)

    def _name(self, width: int, how: Manner) -> texts.Block:
        font = self._type("label", "title", how, bold=True)
        room = self._name_room(width, how)
        return texts.lay_out(self._content.name, font, room, balance=True, line_height=texts.TIGHT)

    def _saying(self, width: int, how: Manner) -> texts.Block | None:
        """What to bring; nothing where it is not to be said, or would be cut."""
        if not how.hint or not self._content.hint or self._content.reason:
            return None
        room = max(1, width - 2 * self._inset())
        font = self.theme.font("caption")
        block = texts.lay_out(self._content.hint, font, room, max_lines=HINT_LINES, line_height=texts.TIGHT)
        return None if block.elided else block

    def _facts(self) -> list[tuple[str, str, str]]:
        """Icon, words and colour role of each fact at the foot."""
        if self._content.reason:
            return [("warning", self._content.reason, "on_off")]
        facts = [("person", self._content.waiting, "soft"), ("clock", self._content.wait, "soft")]
        return [fact for fact in facts if fact[1]]

    def _fact_icon(self, how: Manner) -> int:
        return round(self._size("caption", "body", how) * 1.15)

    def _placed(self, width: int, how: Manner) -> tuple[list[tuple[str, str, QPointF, texts.Block]], int]:
        """Lay the facts out side by side, or below each other where they do not fit; return them and the height."""
        room = max(1, width - 2 * self._inset())
        icon, gap = self._fact_icon(how), self.theme.space("xs")
        font = self._type("caption", "body", how)
        x, y, row = 0.0, 0.0, 0.0
        placed: list[tuple[str, str, QPointF, texts.Block]] = []
        for name, words, colour in self._facts():
            block = texts.lay_out(words, font, room - icon - gap, line_height=texts.READING)
            wide = icon + gap + block.size.width()
            if x and x + wide > room:
                x, y = 0.0, y + row
                row = 0.0
            placed.append((name, colour, QPointF(x, y), block))
            x += wide + self.theme.space("m")
            row = max(row, block.size.height())
        return placed, round(y + row)

    def sizeHint(self) -> QSize:  # noqa: N802
        """A name of ten characters on one line."""
        chrome = 2 * self._inset() + self._picture() + self.theme.space("s") + round(self._badge(LEAST))
        width = chrome + self.theme.space("xs") + NATURAL_CHARACTERS * self.theme.size("label")
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The widest piece of the name."""
        chrome = 2 * self._inset() + self._picture() + self.theme.space("s") + round(self._badge(LEAST))
        words = texts.least_width(self._content.name, self.theme.font("label", bold=True))
        least = max(words, 3 * self.theme.size("label"))
        return QSize(chrome + self.theme.space("xs") + least, self.theme.target)

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Name, hint, hairline, facts."""
        return self.height_in(width, self._manner)

    def height_in(self, width: int, how: Manner) -> int:
        """Height that it needs at a width when it uses its room in such a manner."""
        return max(self.theme.target, self._room_needed(width, how) + 2 * self._inset())

    def cuts_name(self, width: int, how: Manner) -> bool:
        """Whether a word of the name would be cut, or a short name that has no words to part it at."""
        name = self._content.name
        if texts.least_width(name, self._type("label", "title", how, bold=True)) > self._name_room(width, how):
            return True
        return len(name) <= WHOLE and " " not in name and len(self._name(width, how).lines) > 1

    def can_say_hint(self, width: int) -> bool:
        """Whether its hint, if it has one, could be said whole at this width."""
        silent = not self._content.hint or bool(self._content.reason)
        return silent or self._saying(width, Manner(hint=True)) is not None

    def _content_height(self, width: int) -> int:
        return self._room_needed(width, self._manner)

    def _room_needed(self, width: int, how: Manner) -> int:
        head = max(float(self._picture()), self._name(width, how).size.height())
        hint = self._saying(width, how)
        said = hint.size.height() + self.theme.space("s") if hint is not None else 0.0
        foot = self._placed(width, how)[1]
        return round(head + said + (foot + 2 * self.theme.space("s") if foot else 0))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the tile in the state it is in."""
        painter = QPainter(self)
        theme, look, inset = self.theme, self.look(), self._inset()
        at = self.paint_ground(painter, look)
        off = not self.isEnabled()
        inner = at.adjusted(inset, inset, -inset, -inset)
        picture = self._picture()
        how = self._manner
        name = self._name(self.width(), how)
        hint = self._saying(self.width(), how)
        placed, foot = self._placed(self.width(), how)
        foot_room = foot + 2 * theme.space("s") if foot else 0
        head = QRectF(inner.left(), inner.top(), inner.width(), inner.height() - foot_room)

        # Name, picture and code stand at the top; spare height of the row goes between them and the foot.
        head.setHeight(max(float(picture), name.size.height()))
        box = QRectF(head.left(), head.top(), picture, picture)
        rounded(painter, box, theme.radius / 2, theme.colour("line" if off else "wash"))
        sign = round(picture * 0.62)
        spot = QPointF(round(box.center().x() - sign / 2), round(box.center().y() - sign / 2))
        icons.paint(painter, self._content.icon, theme.colour("on_off" if off else "on_wash"), spot, sign)

        beside = head.adjusted(picture + theme.space("s"), 0, 0, 0)
        name.paint(painter, beside, theme.colour("on_off" if off else "ink"), middle=True)
        if self._content.code:
            self._paint_badge(painter, head, off)
        if hint is not None:
            below = QRectF(inner.left(), head.bottom() + theme.space("s"), inner.width(), hint.size.height())
            hint.paint(painter, below, theme.colour("soft"))
        if foot:
            line = theme.colour("edge" if off else "line")
            y = round(inner.bottom() - foot - theme.space("s")) + 0.5
            painter.setPen(line)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))
        for icon, colour, place, block in placed:
            where = QPointF(inner.left(), inner.bottom() - foot) + place
            self._paint_fact(painter, icon, colour, where, block)
        painter.end()

    def _paint_badge(self, painter: QPainter, head: QRectF, off: bool) -> None:
        size = self._badge(self._manner)
        drop = max(0.0, (self._picture() - size) / 2)
        box = QRectF(head.right() - size, head.top() + drop, size, size)
        fill = NO_COLOUR if off else self.theme.colour("wash")
        edge = self.theme.colour("edge") if off else NO_COLOUR
        rounded(painter, box, size / 2, fill, edge, 1 if off else 0)
        font = texts.shrunk(
            self._content.code, self._type("label", "title", self._manner, bold=True, numbers=True), size * 0.75, size
        )
        letter = texts.lay_out(self._content.code, font, size, line_height=texts.NUMBERS)
        colour = self.theme.colour("on_off" if off else "on_wash")
        letter.paint(painter, box, colour, texts.CENTRE, middle=True)

    def _paint_fact(self, painter: QPainter, icon: str, colour: str, where: QPointF, block: texts.Block) -> None:
        size = self._fact_icon(self._manner)
        down = (block.pitch - size) / 2
        icons.paint(painter, icon, self.theme.colour(colour), where + QPointF(0, round(down)), size)
        beside = QRectF(where.x() + size + self.theme.space("xs"), where.y(), block.size.width(), 0)
        beside.setHeight(block.size.height())
        block.paint(painter, beside, self.theme.colour(colour), Qt.AlignmentFlag.AlignLeft)
