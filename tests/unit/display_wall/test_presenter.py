"""From the link to view, voice and receipts."""

from collections.abc import Callable

import pytest

from display_wall.calls import CallCard, News
from display_wall.gallery import NOW, sample_call, sample_plan
from display_wall.presenter import VOICE_DEVICE, WallPresenter
from display_wall.voice.announcer import Announcement
from display_wall.voice.faults import NoPlayerError, VoiceError
from display_wall.voice.quiet import parse_span
from hub.client.port import LinkState
from hub.contract.commands import Shown, Spoken
from hub.contract.notices import CallsView, DayNotice, StationConfig
from hub.contract.vocabulary import DayState, StationKind
from tests.fakes.link import FakeLink


class View:
    """Paints everything it is told at once, as the panel does."""

    def __init__(self, presenter: WallPresenter, happened: list[str]) -> None:
        self.presenter, self.happened = presenter, happened
        self.refreshed = 0
        self.errors: list[VoiceError | None] = []

    def show_calls(self, news: list[News]) -> None:
        self.happened.append("shown " + " ".join(item.call.number for item in news))
        self.presenter.painted(list(self.presenter.calls(4).cards))

    def refresh(self) -> None:
        self.refreshed += 1

    def show_voice(self, error: VoiceError | None) -> None:
        self.errors.append(error)


class Voice:
    def __init__(self, happened: list[str]) -> None:
        self.happened = happened
        self.said: list[Announcement] = []

    def announce(self, announcement: Announcement) -> None:
        self.happened.append(f"said {announcement.number}")
        self.said.append(announcement)


class Wall:
    """A presenter with everything around it."""

    def __init__(self, **options: object) -> None:
        self.link = FakeLink(kind=StationKind.WALL, clock=lambda: NOW)
        self.traced: list[tuple[str, int, str]] = []
        self.presenter = WallPresenter(
            self.link,
            lambda run: run(),
            trace=lambda *event: self.traced.append(event),
            **options,  # type: ignore[arg-type]
        )
        self.happened: list[str] = []
        self.view, self.voice = View(self.presenter, self.happened), Voice(self.happened)
        self.presenter.attach(self.view)
        self.presenter.speak_with(self.voice)
        self.link.go(LinkState.ONLINE)
        self.link.show("plan", sample_plan())


@pytest.fixture
def wall() -> Wall:
    return Wall()


def config(area: str) -> StationConfig:
    return StationConfig(1, "station-1", StationKind.WALL, "", area, "")


def test_a_call_is_painted_before_it_is_spoken(wall: Wall) -> None:
    wall.link.tell(sample_call(7, "A012", 3, 1))
    assert wall.happened == ["shown A012", "said A012"]
    assert wall.voice.said == [Announcement(7, 1, "A012", "3")]


def test_the_hub_hears_once_that_a_call_was_shown(wall: Wall) -> None:
    wall.link.tell(sample_call(7, "A012", 3, 1))
    wall.link.tell(sample_call(8, "A013", 4, 1))
    assert wall.link.commands == [Shown(7), Shown(8)]


def test_a_recall_is_painted_and_spoken_again_but_not_reported_again(wall: Wall) -> None:
    wall.link.tell(sample_call(7, "A012", 3, 1))
    again = sample_call(7, "A012", 3, 0, times=2)
    wall.link.tell(again)
    wall.link.tell(again)
    assert wall.happened == ["shown A012", "said A012"] * 2
    assert wall.link.commands == [Shown(7)]


def test_an_old_call_is_shown_and_not_spoken(wall: Wall) -> None:
    wall.link.tell(sample_call(7, "A012", 3, 31))
    assert wall.happened == ["shown A012"]
    assert wall.link.commands == [Shown(7)]


def test_a_call_of_long_ago_needs_no_receipt(wall: Wall) -> None:
    wall.link.show("east", CallsView(9, 1, "east", (sample_call(7, "A012", 3, 600),)))
    assert wall.happened == ["shown A012"]
    assert wall.link.commands == []


def test_received_and_first_painted_are_traced_once(wall: Wall) -> None:
    call = sample_call(7, "A012", 3, 1)
    wall.link.tell(call)
    wall.presenter.painted([CallCard(7, 7, 1, "A012", "3", call.at, fresh=True)])
    assert wall.traced == [("received", 7, "A012"), ("painted", 7, "A012")]


def test_a_finished_sentence_is_reported_once_a_call(wall: Wall) -> None:
    wall.presenter.spoken(Announcement(7, 1, "A012", "3"))
    wall.presenter.spoken(Announcement(7, 2, "A012", "3"))
    assert wall.link.commands == [Spoken(7)]


def test_a_failing_voice_is_told_to_the_console_and_to_the_hall(wall: Wall) -> None:
    wall.presenter.voice_changed(NoPlayerError("没有", "none"))
    wall.presenter.voice_changed(None)
    assert [(health.device_id, health.state, health.faults) for health in wall.link.healths] == [
        (VOICE_DEVICE, "failed", ("voice.no_player",)),
        (VOICE_DEVICE, "online", ()),
    ]
    assert [type(error) for error in wall.view.errors] == [NoPlayerError, type(None)]


def test_the_area_comes_from_the_configuration_with_its_calls(wall: Wall) -> None:
    wall.link.show("west", CallsView(9, 1, "west", (sample_call(9, "B002", 20, 1),)))
    wall.happened.clear()
    wall.link.configure(config("west"))
    assert wall.presenter.board.area_id == "west"
    assert wall.happened == ["shown B002", "said B002"]
    wall.link.configure(config("west"))
    assert len(wall.happened) == 2


def test_an_area_on_the_command_line_is_kept() -> None:
    wall = Wall(area_id="east")
    wall.link.configure(config("west"))
    assert wall.presenter.board.area_id == "east"


def test_everything_else_is_painted_soon(wall: Wall) -> None:
    before = wall.view.refreshed
    wall.link.tell(DayNotice(3, 0, 1, NOW, "2026-11-22", DayState.OPEN))
    wall.link.go(LinkState.OFFLINE)
    assert wall.view.refreshed == before + 2
    assert wall.presenter.board.stale


@pytest.mark.parametrize(("span", "resting"), [("10:00-10:30", True), ("12:00-13:30", False)])
def test_quiet_hours_are_those_of_the_hall(span: str, resting: bool) -> None:
    assert Wall(quiet=(parse_span(span),)).presenter.resting() is resting


def test_a_wall_without_view_and_voice_still_keeps_its_board() -> None:
    link = FakeLink(kind=StationKind.WALL, clock=lambda: NOW)
    presenter = WallPresenter(link, lambda run: run())
    link.tell(sample_call(7, "A012", 3, 1))
    presenter.voice_changed(None)
    assert presenter.calls(4).cards[0].number == "A012"


def test_what_the_network_thread_brings_waits_for_the_views_thread() -> None:
    link = FakeLink(kind=StationKind.WALL, clock=lambda: NOW)
    waiting: list[Callable[[], None]] = []
    presenter = WallPresenter(link, waiting.append)
    link.tell(sample_call(7, "A012", 3, 1))
    assert presenter.calls(4).cards == ()
    for run in waiting:
        run()
    assert presenter.calls(4).cards[0].number == "A012"
