"""The page: header, one body, the way out and the way on, and the switches that are always at the same place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from hub.client_qt.slide import ScreenChange
from hub.client_qt.theme import Theme
from hub.client_qt.widgets.banner import Banner, BannerKind
from hub.client_qt.widgets.button import Kind, TouchButton
from hub.contract.vocabulary import PriorityClass
from kiosk.flow import Screen
from kiosk.model import (
    BusyBody,
    Chrome,
    ConfirmBody,
    Frame,
    HomeBody,
    NoticeBody,
    OnScreenBody,
    PriorityBody,
    RefusedBody,
    TakenBody,
)
from kiosk.presenter import Presenter
from kiosk.views.body import BodyView
from kiosk.views.confirm import ConfirmView
from kiosk.views.header import Header
from kiosk.views.home import HomeView
from kiosk.views.plain import BusyView, NoticeView, RefusedView
from kiosk.views.priority import PriorityView
from kiosk.views.shown import OnScreenView, TakenView

ONE_ROW_WIDTH = 1600
"""From this width on, the switches stand between the way out and the way on; below it, in a row of their own."""
WAY_ON_HIGH = 1.3
"""The way on is a third higher than the least target: it is what everybody is looking for."""
_SLIDING = frozenset({Screen.HOME, Screen.PRIORITY, Screen.CONFIRM})
"""Screens between which the page slides. Once a number is asked for, nothing waits for a movement."""


SMALL_GLASS = 1024
SMALL_ZOOM = 0.9
"""A 19-inch glass of 1280 x 1024 has 86 pixels to the inch: 0.9 of a token is as large there as 1.0 at 96."""


def zoom_for(width: int, height: int) -> float:
    """The theme's zoom on a glass of so many pixels: 0.9 on 1280 x 1024, 2 on 4K."""
    short = min(width, height)
    return SMALL_ZOOM if short <= SMALL_GLASS else max(1.0, short / 1080)


@dataclass(frozen=True, slots=True)
class Action:
    """One of the two ways."""

    label: str
    press: Callable[[], None]
    icon: str = ""
    kind: Kind = Kind.SECONDARY
    busy: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """Bottom left and bottom right."""

    out: Action | None = None
    on: Action | None = None


class WayButton(TouchButton):
    """A way whose meaning changes with the screen; without one it keeps its place and is not seen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "")
        self._press: Callable[[], None] | None = None
        self.clicked.connect(self._pressed)

    def keep_place(self, keep: bool) -> None:
        """Whether its room stays empty while there is no such way."""
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(keep)
        self.setSizePolicy(policy)

    def show_action(self, action: Action | None, sub: str = "") -> None:
        """Offer this, or nothing."""
        self._press = action.press if action else None
        self.setVisible(action is not None)
        if action is not None:
            self.set_words(action.label, sub=sub)
            self.set_icon(action.icon)
            self.set_kind(action.kind)
            self.set_busy(action.busy)

    def _pressed(self) -> None:
        if self._press is not None:
            self._press()


class Page(QWidget):
    """The whole glass. `show_frame` is all that it obeys; touches go to the presenter."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._presenter: Presenter | None = None
        self._frame: Frame | None = None
        self._one_row = False
        self.header = Header(theme)
        self.warning = Banner(theme, BannerKind.WARN, "", square=True)
        self.stage = QStackedWidget()
        self.bodies: dict[type[Any], BodyView] = {
            HomeBody: HomeView(theme, lambda one: self._tell().choose(one), self._fits),
            NoticeBody: NoticeView(theme),
            PriorityBody: PriorityView(theme, lambda one: self._tell().declare(one)),
            ConfirmBody: ConfirmView(theme),
            BusyBody: BusyView(theme),
            TakenBody: TakenView(theme),
            OnScreenBody: OnScreenView(theme),
            RefusedBody: RefusedView(theme),
        }
        for body in self.bodies.values():
            self.stage.addWidget(body)
        self.out = WayButton(theme)
        self.on = WayButton(theme)
        self.care = TouchButton(theme, "", icon="elder")
        self.type_switch = TouchButton(theme, "", icon="type-size")
        self.language_switch = TouchButton(theme, "", icon="language")
        self.care.clicked.connect(lambda: self._tell().care())
        self.type_switch.clicked.connect(lambda: self._tell().switch_type())
        self.language_switch.clicked.connect(lambda: self._tell().switch_language())
        for button in (self.out, self.on, self.care, self.type_switch, self.language_switch):
            # A glass has no tab key; a focus that moves when a button is switched off would only draw a stray ring.
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.stay = Banner(theme, BannerKind.INFO, "", parent=self)
        self.stay.button.clicked.connect(lambda: self._tell().touch())
        self.stay.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.header)
        box.addWidget(self.warning)
        box.addWidget(self.stage, 1)
        self._foot_host = QWidget()
        self._foot = QGridLayout(self._foot_host)
        self._switches = QWidget()
        self._switch_row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._switches)
        self._switch_row.setContentsMargins(0, 0, 0, 0)
        for switch, share in ((self.care, 44), (self.type_switch, 29), (self.language_switch, 29)):
            self._switch_row.addWidget(switch, share)
        box.addWidget(self._foot_host)
        self.warning.hide()
        self._ways: dict[type[Any], Callable[[Any], Ways]] = {
            HomeBody: self._ways_of_home,
            PriorityBody: self._ways_of_priority,
            ConfirmBody: self._ways_of_confirm,
            TakenBody: lambda body: Ways(on=self._done(body.done)),
            OnScreenBody: self._ways_of_on_screen,
            RefusedBody: lambda body: Ways(on=self._done(body.home)),
        }
        theme.changed.connect(self.restyle)
        self.restyle()

    def attach(self, presenter: Presenter) -> None:
        """Send touches to this presenter."""
        self._presenter = presenter

    def _tell(self) -> Presenter:
        assert self._presenter is not None, "attach() comes before the first touch"
        return self._presenter

    def _fits(self, count: int) -> None:
        if self._presenter is not None:
            self._presenter.set_page_size(count)

    @property
    def shown_screen(self) -> Screen | None:
        """What is shown; None before the first frame."""
        return None if self._frame is None else self._frame.screen

    # ---- what it obeys

    def show_frame(self, frame: Frame) -> None:
        """Show this and nothing else."""
        before = self._frame
        self._frame = frame
        slides = (
            before is not None
            and before.screen is not frame.screen
            and {before.screen, frame.screen} <= _SLIDING
            and bool(self.theme.duration("normal"))
            and self.isVisible()
        )
        old = self.stage.grab() if slides else None
        self.theme.set_large(frame.chrome.large)
        view = self.bodies[type(frame.body)]
        self.stage.setCurrentWidget(view)
        view.show_body(frame.body)
        self._show_chrome(frame.chrome)
        self._show_ways(frame)
        if old is not None and before is not None:
            for change in self.stage.findChildren(ScreenChange):
                change.hide()
                change.deleteLater()
            forward = before.screen is Screen.HOME
            ScreenChange(self.theme, old, self.stage.grab(), forward=forward, over=self.stage).run()

    def _show_chrome(self, chrome: Chrome) -> None:
        self.header.show_chrome(chrome)
        self.warning.show_news(BannerKind.WARN, chrome.warning)
        self.warning.setVisible(bool(chrome.warning))
        self.care.set_words(chrome.care)
        self.care.setEnabled(chrome.care_enabled)
        self.care.setCheckable(chrome.care_chosen)
        self.care.setChecked(chrome.care_chosen)
        self.type_switch.set_words(chrome.type_switch)
        self.language_switch.set_words(chrome.language_switch)
        count = chrome.countdown
        if count is not None and count.question:
            self.stay.show_news(BannerKind.INFO, count.question, detail=count.text, action=count.stay)
            self.stay.show()
            self._place_stay()
        else:
            self.stay.hide()

    def _show_ways(self, frame: Frame) -> None:
        ways = self._ways.get(type(frame.body), lambda _body: Ways())(frame.body)
        count = frame.chrome.countdown
        keep = self._one_row or ways.out is not None or ways.on is not None
        self.out.keep_place(keep)
        self.on.keep_place(keep)
        self.out.show_action(ways.out)
        self.on.show_action(ways.on, count.text if count is not None and not count.question else "")

    # ---- ways

    def _done(self, label: str) -> Action:
        return Action(label, self._tell().finish, "check", Kind.PRIMARY)

    def _ways_of_home(self, body: HomeBody) -> Ways:
        out = Action(body.previous, lambda: self._tell().turn_page(-1), "back") if body.page else None
        more = body.page < body.pages - 1
        on = Action(body.following, lambda: self._tell().turn_page(1), "arrow-right") if more else None
        return Ways(out, on)

    def _ways_of_priority(self, body: PriorityBody) -> Ways:
        ordinary = Action(body.none, lambda: self._tell().declare(PriorityClass.ORDINARY))
        return Ways(Action(body.back, self._tell().back, "back"), ordinary)

    def _ways_of_confirm(self, body: ConfirmBody) -> Ways:
        take = Action(body.take, self._tell().take, "ticket", Kind.PRIMARY, body.busy)
        return Ways(Action(body.back, self._tell().back, "back"), take)

    def _ways_of_on_screen(self, body: OnScreenBody) -> Ways:
        return Ways(Action(body.reprint, self._tell().reprint, "printer"), self._done(body.done))

    # ---- room

    def restyle(self) -> None:
        """Take the theme's distances and place the foot."""
        gap, wide = self.theme.gap, self.theme.space("l")
        self._switch_row.setSpacing(gap)
        self._foot.setContentsMargins(wide, 0, wide, self.theme.space("m"))
        self._foot.setSpacing(gap)
        for widget in (self.out, self.on, self._switches):
            self._foot.removeWidget(widget)
        one_row = self._one_row = self.width() >= self.theme.px(ONE_ROW_WIDTH) and not self.theme.large
        high = round(self.theme.target * WAY_ON_HIGH)
        self.out.setMinimumHeight(high)
        self.on.setMinimumHeight(high)
        if one_row:
            for column, (widget, share) in enumerate(((self.out, 4), (self._switches, 11), (self.on, 6))):
                self._foot.addWidget(widget, 0, column)
                self._foot.setColumnStretch(column, share)
        else:
            self._foot.addWidget(self.out, 0, 0)
            self._foot.addWidget(self.on, 0, 1)
            self._foot.addWidget(self._switches, 1, 0, 1, 2)
            for column, share in enumerate((2, 3, 0)):
                self._foot.setColumnStretch(column, share)
        self._place_stay()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the foot anew."""
        super().resizeEvent(event)
        self.header.restyle()
        for body in self.bodies.values():
            body.restyle()
        self.restyle()

    def _place_stay(self) -> None:
        if self.stay.isHidden():
            return
        margin = self.theme.space("l")
        width = self.width() - 2 * margin
        height = self.stay.heightForWidth(width)
        bottom = self._foot_host.geometry().top() - self.theme.space("s")
        self.stay.setGeometry(margin, bottom - height, width, height)
        self.stay.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Any touch in this window shows that somebody is here."""
        if (
            event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.KeyPress)
            and isinstance(watched, QWidget)
            and watched.window() is self.window()
            and self._presenter is not None
        ):
            self._presenter.touch()
        return False
