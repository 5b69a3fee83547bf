"""Digits to press: for phone numbers, codes, and ID numbers with their X."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from assets.translations.catalog import Catalog
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.button import Kind, TouchButton

DIGITS = ("1", "2", "3", "4", "5", "6", "7", "8", "9")


class Keypad(QWidget):
    """A telephone's keypad. `keypad.pressed.connect(field.append)`, `deleted`, `cleared`.

    `Keypad(theme, Catalog("client_qt", "zh"), extra="X")` has an X beside the zero, and clear below.
    """

    pressed = Signal(str)
    """A digit, or the extra sign."""
    deleted = Signal()
    cleared = Signal()

    def __init__(self, theme: Theme, words: Catalog, *, extra: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.keys: dict[str, TouchButton] = {}
        """The buttons by what they enter; `clear` and `delete` by name."""
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for at, digit in enumerate(DIGITS):
            self._grid.addWidget(self._sign(digit), at // 3, at % 3)
        self.keys["clear"] = TouchButton(theme, "", kind=Kind.QUIET)
        self.keys["clear"].clicked.connect(self.cleared)
        self.keys["delete"] = TouchButton(theme, "", kind=Kind.QUIET)
        self.keys["delete"].clicked.connect(self.deleted)
        if extra:
            self._grid.addWidget(self._sign(extra), 3, 0)
            self._grid.addWidget(self.keys["clear"], 4, 0, 1, 3)
        else:
            self._grid.addWidget(self.keys["clear"], 3, 0)
        self._grid.addWidget(self._sign("0"), 3, 1)
        self._grid.addWidget(self.keys["delete"], 3, 2)
        theme.changed.connect(self._restyle)
        self.retranslate(words)

    def _sign(self, sign: str) -> TouchButton:
        key = TouchButton(self.theme, sign, kind=Kind.SECONDARY, role="title")
        key.clicked.connect(lambda: self.pressed.emit(sign))
        self.keys[sign] = key
        return key

    def retranslate(self, words: Catalog) -> None:
        """Change the language."""
        self.setAccessibleName(words("keypad.name"))
        self.keys["clear"].set_words(words("keypad.clear"))
        self.keys["delete"].set_words(words("keypad.delete"))
        for sign, key in self.keys.items():
            if sign.isdigit():
                key.setAccessibleName(words("keypad.digit", digit=sign))
        self._restyle()

    def _restyle(self) -> None:
        self._grid.setSpacing(self.theme.gap)
        widest = max(key.minimumSizeHint().width() for key in self.keys.values())
        for column in range(3):
            self._grid.setColumnStretch(column, 1)
            self._grid.setColumnMinimumWidth(column, widest)
