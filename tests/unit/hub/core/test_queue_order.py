"""Whose turn it is and why; how many are ahead; how long it takes."""

import pytest

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract.vocabulary import PauseReason, PriorityClass, QueuePosition, SiteRules, Words
from hub.core.queue import Lane, Lanes, Queues
from hub.core.queue_order import PRIORITY_WORDS, people_ahead, people_ahead_now
from hub.core.waiting_estimate import expected_wait_now_s, expected_wait_s, learned
from tests.fakes.halls import DrivenHall, staffed

OLD = PriorityClass.ELDERLY


def called(hall: DrivenHall, window: int) -> ev.TicketCalled:
    """The next one at this window, who is then served and gone."""
    event = hall.do(cmd.CallNext(), f"counter-{window}")[0]
    hall.do(cmd.CompleteService(), f"counter-{window}")
    assert isinstance(event, ev.TicketCalled)
    return event


def test_people_are_called_in_the_order_of_their_numbers_across_the_businesses_of_a_window() -> None:
    hall = staffed()
    for business in ("b1", "b2", "b1", "b2"):
        hall.now += 1000
        hall.take(business)
    assert [called(hall, 2).number for _ in range(4)] == ["A001", "B001", "A002", "B002"]


def test_a_window_calls_only_what_it_serves() -> None:
    hall = staffed()
    hall.take("b2")
    hall.take("b1")
    assert called(hall, 1).number == "A001"


def test_two_numbers_of_the_same_millisecond_keep_the_order_of_the_journal() -> None:
    hall = staffed()
    for _ in range(12):
        hall.take("b2")
        hall.take("b1")
    assert [called(hall, 2).number for _ in range(4)] == ["B001", "A001", "B002", "A002"]


def test_whoever_waited_longest_is_called_and_the_clerk_can_say_so() -> None:
    hall = staffed()
    hall.take()
    assert called(hall, 1).why == Words("等候最久", "has waited longest")


def test_priority_people_go_first_and_the_clerk_can_say_past_how_many() -> None:
    hall = staffed()
    hall.take()
    hall.take()
    hall.take(priority_class=OLD)
    first = called(hall, 1)
    assert first.number == "A003"
    assert first.why == Words("老年人优先，先于 2 位先到的普通号", "priority: elderly, before 2 who came earlier")


def test_a_priority_number_that_overtakes_nobody_has_simply_waited_longest() -> None:
    hall = staffed()
    hall.take(priority_class=PriorityClass.PREGNANT)
    hall.take()
    assert called(hall, 1).why == Words("等候最久（孕妇）", "has waited longest (pregnant)")


def test_after_two_priority_people_in_a_row_one_ordinary_person_is_next() -> None:
    hall = staffed(rules=SiteRules(priority_run=2))
    for _ in range(2):
        hall.take()
    for _ in range(5):
        hall.take(priority_class=OLD)
    calls = [called(hall, 1) for _ in range(7)]
    assert [call.number for call in calls] == ["A003", "A004", "A001", "A005", "A006", "A002", "A007"]
    assert calls[2].why == Words(
        "已连续优先叫了 2 位，轮到普通号中等候最久的一位",
        "after 2 priority numbers in a row, the longest-waiting ordinary number",
    )


def test_every_window_counts_its_own_run_of_priority_people() -> None:
    hall = staffed(rules=SiteRules(priority_run=1))
    hall.take()
    for _ in range(3):
        hall.take(priority_class=OLD)
    assert [called(hall, window).number for window in (1, 2, 1)] == ["A002", "A003", "A001"]


def test_every_priority_class_has_words_in_both_languages() -> None:
    assert set(PRIORITY_WORDS) == set(PriorityClass)
    assert all(words.zh and words.en for words in PRIORITY_WORDS.values())


def test_who_was_sent_to_one_window_waits_for_that_window_alone() -> None:
    hall = staffed()
    for _ in range(2):
        hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.Transfer(to_window_id="3"), "counter-1")
    assert called(hall, 2).number == "A002"
    assert called(hall, 3).number == "A001"


@pytest.mark.parametrize(
    ("position", "order"),
    [
        (QueuePosition.FRONT, ["A004", "A001", "A002", "A003"]),
        (QueuePosition.KEEP, ["A001", "A002", "A004", "A003"]),
        (QueuePosition.END, ["A001", "A002", "A003", "A004"]),
    ],
)
def test_a_passed_number_comes_back_where_the_site_puts_it(position: QueuePosition, order: list[str]) -> None:
    hall = staffed(rules=SiteRules(reactivate_position=position))
    for number in range(4):
        hall.now = 2_000_000_000_000 + (2500 if number == 3 else 1000 * (number + 1))
        hall.take()
    hall.now += 10_000
    hall.do(cmd.CallSpecific(number="A004"), "counter-1")
    hall.do(cmd.PassTicket(), "counter-1")
    hall.do(cmd.Reactivate(number="A004"), "counter-1")
    assert [called(hall, 1).number for _ in range(4)] == order


@pytest.mark.parametrize(
    ("position", "order"),
    [
        (QueuePosition.FRONT, ["A001", "B001", "B002"]),
        (QueuePosition.KEEP, ["B001", "A001", "B002"]),
        (QueuePosition.END, ["B001", "B002", "A001"]),
    ],
)
def test_a_transferred_number_stands_where_the_site_puts_it(position: QueuePosition, order: list[str]) -> None:
    hall = staffed(rules=SiteRules(transfer_position=position))
    for business in ("b2", "b1", "b2"):
        hall.now += 1000
        hall.take(business)
    hall.do(cmd.CallNext(), "counter-1")
    hall.now += 1000
    hall.do(cmd.Transfer(to_business_id="b2"), "counter-1")
    assert [called(hall, 2).number for _ in range(3)] == order


# -- how many are ahead -----------------------------------------------------------------------------------------


def test_people_ahead_are_those_whom_the_same_windows_call_before() -> None:
    hall = staffed()
    ids = [hall.take(business) for business in ("b1", "b2", "b1")]
    old = hall.take("b2", priority_class=OLD)
    tickets = hall.hall.tickets
    assert [people_ahead(hall.hall, tickets[ticket_id]) for ticket_id in (*ids, old)] == [1, 2, 3, 0]
    assert people_ahead_now(hall.hall, "b1", PriorityClass.ORDINARY) == 4
    assert people_ahead_now(hall.hall, "b1", OLD) == 1
    assert people_ahead_now(hall.hall, "unknown", OLD) == 0


def test_people_ahead_at_a_window_of_ones_own_are_all_whom_that_window_calls_before() -> None:
    hall = staffed(rules=SiteRules(transfer_position=QueuePosition.END))
    for _ in range(3):
        hall.now += 1000
        hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.now += 1000
    hall.do(cmd.Transfer(to_window_id="3"), "counter-1")
    sent = next(item for item in hall.hall.tickets.values() if item.number == "A001")
    assert people_ahead(hall.hall, sent) == 2


# -- how long it takes ------------------------------------------------------------------------------------------


def test_no_wait_is_claimed_before_a_service_was_seen_or_without_an_open_window() -> None:
    hall = staffed(windows=2)
    ticket_id = hall.take()
    waiting = hall.hall.tickets[ticket_id]
    assert expected_wait_s(hall.hall, waiting) is None
    hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.now += 120_000
    hall.do(cmd.CompleteService(), "counter-1")
    assert expected_wait_now_s(hall.hall, "b1", PriorityClass.ORDINARY) == 60, "one ahead, 120 s each, two windows"
    hall.do(cmd.PauseWindow(PauseReason.LUNCH), "counter-1")
    assert expected_wait_now_s(hall.hall, "b1", PriorityClass.ORDINARY) == 120
    hall.do(cmd.PauseWindow(PauseReason.LUNCH), "counter-2")
    assert expected_wait_now_s(hall.hall, "b1", PriorityClass.ORDINARY) is None


def test_the_pace_follows_the_newest_services_slowly() -> None:
    assert learned(None, 100_000) == 100_000
    assert learned(100_000, 200_000) == pytest.approx(120_000)


# -- the index itself -------------------------------------------------------------------------------------------


def test_leaving_a_queue_where_one_does_not_stand_is_an_error_not_a_silence() -> None:
    lanes = Lanes()
    lanes.add(Lane.ORDINARY, (5, 5, "five"))
    for place in ((4, 4, "four"), (6, 6, "six")):
        with pytest.raises(ValueError, match="no such place"):
            lanes.remove(Lane.ORDINARY, place)
    assert len(lanes) == 1


def test_queues_nobody_ever_stood_in_are_empty() -> None:
    queues = Queues()
    assert queues.waiting_for("b1") == queues.waiting_at("1") == 0
    queues.home("b1", "").add(Lane.PRIORITY, (1, 1, "one"))
    queues.home("b1", "1").add(Lane.ORDINARY, (2, 2, "two"))
    assert queues.waiting_for("b1") == queues.waiting_at("1") == 1
