"""What all painted widgets share: they follow the theme, and can say when they had to clip something."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hub.client_qt.theme import Theme

NO_COLOUR = QColor(0, 0, 0, 0)


class Painted(QWidget):
    """A widget painted by us. Subclasses give `content_height(width)` and paint themselves."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Measure and paint again: the theme or the content changed."""
        self.updateGeometry()
        self.update()

    def clips(self) -> bool:
        """Whether something of the content does not fit into the widget as it stands."""
        return False


def height_follows_width(widget: QWidget) -> None:
    """Have layouts ask a widget how high it must be for the width it gets."""
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)


def clipped(root: QWidget) -> list[QWidget]:
    """Return all visible widgets under `root` (and itself) whose content does not fit: for tests of layouts."""
    every = [root, *root.findChildren(QWidget)]
    return [one for one in every if one.isVisibleTo(root.window()) and hasattr(one, "clips") and one.clips()]


def rounded(
    painter: QPainter,
    at: QRectF,
    radius: float,
    fill: QColor,
    edge: QColor = NO_COLOUR,
    stroke: float = 0.0,
) -> None:
    """Paint a rounded rectangle with its outline inside of `at`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner = at.adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2) if stroke else at
    painter.setBrush(fill if fill.alpha() else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(edge, stroke) if stroke and edge.alpha() else Qt.PenStyle.NoPen)
    path = QPainterPath()
    path.addRoundedRect(inner, radius, radius)
    painter.drawPath(path)


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """Return the colour `share` of the way from one to the other."""
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )
