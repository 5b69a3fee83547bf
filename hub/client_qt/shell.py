"""The full-screen shell: one screen at a time, a way back, and a strip that tells when the connection is gone.

    shell = Shell(theme, windowed=parse_size(arguments.windowed), hide_cursor=True, idle_ms=60_000)
    shell.go_home(StartScreen(...)); shell.push(ConfirmScreen(...)); shell.back()
    shell.idle.connect(presenter.person_left); shell.set_offline("网络连接中断", "正在重新连接，请稍候")
    shell.open()

Screens that leave are deleted, with whatever personal data they showed; nothing is saved anywhere.
"""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from hub.client_qt.slide import ScreenChange
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.banner import Banner, BannerKind
from hub.client_qt.widgets.toast import Toast

SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.KeyPress,
        QEvent.Type.Wheel,
    }
)
"""Events that show that somebody is there."""


class WindowSizeError(ValueError):
    """A `--windowed` value is not WIDTHxHEIGHT."""

    code = "client_qt.window_size"


def parse_size(text: str | None) -> tuple[int, int] | None:
    """Read `1080x1920` as given to `--windowed`; None stays None. Raise WindowSizeError."""
    if text is None:
        return None
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        raise WindowSizeError(f"窗口大小应写成 1080x1920，而不是 {text} / a window size is 1080x1920, not {text!r}")
    return int(width), int(height)


class Screen(QWidget):
    """A screen that wants to know when it is seen; any other QWidget will do as well."""

    def entered(self) -> None:
        """It has become the one that is seen."""

    def left(self) -> None:
        """Another one is seen now; it may come back or be deleted."""


class Shell(QWidget):
    """Holds the screens of one app. See the module for its use."""

    idle = Signal()
    """Nobody has touched anything for `idle_ms`; comes once until the next sign of life."""
    changed = Signal(QWidget)
    """Another screen is seen."""
    closed = Signal()
    """The window was closed."""

    def __init__(
        self,
        theme: Theme,
        *,
        windowed: tuple[int, int] | None = None,
        hide_cursor: bool = False,
        idle_ms: int = 0,
        title: str = "Ting",
        parent: QWidget | None = None,
    ) -> None:
        """`windowed` is a size in pixels; without it the shell fills its screen. `idle_ms` 0 means never idle."""
        super().__init__(parent)
        self.theme = theme
        self._windowed = windowed
        self.setWindowTitle(title)
        self.setAutoFillBackground(True)
        if windowed is None:
            self.setWindowFlags(Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        else:
            self.setFixedSize(*windowed)
        if hide_cursor:
            self.setCursor(Qt.CursorShape.BlankCursor)
        self.strip = Banner(theme, BannerKind.OFFLINE, "", square=True)
        """The status strip at the top; hidden while all is well."""
        self.strip.hide()
        self._stack = QStackedWidget()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.strip)
        box.addWidget(self._stack, 1)
        self.toast = Toast(theme, self)
        """Short words over any screen: `shell.toast.say("...")`."""
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setTimerType(Qt.TimerType.PreciseTimer)
        self._idle.timeout.connect(self.idle)
        self.set_idle(idle_ms)

    def open(self) -> None:
        """Show it: full screen, or in a window of the size given."""
        if self._windowed is None:
            self.showFullScreen()
        else:
            self.show()
        # All touches and keys of the window pass its QWindow first. A filter on the application would be called
        # for every event of every object.
        self.windowHandle().installEventFilter(self)

    # ---- screens

    @property
    def screens(self) -> tuple[QWidget, ...]:
        """All screens, from the home screen to the one that is seen."""
        return tuple(self._stack.widget(at) for at in range(self._stack.count()))

    @property
    def current(self) -> QWidget | None:
        """The screen that is seen."""
        return self._stack.currentWidget()

    def push(self, screen: QWidget) -> None:
        """Go on to a screen."""
        self._show([*self.screens, screen], forward=True)

    def replace(self, screen: QWidget) -> None:
        """Go on to a screen to which `back` will not return from here: the present one is deleted."""
        self._show([*self.screens[:-1], screen], forward=True)

    def back(self) -> bool:
        """Return to the screen before; False at the home screen."""
        if len(self.screens) < 2:
            return False
        self._show(list(self.screens[:-1]), forward=False)
        return True

    def go_home(self, screen: QWidget | None = None) -> None:
        """Return to the home screen and delete all others; `screen` becomes the new home screen."""
        home = [screen] if screen is not None else list(self.screens[:1])
        self._show(home, forward=False)

    def _show(self, wanted: list[QWidget], *, forward: bool) -> None:
        old = self.current
        gone = [screen for screen in self.screens if screen not in wanted]
        moves = bool(self.theme.duration("normal")) and self.isVisible() and old is not None
        before = self._stack.grab() if moves else None
        for screen in wanted:
            if self._stack.indexOf(screen) < 0:
                self._stack.addWidget(screen)
        new = wanted[-1] if wanted else None
        if new is not None:
            self._stack.setCurrentWidget(new)
        for screen in gone:
            self._stack.removeWidget(screen)
        if old is not new:
            if isinstance(old, Screen):
                old.left()
            if isinstance(new, Screen):
                new.entered()
        for screen in gone:
            screen.hide()
            screen.deleteLater()
        if old is not new and new is not None:
            if before is not None:
                for change in self._stack.findChildren(ScreenChange):
                    change.hide()
                    change.deleteLater()
                ScreenChange(self.theme, before, new.grab(), forward=forward, over=self._stack).run()
            self.changed.emit(new)

    # ---- connection

    def set_offline(self, title: str, detail: str = "") -> None:
        """Tell in the strip that the connection is gone; an empty title takes the strip away."""
        if title:
            self.set_strip(BannerKind.OFFLINE, title, detail)
        else:
            self.strip.hide()

    def set_strip(self, kind: BannerKind | str, title: str, detail: str = "") -> None:
        """Tell something else in the strip, until `set_offline("")`."""
        self.strip.show_news(kind, title, detail=detail)
        self.strip.show()

    # ---- idleness

    def set_idle(self, idle_ms: int) -> None:
        """Change after how many milliseconds without a sign of life `idle` comes; 0 for never."""
        self._idle_ms = idle_ms
        self.restart_idle()

    def restart_idle(self) -> None:
        """Count idleness from now, as after a touch: for a card that was read, a ticket that was taken."""
        if self._idle_ms > 0:
            self._idle.start(self._idle_ms)
        else:
            self._idle.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Notice signs of life in this window."""
        if event.type() in SIGNS_OF_LIFE:
            self.restart_idle()
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Say so."""
        super().closeEvent(event)
        self.closed.emit()
