"""What lies over a screen without being a window: it follows the size of what it covers."""

import weakref
from typing import cast

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from hub.client_qt.theme import Theme
from hub.client_qt.widgets.base import Painted


class Overlay(Painted):
    """A child that always covers its whole parent, or the part that `place` says."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(theme, over)
        self._over = weakref.ref(over)  # its own parent, which must not live on because of it
        over.installEventFilter(self)
        self.hide()

    @property
    def over(self) -> QWidget:
        """What it lies over."""
        return cast(QWidget, self._over())

    def place(self) -> None:
        """Take the place over the parent; subclasses may take less."""
        self.setGeometry(self.over.rect())

    def rise(self) -> None:
        """Show above everything else in the parent."""
        self.place()
        self.show()
        self.raise_()

    def restyle(self) -> None:
        """Measure and paint again."""
        super().restyle()
        if not self.isHidden():
            self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follow the parent's size."""
        if watched is self._over() and event.type() == QEvent.Type.Resize and not self.isHidden():
            self.place()
        return super().eventFilter(watched, event)
