"""Bring a database to today's tables, by Alembic, on SQLite and PostgreSQL alike.

Alembic is imported only when there is something to do: a killed hub is back a fifth of a second sooner.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from hub.contract.faults import Fault, FaultCode

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).with_name("migrations")


def newest_revision() -> str:
    """The revision of today's tables: migrations are called ``v0001_what.py`` and so on, by their revision."""
    newest = max(path.name for path in (MIGRATIONS / "versions").glob("v*_*.py"))
    return newest.partition("_")[0].removeprefix("v")


def revision_of(connection: Connection) -> str | None:
    """The revision of this database's tables, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def alembic_config() -> "Config":
    """Alembic's configuration, made here: there is no ini file to forget."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def migrate(engine: Engine) -> str:
    """Upgrade to the newest tables; returns their revision. Raises ``Fault`` database.

    A database newer than this program is refused by Alembic and left as it is.
    """
    head = newest_revision()
    try:
        with engine.connect() as connection:
            if revision_of(connection) != head:
                _upgrade(connection)
    except SQLAlchemyError as error:
        raise Fault(FaultCode.DATABASE, what=str(error).splitlines()[0]) from None
    return head


def _upgrade(connection: Connection) -> None:
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()
