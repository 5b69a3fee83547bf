"""The desk's window: small, always on top, and without the keyboard unless the clerk gives it.

A window with ``WindowDoesNotAcceptFocus`` is clicked without taking the keyboard from the approval system beside it.
The flag is lifted while a page with a field is open, or after a click on the number (then the F keys work), and set
again by Esc or when the page closes. Keys from other programs would need hooks of the operating system.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from assets.translations.catalog import Catalog
from counter_client.models import DeskModel
from counter_client.presenter import Presenter
from counter_client.views.forms import BarForm, CardForm, Form, GuideForm
from hub.client_qt.theme import Theme

TICK_MS = 1_000
"""The seconds on the number advance; nothing else needs to be looked at by the clock."""

KEY_NAMES: dict[int, str] = {Qt.Key(Qt.Key.Key_F1 + at).value: f"F{at + 1}" for at in range(12)} | {
    Qt.Key.Key_Escape.value: "Esc"
}
"""Qt's keys → names of the key map."""


class DeskWindow(QWidget):
    """Shows a presenter's models in one of the shapes, moves by its head, reads the keys."""

    painted = Signal()
    """The first frame is on the screen."""
    closed = Signal()
    """The clerk, or the system, closed it."""

    def __init__(
        self,
        theme: Theme,
        presenter: Presenter,
        language: str,
        *,
        shape: str = "card",
        bar: bool = True,
        keyboard: bool = False,
        remember: Callable[[str], None] | None = None,
    ) -> None:
        """``shape`` is card or bar, ``bar`` whether the screen has room for one.

        ``keyboard`` lets the window take the keyboard like any other.
        """
        super().__init__(None)
        self.theme = theme
        self.presenter = presenter
        self.shape_name = shape if bar else "card"
        self._bar = bar
        self.form: Form
        self._language = language
        self._words = Catalog("counter_client", language)
        self._guide = presenter.model.guide
        self._keyboard = keyboard or self._guide
        self._remember = remember
        self._grip: QPoint | None = None
        self._moved = False
        self._given = False
        self._was_painted = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        if not self._guide:
            self.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
            self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            self.setWindowFlag(Qt.WindowType.WindowDoesNotAcceptFocus, not self._keyboard)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWindowTitle(f"Ting · {self._words('bar.title')}")
        self._build()
        presenter.listen(self.show_model)
        theme.changed.connect(self._build)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(presenter.tick)
        self._timer.start()

    def show_model(self, model: DeskModel) -> None:
        """Paint a new model."""
        self.form.show_model(model)
        self._fit(model)
        self._mind_the_keyboard()

    def change_shape(self) -> None:
        """Card to bar or back, remembered."""
        self.shape_name = "bar" if self.shape_name == "card" else "card"
        if self._remember is not None:
            self._remember(self.shape_name)
        # The button that was pressed belongs to the form that goes: let its click end first.
        QTimer.singleShot(0, self, self._build)

    @property
    def has_keyboard(self) -> bool:
        """Whether the window may take the keyboard now."""
        return self._keyboard or self._given

    def take_keyboard(self) -> None:
        """The clerk wants to type here."""
        if not self._given:
            self._given = True
            self._accept_focus(True)
        self.activateWindow()
        self.update()

    def give_back(self) -> None:
        """Let the other program have the keyboard again."""
        if self._given:
            self._given = False
            self._accept_focus(self._keyboard)
        self.update()

    def _accept_focus(self, accept: bool) -> None:
        handle = self.windowHandle()
        if handle is not None and not self._guide:
            handle.setFlag(Qt.WindowType.WindowDoesNotAcceptFocus, not accept)

    def _build(self) -> None:
        old = getattr(self, "form", None)
        if self._guide:
            self.form = GuideForm(self.theme, self.presenter, self._words)
        elif self.shape_name == "bar":
            self.form = BarForm(self.theme, self.presenter, self._words, self.change_shape)
        else:
            self.form = CardForm(self.theme, self.presenter, self._words, self.change_shape)
            self.form.change.setVisible(self._bar)
        if old is not None:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._layout.addWidget(self.form)
        self.show_model(self.presenter.model)

    def _fit(self, model: DeskModel) -> None:
        wanted = self.form.size_for(model)
        if self._guide:
            if not self._was_painted and not self.isVisible():
                self.resize(wanted)
        elif self.size() != wanted or self.maximumSize() != wanted:
            self.setFixedSize(wanted)
            self._keep_on_screen()

    def _keep_on_screen(self) -> None:
        screen = self.screen()
        if screen is None or not self.isVisible():
            return
        room = screen.availableGeometry()
        left = max(room.left(), min(self.x(), room.right() + 1 - self.width()))
        top = max(room.top(), min(self.y(), room.bottom() + 1 - self.height()))
        if (left, top) != (self.x(), self.y()):
            self.move(left, top)

    def _mind_the_keyboard(self) -> None:
        if self.form.wants_keyboard and not self.has_keyboard and self.isVisible():
            self.take_keyboard()
            edit = self.form.drawer.first_edit()
            if edit is not None:
                edit.setFocus()
        elif self._given and self._typed and not self.form.wants_keyboard:
            self.give_back()
        self._typed = self.form.wants_keyboard

    _typed = False

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """A key of the key map; repeats of a key that is held down are nothing."""
        name = KEY_NAMES.get(event.key())
        if name is None:
            super().keyPressEvent(event)
            return
        event.accept()
        if event.isAutoRepeat():
            return
        if name == "Esc" and self.presenter.model.panel is None and self.presenter.model.question is None:
            self.give_back()
        self.presenter.press_key(name)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the window."""
        if not self._guide:
            self._grip = event.globalPosition().toPoint() - self.pos()
            self._moved = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag it."""
        if self._grip is not None:
            target = event.globalPosition().toPoint() - self._grip
            if (target - self.pos()).manhattanLength() > 3 or self._moved:
                self._moved = True
                self.move(target)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        """A click that did not drag gives the keyboard to the bar."""
        if self._grip is not None and not self._moved:
            self.take_keyboard()
        self._grip = None

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """The keyboard came or went: the frame says so, and an open form is ready to be typed into."""
        if event.type() == QEvent.Type.ActivationChange:
            self.update()
            edit = self.form.drawer.first_edit() if self.form.wants_keyboard else None
            if edit is not None and self.isActiveWindow() and not isinstance(self.focusWidget(), QLineEdit):
                edit.setFocus()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Tell that it is over."""
        self._timer.stop()
        super().closeEvent(event)
        self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint ground and frame; blue while the keyboard is here."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.colour("ground"))
        here = self.isActiveWindow() and self.has_keyboard and not self._guide
        colour: QColor = self.theme.colour("primary" if here else "edge")
        width = 3 if here else 1
        painter.setPen(QPen(colour, width))
        half = width / 2
        painter.drawRect(QRectF(self.rect()).adjusted(half, half, -half, -half))
        painter.end()
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)
