"""The QR code of a ticket's phone page, painted crisp: whole pixels per module, on white, with its quiet zone."""

import segno
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hub.client_qt.theme import Theme
from hub.client_qt.widgets.base import Painted

QUIET_MODULES = 4
"""The quiet zone that the QR standard asks for; many phones need it."""
LEAST_MODULE = 3
NATURAL_MODULE = 8
"""Pixels per module at which a phone reads it at arm's length from a 96 dpi screen (about 2 mm)."""


class QrCode(Painted):
    """`QrCode(theme)`, `show_url(...)`; square, as large as its room allows up to a natural size."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, module: int = NATURAL_MODULE) -> None:
        super().__init__(theme, parent)
        self._natural = module
        self._matrix: list[bytes] = []
        self._url = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setSizePolicy(policy)

    def show_url(self, url: str) -> None:
        """Show another address; empty hides the code."""
        if url == self._url:
            return
        self._url = url
        made = segno.make(url, error="m", micro=False) if url else None
        self._matrix = [bytes(row) for row in made.matrix] if made else []
        self.restyle()

    def _modules(self) -> int:
        return len(self._matrix) + 2 * QUIET_MODULES

    def sizeHint(self) -> QSize:  # noqa: N802
        """Its natural size."""
        side = self._modules() * self.theme.px(self._natural)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The least that a phone still reads."""
        side = self._modules() * LEAST_MODULE
        return QSize(side, side)

    def clips(self) -> bool:
        """Whether the modules have become too small to be read."""
        return min(self.width(), self.height()) < self._modules() * LEAST_MODULE

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the code in the middle."""
        if not self._matrix:
            return
        painter = QPainter(self)
        room = min(self.width(), self.height(), self.sizeHint().width())
        module = max(1, room // self._modules())
        side = module * self._modules()
        left, top = (self.width() - side) // 2, (self.height() - side) // 2
        painter.fillRect(QRect(left, top, side, side), Qt.GlobalColor.white)
        black = QColor(Qt.GlobalColor.black)
        for y, row in enumerate(self._matrix, QUIET_MODULES):
            for x, dark in enumerate(row, QUIET_MODULES):
                if dark:
                    painter.fillRect(QRect(left + x * module, top + y * module, module, module), black)
        painter.end()
