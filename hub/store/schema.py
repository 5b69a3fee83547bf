"""Bring a database to today's tables, by Alembic, on SQLite and PostgreSQL alike."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from hub.contract.faults import Fault, FaultCode


def alembic_config() -> Config:
    """Alembic's configuration, made here: there is no ini file to forget."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    return config


def migrate(engine: Engine) -> str:
    """Upgrade to the newest tables; returns their revision. Raises ``Fault`` database.

    A database newer than this program is refused by Alembic and left as it is.
    """
    config = alembic_config()
    try:
        with engine.connect() as connection:
            head = ScriptDirectory.from_config(config).get_current_head() or ""
            if MigrationContext.configure(connection).get_current_revision() != head:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                connection.commit()
    except SQLAlchemyError as error:
        raise Fault(FaultCode.DATABASE, what=str(error).splitlines()[0]) from None
    return head
