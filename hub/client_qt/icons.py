"""Icons from `assets/icons`, drawn at the pixels of the screen: crisp at any device pixel ratio, cached."""

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from assets.icons.catalogue import coloured

RATIOS = (1.0, 1.25, 1.5, 2.0, 3.0)
"""Device pixel ratios for which `icon` carries a picture."""


def pixmap(name: str, colour: QColor | str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a square pixmap of `size` logical pixels; raise UnknownIconError.

    Cached by name, colour, size and ratio in Qt's own pixmap cache.
    """
    shade = QColor(colour).name()
    pixels = max(1, round(size * ratio))
    key = f"ting-icon:{name}:{shade}:{pixels}:{ratio}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    drawn = QPixmap(pixels, pixels)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(coloured(name, shade).encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def icon(name: str, colour: QColor | str, size: int) -> QIcon:
    """Return an icon for stock widgets and actions, with a picture for each usual device pixel ratio."""
    made = QIcon()
    for ratio in RATIOS:
        made.addPixmap(pixmap(name, colour, size, ratio))
    return made


def paint(painter: QPainter, name: str, colour: QColor | str, at: QPointF, size: int) -> None:
    """Paint an icon with its top left corner at `at`, at the ratio of the painter's device."""
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    painter.drawPixmap(at, pixmap(name, colour, size, ratio))


def icon_size(size: int) -> QSize:
    """Return a square size."""
    return QSize(size, size)
