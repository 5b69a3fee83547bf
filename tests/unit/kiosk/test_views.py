"""The glass: what is seen and touched, off screen."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from device_drivers.escpos.status import PAPER_OUT
from hub.client.port import LinkState
from hub.client_qt.theme import Surface, Theme
from hub.client_qt.widgets.base import clipped
from hub.contract.commands import TakeTicket
from hub.contract.vocabulary import Delivery, PriorityClass
from kiosk.flow import Screen
from kiosk.gallery import GLASSES, SCENES, START_MS, GalleryDesk, GalleryLink, Scene, sample_hall, sample_queues
from kiosk.model import ConfirmBody, HomeBody, OnScreenBody, TakenBody
from kiosk.presenter import Presenter
from kiosk.printing import PrintOutcome
from kiosk.views.confirm import ConfirmView
from kiosk.views.home import HomeView
from kiosk.views.page import Page, zoom_for
from kiosk.views.qr import QrCode
from kiosk.views.shown import OnScreenView


class Glass:
    """A page of one size with a presenter behind it."""

    def __init__(self, qtbot: QtBot, glass: str, scene: str, *, language: str = "zh", large: bool = False) -> None:
        width, height = GLASSES[glass]
        self.theme = Theme(Surface.KIOSK, motion=False, zoom=zoom_for(width, height))
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.theme.apply(application)
        self.page = Page(self.theme)
        qtbot.addWidget(self.page)
        self.page.setFixedSize(width, height)
        application.installEventFilter(self.page)
        self.play(scene, language=language, large=large)

    def play(self, scene: str, *, language: str = "zh", large: bool = False) -> None:
        """Bring the page into a state, with a presenter of its own."""
        application = QApplication.instance()
        assert application is not None
        state, hall, plays = SCENES[scene]
        self.scene = Scene(state, hall)
        self.presenter = self.scene.presenter = Presenter(
            self.scene.link,
            self.scene.desk,
            lambda call: [call(), None][1],
            self.scene.clock,
            self.page.show_frame,
            language=language,
            large=large,
        )
        self.page.attach(self.presenter)
        self.presenter.start()
        self.page.show()
        application.processEvents()
        for play in plays:
            play(self.scene)
            application.processEvents()
        application.processEvents()

    def touch(self, widget: object) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(20, 20))


@pytest.fixture
def glass(qtbot: QtBot) -> Iterator[Glass]:
    made = Glass(qtbot, "portrait", "home")
    yield made
    QApplication.instance().removeEventFilter(made.page)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", list(GLASSES))
def test_nothing_is_clipped_in_large_type(qtbot: QtBot, size: str, language: str) -> None:
    glass = Glass(qtbot, size, "home", language=language, large=True)
    found = {}
    for scene in ("home", "priority", "confirm_no_paper", "taken", "not_printed", "refused_no_answer"):
        glass.play(scene, language=language, large=True)
        found[scene] = [one.accessibleName() for one in clipped(glass.page)]
    assert not any(found.values()), found


def test_on_the_portrait_glass_names_are_large_and_stand_whole(glass: Glass) -> None:
    home = glass.page.bodies[HomeBody]
    assert isinstance(home, HomeView)
    assert len(home.tiles) == 12
    assert home.tiles[0].manner.growth > 0.5
    assert not any(tile.cuts_name(tile.width(), tile.manner) for tile in home.tiles)


def test_few_businesses_also_say_what_to_bring(qtbot: QtBot) -> None:
    glass = Glass(qtbot, "portrait", "home_few")
    home = glass.page.bodies[HomeBody]
    assert isinstance(home, HomeView)
    assert all(tile.manner.hint for tile in home.tiles)


@pytest.mark.parametrize("size", list(GLASSES))
def test_the_last_row_of_tiles_stands_whole_above_the_foot(qtbot: QtBot, size: str) -> None:
    glass = Glass(qtbot, size, "home", language="en", large=True)
    home = glass.page.bodies[HomeBody]
    assert isinstance(home, HomeView)
    qtbot.waitUntil(lambda: glass.page.on.isVisible(), timeout=5_000)
    qtbot.waitUntil(lambda: home.tiles[-1].mapTo(home, home.tiles[-1].rect().bottomLeft()).y() < home.height())
    assert clipped(glass.page) == []


def test_three_touches_make_a_ticket(glass: Glass) -> None:
    home = glass.page.bodies[HomeBody]
    assert isinstance(home, HomeView)
    glass.touch(home.tiles[0])
    assert glass.presenter.screen is Screen.CONFIRM
    glass.touch(glass.page.on)
    assert glass.presenter.screen is Screen.TAKEN
    glass.touch(glass.page.on)
    assert glass.presenter.screen is Screen.HOME


def test_the_switches_stay_where_they_are_on_every_screen(glass: Glass) -> None:
    def places() -> list[QPoint]:
        page = glass.page
        return [one.mapTo(page, QPoint(0, 0)) for one in (page.care, page.type_switch, page.language_switch)]

    at_home = places()
    glass.presenter.choose("b0")
    QApplication.processEvents()
    assert places() == at_home
    glass.presenter.take()
    QApplication.processEvents()
    assert places() == at_home


def test_touch_targets_are_large_enough_on_every_glass(qtbot: QtBot) -> None:
    for size in GLASSES:
        glass = Glass(qtbot, size, "confirm")
        page = glass.page
        for button in (page.out, page.on, page.care, page.type_switch, page.language_switch):
            assert button.height() >= glass.theme.target
            assert button.width() >= glass.theme.target


def test_priority_is_one_touch_away_and_shown(glass: Glass) -> None:
    glass.touch(glass.page.care)
    glass.touch(glass.page.bodies[type(glass.presenter.frame.body)].choices[PriorityClass.ELDERLY])  # type: ignore[attr-defined]
    assert glass.page.care.text() == "优先：老年人"
    assert glass.page.care.isChecked()
    glass.touch(glass.page.care)
    glass.touch(glass.page.on)
    assert glass.page.care.text() == "优先 / 需要照顾"


def test_language_and_type_follow_the_switches(glass: Glass) -> None:
    glass.touch(glass.page.language_switch)
    glass.touch(glass.page.type_switch)
    assert glass.page.language_switch.text() == "中文"
    assert glass.theme.large


def test_back_is_at_the_left(glass: Glass) -> None:
    glass.presenter.choose("b0")
    glass.touch(glass.page.out)
    assert glass.presenter.screen is Screen.HOME
    assert not glass.page.out.isVisible()


def test_pages_turn(qtbot: QtBot) -> None:
    glass = Glass(qtbot, "portrait", "home_many")
    glass.touch(glass.page.on)
    body = glass.presenter.frame.body
    assert isinstance(body, HomeBody)
    assert body.page == 1
    glass.touch(glass.page.out)
    body = glass.presenter.frame.body
    assert isinstance(body, HomeBody)
    assert body.page == 0


def test_a_silent_citizen_is_asked_and_a_touch_keeps_the_screen(glass: Glass) -> None:
    glass.presenter.choose("b0")
    glass.scene.later(50_000)
    assert glass.page.stay.isVisible()
    assert glass.page.stay.title() == "您还在吗？"
    glass.touch(glass.page.stay.button)
    assert not glass.page.stay.isVisible()
    assert glass.presenter.screen is Screen.CONFIRM


def test_the_countdown_stands_in_the_way_on(glass: Glass) -> None:
    glass.presenter.choose("b0")
    glass.presenter.take()
    assert "12 秒后返回首页" in glass.page.on.accessibleDescription()
    glass.scene.later(1_000)
    assert "11 秒后返回首页" in glass.page.on.accessibleDescription()


def test_a_number_without_paper_can_be_photographed_and_printed_again(glass: Glass) -> None:
    glass.scene.desk.outcome = PrintOutcome(Delivery.SCREEN, PAPER_OUT)
    glass.presenter.choose("b0")
    glass.presenter.take()
    view = glass.page.bodies[OnScreenBody]
    assert isinstance(view, OnScreenView)
    assert view.number.text() == "A012"
    assert view.code.isVisible()
    assert not view.code.clips()
    glass.scene.desk.outcome = PrintOutcome(Delivery.PAPER)
    glass.touch(glass.page.out)
    assert isinstance(glass.presenter.frame.body, TakenBody)


def test_the_take_button_says_what_it_waits_for_and_takes_no_second_press(qtbot: QtBot) -> None:
    glass = Glass(qtbot, "wide", "confirm")
    glass.scene.desk.check = lambda _done: None  # type: ignore[method-assign]
    glass.touch(glass.page.on)
    assert glass.page.on.busy
    body = glass.presenter.frame.body
    assert isinstance(body, ConfirmBody)
    assert isinstance(glass.page.bodies[ConfirmBody], ConfirmView)


def test_screens_slide_only_before_a_number_is_asked_for(qtbot: QtBot) -> None:
    from hub.client_qt.slide import ScreenChange

    glass = Glass(qtbot, "portrait", "home")
    glass.theme.set_motion(True)
    glass.presenter.choose("b0")
    assert glass.page.stage.findChildren(ScreenChange)
    qtbot.waitUntil(lambda: not glass.page.stage.findChildren(ScreenChange), timeout=20_000)
    glass.presenter.take()
    assert not glass.page.stage.findChildren(ScreenChange)


def test_a_code_reads_as_its_address(qtbot: QtBot) -> None:
    import segno

    theme = Theme(Surface.KIOSK, motion=False)
    code = QrCode(theme, module=8)
    qtbot.addWidget(code)
    code.grab()
    url = "https://ting.changan.gov.cn/t/8Qm3xT5vKp2LdW9sRbN4aY"
    code.show_url(url)
    code.resize(code.sizeHint())
    image = code.grab().toImage()
    matrix = [bytes(row) for row in segno.make(url, error="m", micro=False).matrix]
    module = image.width() // (len(matrix) + 8)
    seen = [
        bytes(
            image.pixelColor((x + 4) * module + module // 2, (y + 4) * module + module // 2).value() < 128
            for x in range(len(matrix))
        )
        for y in range(len(matrix))
    ]
    assert seen == matrix
    code.show_url("")
    code.grab()


def test_the_gallery_covers_every_screen() -> None:
    shown = set()
    for state, hall, plays in SCENES.values():
        scene = Scene(state, hall)
        scene.presenter = Presenter(
            scene.link, scene.desk, lambda call: [call(), None][1], scene.clock, lambda _frame: None
        )
        scene.presenter.start()
        for play in plays:
            play(scene)
        shown.add((scene.presenter.screen, type(scene.presenter.frame.body)))
    assert {screen for screen, _ in shown} == set(Screen)


def test_samples_are_sound() -> None:
    hall = sample_hall()
    assert len(sample_queues(hall)) == len(hall.businesses)
    assert GalleryLink(LinkState.ONLINE).send(TakeTicket("b0")) == "gallery"
    assert not GalleryDesk().order("one", lambda: None, START_MS, lambda _outcome: None)  # type: ignore[arg-type,return-value]
