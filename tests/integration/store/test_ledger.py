"""The writer's ledger on both databases: what is written is read back, once, by the one who may."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from hub.contract.events import TicketTaken
from hub.contract.faults import Fault, FaultCode
from hub.core.recorded import Recorded
from hub.service.ports import Batch, Receipt
from hub.store.engine import open_engine, snapshot
from hub.store.ledger import SqlLedger
from hub.store.schema import migrate
from hub.store.tables import metadata
from hub.store.verifying import verify
from tests.fakes.halls import DrivenHall, staffed
from tests.fakes.ledgers import Store, as_compared, random_days, write_journal
from tests.fakes.postgres import Cluster


@pytest.mark.parametrize("seed", range(4))
def test_what_random_days_leave_in_the_tables_is_what_the_journal_folds_to(store: Store, seed: int) -> None:
    made = random_days(seed)
    ledger = store.ledger()
    write_journal(ledger, made.journal, seed)
    assert as_compared(ledger.load()) == as_compared(made.hall)
    found = store.verified()
    assert (found.rows, found.head) == (len(made.journal), ledger.head)
    assert all(found.tables.values()), f"the days did not fill every table: {found.tables}"


def test_a_second_hub_on_the_same_hall_is_refused_until_the_first_is_gone(store: Store) -> None:
    first = store.ledger()
    second = store.ledger(opened=False)
    for _ in range(2):
        with pytest.raises(Fault) as refused:
            second.open()
        assert "another hub writes hall test" in str(refused.value)
    assert first.epoch == 1
    first.close()
    second.open()
    assert second.epoch == 2


def test_a_refused_hub_changes_nothing(store: Store) -> None:
    store.ledger()
    with pytest.raises(Fault):
        store.ledger()
    assert store.run("SELECT epoch FROM hall") == [(1,)]


def overtaken(store: Store) -> tuple[SqlLedger, DrivenHall]:
    """A ledger whose hall was taken by another hub while it was not looking (its lock was lost)."""
    made = staffed()
    old = store.ledger()
    write_journal(old, made.journal)
    store.run("UPDATE hall SET epoch = epoch + 1")
    return old, made


def test_a_hub_that_lost_its_hall_writes_no_row(store: Store) -> None:
    old, made = overtaken(store)
    hall = old.load()
    hall.seq += 1
    batch = Batch(rows=[Recorded(hall.seq, 1, "hub", "", "late", made.journal[-1].event)])
    with pytest.raises(Fault) as refused:
        old.commit(batch, hall)
    assert "another hub has taken over" in str(refused.value)
    assert store.verified().rows == len(made.journal)


def test_a_hub_that_lost_its_hall_does_not_even_refuse_for_it(store: Store) -> None:
    old, _ = overtaken(store)
    receipts = store.run("SELECT count(*) FROM receipt")
    with pytest.raises(Fault):
        old.commit(Batch(receipts=[Receipt("refusal-1", "kiosk-1", b"", 1, 0, b"no")]), old.load())
    assert store.run("SELECT count(*) FROM receipt") == receipts


def test_after_a_refused_batch_the_next_one_is_written(store: Store) -> None:
    made = staffed()
    ledger = store.ledger()
    write_journal(ledger, made.journal[:-1])
    hall = ledger.load()
    with pytest.raises(Fault) as refused:
        ledger.commit(Batch(rows=[made.journal[-2]]), hall)
    assert refused.value.code is FaultCode.DATABASE
    assert "kiosk" not in str(refused.value), "the statement's values are not quoted"
    assert as_compared(write_journal(ledger, made.journal[-1:])) == as_compared(made.hall)
    assert store.verified().rows == len(made.journal)


def test_receipts_are_found_by_id_and_forgotten_by_age(store: Store) -> None:
    ledger = store.ledger()
    kept = [Receipt(f"press-{number:04d}", "kiosk-1", bytes([number]), number, number, b"yes") for number in range(9)]
    ledger.commit(Batch(receipts=kept), ledger.load())
    assert ledger.receipts(["press-0003", "press-0007", "press-9999"]) == {
        "press-0003": kept[3], "press-0007": kept[7],
    }  # fmt: skip
    assert ledger.receipts(["press-0004"]) == {"press-0004": kept[4]}
    assert ledger.forget_receipts(before=5) == 5
    assert set(ledger.receipts([item.command_id for item in kept])) == {
        f"press-{number:04d}" for number in (5, 6, 7, 8)
    }


def test_receipts_of_other_halls_are_other_receipts(store: Store) -> None:
    engine = store.engine()
    ledger = store.ledger(engine)
    ledger.commit(Batch(receipts=[Receipt("press-0001", "kiosk-1", b"", 1, 1, b"yes")]), ledger.load())
    ledger.close()
    other = SqlLedger(engine, "other", store.key_file())
    other.open()
    assert other.receipts(["press-0001"]) == {}
    assert other.load().hall_id == "other"
    other.close()


def test_the_newest_row_of_some_kinds_is_known(store: Store) -> None:
    made = staffed()
    ledger = store.ledger()
    write_journal(ledger, made.journal)
    opened = max(row.seq for row in made.journal if row.event.kind == "window_opened")
    assert ledger.newest_row(["window_opened", "day_opened"]) == opened
    assert ledger.newest_row(["ticket_taken"]) == 0


def test_a_hall_goes_on_where_it_stopped(store: Store) -> None:
    made = random_days(11, 60)
    half = len(made.journal) // 2
    first = store.ledger()
    write_journal(first, made.journal[:half])
    first.close()
    second = store.ledger()
    assert as_compared(write_journal(second, made.journal[half:])) == as_compared(made.hall)
    assert store.verified().head == second.head


def test_a_ledger_that_is_not_open_says_so(store: Store) -> None:
    ledger = store.ledger(opened=False)
    for call in (ledger.load, ledger.durability, lambda: ledger.newest_row([]), lambda: ledger.receipts(["x"])):
        with pytest.raises(Fault) as refused:
            call()
        assert "not connected" in str(refused.value)


def test_migrations_lead_to_the_very_tables_and_a_second_run_changes_nothing(store: Store) -> None:
    engine = store.engine()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    assert migrate(engine) == "0001"


def test_an_empty_postgres_is_migrated_too(cluster: Cluster) -> None:
    engine = open_engine(cluster.empty())
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_a_database_that_is_not_there_is_a_fault_in_one_sentence(cluster: Cluster) -> None:
    engine = open_engine(cluster.url("nowhere"))
    with pytest.raises(Fault) as refused:
        migrate(engine)
    assert refused.value.code is FaultCode.DATABASE
    assert "\n" not in str(refused.value)
    engine.dispose()


# -- a database that goes away ----------------------------------------------------------------------------------


def test_the_writer_keeps_its_word_on_postgres(on_postgres: Store) -> None:
    assert on_postgres.ledger().durability() == ("wal:replica", "on")


def cut(store: Store) -> None:
    """End every other connection to the hall's database, as a restart of the server does."""
    store.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def test_after_its_connection_was_cut_the_hub_reads_again_and_goes_on(on_postgres: Store) -> None:
    made = staffed()
    ledger = on_postgres.ledger()
    write_journal(ledger, made.journal[:-1])
    cut(on_postgres)
    with pytest.raises(Fault):
        ledger.receipts(["press-0001"])
    hall = ledger.load()
    assert hall.seq == len(made.journal) - 1
    assert as_compared(write_journal(ledger, made.journal[-1:])) == as_compared(made.hall)
    with pytest.raises(Fault, match="another hub writes"):
        on_postgres.ledger()


def test_a_hub_whose_hall_was_taken_while_it_was_cut_off_stays_out(on_postgres: Store) -> None:
    made = staffed()
    first = on_postgres.ledger()
    write_journal(first, made.journal)
    cut(on_postgres)
    second = on_postgres.ledger()
    with pytest.raises(Fault):
        first.receipts(["press-0001"])
    with pytest.raises(Fault, match="another hub writes"):
        first.load()
    second.close()
    with pytest.raises(Fault, match="another hub has taken over"):
        first.load()


def test_a_person_reads_a_running_hall_at_one_moment(store: Store) -> None:
    made = random_days(3, 60)
    ledger = store.ledger()
    taken = next(row.seq for row in made.journal if isinstance(row.event, TicketTaken))
    write_journal(ledger, made.journal[:taken])

    rest = list(made.journal[taken:])

    def hub_goes_on(_: int) -> None:
        if rest:
            write_journal(ledger, rest)
            rest.clear()

    with snapshot(store.engine()) as connection:
        assert connection.execute(text("SELECT count(*) FROM journal")).scalar_one() == taken
        assert verify(connection, "test", hub_goes_on).rows == taken
    assert store.verified().rows == len(made.journal)
