"""What is seen at one glance: who is here, who is next and how many wait, the connection, one line of news."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from counter_client.models import PART, DeskModel, HeroModel, LineModel, QuestionModel, Tone
from counter_client.views.buttons import quiet_button
from hub.client_qt import icons
from hub.client_qt import text as texts
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.base import Painted, rounded
from hub.client_qt.widgets.button import Kind
from hub.client_qt.widgets.label import ElidedLabel, NumberLabel
from hub.client_qt.widgets.status import State, StatusDot

TONES: dict[Tone, tuple[str, str, str]] = {
    Tone.QUIET: ("", "soft", ""),
    Tone.INFO: ("wash", "on_wash", "info"),
    Tone.GOOD: ("good_wash", "good", "check"),
    Tone.CALL: ("call", "on_call", "speaker"),
    Tone.WARN: ("warn_wash", "warn", "clock"),
    Tone.BAD: ("bad_wash", "bad", "warning"),
    Tone.OFFLINE: ("bad_wash", "bad", "wifi-off"),
}
"""Tone → ground, text and icon."""

DOTS: dict[Tone, State] = {Tone.GOOD: State.GOOD, Tone.WARN: State.BUSY, Tone.BAD: State.BAD}


class Pill(Painted):
    """A state in a word on its colour, as wide as the word."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._line = LineModel(Tone.QUIET, "")
        self._ground = True
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_line(self, line: LineModel) -> None:
        """Say this; nothing for empty words."""
        self._line = line
        self.setVisible(bool(line.text))
        self.setAccessibleName(line.text)
        self.restyle()

    def sizeHint(self) -> QSize:  # noqa: N802
        """The word and some room beside it."""
        font = self.theme.font("caption", bold=True, numbers=True)
        inset = 2 * self.theme.px(10) if TONES[self._line.tone][0] else 0
        return QSize(texts.width_of(self._line.text, font) + inset, round(font.pixelSize() * 1.8))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """It does not shrink."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint ground and word."""
        painter = QPainter(self)
        ground, colour, _ = TONES[self._line.tone]
        at = QRectF(self.rect())
        if ground:
            rounded(painter, at, at.height() / 2, self.theme.colour(ground))
        font = self.theme.font("caption", bold=True, numbers=True)
        block = texts.lay_out(self._line.text, font, at.width(), max_lines=1)
        block.paint(painter, at, self.theme.colour(colour), texts.CENTRE if ground else texts.LEFT, middle=True)
        painter.end()


class News(Painted):
    """One or two lines with an icon on their colour. It keeps its room when it is silent: nothing else moves."""

    def __init__(self, theme: Theme, lines: int, clicked: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.line: LineModel | None = None
        self._lines = lines
        self._clicked = clicked

    def show_line(self, line: LineModel | None) -> None:
        """Say this, or nothing."""
        if line != self.line:
            self.line = line
            self.setAccessibleName(line.text if line is not None else "")
            self.restyle()

    def _room(self) -> float:
        return self.width() - 3 * self.theme.px(10) - self.theme.px(20)

    def _block(self) -> texts.Block:
        text = self.line.text if self.line is not None else ""
        return texts.lay_out(text, self.theme.font("caption"), self._room(), max_lines=self._lines)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Its lines and a margin."""
        height = self._lines * self.theme.size("caption") * texts.READING + 2 * self.theme.px(8)
        return QSize(self.theme.px(200), round(height))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """It does not get lower."""
        return QSize(self.theme.px(80), self.sizeHint().height())

    def clips(self) -> bool:
        """Whether the words end in an ellipsis."""
        return self._block().elided

    def mousePressEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        """A click says: read."""
        self._clicked()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint ground, icon and words."""
        if self.line is None:
            return
        painter = QPainter(self)
        ground, colour, icon = TONES[self.line.tone]
        at, inset = QRectF(self.rect()), self.theme.px(10)
        if ground:
            rounded(painter, at, self.theme.radius, self.theme.colour(ground))
        left = at.left() + (inset if ground else 0)
        if icon:
            size = self.theme.px(20)
            spot = QRectF(left, at.center().y() - size / 2, size, size).topLeft()
            icons.paint(painter, icon, self.theme.colour(colour), spot, size)
            left += size + inset
        room = QRectF(left, at.top(), at.right() - left - (inset if ground else 0), at.height())
        self._block().paint(painter, room, self.theme.colour(colour), middle=True)
        painter.end()


class Hero(QWidget):
    """Who is here: the number, its state, what it is for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.number = NumberLabel(theme, "", role="hero", align=texts.LEFT)
        self.words = ElidedLabel(theme, role="headline", bold=True, max_lines=1)
        self.state = Pill(theme)
        self.badge = Pill(theme)
        self.detail = ElidedLabel(theme, role="body", bold=True, max_lines=1)
        self.hint = ElidedLabel(theme, role="caption", colour="soft", max_lines=2)
        beside = QVBoxLayout()
        beside.setSpacing(theme.px(6))
        beside.addStretch(1)
        pills = QHBoxLayout()
        pills.setSpacing(theme.px(6))
        pills.addWidget(self.state)
        pills.addStretch(1)
        beside.addLayout(pills)
        beside.addWidget(self.detail)
        row = QHBoxLayout()
        row.addWidget(self.badge)
        row.addStretch(1)
        beside.addLayout(row)
        beside.addWidget(self.words)
        beside.addWidget(self.hint)
        beside.addStretch(1)
        every = QHBoxLayout(self)
        every.setContentsMargins(0, 0, 0, 0)
        every.setSpacing(theme.space("s"))
        every.addWidget(self.number)
        every.addLayout(beside, 1)

    def show_hero(self, hero: HeroModel) -> None:
        """Show who is here, or why nobody is."""
        self.number.set_text(hero.text if hero.number else "")
        self.number.set_colour("ink")
        self.number.setVisible(hero.number)
        self.words.setVisible(not hero.number)
        self.words.set_text("" if hero.number else hero.text)
        self.hint.setVisible(not hero.number)
        self.hint.set_text("" if hero.number else hero.state.text)
        self.state.show_line(hero.state if hero.number else LineModel(Tone.QUIET, ""))
        self.detail.set_text(hero.detail)
        self.detail.setVisible(bool(hero.detail))
        self.badge.show_line(LineModel(Tone.WARN, hero.badge))


class PartsLabel(ElidedLabel):
    """Parts set apart by dots, the weightiest first; on a short line the last ones are left out whole, not cut."""

    def _block(self, width: float) -> texts.Block:
        block = super()._block(width)
        parts = self.text().split(PART)
        while block.elided and len(parts) > 1:
            parts.pop()
            block = texts.lay_out(PART.join(parts), block.font, width, max_lines=1, line_height=block.line_height)
        return block


class NextUp(Painted):
    """Who is next and how many wait; a click opens the lists."""

    def __init__(self, theme: Theme, clicked: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._clicked = clicked
        self.title = ElidedLabel(theme, role="caption", colour="soft", max_lines=1)
        self.number = ElidedLabel(theme, role="title", bold=True, numbers=True, max_lines=1)
        self.detail = PartsLabel(theme, role="caption", colour="soft", max_lines=1)
        self.count = NumberLabel(theme, "", role="headline", colour="on_wash")
        self.words = ElidedLabel(theme, role="caption", colour="on_wash", align=texts.CENTRE, max_lines=1)
        self.aside = ElidedLabel(theme, role="caption", colour="soft", max_lines=1)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.title)
        top.addWidget(self.number)
        top.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addStretch(1)
        left.addLayout(top)
        left.addWidget(self.detail)
        left.addWidget(self.aside)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addStretch(1)
        right.addWidget(self.count)
        right.addWidget(self.words)
        right.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6))
        row.setSpacing(theme.px(12))
        row.addLayout(left, 1)
        row.addLayout(right)
        self._stale = False

    def show_model(self, model: DeskModel, line: LineModel | None = None) -> None:
        """Show the head of the queue; ``line`` takes the place of what was passed and held."""
        self.title.set_text(model.next_title)
        self.number.set_text(model.next_number)
        self.number.setVisible(bool(model.next_number))
        self.detail.set_text(model.next_detail)
        self.count.set_text(model.waiting)
        self.words.set_text(model.waiting_words)
        self.aside.set_text(model.aside if line is None else line.text)
        self._stale = model.stale
        for label, colour in ((self.number, "ink"), (self.count, "on_wash"), (self.words, "on_wash")):
            label.set_colour("soft" if model.stale else colour)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Open the lists."""
        if self.rect().contains(event.position().toPoint()):
            self._clicked()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the ground."""
        painter = QPainter(self)
        ground = self.theme.colour("off" if self._stale else "wash")
        rounded(painter, QRectF(self.rect()), self.theme.radius, ground)
        painter.end()


class Where(QWidget):
    """Which window, who sits there, and how the line is."""

    def __init__(self, theme: Theme, *, stacked: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = ElidedLabel(theme, role="body", bold=True, numbers=True, max_lines=1)
        self.operator = ElidedLabel(theme, role="caption", colour="soft", max_lines=1)
        self.connection = StatusDot(theme, State.OFF, "")
        layout: QVBoxLayout | QHBoxLayout = QVBoxLayout(self) if stacked else QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(2 if stacked else 10))
        if stacked:
            layout.addStretch(1)
        for widget in (self.place, self.operator, self.connection):
            layout.addWidget(widget)
        layout.addStretch(1)

    def show_model(self, model: DeskModel) -> None:
        """Show place, operator and connection."""
        self.place.set_text(model.place)
        self.operator.set_text(model.operator)
        self.operator.setVisible(bool(model.operator))
        self.connection.set_state(DOTS.get(model.connection.tone, State.OFF), model.connection.text)


class Ask(Painted):
    """A question in the page: the words, the way out left, the way on right."""

    def __init__(self, theme: Theme, answer: Callable[[bool], None], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.words = ElidedLabel(theme, role="body", bold=True)
        self.no = quiet_button(theme, "", lambda: answer(False))
        self.yes = quiet_button(theme, "", lambda: answer(True))
        row = QHBoxLayout()
        row.setSpacing(theme.gap)
        row.addWidget(self.no, 1)
        row.addWidget(self.yes, 1)
        column = QVBoxLayout(self)
        inset = theme.px(16)
        column.setContentsMargins(inset, theme.px(12), inset, theme.px(12))
        column.setSpacing(theme.px(12))
        column.addWidget(self.words)
        column.addLayout(row)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint its card."""
        painter = QPainter(self)
        colour = self.theme.colour
        rounded(
            painter, QRectF(self.rect()), self.theme.radius, colour("surface"), colour("primary"), self.theme.stroke
        )
        painter.end()

    def show_question(self, question: QuestionModel) -> None:
        """Put it."""
        self.words.set_text(question.text)
        self.no.set_words(question.no)
        self.yes.set_words(question.yes)
        self.yes.set_kind(Kind.DANGER if question.danger else Kind.PRIMARY)
