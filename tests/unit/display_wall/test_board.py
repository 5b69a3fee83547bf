"""What the board says after views and notices."""

from dataclasses import replace

import pytest

from display_wall.board import Board, Mode, RowState, natural
from display_wall.gallery import NOW, sample_call, sample_plan, sample_windows
from hub.client.port import LinkState
from hub.contract.notices import (
    CallsView,
    DayNotice,
    EvaluationNotice,
    QueueView,
    TicketView,
    WindowView,
)
from hub.contract.vocabulary import (
    DayState,
    EvaluationState,
    PauseReason,
    PriorityClass,
    TicketState,
    WindowActivity,
    WindowState,
)


def ticket(number: str) -> TicketView:
    return TicketView(f"t-{number}", number, "a", TicketState.CALLED, PriorityClass.ORDINARY, 1, 0, 0)


def window(
    window_id: str,
    state: WindowState = WindowState.OPEN,
    activity: WindowActivity = WindowActivity.FREE,
    current: str = "",
    *,
    reason: PauseReason | None = None,
    as_of: int = 5,
    here: int = 0,
) -> WindowView:
    return WindowView(
        as_of, 1, window_id, state, activity, reason, "", "",
        ticket(current) if current else None, (), tuple(ticket(f"H{at:03d}") for at in range(here)),
    )  # fmt: skip


@pytest.fixture
def board() -> Board:
    made = Board()
    made.take_link(LinkState.ONLINE)
    made.take_view(sample_plan(), NOW)
    return made


def row(board: Board, number: str):  # type: ignore[no-untyped-def]
    return next(row for row in board.rows() if row.window_number == number)


def test_a_board_that_knows_nothing_says_that_it_connects() -> None:
    board = Board()
    assert board.mode(NOW) is Mode.CONNECTING
    assert not board.stale
    assert board.rows() == ()
    assert board.businesses() == ()
    assert board.pages(9) == ((),)
    assert board.notices == ()
    assert board.hall_name.zh == ""
    assert board.plan is None
    assert board.local(NOW).strftime("%H:%M") == "10:23"


def test_a_hub_without_a_plan_is_a_first_use() -> None:
    board = Board()
    board.take_link(LinkState.ONLINE)
    assert board.mode(NOW) is Mode.NO_PLAN


@pytest.mark.parametrize(("closes", "mode"), [("18:00", Mode.BEFORE_DAY), ("10:23", Mode.AFTER_DAY)])
def test_a_closed_day_is_before_or_after_its_hours(closes: str, mode: Mode) -> None:
    board = Board()
    rules = replace(sample_plan().rules, closes_at=closes)
    board.take_view(replace(sample_plan(), day_state=DayState.CLOSED, rules=rules), NOW)
    assert board.mode(NOW) is mode


def test_a_closed_day_is_shown_until_the_last_window_has_finished(board: Board) -> None:
    board.take_view(replace(sample_plan(), day_state=DayState.CLOSED), NOW)
    board.take_view(window("w1", activity=WindowActivity.SERVING, current="A001"), NOW)
    assert board.mode(NOW) is Mode.RUNNING
    board.take_view(window("w1", WindowState.CLOSED), NOW)
    assert board.mode(NOW) is Mode.BEFORE_DAY


def test_a_broken_link_makes_the_board_stale_and_keeps_it(board: Board) -> None:
    board.take_notice(sample_call(1, "A001", 3, 1), NOW)
    board.take_link(LinkState.NO_HUB)
    assert board.stale
    assert board.mode(NOW) is Mode.RUNNING
    assert board.calls(NOW, 4).cards[0].number == "A001"
    board.take_link(LinkState.ONLINE)
    assert not board.stale


def test_rows_say_in_words_what_each_window_does(board: Board) -> None:
    for view in (
        window("w1", activity=WindowActivity.CALLING, current="A001"),
        window("w2", activity=WindowActivity.SERVING, current="A002"),
        window("w3"),
        window("w4", WindowState.PAUSED, reason=PauseReason.LUNCH),
        window("w5", WindowState.CLOSED),
        window("w6", WindowState.PAUSED, current="A006"),
    ):
        board.take_view(view, NOW)
    assert [(row(board, str(at)).state, row(board, str(at)).number_shown) for at in range(1, 8)] == [
        (RowState.CALLING, "A001"),
        (RowState.SERVING, "A002"),
        (RowState.FREE, ""),
        (RowState.PAUSED, ""),
        (RowState.CLOSED, ""),
        (RowState.SERVING, "A006"),
        (RowState.CLOSED, ""),
    ]
    assert row(board, "4").reason is PauseReason.LUNCH
    assert row(board, "1").reason is None


def test_a_call_shows_at_its_window_before_the_windows_own_state_comes(board: Board) -> None:
    board.take_view(window("w3", as_of=5), NOW)
    board.take_notice(sample_call(6, "A009", 3, 0), NOW)
    assert (row(board, "3").state, row(board, "3").number_shown) == (RowState.CALLING, "A009")
    board.take_view(window("w3", as_of=7), NOW)
    assert row(board, "3").state is RowState.FREE


def test_closed_windows_come_last_and_numbers_are_counted(board: Board) -> None:
    for at in (10, 2, 9):
        board.take_view(window(f"w{at}"), NOW)
    assert [row.window_number for row in board.rows()][:5] == ["2", "9", "10", "1", "3"]


def test_no_page_shows_closed_windows_alone_while_others_work(board: Board) -> None:
    for at in (10, 2, 9):
        board.take_view(window(f"w{at}"), NOW)
    (page,) = board.pages(8)
    assert [row.window_number for row in page] == ["2", "9", "10", "1", "3", "4", "5", "6"]
    assert len(board.pages(2)) == 2, "three that work, and one closed fills the last page"


def test_natural_order_counts_numbers_and_spells_letters() -> None:
    assert sorted(["A10", "10", "A2", "2", "B1"], key=natural) == ["2", "10", "A2", "A10", "B1"]


def test_waiting_is_that_of_the_windows_businesses_and_its_own(board: Board) -> None:
    plan = sample_plan()
    own = plan.windows[0].businesses
    for business_id in own:
        board.take_view(QueueView(5, 1, business_id, 4, 4, None, 1), NOW)
    board.take_view(window("w1", here=2), NOW)
    assert row(board, "1").waiting == 4 * len(own) + 2
    assert row(board, "2").waiting is None  # closed: nobody can wait for it
    assert {one.business_id for one in board.businesses() if one.waiting} == set(own)


def test_pages_hold_at_most_twelve_rows_and_are_evenly_filled(board: Board) -> None:
    assert [len(page) for page in board.pages(40)] == [10, 10, 10]
    assert [len(page) for page in board.pages(7)] == [6, 6, 6, 6, 6]
    assert [len(page) for page in board.pages(0)] == [1] * 30


def test_an_area_shows_its_own_windows_businesses_and_name() -> None:
    board = Board("west")
    board.take_view(sample_plan(), NOW)
    assert {row.window_number for row in board.rows()} == {str(at) for at in range(17, 31)}
    assert board.area_name.zh == "西区"
    assert board.take_notice(sample_call(1, "A001", 3, 1), NOW) == []


def test_another_area_starts_with_that_areas_calls(board: Board) -> None:
    board.take_notice(sample_call(1, "A001", 3, 1), NOW)
    board.set_area("west")
    assert board.calls(NOW, 4).cards == ()
    news = board.take_view(CallsView(5, 1, "west", (sample_call(2, "B001", 20, 1),)), NOW)
    assert [item.call.number for item in news] == ["B001"]
    board.set_area("west")
    assert board.calls(NOW, 4).cards[0].number == "B001"


def test_a_new_day_begins_with_an_empty_panel(board: Board) -> None:
    board.take_notice(sample_call(1, "A001", 3, 1), NOW)
    board.take_notice(DayNotice(2, 0, 1, NOW, "2026-11-22", DayState.CLOSED), NOW)
    assert board.calls(NOW, 4).cards
    board.take_notice(DayNotice(3, 2, 1, NOW, "2026-11-23", DayState.OPEN), NOW)
    assert board.calls(NOW, 4).cards == ()


def test_a_plan_of_another_date_empties_the_panel(board: Board) -> None:
    board.take_notice(sample_call(1, "A001", 3, 1), NOW)
    board.take_view(replace(sample_plan(), as_of=2), NOW)
    assert board.calls(NOW, 4).cards
    board.take_view(replace(sample_plan(), as_of=3, business_date="2026-11-23"), NOW)
    assert board.calls(NOW, 4).cards == ()


def test_other_notices_change_nothing(board: Board) -> None:
    evaluation = EvaluationNotice(1, 0, 1, NOW, "r", EvaluationState.ASKED, "A001", "w1", 60)
    assert board.take_notice(evaluation, NOW) == []


def test_a_time_zone_that_does_not_exist_is_no_reason_to_stop() -> None:
    board = Board()
    board.take_view(replace(sample_plan(), timezone="Nowhere/At_all"), NOW)
    assert board.local(NOW).strftime("%H:%M") == "02:23"


def test_the_sample_hall_runs(board: Board) -> None:
    for view in sample_windows(sample_plan()):
        board.take_view(view, NOW)
    assert {row.state for row in board.rows()} == {RowState.SERVING, RowState.FREE, RowState.PAUSED, RowState.CLOSED}
