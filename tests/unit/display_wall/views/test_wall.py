"""What people see on the wall, and when."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QVariantAnimation
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from display_wall.calls import HOLD_MS
from display_wall.gallery import NOW, PICTURES, _busy, _Link, render, sample_call, sample_plan, sample_windows
from display_wall.voice.faults import NoPlayerError
from hub.client.port import LinkState
from hub.contract.commands import Shown
from hub.contract.notices import QueueView
from hub.contract.vocabulary import DayState, Words

AMBER = QColor("#F2A20C")


def busy(wall) -> None:  # type: ignore[no-untyped-def]
    """A hall at work."""
    wall.link.go(LinkState.ONLINE)
    wall.link.show("plan", sample_plan())
    for view in sample_windows(sample_plan()):
        wall.link.show(view.window_id, view)
    wall.window.fold()


def has(image: QImage, colour: QColor) -> bool:
    return any(
        image.pixelColor(x, y) == colour for y in range(0, image.height(), 3) for x in range(0, image.width(), 3)
    )


def test_a_call_is_on_the_wall_before_anything_else_happens(make_wall: Callable) -> None:
    wall = make_wall()
    busy(wall)
    assert not has(wall.window.calls.grab().toImage(), AMBER)
    wall.link.tell(sample_call(50, "A012", 3, 0))
    # No event has been processed since: the paint happened inside the delivery.
    assert wall.traced[-2:] == [("received", 50, "A012"), ("painted", 50, "A012")]
    assert wall.link.commands == [Shown(50)]
    assert has(wall.window.calls.grab().toImage(), AMBER)


def test_the_first_frame_of_the_movement_already_shows_the_whole_number(make_wall: Callable, qtbot: QtBot) -> None:
    still, moving = make_wall(motion=False), make_wall(motion=True)
    for wall in (still, moving):
        busy(wall)
        wall.link.tell(sample_call(50, "A012", 3, 0))

    def amber(image: QImage) -> int:
        return sum(
            image.pixelColor(x, y) == AMBER for y in range(0, image.height(), 4) for x in range(0, image.width(), 4)
        )

    first, rest = amber(moving.window.calls.grab().toImage()), amber(still.window.calls.grab().toImage())
    assert first > rest * 0.8  # all but the sliver of its bar that is still beyond the edge


def test_calls_that_come_together_are_all_painted_and_reported(make_wall: Callable) -> None:
    wall = make_wall()
    busy(wall)
    for seq in range(60, 72):
        wall.link.tell(sample_call(seq, f"B{seq:03d}", seq - 50, 0))
    assert [event[1] for event in wall.traced if event[0] == "painted"] == list(range(60, 72))
    assert wall.link.commands == [Shown(seq) for seq in range(60, 72)]
    assert [card.number for card in wall.window.calls.page.cards] == ["B071", "B070", "B069", "B068"]
    assert wall.window.calls.page.pages == 3


def test_movement_ends_and_leaves_nothing_behind(make_wall: Callable, qtbot: QtBot) -> None:
    wall = make_wall()
    busy(wall)
    for seq in range(60, 66):
        wall.link.tell(sample_call(seq, f"B{seq:03d}", seq - 50, 0))
    assert wall.window.calls.findChildren(QVariantAnimation)
    qtbot.waitUntil(lambda: not wall.window.calls.findChildren(QVariantAnimation), timeout=5_000)


def test_with_motion_off_nothing_moves(make_wall: Callable) -> None:
    wall = make_wall(motion=False)
    busy(wall)
    wall.link.tell(sample_call(50, "A012", 3, 0))
    assert not wall.window.calls.findChildren(QVariantAnimation)
    assert not wall.window.ticker.moving


def test_a_recall_is_painted_again_and_reported_once(make_wall: Callable) -> None:
    wall = make_wall()
    busy(wall)
    wall.link.tell(sample_call(50, "A012", 3, 0))
    wall.link.tell(sample_call(51, "A013", 4, 0))
    wall.link.tell(replace(sample_call(50, "A012", 3, 0, times=2), seq=52))
    assert [card.number for card in wall.window.calls.page.cards] == ["A012", "A013"]
    assert [event for event in wall.traced if event[0] == "painted"] == [
        ("painted", 50, "A012"),
        ("painted", 51, "A013"),
        ("painted", 50, "A012"),
    ]
    assert wall.link.commands == [Shown(50), Shown(51)]


def test_a_call_that_came_before_the_plan_is_painted_with_it(make_wall: Callable, qtbot: QtBot) -> None:
    wall = make_wall()
    wall.link.tell(sample_call(50, "A012", 3, 0))
    assert wall.link.commands == []
    busy(wall)
    qtbot.waitUntil(lambda: wall.link.commands == [Shown(50)], timeout=5_000)


def test_pages_turn_and_come_round(make_wall: Callable) -> None:
    wall = make_wall()
    busy(wall)
    first = wall.window.table.rows
    seen = {row.window_number for row in first}
    for _ in range(3):
        wall.window.turn()
        seen |= {row.window_number for row in wall.window.table.rows}
    assert seen == {str(at) for at in range(1, 31)}
    wall.window.turn()
    assert wall.window.table.rows == first


def test_every_state_of_the_day_says_what_it_is(make_wall: Callable) -> None:
    wall = make_wall()
    assert wall.window.message.title == "正在连接大厅主机"
    wall.link.go(LinkState.ONLINE)
    wall.window.fold()
    assert wall.window.message.title == "大厅还没有配置"
    wall.link.show("plan", replace(sample_plan(), day_state=DayState.CLOSED))
    wall.window.fold()
    assert wall.window.message.title == "今天还没有开始办理"
    assert not wall.window.calls.isVisible()
    wall.link.show("plan", replace(sample_plan(), as_of=2))
    wall.window.fold()
    assert not wall.window.message.isVisible()
    assert wall.window.calls.isVisible()


def test_a_broken_link_is_said_quietly_and_the_last_state_stays(make_wall: Callable) -> None:
    wall = make_wall()
    busy(wall)
    wall.link.tell(sample_call(50, "A012", 3, 0))
    wall.link.go(LinkState.OFFLINE)
    wall.window.fold()
    assert wall.window.ticker.shown == "信息更新暂停，请留意窗口屏"
    assert not wall.window.ticker.moving
    assert wall.window.calls.page.cards[0].number == "A012"
    wall.link.go(LinkState.ONLINE)
    wall.window.fold()
    assert wall.window.ticker.moving


def test_a_voice_that_fails_is_said_on_the_line_below(make_wall: Callable, qtbot: QtBot) -> None:
    wall = make_wall()
    busy(wall)
    wall.presenter.voice_changed(NoPlayerError("没有", "none"))
    qtbot.waitUntil(lambda: "语音播报暂停" in wall.window.ticker.shown, timeout=5_000)
    wall.presenter.voice_changed(None)
    qtbot.waitUntil(lambda: "语音播报暂停" not in wall.window.ticker.shown, timeout=5_000)


def test_a_finished_call_leaves_the_wall_by_itself(make_wall: Callable, qtbot: QtBot) -> None:
    wall = make_wall()
    busy(wall)
    wall.link.tell(sample_call(50, "A012", 3, 0))
    done = next(view for view in sample_windows(sample_plan()) if view.window_id == "w3")
    wall.link.show("w3", replace(done, as_of=51, current=None))
    wall.clock[0] = NOW + HOLD_MS
    qtbot.waitUntil(lambda: not wall.window.calls.page.cards, timeout=5_000)


def test_a_short_notice_stands_still_and_a_long_one_moves(make_wall: Callable) -> None:
    wall = make_wall()
    busy(wall)
    wall.link.show("plan", replace(sample_plan(), as_of=2, notices=(Words("今天照常办理。", "Open."),)))
    wall.window.fold()
    assert not wall.window.ticker.moving
    wall.link.show("plan", replace(sample_plan(), as_of=3, notices=(Words("很长的通知。" * 20, ""),)))
    wall.window.fold()
    assert wall.window.ticker.moving
    wall.window.ticker._step()
    wall.link.show("plan", replace(sample_plan(), as_of=4, notices=()))
    wall.window.fold()
    assert not wall.window.ticker.moving
    assert wall.window.ticker.shown == ""


def test_without_motion_long_notices_are_shown_line_by_line(make_wall: Callable) -> None:
    wall = make_wall(motion=False)
    busy(wall)
    before = wall.window.ticker.grab().toImage()
    wall.window.ticker._step()
    assert wall.window.ticker.grab().toImage() != before


def test_waiting_counts_turn_with_the_pages(make_wall: Callable) -> None:
    wall = make_wall()
    busy(wall)
    nobody = wall.window.strip.grab().toImage()
    for business in sample_plan().businesses:
        wall.link.show(business.business_id, QueueView(9, 1, business.business_id, 12, 12, None, 3))
    wall.window.fold()
    first = wall.window.strip.grab().toImage()
    wall.window.turn()
    assert len({nobody.text(), first.text()}) == 1
    assert nobody != first
    assert wall.window.strip.grab().toImage() != first


def test_nothing_is_painted_again_while_nothing_changes(make_wall: Callable, qtbot: QtBot) -> None:
    wall = make_wall(motion=False)
    busy(wall)
    qtbot.waitUntil(lambda: not wall.window._refreshing.isActive(), timeout=5_000)
    painted: list[str] = []
    for name in ("calls", "table", "strip", "header"):
        part = getattr(wall.window, name)
        original = part.paintEvent

        def note(event: object, name: str = name, original: Callable = original) -> None:
            painted.append(name)
            original(event)

        part.paintEvent = note
    for _ in range(5):
        wall.window.fold()
        wall.window._tick()
        qtbot.wait(5)
    assert painted == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
def test_the_wall_changes_its_size_without_losing_a_call(
    make_wall: Callable, language: str, size: tuple[int, int]
) -> None:
    wall = make_wall(language=language)
    busy(wall)
    wall.link.tell(sample_call(50, "A1012", 30, 0))
    wall.window.resize(*size)
    wall.window.resize(150, 150)  # too small to lay out: the last layout stays
    wall.window.resize(*size)
    assert wall.window.calls.page.cards[0].number == "A1012"
    assert has(wall.window.calls.grab().toImage(), AMBER)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_every_picture_of_the_gallery_can_be_painted(picture, qtbot: QtBot, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = render(picture, tmp_path)
    assert QImage(str(file)).size().toTuple() == picture.size


def test_closing_the_window_is_told_and_stops_its_timers(make_wall: Callable) -> None:
    wall = make_wall()
    closed: list[bool] = []
    wall.window.on_closed = lambda: closed.append(True)
    wall.window.close()
    assert closed == [True]
    assert not wall.window._ticking.isActive()


def test_the_gallery_hub_is_silent() -> None:
    link = _Link()
    link.start()
    link.close()
    assert link.send(Shown(1)) == ""
    assert callable(_busy)


def test_the_engineer_is_told_once_what_a_small_screen_far_away_would_need(make_wall, caplog):
    wall = make_wall(distance_m=10, screen_inch=32)
    wall.window.resize(1900, 1080)
    wall.window.resize(1920, 1080)
    told = [line for line in caplog.messages if "1920 × 1080" in line]
    assert "32 inch" in told[0]
    assert "62 英寸" in told[0]
    caplog.clear()
    make_wall(distance_m=6, screen_inch=55)
    assert caplog.messages == []
