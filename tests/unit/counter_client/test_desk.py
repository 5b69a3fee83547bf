from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from counter_client.desk import Desk, desk_of, merge
from counter_client.sample import HALL, QUEUES, queue, serving, ticket, window
from hub.contract.vocabulary import PriorityClass, SiteRules, TicketState


def numbers(tickets):
    return [one.number for one in tickets]


def test_queues_are_merged_by_waiting_time_with_priority_people_first():
    merged = merge(
        [
            (ticket("A001", "a", 10), ticket("A002", "a", 2)),
            (ticket("B001", "b", 1, priority=PriorityClass.ELDERLY), ticket("B002", "b", 5)),
        ]
    )
    assert numbers(merged) == ["B001", "A001", "B002", "A002"]


def test_the_order_within_a_queue_is_the_hubs_and_is_kept():
    # A reactivated ticket stands in front although it was queued later.
    front = (ticket("A009", "a", 1), ticket("A001", "a", 30))
    assert numbers(merge([front, (ticket("B001", "b", 20),)])) == ["B001", "A009", "A001"]


def test_a_ticket_that_two_views_name_for_a_moment_is_shown_once():
    moved = ticket("A001", "a", 3)
    assert numbers(merge([(moved,), (moved, ticket("B001", "b", 1))])) == ["A001", "B001"]


@given(st.lists(st.lists(st.integers(0, 99), max_size=6), max_size=4))
def test_merging_loses_nobody_and_keeps_each_order(lists):
    queues = [
        [ticket(f"{'ABCD'[row]}{column:03}", "x", minutes) for column, minutes in enumerate(line)]
        for row, line in enumerate(lists)
    ]
    merged = numbers(merge(queues))
    assert sorted(merged) == sorted(one.number for line in queues for one in line)
    for line in queues:
        assert [number for number in merged if number in numbers(line)] == numbers(line)


def test_a_window_sees_the_queues_of_its_businesses_and_who_waits_for_it_alone():
    here = ticket("H001", "churujing", 50)
    desk = desk_of(HALL, "w03", QUEUES, {"w03": window(waiting_here=(here,))})
    assert desk.window is not None
    assert desk.window.businesses == ("budongchan", "shichang", "shuiwu")
    assert numbers(desk.waiting)[:2] == ["C018", "H001"]
    assert desk.waiting_count == 1 + 4 + 12 + 2
    assert desk.here_only == {"t-H001"}
    assert numbers(desk.passed) == ["E004", "C009"]


def test_a_guide_sees_all_queues():
    desk = desk_of(HALL, "", QUEUES, {})
    assert desk.waiting_count == sum(one.waiting for one in QUEUES.values())
    assert desk.window is None


def test_a_window_that_the_hall_no_longer_has_shows_nothing_of_others():
    desk = desk_of(HALL, "w99", QUEUES, {})
    assert (desk.window, desk.waiting, desk.waiting_count) == (None, (), 0)


def test_a_desk_that_knows_nothing_yet_is_empty_and_quiet():
    desk = Desk()
    assert desk.rules == SiteRules()
    assert (desk.current, desk.held, desk.business("shebao")) == (None, (), None)
    assert (desk.transfer_windows(), desk.transfer_businesses()) == ((), ())


def test_a_ticket_can_go_to_other_businesses_and_to_other_windows_of_its_own_business():
    current = serving(ticket("C012", "budongchan", 9), 60)
    desk = desk_of(HALL, "w03", {"budongchan": queue("budongchan")}, {"w03": window(current=current)})
    assert "budongchan" not in {one.business_id for one in desk.transfer_businesses()}
    assert len(desk.transfer_businesses()) == 11
    targets = {one.window_id for one in desk.transfer_windows()}
    assert "w03" not in targets
    assert targets
    assert all("budongchan" in one.businesses for one in HALL.windows if one.window_id in targets)
    found = desk.business("budongchan")
    assert found is not None
    assert found.prefix == "C"


def test_held_tickets_come_from_the_windows_own_view():
    held = (ticket("D028", "shichang", 48, TicketState.HELD),)
    desk = desk_of(HALL, "w03", {}, {"w03": replace(window(), held=held)})
    assert desk.held == held
