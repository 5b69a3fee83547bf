from itertools import pairwise

import pytest

from hub.client.outbox import RETRY_MS, SLOWEST_RETRY_MS, Entry, Outbox
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import Done
from hub.contract.wire import Reply


def press(command_id: str = "press-01", deadline: int = 10_000) -> Entry:
    return Entry(command_id, "call_next", b"{}", deadline)


def fact(command_id: str = "fact-001") -> Entry:
    return Entry(command_id, "confirm_printed", b"{}", None)


def test_a_press_is_sent_again_every_two_seconds_until_its_life_is_over() -> None:
    outbox = Outbox()
    entry = press()
    outbox.add(entry, 0)
    sent_at = [now for now in range(0, 12_000, 100) if outbox.due(now)]
    assert sent_at == [2_000, 4_000, 6_000, 8_000]
    assert outbox.over(9_999) == []
    assert outbox.over(10_000) == [entry]
    assert len(outbox) == 0


def test_a_fact_is_tried_for_ever_and_ever_more_patiently() -> None:
    outbox = Outbox()
    outbox.add(fact(), 0)
    sent_at = [now for now in range(0, 150_000, 1_000) if outbox.due(now)]
    gaps = [later - earlier for earlier, later in pairwise(sent_at)]
    assert gaps[:4] == [4_000, 8_000, 16_000, 30_000]
    assert set(gaps[3:]) == {SLOWEST_RETRY_MS}
    assert outbox.over(10**12) == []


def test_a_new_connection_hurries_everything_and_patience_begins_anew() -> None:
    outbox = Outbox()
    outbox.add(fact(), 0)
    for now in range(0, 60_000, 1_000):
        outbox.due(now)
    outbox.hurry(60_100)
    assert [entry.command_id for entry in outbox.due(60_100)] == ["fact-001"]
    assert outbox.next_at(connected=True) == 60_100 + 2 * RETRY_MS


def test_an_answer_takes_its_command_out_once() -> None:
    outbox = Outbox()
    entry = press()
    outbox.add(entry, 0)
    reply = Reply("press-01", 7, Done())
    assert outbox.answered(reply) is entry
    assert outbox.answered(reply) is None
    assert "press-01" not in outbox


def test_the_answer_to_a_stranger_is_nobodys() -> None:
    assert Outbox().answered(Reply("other-01", 7, Done())) is None


@pytest.mark.parametrize("code", [FaultCode.BUSY, FaultCode.NOT_SAVED, FaultCode.DATABASE])
def test_a_busy_hub_does_not_make_a_fact_untrue(code: FaultCode) -> None:
    outbox = Outbox()
    outbox.add(fact(), 0)
    outbox.add(press(), 0)
    assert outbox.answered(Reply("fact-001", 0, fault=Fault(code))) is None
    assert "fact-001" in outbox
    assert outbox.answered(Reply("press-01", 0, fault=Fault(code))) is not None


def test_a_refusal_by_rule_ends_a_fact() -> None:
    outbox = Outbox()
    entry = fact()
    outbox.add(entry, 0)
    assert outbox.answered(Reply("fact-001", 0, fault=Fault(FaultCode.ALREADY_DELIVERED, number="A001"))) is entry


@pytest.mark.parametrize(("now", "left"), [(0, 10), (1, 10), (1_000, 9), (9_500, 1), (11_000, 1)])
def test_what_is_left_of_a_life_is_rounded_up(now: int, left: int) -> None:
    assert press(deadline=10_000).expiry_s(now) == left


def test_a_fact_has_no_expiry() -> None:
    assert fact().expiry_s(5) is None


def test_without_a_connection_only_the_end_of_a_life_wakes_anybody() -> None:
    outbox = Outbox()
    assert outbox.next_at(connected=True) is None
    outbox.add(fact(), 0)
    assert outbox.next_at(connected=False) is None
    outbox.add(press(deadline=10_000), 0)
    assert outbox.next_at(connected=False) == 10_000
    assert outbox.next_at(connected=True) == RETRY_MS
