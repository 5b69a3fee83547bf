from hypothesis import given
from hypothesis import strategies as st

from hub.client.gaps import Gaps
from hub.contract.notices import Called, Notice
from tests.fakes.records import called, day_notice


def seqs(notices: tuple[Notice, ...]) -> list[int]:
    return [notice.seq for notice in notices]


def test_the_first_notice_is_delivered_whatever_came_before_it() -> None:
    arrival = Gaps().take(called(12, prev=9))
    assert seqs(arrival.deliver) == [12]
    assert arrival.ask_after is None


def test_a_notice_that_follows_the_last_one_is_delivered() -> None:
    gaps = Gaps()
    gaps.take(called(12, prev=9))
    arrival = gaps.take(called(15, prev=12))
    assert (seqs(arrival.deliver), arrival.ask_after) == ([15], None)


def test_a_gap_asks_for_what_was_missed_and_delivers_in_order() -> None:
    gaps = Gaps()
    gaps.take(called(12, prev=9))
    arrival = gaps.take(called(20, prev=17))
    assert (arrival.deliver, arrival.ask_after) == ((), 12)
    assert gaps.take(called(22, prev=20)).deliver == ()
    missed = [called(15, 12), called(17, 15), called(20, 17)]
    assert seqs(gaps.caught_up(missed)) == [15, 17, 20, 22]
    assert seqs(gaps.take(called(25, prev=22)).deliver) == [25]


def test_only_one_question_is_asked_at_a_time() -> None:
    gaps = Gaps()
    gaps.take(called(1, prev=0))
    assert gaps.take(called(5, prev=3)).ask_after == 1
    assert gaps.take(called(9, prev=7)).ask_after is None
    assert gaps.reconnected() is None


def test_without_an_answer_what_was_held_is_delivered_all_the_same() -> None:
    gaps = Gaps()
    gaps.take(called(1, prev=0))
    gaps.take(called(5, prev=3))
    assert seqs(gaps.caught_up()) == [5]


def test_a_notice_that_comes_twice_is_delivered_once() -> None:
    gaps = Gaps()
    gaps.take(called(5, prev=3))
    assert gaps.take(called(5, prev=3)).deliver == ()
    assert gaps.take(called(4, prev=3)).deliver == ()


def test_after_a_break_the_calls_since_the_last_one_are_asked_for() -> None:
    gaps = Gaps()
    assert gaps.reconnected() is None
    gaps.take(called(5, prev=3))
    assert gaps.reconnected() == 5
    assert seqs(gaps.caught_up([called(7, 5)])) == [7]
    assert gaps.caught_up() == ()


def test_a_replaced_hub_is_not_heard() -> None:
    gaps = Gaps()
    gaps.take(called(5, prev=3, epoch=2))
    assert gaps.take(called(6, prev=5, epoch=1)).deliver == ()


def test_a_restored_database_begins_lower_under_a_new_epoch() -> None:
    gaps = Gaps()
    gaps.take(called(500, prev=3, epoch=2))
    arrival = gaps.take(called(6, prev=4, epoch=3))
    assert (seqs(arrival.deliver), arrival.ask_after) == ([6], None)


def test_kinds_are_counted_apart_and_only_calls_are_asked_for() -> None:
    gaps = Gaps()
    gaps.take(called(5, prev=3))
    assert seqs(gaps.take(day_notice(6, prev=1)).deliver) == [6]
    arrival = gaps.take(day_notice(9, prev=8))
    assert (seqs(arrival.deliver), arrival.ask_after) == ([9], None)
    assert gaps.take(day_notice(6, prev=1)).deliver == ()


@given(st.data())
def test_whatever_is_lost_or_doubled_each_call_is_delivered_once_and_in_order(data: st.DataObject) -> None:
    said = [called(seq, prev=seq - 1) for seq in range(1, data.draw(st.integers(2, 30)))]
    gaps = Gaps()
    heard: list[int] = []
    asked: int | None = None
    for notice in said:
        for _ in range(data.draw(st.sampled_from([0, 1, 1, 1, 2]))):
            arrival = gaps.take(notice)
            heard += seqs(arrival.deliver)
            asked = arrival.ask_after if arrival.ask_after is not None else asked
        if asked is not None and data.draw(st.booleans()):
            heard += seqs(gaps.caught_up(call for call in said if asked < call.seq <= notice.seq))
            asked = None
    asked = asked if asked is not None else gaps.reconnected()
    if asked is not None:
        heard += seqs(gaps.caught_up(call for call in said if call.seq > asked))
    assert heard == ([] if not heard else list(range(heard[0], len(said) + 1)))
    assert all(isinstance(notice, Called) for notice in said)
