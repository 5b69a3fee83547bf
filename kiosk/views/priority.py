"""Who is called earlier: one touch declares it."""

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from hub.client_qt.theme import Theme
from hub.client_qt.widgets.button import TouchButton
from hub.client_qt.widgets.label import ElidedLabel
from hub.contract.vocabulary import PriorityClass
from kiosk import pictograms
from kiosk.model import PriorityBody
from kiosk.views.body import CENTRE, BodyView, heading

HIGH = 2.6
"""Height of a choice, in targets: picture over word, for a trembling hand."""


class Choice(TouchButton):
    """A button whose picture is what is seen first."""

    def _icon_size(self) -> int:
        return self.theme.size("title") * 2


class PriorityView(BodyView):
    """Six large choices, picture over word."""

    def __init__(self, theme: Theme, declare: Callable[[PriorityClass], None]) -> None:
        self.choices: dict[PriorityClass, TouchButton] = {}
        self.grid: QGridLayout | None = None
        super().__init__(theme)
        self.title = heading(theme)
        self.detail = ElidedLabel(theme, role="body", colour="soft", align=CENTRE)
        self.box.addStretch(1)
        self.box.addWidget(self.title)
        self.box.addWidget(self.detail)
        host = QWidget()
        self.grid = QGridLayout(host)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.box.addWidget(host, 6)
        self.box.addStretch(1)
        for which, pictogram in pictograms.OF_PRIORITY.items():
            button = Choice(theme, "", icon=pictogram, stacked=True, parent=host)
            button.clicked.connect(lambda _checked=False, one=which: declare(one))
            self.choices[which] = button
        self._place()

    def show_body(self, body: PriorityBody) -> None:
        """Show the choices, the declared one marked."""
        self.title.set_text(body.title)
        self.detail.set_text(body.detail)
        for option in body.options:
            button = self.choices[option.priority_class]
            button.set_words(option.label)
            button.setCheckable(option.chosen)
            button.setChecked(option.chosen)

    def restyle(self) -> None:
        """Take the theme's distances."""
        super().restyle()
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Two columns on an upright glass, three on a wide one."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        if self.grid is None:
            return
        self.grid.setSpacing(self.theme.space("m"))
        columns = 2 if self.upright else 3
        for at, button in enumerate(self.choices.values()):
            button.setMinimumHeight(round(self.theme.target * (HIGH if self.upright else 1.7)))
            button.setMaximumHeight(round(self.theme.target * 3.4))
            self.grid.removeWidget(button)
            self.grid.addWidget(button, at // columns, at % columns)
        for column in range(3):
            self.grid.setColumnStretch(column, 1 if column < columns else 0)
