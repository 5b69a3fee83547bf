"""The quick look that decides whether Alembic has anything to do."""

from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import text

from hub.store.engine import open_engine
from hub.store.schema import alembic_config, migrate, newest_revision, revision_of


def test_the_newest_revision_read_from_the_file_names_is_alembics_own() -> None:
    assert newest_revision() == ScriptDirectory.from_config(alembic_config()).get_current_head()


def test_an_empty_database_has_no_revision_and_a_migrated_one_the_newest(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'hall.db'}")
    with engine.connect() as connection:
        assert revision_of(connection) is None
    assert migrate(engine) == newest_revision()
    with engine.connect() as connection:
        assert revision_of(connection) == newest_revision()
        assert connection.execute(text("SELECT count(*) FROM journal")).scalar() == 0
    engine.dispose()
