"""The button: icon, label, a smaller second line, and a hot key; painted by us, known to screen readers."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from hub.client_qt import icons
from hub.client_qt import text as texts
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.base import NO_COLOUR, height_follows_width, rounded
from hub.client_qt.widgets.spinner import Turn, paint_arc


class Kind(StrEnum):
    """How much a button asks to be pressed. One primary on a screen."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    QUIET = "quiet"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Paint:
    """Colour roles of a button in one state; empty for none."""

    fill: str
    text: str
    soft: str
    edge: str = ""


AT_REST = {
    Kind.PRIMARY: Paint("primary", "on_primary", "on_primary"),
    Kind.SECONDARY: Paint("surface", "on_wash", "soft", "edge"),
    Kind.QUIET: Paint("", "on_wash", "soft"),
    Kind.DANGER: Paint("bad", "on_bad", "on_bad"),
}
PRESSED = {
    Kind.PRIMARY: Paint("primary_pressed", "on_primary", "on_primary"),
    Kind.SECONDARY: Paint("wash_pressed", "on_wash", "on_wash", "primary"),
    Kind.QUIET: Paint("wash", "on_wash", "soft"),
    Kind.DANGER: Paint("bad_pressed", "on_bad", "on_bad"),
}
CHECKED = Paint("wash", "on_wash", "soft", "primary")
OFF = Paint("off", "on_off", "on_off", "line")
BUSY = Paint("wash", "on_wash", "on_wash", "line")
KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
PRESSED_INSET = 2
"""A pressed button draws in by this many pixels: seen at once, even past a finger."""
TRAILING = frozenset({"arrow-right"})
"""Icons that point onwards stand behind the label."""
NATURAL_WIDTH = 16
"""A label asks for one line of up to this many characters and wraps beyond."""


class TouchButton(QPushButton):
    """A button of at least the surface's target (88 px on the kiosk); the label wraps, it is never cut.

    `TouchButton(theme, "取号", icon="ticket", kind="primary", sub="约 12 分钟", hint="F1", stacked=False)`.
    `clicked` as with any QPushButton. `hint` is shown small at the right: a hot key. `stacked` puts the icon above
    the label; `role` is the type role of the label. It does not take the focus by a click; call
    `setFocusPolicy(NoFocus)` where it must never take it.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        icon: str = "",
        kind: Kind | str = Kind.SECONDARY,
        sub: str = "",
        hint: str = "",
        stacked: bool = False,
        role: str = "label",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._kind = Kind(kind)
        self._icon_name = icon
        self._sub = sub
        self._hint = hint
        self._stacked = stacked
        self._role = role
        self._busy = ""
        self._ring = False
        self._turn = Turn(theme, self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        height_follows_width(self)
        theme.changed.connect(self.restyle)
        self.set_words(text, sub=sub, hint=hint)

    # ---- what it says

    def set_words(self, text: str, *, sub: str = "", hint: str = "") -> None:
        """Change label, second line and hot key."""
        self.setText(text)
        self._sub = sub
        self._hint = hint
        self.setAccessibleName(text)
        self.setAccessibleDescription(" ".join(part for part in (self._busy, sub, hint) if part))
        self.restyle()

    def set_icon(self, name: str) -> None:
        """Change the icon; empty for none."""
        self._icon_name = name
        self.restyle()

    def set_kind(self, kind: Kind | str) -> None:
        """Change how much it asks to be pressed."""
        self._kind = Kind(kind)
        self.update()

    def set_busy(self, words: str) -> None:
        """Say what is being waited for, with a turning arc, and take no presses; empty words end it."""
        self._busy = words
        self.setEnabled(not words)
        self._turn.run(bool(words))
        self.setAccessibleDescription(" ".join(part for part in (words, self._sub, self._hint) if part))
        self.restyle()

    @property
    def busy(self) -> bool:
        """Whether it waits for something."""
        return bool(self._busy)

    @property
    def kind(self) -> Kind:
        """How much it asks to be pressed."""
        return self._kind

    def restyle(self) -> None:
        """Measure and paint again: the theme or the content changed."""
        self.updateGeometry()
        self.update()

    # ---- room

    def _font(self) -> QFont:
        return self.theme.font(self._role, bold=True, numbers=True)

    def _padding(self) -> int:
        return self.theme.space("m") if self.theme.target >= self.theme.px(64) else self.theme.px(12)

    def _icon_size(self) -> int:
        if not self._icon_name and not self._busy:
            return 0
        return round(self.theme.size(self._role) * (1.5 if self._stacked else 1.25))

    def _gap(self) -> int:
        return max(4, self.theme.size(self._role) // 3)

    def _hint_width(self) -> int:
        return texts.width_of(self._hint, self.theme.font("caption")) + self._gap() if self._hint else 0

    def _beside(self) -> int:
        icon = 0 if self._stacked or not self._icon_size() else self._icon_size() + self._gap()
        return icon + self._hint_width() + 2 * self._padding()

    def _label(self, width: float) -> texts.Block:
        words = self._busy or self.text()
        font = self._font()
        return texts.lay_out(words, font, width, balance=True, line_height=texts.TIGHT)

    def _second(self, width: float) -> texts.Block:
        words = "" if self._busy else self._sub
        return texts.lay_out(words, self.theme.font("caption"), width, balance=True, line_height=texts.TIGHT)

    def _content_height(self, width: int) -> int:
        room = max(1, width - self._beside())
        height = self._label(room).size.height() + self._second(room).size.height()
        if self._second(room).lines:
            height += self._gap() // 2
        if self._stacked and self._icon_size():
            height += self._icon_size() + self._gap() // 2
        return round(height)

    def sizeHint(self) -> QSize:  # noqa: N802
        """The label on one line, if it is not very long."""
        label = self._font()
        longest = NATURAL_WIDTH * self.theme.size(self._role)
        words = max(
            min(longest, max(texts.width_of(self.text(), label), texts.width_of(self._busy, label))),
            min(longest, texts.width_of(self._sub, self.theme.font("caption"))),
        )
        width = max(self.theme.target, words + self._beside())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The widest word that should stay whole."""
        words = max(
            texts.least_width(self._busy or self.text(), self._font()),
            texts.least_width(self._sub, self.theme.font("caption")),
        )
        return QSize(max(self.theme.target, words + self._beside()), self.theme.target)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """A narrower button is higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """At least the target."""
        room = self.theme.space("xs") if self.theme.target < self.theme.px(64) else self.theme.space("m")
        return max(self.theme.target, self._content_height(width) + room)

    def clips(self) -> bool:
        """Whether the words do not fit into the button."""
        return self._content_height(self.width()) > self.height()

    # ---- paint

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the ring for people who came by keyboard."""
        self._ring = event.reason() in KEYBOARD
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take the ring away."""
        self._ring = False
        super().focusOutEvent(event)

    def look(self) -> Paint:
        """Return the colours for the state it is in."""
        if self._busy:
            return BUSY
        if not self.isEnabled():
            return OFF
        if self.isDown():
            return PRESSED[self._kind]
        return CHECKED if self.isChecked() else AT_REST[self._kind]

    def paint_ground(self, painter: QPainter, look: Paint) -> QRectF:
        """Paint fill, outline and focus ring; return what is left for the content."""
        at = QRectF(self.rect())
        if self.isDown():
            at.adjust(PRESSED_INSET, PRESSED_INSET, -PRESSED_INSET, -PRESSED_INSET)
        radius = min(self.theme.radius, at.height() / 2)
        fill = self.theme.colour(look.fill) if look.fill else NO_COLOUR
        edge = self.theme.colour(look.edge) if look.edge else NO_COLOUR
        stroke = self.theme.stroke if look.edge == "primary" else max(1, self.theme.stroke - 1)
        rounded(painter, at, radius, fill, edge, stroke if look.edge else 0)
        if self._ring:
            inset = self.theme.stroke * 1.5
            ring = at.adjusted(inset, inset, -inset, -inset)
            colour = self.theme.colour("focus" if look.fill in ("", "surface", "wash") else look.text)
            rounded(painter, ring, max(2, radius - inset), NO_COLOUR, colour, self.theme.stroke)
        return at

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the button in the state it is in."""
        painter = QPainter(self)
        look = self.look()
        at = self.paint_ground(painter, look)
        room = max(1, self.width() - self._beside())
        label, second = self._label(room), self._second(room)
        colour, soft = self.theme.colour(look.text), self.theme.colour(look.soft)
        icon = self._icon_size()
        words = max(label.size.width(), second.size.width())
        height = self._content_height(self.width())
        top = at.center().y() - height / 2
        free = at.width() - self._hint_width()
        if self._stacked:
            if icon:
                self._paint_icon(painter, look, QPointF(at.center().x() - icon / 2, top), icon)
                top += icon + self._gap() // 2
            left, width = at.left() + self._padding(), float(room)
        else:
            shown = words + (icon + self._gap() if icon else 0)
            left = at.left() + max(float(self._padding()), (free - shown) / 2)
            after = self._icon_name in TRAILING and not self._busy
            if icon and after:
                right = left + words + self._gap()
                self._paint_icon(painter, look, QPointF(round(right), round(at.center().y() - icon / 2)), icon)
            elif icon:
                self._paint_icon(painter, look, QPointF(round(left), round(at.center().y() - icon / 2)), icon)
                left += icon + self._gap()
            width = words
        align = texts.CENTRE if self._stacked or not icon else texts.LEFT
        label.paint(painter, QRectF(left, top, width, label.size.height()), colour, align)
        below = top + label.size.height() + self._gap() // 2
        second.paint(painter, QRectF(left, below, width, second.size.height()), soft, align)
        if self._hint:
            hint = texts.lay_out(self._hint, self.theme.font("caption"), self.width())
            edge = at.adjusted(0, 0, -self._padding(), 0)
            hint.paint(painter, edge, soft, texts.RIGHT, middle=True)
        painter.end()

    def _paint_icon(self, painter: QPainter, look: Paint, at: QPointF, size: int) -> None:
        if self._busy:
            square = QRectF(at.x(), at.y(), size, size)
            paint_arc(painter, square, self.theme.colour(look.text), self.theme.colour("line"), self._turn.angle)
        else:
            icons.paint(painter, self._icon_name, self.theme.colour(look.text), at, size)
