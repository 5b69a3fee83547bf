"""SQLite as a hall needs it: every answered commit survives a power cut, one hub writes."""

from pathlib import Path

import pytest
from sqlalchemy import text

from hub.contract.faults import Fault, FaultCode
from hub.store.engine import durability, open_engine
from hub.store.schema import migrate
from tests.fakes.ledgers import Store


def test_the_writers_connection_is_wal_with_full_sync(store: Store) -> None:
    assert store.ledger().durability() == ("wal", "full")


def test_every_connection_of_the_engine_is(store: Store) -> None:
    with store.engine().connect() as connection:
        assert durability(connection) == ("wal", "full")
        assert connection.execute(text("PRAGMA busy_timeout")).scalar_one() == 5000


@pytest.mark.parametrize("url", ["nonsense", "oracle+nothing://x", "sqlite+nothing:///x"])
def test_a_database_that_ting_cannot_use_is_refused_in_one_sentence(url: str) -> None:
    with pytest.raises(Fault) as refused:
        open_engine(url)
    assert refused.value.code is FaultCode.DATABASE
    assert "\n" not in refused.value.sentence("zh")


def test_a_file_that_is_no_database_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "hall.db").write_bytes(b"this is a letter, not a database" * 100)
    engine = open_engine(f"sqlite:///{tmp_path / 'hall.db'}")
    with pytest.raises(Fault) as refused:
        migrate(engine)
    assert refused.value.code is FaultCode.DATABASE
    engine.dispose()


def test_a_folder_that_is_not_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'nowhere' / 'hall.db'}")
    with pytest.raises(Fault):
        migrate(engine)
