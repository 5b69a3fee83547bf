"""Text on a screen: broken the Chinese way, shortened with an ellipsis only past its lines; and the hero number."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hub.client_qt import text as texts
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.base import Painted, height_follows_width

NATURAL_CHARACTERS = 24
"""A label asks for lines of this many characters: longer ones are hard to read."""
LEAST_CHARACTERS = 4


class ElidedLabel(Painted):
    """Words in a type role and a colour role, wrapped at any width; past `max_lines` they end in an ellipsis.

    `ElidedLabel(theme, "请取走小票", role="title", bold=True, align=Qt.AlignmentFlag.AlignHCenter)`.
    """

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        role: str = "body",
        colour: str = "ink",
        bold: bool = False,
        numbers: bool = False,
        align: Qt.AlignmentFlag = texts.LEFT,
        max_lines: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._text = text
        self._role = role
        self._colour = colour
        self._bold = bold
        self._numbers = numbers
        self._align = align
        self._max_lines = max_lines
        self.setAccessibleName(text)
        height_follows_width(self)

    def text(self) -> str:
        """What it says, whole."""
        return self._text

    def set_text(self, text: str) -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.restyle()

    def set_colour(self, role: str) -> None:
        """Change the colour role."""
        self._colour = role
        self.update()

    def _block(self, width: float) -> texts.Block:
        centred = self._align == texts.CENTRE
        tight = self._role in ("title", "headline")
        return texts.lay_out(
            self._text,
            self.theme.font(self._role, bold=self._bold, numbers=self._numbers),
            width,
            max_lines=self._max_lines,
            balance=centred,
            line_height=texts.TIGHT if tight else texts.READING,
        )

    def _font_size(self) -> int:
        return self.theme.size(self._role)

    def sizeHint(self) -> QSize:  # noqa: N802
        """One line if it is not long, else comfortable lines."""
        font = self.theme.font(self._role, bold=self._bold, numbers=self._numbers)
        width = min(texts.width_of(self._text, font), NATURAL_CHARACTERS * self._font_size())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """A few characters on one line."""
        font = self.theme.font(self._role, bold=self._bold, numbers=self._numbers)
        least = min(texts.width_of(self._text, font), LEAST_CHARACTERS * self._font_size())
        if self._max_lines is None:
            least = max(least, texts.least_width(self._text, font))
        return QSize(least, round(self._block(10_000).pitch))

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """As many lines as it takes."""
        return max(1, round(self._block(width).size.height()))

    def clips(self) -> bool:
        """Whether it ends in an ellipsis or is higher than its room."""
        block = self._block(self.width())
        return block.elided or block.size.height() > self.height() or block.size.width() > self.width() + 1

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the lines, vertically centred."""
        painter = QPainter(self)
        block = self._block(self.width())
        block.paint(painter, QRectF(self.rect()), self.theme.colour(self._colour), self._align, middle=True)
        painter.end()


class NumberLabel(Painted):
    """The hero: a ticket number or a count, in tabular figures. It shrinks to its room and never clips."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        role: str = "hero",
        colour: str = "ink",
        align: Qt.AlignmentFlag = texts.CENTRE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._text = text
        self._role = role
        self._colour = colour
        self._align = align
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def text(self) -> str:
        """The number."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another number."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.restyle()

    def set_colour(self, role: str) -> None:
        """Change the colour role."""
        self._colour = role
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """The number at the full size of its role."""
        font = self.theme.font(self._role, bold=True, numbers=True)
        return QSize(texts.width_of(self._text, font), round(font.pixelSize() * texts.NUMBERS))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The number at title size: below that it is no hero."""
        font = self.theme.font("title", bold=True, numbers=True)
        return QSize(texts.width_of(self._text, font), round(font.pixelSize() * texts.NUMBERS))

    def shown_pixels(self) -> int:
        """The size at which it is painted now, in pixels."""
        font = self.theme.font(self._role, bold=True, numbers=True)
        return texts.shrunk(self._text, font, self.width(), self.height()).pixelSize()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the number as large as the role and the room allow."""
        painter = QPainter(self)
        font = self.theme.font(self._role, bold=True, numbers=True)
        font = texts.shrunk(self._text, font, self.width(), self.height())
        block = texts.Block((self._text,), font, texts.NUMBERS, elided=False)
        block.paint(painter, QRectF(self.rect()), self.theme.colour(self._colour), self._align, middle=True)
        painter.end()
