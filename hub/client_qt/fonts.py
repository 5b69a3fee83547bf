"""Fonts by name: the Chinese typeface, and tabular figures so that counting numbers do not jitter."""

from collections.abc import Callable, Iterable

from PySide6.QtGui import QFont, QFontDatabase

from assets.theme.tokens import Font

TABULAR_FIGURES = QFont.Tag("tnum")
"""OpenType feature: all digits as wide as each other."""
LINING_FIGURES = QFont.Tag("lnum")
"""OpenType feature: all digits as tall as capital letters."""


class ChineseFontMissingError(RuntimeError):
    """The Chinese typeface is not installed; says which Debian package brings it."""

    code = "client_qt.chinese_font_missing"

    def __init__(self, family: str, package: str) -> None:
        self.family = family
        self.package = package
        super().__init__(
            f"没有安装中文字体“{family}”，汉字无法显示。请运行：apt-get install {package} / "
            f"The Chinese font {family!r} is not installed. Run: apt-get install {package}"
        )


def installed_families() -> Iterable[str]:
    """Return the names of the font families that Qt can see; needs a QGuiApplication."""
    return QFontDatabase.families()


def require_chinese(font: Font, families: Callable[[], Iterable[str]] = installed_families) -> str:
    """Return the family's name, or raise ChineseFontMissingError when it is not installed."""
    if font.family not in families():
        raise ChineseFontMissingError(font.family, font.debian_package)
    return font.family


def make(family: str, pixels: int, *, bold: bool = False, numbers: bool = False) -> QFont:
    """Return a font of `pixels` height; `numbers` asks for tabular lining figures."""
    font = QFont(family)
    font.setPixelSize(max(1, pixels))
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if numbers:
        font.setFeature(TABULAR_FIGURES, 1)
        font.setFeature(LINING_FIGURES, 1)
    return font
