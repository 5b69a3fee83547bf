"""The journal as followers read it, beside a writer that goes on writing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from hub.contract.faults import Fault, FaultCode
from hub.store.chain import GENESIS
from hub.store.engine import open_engine
from hub.store.journal import SqlJournal
from tests.fakes.reporting import WrittenHall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[WrittenHall]:
    made = WrittenHall(tmp_path)
    made.serve(3)
    yield made
    made.close()


def test_rows_come_in_order_with_their_digests_and_events(hall: WrittenHall) -> None:
    entries = hall.journal.read_after(0, 1000)
    assert [entry.recorded for entry in entries] == hall.driven.journal
    assert entries[-1].digest == hall.ledger.head


def test_reading_goes_on_after_a_row_and_stops_at_the_limit(hall: WrittenHall) -> None:
    assert [entry.recorded.seq for entry in hall.journal.read_after(4, 3)] == [5, 6, 7]
    assert list(hall.journal.read_after(hall.newest, 3)) == []


def test_digest_of_a_row_is_found_and_of_none_is_not(hall: WrittenHall) -> None:
    assert hall.journal.digest_at(0) == GENESIS
    assert hall.journal.digest_at(hall.newest) == hall.ledger.head
    assert hall.journal.digest_at(hall.newest + 1) is None


def test_tail_says_how_far_the_journal_is_and_since_when_rows_wait(hall: WrittenHall) -> None:
    first = hall.driven.journal[4]
    tail = hall.journal.tail(first.seq - 1)
    assert (tail.newest, tail.waits_since) == (hall.newest, first.at)
    assert hall.journal.tail(hall.newest).waits_since is None


def test_journal_of_another_hall_is_empty(hall: WrittenHall) -> None:
    other = SqlJournal(hall.engine, "elsewhere")
    assert list(other.read_after(0, 10)) == []
    assert other.tail(0).newest == 0


def test_each_follower_keeps_its_own_position(hall: WrittenHall) -> None:
    assert hall.journal.position("district") == 0
    hall.journal.keep_position("district", 7)
    hall.journal.keep_position("district", 9)
    hall.journal.keep_position("statistics", 3)
    assert hall.journal.position("district") == 9
    assert hall.journal.position("statistics") == 3


def test_a_transaction_in_the_middle_is_not_seen_and_does_not_hold_readers_up(hall: WrittenHall) -> None:
    with hall.engine.connect() as writer:
        writer.execute(text("UPDATE hall SET epoch = epoch"))
        writer.execute(text("DELETE FROM journal WHERE seq > 5"))
        assert hall.journal.tail(0).newest == hall.newest
        writer.rollback()


def test_database_without_tables_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    journal = SqlJournal(open_engine(f"sqlite:///{tmp_path / 'empty.db'}"), "test")
    with pytest.raises(Fault) as caught:
        journal.read_after(0, 1)
    assert caught.value.code is FaultCode.DATABASE
