"""The verbs as buttons: the large first row, and the small ones that never change their places."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from counter_client.keys import Action
from counter_client.models import ButtonModel
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.button import Kind, TouchButton

Press = Callable[[Action], None]


def quiet_button(
    theme: Theme,
    text: str,
    press: Callable[[], None],
    *,
    icon: str = "",
    role: str = "label",
    compact: bool = False,
) -> TouchButton:
    """A button that takes no focus, so that the clerk's other program keeps the keyboard."""
    shape = KeyButton if compact else TouchButton
    button = shape(theme, text, icon=icon, role=role, stacked=compact)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.clicked.connect(lambda: press())
    return button


def dress(button: TouchButton, model: ButtonModel) -> None:
    """Make a button look as its model says."""
    button.set_kind(Kind.PRIMARY if model.primary else Kind.SECONDARY)
    if isinstance(button, KeyButton):
        button.set_words(model.text, sub=model.key)
    else:
        button.set_words(model.text, hint=model.key)
    if button.busy or model.busy:
        button.set_busy(model.busy)
    button.setEnabled(model.enabled and not model.busy)


class KeyButton(TouchButton):
    """A button for the bar: the key under the word, and next to no margin, so that many fit beside each other."""

    def _padding(self) -> int:
        return self.theme.px(4)


class FirstRow(QWidget):
    """下一位、开始、办结 side by side, or the one thing that can be done instead (登录、开窗、恢复)."""

    def __init__(
        self, theme: Theme, press: Press, height: int, *, compact: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._compact = compact
        self.theme = theme
        self.buttons: dict[Action, TouchButton] = {}
        self._press = press
        self._height = height
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.gap)

    def show_models(self, models: tuple[ButtonModel, ...]) -> None:
        """Show these; the buttons are kept as long as they are the same ones."""
        if tuple(self.buttons) != tuple(model.action for model in models):
            for button in self.buttons.values():
                self._row.removeWidget(button)
                button.hide()
                button.deleteLater()
            self.buttons = {model.action: self._made(model) for model in models}
        for model in models:
            dress(self.buttons[model.action], model)

    def _made(self, model: ButtonModel) -> TouchButton:
        action = model.action
        button = quiet_button(
            self.theme, model.text, lambda: self._press(action), icon=model.icon, compact=self._compact
        )
        button.setFixedHeight(self.theme.px(self._height))
        self._row.addWidget(button, 1)
        return button


class ButtonGrid(QWidget):
    """The small verbs in fixed places, ``columns`` to a row."""

    def __init__(
        self,
        theme: Theme,
        press: Press,
        columns: int,
        height: int,
        *,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._compact = compact
        self.theme = theme
        self.buttons: dict[Action, TouchButton] = {}
        self._press = press
        self._columns = columns
        self._height = height
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.gap)

    def show_models(self, models: tuple[ButtonModel, ...]) -> None:
        """Show these."""
        for model in models:
            if model.action not in self.buttons:
                self._add(model)
            dress(self.buttons[model.action], model)

    def add_tool(self, button: TouchButton) -> None:
        """Put a button of the window itself into the next free place."""
        button.setFixedHeight(self.theme.px(self._height))
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        at = self._grid.count()
        self._grid.addWidget(button, at // self._columns, at % self._columns)

    def _add(self, model: ButtonModel) -> None:
        at, action = len(self.buttons), model.action
        button = quiet_button(
            self.theme,
            model.text,
            lambda: self._press(action),
            role="caption" if self._compact else "label",
            compact=self._compact,
        )
        button.setFixedHeight(self.theme.px(self._height))
        # All the same width, whatever the words: ignore what the label would like.
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.buttons[action] = button
        self._grid.addWidget(button, at // self._columns, at % self._columns)
        self._grid.setColumnStretch(at % self._columns, 1)
