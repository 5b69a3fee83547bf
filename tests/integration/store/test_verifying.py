"""``ting verify`` finds every kind of damage and names the first wrong row, on both databases."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, text

from hub.contract.events import DayClosed, PersonErased
from hub.contract.faults import Fault, FaultCode
from hub.contract.wire import encode_event
from hub.store.chain import row_digest
from hub.store.verifying import Verified, verify
from tests.fakes.halls import DrivenHall
from tests.fakes.ledgers import Store, random_days, sqlite_store, write_journal


@pytest.fixture(scope="module")
def made() -> DrivenHall:
    return random_days(2)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def days(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, made: DrivenHall) -> Iterator[Store]:
    """Two days in a database, written once for all tests here."""
    folder = tmp_path_factory.mktemp("days")
    if request.param == "postgresql":
        store = Store(folder, request.getfixturevalue("cluster").hall())
    else:
        store = sqlite_store(folder)
    ledger = store.ledger()
    write_journal(ledger, made.journal)
    ledger.close()
    yield store
    store.close()


@dataclass
class Damaged:
    """The database in a transaction that is rolled back after the test."""

    connection: Connection

    def run(self, statement: str, **values: Any) -> list[Any]:
        found = self.connection.execute(text(statement), values)
        return list(found.all()) if found.returns_rows else []

    def verified(self) -> Verified:
        return verify(self.connection, "test")


@pytest.fixture
def written(days: Store) -> Iterator[Damaged]:
    with days.outside().connect() as connection:
        yield Damaged(connection)
        connection.rollback()


def test_two_days_as_they_were_written_are_in_order(written: Damaged, made: DrivenHall) -> None:
    found = written.verified()
    assert found.rows == len(made.journal)
    assert found.tables["ticket"] == sum(row.event.kind == "ticket_taken" for row in made.journal)


def broken(store: Damaged) -> Fault:
    with pytest.raises(Fault) as found:
        store.verified()
    assert found.value.code is FaultCode.JOURNAL_BROKEN
    assert found.value.sentence("zh")
    return found.value


def rechained(store: Damaged, start: int) -> None:
    """Make the chain hold again from this row on, as a forger with the program would."""
    rows = store.run("SELECT * FROM journal ORDER BY seq")
    head = bytes(32) if start == 1 else bytes(rows[start - 2].digest)
    for row in rows[start - 1 :]:
        head = row_digest(
            head, row.hall_id, row.seq, row.at, row.station_id, row.operator_id, row.command_id, row.kind, row.version,
            bytes(row.body),
        )  # fmt: skip
        store.run("UPDATE journal SET digest = :digest WHERE seq = :seq", digest=head, seq=row.seq)
    store.run("UPDATE hall SET head = :head", head=head)


@pytest.mark.parametrize(
    "change",
    ["body = body || body", "digest = body", "at = at + 1", "operator_id = 'x'", "station_id = 'x'", "version = 2",
     "command_id = 'x'", "kind = 'day_closed'"],
)  # fmt: skip
def test_a_changed_journal_row_is_named(written: Damaged, change: str) -> None:
    written.run(f"UPDATE journal SET {change} WHERE seq = 40")
    assert broken(written).details["seq"] == 40


def test_of_two_changed_rows_the_first_is_named(written: Damaged) -> None:
    written.run("UPDATE journal SET at = at + 1 WHERE seq IN (30, 50)")
    assert broken(written).details["seq"] == 30


def test_a_missing_row_is_named(written: Damaged) -> None:
    written.run("DELETE FROM journal WHERE seq = 40")
    fault = broken(written)
    assert fault.details["seq"] == 40
    assert "missing" in fault.sentence("en")


def test_a_cut_tail_is_seen(written: Damaged, made: DrivenHall) -> None:
    last = len(made.journal)
    written.run("DELETE FROM journal WHERE seq > :last", last=last - 3)
    fault = broken(written)
    assert fault.details["seq"] == last - 2
    assert "cut" in fault.sentence("en")


@pytest.mark.parametrize("seq", [0, -5])
def test_a_row_before_the_first_is_seen(written: Damaged, seq: int) -> None:
    written.run(
        "INSERT INTO journal SELECT hall_id, :seq, at, station_id, operator_id, command_id, kind, version, body, "
        "digest FROM journal WHERE seq = 1",
        seq=seq,
    )
    assert broken(written).details["seq"] == seq


def test_a_row_added_at_the_end_is_seen_even_when_it_fits_the_chain(written: Damaged, made: DrivenHall) -> None:
    last = len(made.journal)
    written.run(
        "INSERT INTO journal SELECT hall_id, seq + 1, at, station_id, operator_id, command_id, kind, version, body, "
        "digest FROM journal WHERE seq = :last",
        last=last,
    )
    written.run(
        "UPDATE journal SET kind = 'day_closed', body = :body WHERE seq = :seq",
        body=encode_event(DayClosed(business_date="2025-11-23")), seq=last + 1,
    )  # fmt: skip
    assert broken(written).details["seq"] == last + 1


def test_a_row_that_nobody_can_read_is_named_though_the_chain_holds(written: Damaged) -> None:
    written.run("UPDATE journal SET kind = 'sun_rose' WHERE seq = 40")
    rechained(written, 40)
    fault = broken(written)
    assert fault.details["seq"] == 40
    assert "cannot be read" in fault.sentence("en")


def test_a_row_that_does_not_follow_is_named_though_the_chain_holds(written: Damaged, made: DrivenHall) -> None:
    called = next(row.seq for row in made.journal if row.event.kind == "service_started")
    written.run("UPDATE journal SET kind = 'ticket_reactivated', body = :body WHERE seq = :seq", seq=called,
                body=written.run("SELECT body FROM journal WHERE kind = 'ticket_reactivated'")[0][0])  # fmt: skip
    rechained(written, called)
    fault = broken(written)
    assert fault.details["seq"] == called
    assert "does not follow" in fault.sentence("en")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("ticket", "state = 'held'"), ("ticket", "number = 'Z999'"), ("ticket", "token = ''"), ("leg", "ended_at = 1"),
        ("leg", "outcome = ''"), ("seat", "operator_id = '9'"), ("call", "times = 9"), ("call", "shown_at = 9"),
        ("evaluation", "level = 'very_satisfied'"), ("evaluation", "options = '[]x'"), ("block", "next = 1000"),
        ("block", "holder = 'kiosk-1'"), ("station", "devices = '[1]'"), ("pace", "pace_ms = 1.5"),
        ("plan", "body = digest FROM journal WHERE seq = 1 AND plan.hall_id = 'test'"),
    ],
)  # fmt: skip
def test_a_changed_table_row_is_named_with_what_it_should_say(written: Damaged, table: str, change: str) -> None:
    key = {"ticket": "ticket_id", "leg": "ticket_id", "seat": "window_id", "call": "call_seq", "station": "station_id",
           "evaluation": "request_id", "block": "prefix", "pace": "business_id"}.get(table)  # fmt: skip
    if key is None:
        written.run(f"UPDATE {table} SET {change}")
    else:
        name = written.run(f'SELECT max({key}) FROM "{table}"')[0][0]
        written.run(f'UPDATE "{table}" SET {change} WHERE {key} = :name', name=name)
    fault = broken(written)
    assert f"table {table} " in fault.sentence("en")
    assert f"{change.split(' ')[0]} should be" in fault.sentence("en")
    if key is not None:
        assert str(name) in fault.sentence("zh")


TABLES = ("ticket", "leg", "seat", "call", "evaluation", "block", "station", "pace")


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_table_row_is_named(written: Damaged, table: str) -> None:
    written.run(f"DELETE FROM \"{table}\" WHERE hall_id = 'test'")
    fault = broken(written)
    assert f"table {table} is missing" in fault.sentence("en")


@pytest.mark.parametrize(
    ("table", "key"),
    [("ticket", "ticket_id"), ("seat", "window_id"), ("evaluation", "request_id"), ("station", "station_id"),
     ("pace", "business_id")],
)  # fmt: skip
def test_a_table_row_that_nothing_made_is_named(written: Damaged, table: str, key: str) -> None:
    columns = list(written.run(f"SELECT * FROM {table} LIMIT 1")[0]._mapping)
    copied = ", ".join("'invented'" if name == key else name for name in columns)
    written.run(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {copied} FROM {table} LIMIT 1")
    fault = broken(written)
    assert "invented" in fault.sentence("zh")
    assert "should not be there" in fault.sentence("en")


@pytest.mark.parametrize(
    "change",
    ["business_date = '2025-11-24'", "day_state = 'closed'", "day_seq = 1", "day_at = 1", "business_date = NULL"],
)
def test_a_changed_business_date_is_seen(written: Damaged, change: str) -> None:
    written.run(f"UPDATE hall SET {change}")
    assert "business date" in broken(written).sentence("en")


def test_a_hall_that_is_not_on_record_is_seen(written: Damaged) -> None:
    written.run("DELETE FROM hall")
    assert "not on record" in broken(written).sentence("en")


def test_a_hall_that_never_was_has_nothing_wrong(store: Store) -> None:
    assert store.verified().rows == 0
    store.ledger()
    assert store.verified().rows == 0


def test_an_erased_person_whose_record_is_still_there_is_named(written: Damaged, made: DrivenHall) -> None:
    today = next(ticket for ticket in made.hall.tickets.values() if ticket.record_id)
    ticket_id, record_id = today.ticket_id, today.record_id
    at = len(made.journal) + 1
    written.run(
        "INSERT INTO sealed VALUES ('test', :record_id, :finder, :box)", record_id=record_id, finder=b"", box=b""
    )
    written.run(
        "INSERT INTO journal VALUES ('test', :seq, 1, 'console', '', 'erase-1', 'person_erased', 1, :body, :body)",
        seq=at, body=encode_event(PersonErased(ticket_id, record_id)),
    )  # fmt: skip
    rechained(written, at)
    written.run("UPDATE hall SET seq = :seq", seq=at)
    written.run("UPDATE ticket SET record_id = '' WHERE ticket_id = :ticket_id", ticket_id=ticket_id)
    fault = broken(written)
    assert record_id in fault.sentence("en")
    assert "erased but is still there" in fault.sentence("en")
    written.run("DELETE FROM sealed")
    assert written.verified().rows == at
