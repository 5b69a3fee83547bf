"""Every widget in every state, painted to PNG files: `python -m hub.client_qt.gallery OUT_DIR`.

One file per surface (kiosk, desk, wall), type mode and language, to be looked at by people.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from assets.translations.catalog import Catalog
from hub.client_qt.theme import Surface, Theme
from hub.client_qt.widgets.banner import Banner, BannerKind
from hub.client_qt.widgets.button import Kind, TouchButton
from hub.client_qt.widgets.card import Card, CardKind
from hub.client_qt.widgets.confirm import ConfirmDialog
from hub.client_qt.widgets.countdown import Countdown
from hub.client_qt.widgets.empty import EmptyState
from hub.client_qt.widgets.keypad import Keypad
from hub.client_qt.widgets.label import ElidedLabel, NumberLabel
from hub.client_qt.widgets.spinner import Spinner
from hub.client_qt.widgets.status import State, StatusDot
from hub.client_qt.widgets.tile import Tile, TileContent
from hub.client_qt.widgets.toast import Toast

SURFACES = (Surface.KIOSK, Surface.DESK, Surface.WALL)
PAGE_WIDTH = {Surface.KIOSK: 1080, Surface.DESK: 760, Surface.WALL: 1920}
"""Width of a page in pixels: the narrowest kiosk, a counter window, a wall."""


@dataclass(frozen=True)
class Page:
    """What one picture is of."""

    surface: Surface
    large: bool
    language: str

    @property
    def name(self) -> str:
        """Name of its file, without the ending."""
        return f"{self.surface}-{'large' if self.large else 'normal'}-{self.language}"


def pages() -> Iterator[Page]:
    """All pages: surfaces, type modes, languages."""
    for surface in SURFACES:
        for large in (False, True):
            for language in ("zh", "en"):
                yield Page(surface, large, language)


class Gallery(QWidget):
    """All widgets in all states on one ground, below each other."""

    def __init__(self, theme: Theme, words: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.words = words
        self.setAutoFillBackground(True)
        box = QVBoxLayout(self)
        margin = theme.space("l")
        box.setContentsMargins(margin, margin, margin, margin)
        box.setSpacing(theme.space("m"))
        sections: tuple[Callable[[], QWidget], ...] = (
            self.buttons,
            self.tiles,
            self.banners,
            self.cards,
            self.labels,
            self.states,
            self.keypads,
            self.waiting,
            self.questions,
            self.toasts,
        )
        for section in sections:
            box.addWidget(section())

    def _grid(self, widgets: list[QWidget], columns: int) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(self.theme.gap)
        for at, widget in enumerate(widgets):
            grid.addWidget(widget, at // columns, at % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        return holder

    def buttons(self) -> QWidget:
        """Each kind at rest, pressed, off, busy, checked, with icon, second line, hot key, stacked."""
        made: list[QWidget] = []
        t = self.words
        for kind in Kind:
            rest = TouchButton(self.theme, t("sample.take"), icon="ticket", kind=kind)
            down = TouchButton(self.theme, t("sample.take"), icon="ticket", kind=kind)
            down.setDown(True)
            two = TouchButton(self.theme, t("sample.next"), icon="arrow-right", kind=kind, sub=t("sample.wait"))
            made += [rest, down, two]
        off = TouchButton(self.theme, t("sample.take"), icon="ticket", kind=Kind.PRIMARY)
        off.setEnabled(False)
        busy = TouchButton(self.theme, t("sample.take"), icon="ticket", kind=Kind.PRIMARY)
        busy.set_busy(t("sample.printing"))
        checked = TouchButton(self.theme, t("sample.large"), icon="type-size")
        checked.setCheckable(True)
        checked.setChecked(True)
        made += [off, busy, checked]
        made += [
            TouchButton(self.theme, t("sample.next"), icon="bell", kind=Kind.PRIMARY, hint="F1"),
            TouchButton(self.theme, t("sample.recall"), icon="refresh", stacked=True),
            TouchButton(self.theme, t("sample.long")),
        ]
        return self._grid(made, 3)

    def tiles(self) -> QWidget:
        """Open, busy, long name, closed with a reason."""
        t = self.words
        contents = (
            TileContent(t("sample.social"), "A", "heart", t("sample.waiting", n=4), t("sample.wait")),
            TileContent(t("sample.estate"), "B", "house", t("sample.waiting", n=128), t("sample.wait_range")),
            TileContent(t("sample.company"), "AP", "building", t("sample.waiting", n=0), ""),
            TileContent(t("sample.tax"), "D", "coins", reason=t("sample.sold_out")),
        )
        return self._grid([Tile(self.theme, content) for content in contents], 2)

    def banners(self) -> QWidget:
        """Each kind; with a detail; with something to do."""
        t = self.words
        made: list[QWidget] = [
            Banner(self.theme, BannerKind.INFO, t("sample.collect")),
            Banner(self.theme, BannerKind.GOOD, t("sample.done")),
            Banner(self.theme, BannerKind.WARN, t("sample.paper_low"), action=t("sample.retry")),
            Banner(self.theme, BannerKind.ERROR, t("sample.no_paper"), detail=t("sample.no_paper_detail")),
            Banner(self.theme, BannerKind.OFFLINE, t("offline.title"), detail=t("offline.detail"), square=True),
        ]
        return self._grid(made, 1)

    def cards(self) -> QWidget:
        """Each ground with a number on it."""
        made: list[QWidget] = []
        inks = {CardKind.CALL: "on_call", CardKind.GOOD: "good", CardKind.WARN: "warn", CardKind.BAD: "bad"}
        for kind in CardKind:
            card = Card(self.theme, kind=kind)
            ink = inks.get(kind, "ink")
            soft = ink if kind in inks else "soft"
            card.body.addWidget(NumberLabel(self.theme, "A012", role="number", colour=ink))
            words = self.words("sample.to_window", window="3")
            card.body.addWidget(
                ElidedLabel(self.theme, words, role="caption", colour=soft, align=Qt.AlignmentFlag.AlignHCenter)
            )
            made.append(card)
        return self._grid(made, 3)

    def labels(self) -> QWidget:
        """Reading text, a title, an ellipsis, a hero, a number that had to shrink, an input field."""
        t = self.words
        narrow = NumberLabel(self.theme, "AP1024", role="hero", colour="primary")
        narrow.setFixedWidth(self.theme.size("hero") * 2)
        field = QLineEdit()
        field.setPlaceholderText(t("sample.field"))
        made: list[QWidget] = [
            ElidedLabel(self.theme, t("sample.collect"), role="title", bold=True),
            ElidedLabel(self.theme, t("sample.collect"), align=Qt.AlignmentFlag.AlignHCenter),
            ElidedLabel(self.theme, t("sample.collect") * 2, role="body", colour="soft", max_lines=2),
            field,
            NumberLabel(self.theme, "A012"),
            narrow,
        ]
        return self._grid(made, 2)

    def states(self) -> QWidget:
        """Each state with its word."""
        dots: list[QWidget] = [StatusDot(self.theme, state, self.words(f"sample.state_{state}")) for state in State]
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.space("m"))
        for dot in dots:
            row.addWidget(dot)
        row.addStretch(1)
        return holder

    def keypads(self) -> QWidget:
        """Plain, and with an X."""
        pads: list[QWidget] = [Keypad(self.theme, self.words), Keypad(self.theme, self.words, extra="X")]
        return self._grid(pads, 1 if self.theme.large else 2)

    def waiting(self) -> QWidget:
        """Spinner, empty state, countdowns."""
        plenty, few = Countdown(self.theme), Countdown(self.theme)
        plenty.start(45)
        few.start(8)
        for one in (plenty, few):
            one.stop()
        empty = EmptyState(self.theme, "person", self.words("sample.empty"), self.words("sample.empty_detail"))
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(Spinner(self.theme, self.words("sample.printing")), 1)
        box.addWidget(empty, 2)
        box.addWidget(plenty)
        box.addWidget(few)
        return row

    def questions(self) -> QWidget:
        """A question over a page."""
        page = QWidget()
        page.setMinimumHeight(self.theme.size("title") * 18)
        t = self.words
        dialog = ConfirmDialog(self.theme, page)
        dialog.ask(t("sample.ask"), words=t("sample.ask_words"), yes=t("sample.yes"), no=t("sample.no"), danger=True)
        return page

    def toasts(self) -> QWidget:
        """A short word at the foot of a page."""
        page = QWidget()
        page.setMinimumHeight(self.theme.target * 5)
        toast = Toast(self.theme, page)
        toast.say(self.words("sample.recalled"), kind=BannerKind.GOOD)
        return page


def render(application: QApplication, page: Page, folder: Path) -> Path:
    """Paint one page into a PNG file and return its path."""
    theme = Theme(page.surface, large=page.large, motion=False)
    theme.apply(application)
    gallery = Gallery(theme, Catalog("client_qt", page.language))
    width = PAGE_WIDTH[page.surface]
    gallery.setFixedWidth(width)
    layout = gallery.layout()
    height = layout.totalHeightForWidth(width) if layout is not None else gallery.sizeHint().height()
    gallery.resize(QSize(width, height))
    gallery.show()
    application.processEvents()
    file = folder / f"{page.name}.png"
    gallery.grab().save(str(file))
    gallery.close()
    gallery.deleteLater()
    return file


def main(arguments: list[str]) -> int:
    """Paint all pages into the folder named; return the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("用法 / usage: python -m hub.client_qt.gallery OUT_DIR\n")
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication.instance() or QApplication(["gallery"])
    for page in pages():
        if isinstance(application, QApplication):
            sys.stdout.write(f"{render(application, page, folder)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
