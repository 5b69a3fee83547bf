"""What all bodies of the page share: a widget that shows one kind of body, and knows which way the glass stands."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hub.client_qt.theme import Theme
from hub.client_qt.widgets.label import ElidedLabel

CENTRE = Qt.AlignmentFlag.AlignHCenter


class BodyView(QWidget):
    """A column of widgets with the theme's margins. Subclasses fill `box` and give `show_body`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.box = QVBoxLayout(self)
        theme.changed.connect(self.restyle)
        self.restyle()

    def show_body(self, body: Any) -> None:
        """Show this body; the page hands only the kind that the view is for."""
        raise NotImplementedError

    def restyle(self) -> None:
        """Take the theme's distances."""
        wide, high = self.theme.space("l"), self.theme.space("m" if self.upright else "s")
        self.box.setContentsMargins(wide, high, wide, high)
        self.box.setSpacing(self.theme.space("m"))

    @property
    def upright(self) -> bool:
        """Whether the glass is higher than wide."""
        return self.window().height() > self.window().width()


def heading(theme: Theme, *, align: Qt.AlignmentFlag = CENTRE) -> ElidedLabel:
    """The first line of a screen."""
    return ElidedLabel(theme, role="headline", bold=True, align=align)


def say(label: ElidedLabel, text: str) -> None:
    """Set a label's text; a label with nothing to say takes no room."""
    label.set_text(text)
    label.setVisible(bool(text))
