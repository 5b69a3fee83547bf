"""What every part of the wall paints with: the theme's colours, fonts of the measured sizes, and the words."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from assets.translations.catalog import Catalog
from display_wall.measure import Box
from hub.client_qt import fonts, text
from hub.client_qt.theme import Theme
from hub.contract.vocabulary import Words


@dataclass(frozen=True, slots=True)
class Canvas:
    """The theme and the words of one wall."""

    theme: Theme
    words: Catalog

    @property
    def motion(self) -> bool:
        """Whether things may move."""
        return self.theme.motion

    def font(self, pixels: int, *, bold: bool = False) -> QFont:
        """Return a font with tabular figures."""
        return fonts.make(self.theme.look.font.family, pixels, bold=bold, numbers=True)

    def colour(self, role: str) -> QColor:
        """Return a colour of the wall by its role."""
        return self.theme.colour(role)

    def of(self, words: Words) -> str:
        """Return a hall's own words in this wall's language, or in Chinese where there are no others."""
        chosen = words.zh if self.words.language == "zh" else words.en
        return chosen or words.zh or words.en

    def date(self, local: datetime) -> str:
        """Return a date in words: ``11月22日 星期日``."""
        names = self.words("weekdays")
        weekdays = names.split() if " " in names else list(names)
        return self.words("date", month=local.month, day=local.day, weekday=weekdays[local.weekday()])


def rect_of(box: Box) -> QRect:
    """Return a box of the layout as Qt's rectangle."""
    return QRect(box.x, box.y, box.width, box.height)


def line(
    painter: QPainter, words: str, font: QFont, at: QRectF, colour: QColor, align: Qt.AlignmentFlag = text.LEFT
) -> float:
    """Paint one line in the vertical middle of ``at``, shortened with an ellipsis if it must be; return its width."""
    block = text.lay_out(words, font, at.width(), max_lines=1, line_height=text.NUMBERS)
    block.paint(painter, at, colour, align, middle=True)
    return block.size.width()
