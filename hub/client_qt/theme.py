"""The theme: one look for the whole application, switched live.

    theme = Theme(Surface.KIOSK)            # hub.client_qt.theme.Surface is assets.theme.tokens.Surface
    theme.apply(app)                        # raises fonts.ChineseFontMissingError
    theme.set_large(True)                   # every painted widget follows `theme.changed`

Widgets are handed the theme; nothing looks it up.
"""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from assets.theme.qss import style_sheet
from assets.theme.tokens import Look, Palette, Surface, look
from hub.client_qt import fonts

__all__ = ["Surface", "Theme"]

_PALETTE_ROLES = {
    QPalette.ColorRole.Window: "ground",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "ground",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.Highlight: "primary",
    QPalette.ColorRole.HighlightedText: "on_primary",
    QPalette.ColorRole.PlaceholderText: "soft",
    QPalette.ColorRole.ToolTipBase: "ink",
    QPalette.ColorRole.ToolTipText: "surface",
}


class Theme(QObject):
    """The look of one surface, with large type, motion and zoom as live switches."""

    changed = Signal()
    """The look changed: measure and paint again."""

    def __init__(
        self,
        surface: Surface,
        *,
        large: bool = False,
        motion: bool = True,
        zoom: float = 1.0,
        parent: QObject | None = None,
    ) -> None:
        """`zoom` multiplies every size: 2.0 on a 4K wall, 0.8 on a small kiosk screen."""
        super().__init__(parent)
        self._surface = surface
        self._large = large
        self._motion = motion
        self._zoom = zoom
        self._look = look(surface, large=large)
        self._application: QApplication | None = None

    # ---- what is set

    @property
    def surface(self) -> Surface:
        """Where this runs."""
        return self._surface

    @property
    def look(self) -> Look:
        """The tokens in force, before zoom."""
        return self._look

    @property
    def palette(self) -> Palette:
        """The colours in force, as `#RRGGBB`."""
        return self._look.palette

    @property
    def large(self) -> bool:
        """Whether large type is on."""
        return self._large

    @property
    def motion(self) -> bool:
        """Whether things may move."""
        return self._motion

    @property
    def zoom(self) -> float:
        """Factor on every size."""
        return self._zoom

    # ---- switches

    def set_large(self, large: bool) -> None:
        """Switch large type on or off, live."""
        if large != self._large:
            self._large = large
            self._refresh()

    def set_zoom(self, zoom: float) -> None:
        """Set the factor on every size, live."""
        if zoom != self._zoom:
            self._zoom = zoom
            self._refresh()

    def set_motion(self, motion: bool) -> None:
        """Let things move, or not; running movements end by themselves."""
        self._motion = motion

    def apply(self, application: QApplication) -> None:
        """Dress the application; raise ChineseFontMissingError when Chinese could not be shown."""
        fonts.require_chinese(self._look.font)
        application.setStyle(QStyleFactory.create("Fusion"))
        self._application = application
        self._dress(application)

    def _refresh(self) -> None:
        self._look = look(self._surface, large=self._large)
        if self._application is not None:
            self._dress(self._application)
        self.changed.emit()

    def _dress(self, application: QApplication) -> None:
        application.setFont(self.font("body"))
        palette = QPalette()
        for role, name in _PALETTE_ROLES.items():
            palette.setColor(role, self.colour(name))
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text, self.colour("on_off"))
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText, self.colour("on_off"))
        application.setPalette(palette)
        application.setStyleSheet(style_sheet(self._look, zoom=self._zoom))

    # ---- what widgets ask

    def colour(self, role: str) -> QColor:
        """Return a colour by its role (`ink`, `on_primary`, `warn_wash` ...); AttributeError for others."""
        return QColor(getattr(self._look.palette, role))

    def size(self, role: str) -> int:
        """Return a type size by its role (caption, body, label, title, headline, number, hero), in pixels."""
        return self.px(getattr(self._look.type, role))

    def font(self, role: str, *, bold: bool = False, numbers: bool = False) -> QFont:
        """Return the font of a type role; `numbers` asks for tabular figures."""
        return fonts.make(self._look.font.family, self.size(role), bold=bold, numbers=numbers)

    def space(self, role: str) -> int:
        """Return a distance by its role (xs, s, m, l, xl), in pixels."""
        return self.px(getattr(self._look.space, role))

    def px(self, size: float) -> int:
        """Return a size of the tokens in pixels after zoom."""
        return max(1, round(size * self._zoom))

    @property
    def radius(self) -> int:
        """Corner radius of tiles, cards and buttons, in pixels."""
        return self.px(self._look.radius)

    @property
    def target(self) -> int:
        """Least height of something to press, in pixels."""
        return self.px(self._look.target)

    @property
    def gap(self) -> int:
        """Least room between two things to press, in pixels."""
        return self.px(self._look.gap)

    @property
    def stroke(self) -> int:
        """Width of an outline, in pixels."""
        return self.px(self._look.stroke)

    def duration(self, role: str) -> int:
        """Return a duration (quick, normal, slow, pulse) in milliseconds; 0 when motion is off."""
        if not self._motion:
            return 0
        value: int = getattr(self._look.motion, role)
        return value
