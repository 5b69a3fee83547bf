"""The drawer: paints any page, its form and its lists. What is being typed stays while the lists beside it change."""

from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from counter_client.models import FieldModel, LineModel, PanelModel, RowModel, SectionModel, Tone
from counter_client.presenter import Presenter
from counter_client.views.blocks import Pill
from counter_client.views.buttons import dress, quiet_button
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.base import Painted, rounded
from hub.client_qt.widgets.button import Kind, TouchButton
from hub.client_qt.widgets.label import ElidedLabel


def emptied(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            emptied(inner)


class Row(Painted):
    """A line of a list with its buttons at the right."""

    def __init__(self, theme: Theme, model: RowModel, presenter: Presenter, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.title = ElidedLabel(
            theme, model.title, role="title" if model.number else "body", bold=True, numbers=True, max_lines=1
        )
        self.detail = ElidedLabel(theme, model.detail, role="caption", colour="soft", max_lines=1)
        self.detail.setVisible(bool(model.detail))
        badge = Pill(theme)
        badge.show_line(LineModel(Tone.WARN, model.badge))
        self.buttons: list[TouchButton] = []
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.title)
        top.addWidget(badge)
        top.addStretch(1)
        words.addLayout(top)
        words.addWidget(self.detail)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(5), theme.px(6), theme.px(5))
        row.setSpacing(theme.px(6))
        row.addLayout(words, 1)
        for at, choice in enumerate(model.buttons):
            button = quiet_button(theme, choice.text, partial(presenter.choose, choice), role="caption")
            quiet = choice.danger or at > 0
            button.set_kind(Kind.QUIET if quiet else Kind.SECONDARY)
            button.setEnabled(model.enabled)
            button.setAccessibleName(f"{choice.text} {model.title}")
            row.addWidget(button)
            self.buttons.append(button)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the ground."""
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), self.theme.radius / 1.5, self.theme.colour("surface"))
        painter.end()


class Field(QWidget):
    """A label and what is typed, or a group of choices."""

    def __init__(
        self, theme: Theme, model: FieldModel, presenter: Presenter, columns: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.edit: QLineEdit | None = None
        self.choices: dict[str, TouchButton] = {}
        self._presenter = presenter
        self._columns = columns
        self._shape = self.shape_of(model)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        label = ElidedLabel(theme, model.label, role="caption", colour="soft", max_lines=1)
        column.addWidget(label)
        self._nothing = ElidedLabel(theme, model.placeholder, role="body", colour="warn")
        if self.is_typed(model):
            self.edit = QLineEdit(self)
            self.edit.setAccessibleName(model.label)
            self.edit.setFixedHeight(theme.target)
            if model.secret:
                self.edit.setEchoMode(QLineEdit.EchoMode.Password)
            self.edit.setPlaceholderText(model.placeholder)
            self.edit.textEdited.connect(lambda text: presenter.set_value(model.name, text))
            self.edit.returnPressed.connect(presenter.submit)
            column.addWidget(self.edit)
        elif model.choices:
            column.addLayout(self._choices(model))
        else:
            column.addWidget(self._nothing)
        self.show_model(model)

    @staticmethod
    def is_typed(model: FieldModel) -> bool:
        """Whether it is typed; the others are chosen, even if there is nothing to choose from just now."""
        return not model.choices and model.name not in ("business", "priority", "print_at")

    @staticmethod
    def shape_of(model: FieldModel) -> tuple[object, ...]:
        """What must be built anew when it changes: its name and the choices by value."""
        return (model.name, model.label, tuple(choice.value for choice in model.choices))

    def fits(self, model: FieldModel) -> bool:
        """Whether this widget can show that model."""
        return self._shape == self.shape_of(model)

    def show_model(self, model: FieldModel) -> None:
        """Show value and choices; what is being typed stays."""
        if self.edit is not None and self.edit.text() != model.value:
            self.edit.setText(model.value)
        for choice in model.choices:
            button = self.choices[choice.value]
            button.set_words(choice.text, sub=choice.detail)
            button.setChecked(choice.value == model.value)

    def _choices(self, model: FieldModel) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self.theme.px(6))
        longest = max(len(choice.text) for choice in model.choices)
        columns = self._columns if longest > 4 else self._columns + 1
        for at, choice in enumerate(model.choices):
            value = choice.value
            button = quiet_button(
                self.theme,
                choice.text,
                partial(self._presenter.set_value, model.name, value),
                role="caption",
            )
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            self.choices[value] = button
            grid.addWidget(button, at // columns, at % columns)
        for at in range(columns):
            grid.setColumnStretch(at, 1)
        return grid


class Drawer(QWidget):
    """A page: title, form, buttons, lists."""

    def __init__(
        self,
        theme: Theme,
        presenter: Presenter,
        close_words: str,
        *,
        columns: int = 2,
        field_columns: int = 1,
        section_columns: int = 1,
        closable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.presenter = presenter
        self.fields: list[Field] = []
        self.rows: list[Row] = []
        self.action_buttons: dict[str, TouchButton] = {}
        self._columns = columns
        self._field_columns = field_columns
        self._section_columns = section_columns
        self._model: PanelModel | None = None
        self._sections: tuple[SectionModel, ...] = ()
        self._actions_model: object = None
        self.title = ElidedLabel(theme, role="title", bold=True, max_lines=1)
        self.hint = ElidedLabel(theme, role="caption", colour="soft")
        self.close_button = quiet_button(theme, close_words, presenter.back, role="caption")
        self.close_button.set_kind(Kind.QUIET)
        self.close_button.setVisible(closable)
        self.submit = quiet_button(theme, "", presenter.submit)
        self.submit.set_kind(Kind.PRIMARY)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        self._form_room = QWidget()
        self._form = QGridLayout(self._form_room)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setSpacing(theme.px(10))
        self._acts = QGridLayout()
        self._acts.setSpacing(theme.gap)
        inner = QWidget()
        self._lists = QGridLayout(inner)
        self._lists.setContentsMargins(0, 0, theme.px(4), 0)
        self._lists.setSpacing(theme.px(6))
        self.lists = QScrollArea()
        self.lists.setWidgetResizable(True)
        self.lists.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lists.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.lists.setWidget(inner)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self._column.addLayout(head)
        self._column.addWidget(self.hint)
        self._column.addWidget(self._form_room)
        self._column.addWidget(self.submit)
        self._column.addLayout(self._acts)
        self._column.addWidget(self.lists, 1)
        self._spring = QWidget()
        self._column.addWidget(self._spring, 1)

    def narrow(self, width: int, forms: int = 0) -> None:
        """Keep forms from growing wider than ``width``, those that are only typed than ``forms``."""
        self._widest = self.theme.px(width)
        self._widest_typed = self.theme.px(forms or width)

    _widest = 0
    _widest_typed = 0

    @property
    def wants_keyboard(self) -> bool:
        """Whether there is something to type."""
        return any(field.edit is not None for field in self.fields)

    def first_edit(self) -> QLineEdit | None:
        """Where typing begins."""
        return next((field.edit for field in self.fields if field.edit is not None), None)

    def show_panel(self, model: PanelModel) -> None:
        """Show a page; only what differs is built anew."""
        changed = self._model is None or self._model.panel is not model.panel
        self._model = model
        self.title.set_text(model.title)
        self.hint.set_text(model.hint)
        self.hint.setVisible(bool(model.hint))
        self._show_fields(model, changed)
        self._form_room.setVisible(bool(model.fields))
        self.submit.setVisible(bool(model.submit))
        if self._widest:
            typed = all(Field.is_typed(field) for field in model.fields)
            widest = self._widest_typed if typed else self._widest
            self._form_room.setMaximumWidth(widest)
            self.submit.setMaximumWidth(widest)
            self.submit.setMinimumWidth(min(widest, self.theme.px(240)))
        self.submit.set_words(model.submit)
        self.submit.set_icon(model.submit_icon)
        if self.submit.busy or model.busy:
            self.submit.set_busy(model.busy)
        self.submit.setEnabled(model.enabled and not model.busy)
        self._show_actions(model)
        if model.sections != self._sections or changed:
            self._sections = model.sections
            self._show_sections(model.sections, changed)
        self.lists.setVisible(bool(model.sections))
        self._spring.setVisible(not model.sections)

    def _show_fields(self, model: PanelModel, changed: bool) -> None:
        same = len(self.fields) == len(model.fields) and all(
            field.fits(one) for field, one in zip(self.fields, model.fields, strict=True)
        )
        if same and not changed:
            for field, one in zip(self.fields, model.fields, strict=True):
                field.show_model(one)
            return
        emptied(self._form)
        self.fields = []
        place = 0
        for at, one in enumerate(model.fields):
            field = Field(self.theme, one, self.presenter, self._columns)
            # Two that are typed stand beside each other; everything else has a line of its own.
            beside = Field.is_typed(one) and any(
                Field.is_typed(near) for near in (*model.fields[max(0, at - 1) : at], *model.fields[at + 1 : at + 2])
            )
            span = 1 if beside else self._field_columns
            if place % self._field_columns + span > self._field_columns:
                place += self._field_columns - place % self._field_columns
            line, side = divmod(place, self._field_columns)
            self._form.addWidget(field, line, side, 1, span)
            self._form.setColumnStretch(side, 1)
            place += span
            self.fields.append(field)
        edit = self.first_edit()
        if changed and edit is not None:
            edit.setFocus()

    def _show_actions(self, model: PanelModel) -> None:
        names = tuple(action.action.value for action in model.actions)
        if names != tuple(self.action_buttons):
            emptied(self._acts)
            self.action_buttons = {}
            for at, action in enumerate(model.actions):
                button = quiet_button(
                    self.theme, action.text, partial(self.presenter.press, action.action), icon=action.icon
                )
                self.action_buttons[action.action.value] = button
                self._acts.addWidget(button, at // self._columns, at % self._columns)
        for action in model.actions:
            dress(self.action_buttons[action.action.value], action)

    def _show_sections(self, sections: tuple[SectionModel, ...], changed: bool) -> None:
        bar = self.lists.verticalScrollBar()
        at = 0 if changed else bar.value()
        emptied(self._lists)
        self.rows = []
        wide = min(self._section_columns, max(1, len(sections)))
        for index, section in enumerate(sections):
            column = QVBoxLayout()
            column.setSpacing(self.theme.px(6))
            if section.title:
                column.addWidget(ElidedLabel(self.theme, section.title, role="caption", bold=True, max_lines=1))
            if not section.rows and section.empty:
                column.addWidget(ElidedLabel(self.theme, section.empty, role="caption", colour="soft"))
            for model in section.rows:
                row = Row(self.theme, model, self.presenter)
                row.setEnabled(not section.stale)
                self.rows.append(row)
                column.addWidget(row)
            column.addStretch(1)
            self._lists.addLayout(column, index // wide, index % wide)
        for side in range(wide):
            self._lists.setColumnStretch(side, 1)
        self._lists.setRowStretch(self._lists.rowCount(), 1)
        bar.setValue(at)
