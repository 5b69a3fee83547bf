"""Which calls are news, what the panel shows, in which order."""

from dataclasses import replace

import pytest

from display_wall.calls import FRESH_MS, HOLD_MS, PAGE_MS, SPEAK_WITHIN_MS, CallBook
from hub.contract.notices import Called

NOW = 1_800_000_000_000


def call(
    seq: int, number: str = "A001", window: str = "3", *, times: int = 1, at: int = NOW, area: str = "east"
) -> Called:
    return Called(seq, 0, 1, at, seq, times, f"t-{number}", number, "a", f"w{window}", window, area)


def numbers(book: CallBook, now: int = NOW, room: int = 4) -> list[str]:
    return [card.number for card in book.page(now, room).cards]


def test_a_new_call_is_news_and_spoken() -> None:
    news = CallBook().take(call(1), NOW)
    assert news is not None
    assert news.speak


def test_the_same_call_again_is_not_news() -> None:
    book = CallBook()
    book.take(call(1), NOW)
    assert book.take(call(1), NOW) is None
    assert numbers(book) == ["A001"]


def test_a_call_known_from_retained_state_is_not_news_as_a_notice() -> None:
    book = CallBook()
    assert len(book.take_all([call(1), call(2, "A002")], NOW)) == 2
    assert book.take(call(2, "A002"), NOW) is None


def test_a_recall_is_news_and_moves_to_the_top() -> None:
    book = CallBook()
    book.take(call(1), NOW)
    book.take(call(2, "A002"), NOW)
    news = book.take(replace(call(1), seq=3, times=2), NOW)
    assert news is not None
    assert numbers(book) == ["A001", "A002"]


@pytest.mark.parametrize(("age", "spoken"), [(SPEAK_WITHIN_MS, True), (SPEAK_WITHIN_MS + 1, False)])
def test_an_old_call_is_shown_but_not_spoken(age: int, spoken: bool) -> None:
    book = CallBook()
    news = book.take(call(1, at=NOW - age), NOW)
    assert news is not None
    assert news.speak is spoken
    assert numbers(book) == ["A001"]


def test_another_areas_call_is_none_of_this_wall() -> None:
    book = CallBook("west")
    assert book.take(call(1), NOW) is None
    assert numbers(book) == []


def test_calls_in_any_order_are_shown_newest_first_and_told_oldest_first() -> None:
    book = CallBook()
    news = book.take_all([call(3, "A003"), call(1), call(2, "A002")], NOW)
    assert [item.call.number for item in news] == ["A001", "A002", "A003"]
    assert numbers(book) == ["A003", "A002", "A001"]


def test_a_ticket_called_elsewhere_later_is_shown_there_only() -> None:
    book = CallBook()
    book.take(call(5, window="8"), NOW)
    assert book.take(call(2, window="3"), NOW) is None
    assert [card.window_number for card in book.page(NOW, 4).cards] == ["8"]


def test_a_finished_call_leaves_after_its_time_and_not_before() -> None:
    book = CallBook()
    book.take(call(1), NOW)
    book.settle("w3", None, as_of=4)
    assert numbers(book, NOW + HOLD_MS - 1) == ["A001"]
    assert numbers(book, NOW + HOLD_MS) == []


def test_a_call_stays_while_its_window_serves_it() -> None:
    book = CallBook()
    book.take(call(1), NOW)
    book.settle("w3", "t-A001", as_of=4)
    book.settle("w9", None, as_of=4)
    assert numbers(book, NOW + 10 * HOLD_MS) == ["A001"]


def test_a_windows_older_state_ends_no_call() -> None:
    book = CallBook()
    book.take(call(10), NOW)
    book.settle("w3", None, as_of=9)
    assert numbers(book, NOW + HOLD_MS) == ["A001"]


def test_calls_are_fresh_for_their_time() -> None:
    book = CallBook()
    book.take(call(1), NOW)
    assert book.page(NOW + FRESH_MS - 1, 4).cards[0].fresh
    assert not book.page(NOW + FRESH_MS, 4).cards[0].fresh


def test_more_fresh_calls_than_room_are_all_shown_in_turns() -> None:
    book = CallBook()
    for seq in range(1, 8):
        book.take(call(seq, f"A00{seq}"), NOW)
    first, second = book.page(NOW, 4), book.page(NOW + PAGE_MS, 4)
    assert [card.number for card in first.cards] == ["A007", "A006", "A005", "A004"]
    assert [card.number for card in second.cards] == ["A003", "A002", "A001"]
    assert (first.page, second.page, first.pages) == (0, 1, 2)
    assert book.page(NOW + 2 * PAGE_MS, 4).page == 0


def test_a_new_call_turns_the_panel_to_it() -> None:
    book = CallBook()
    for seq in range(1, 7):
        book.take(call(seq, f"A00{seq}"), NOW)
    later = NOW + PAGE_MS
    book.take(call(7, "A007", at=later), later)
    assert numbers(book, later)[0] == "A007"


def test_forgetting_empties_the_panel_but_old_calls_stay_known() -> None:
    book = CallBook()
    book.take(call(1), NOW)
    book.forget()
    assert numbers(book) == []
    assert book.take(call(1), NOW) is None


def test_a_long_day_keeps_memory_bounded() -> None:
    book = CallBook()
    for seq in range(1, 4_200):
        book.take(call(seq, f"A{seq}"), NOW)
    assert len(book._known) == 4_000
    assert len(book._entries) == 60
    assert book.of_window("w3") is not None
    assert book.of_window("w4") is None
