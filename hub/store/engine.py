"""Connections: SQLite in WAL with full sync, or PostgreSQL, and the lock that lets one hub write a hall."""

import fcntl
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from hub.contract.faults import Fault, FaultCode

BUSY_TIMEOUT_MS = 5000
"""How long a reader's statement waits for SQLite's lock; with one writer it never waits in practice."""


def open_engine(url: str) -> Engine:
    """An engine for ``sqlite:///file`` or ``postgresql+psycopg://…``. Raises ``Fault`` database."""
    try:
        engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    except (SQLAlchemyError, ImportError) as error:
        raise Fault(FaultCode.DATABASE, what=str(error).splitlines()[0]) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL: a commit that was answered survives a power cut. NORMAL would lose the last ones in WAL mode.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.close()


def snapshot(engine: Engine) -> Connection:
    """A connection that sees one moment of the database however long it reads, while the hub goes on writing."""
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def durability(connection: Connection) -> tuple[str, str]:
    """What the writer's connection promises: ``(journal mode, synchronous)``, e.g. ``("wal", "full")``."""
    if connection.dialect.name == "sqlite":
        mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
        sync = connection.execute(text("PRAGMA synchronous")).scalar_one()
        return str(mode), {0: "off", 1: "normal", 2: "full", 3: "extra"}[int(sync)]
    mode = connection.execute(text("SHOW wal_level")).scalar_one()
    return f"wal:{mode}", str(connection.execute(text("SHOW synchronous_commit")).scalar_one())


class WriterLock:
    """The right to write one hall: a file lock for SQLite, an advisory lock on the writer's connection for PostgreSQL.

    Held until the process ends, or :meth:`release`, or for PostgreSQL until the connection closes; the system frees
    it when the process is killed.
    """

    def __init__(self, file: IO[bytes] | None) -> None:
        self._file = file

    def release(self) -> None:
        """Let another hub write."""
        if self._file is not None:
            self._file.close()
            self._file = None


def take_lock(connection: Connection, hall_id: str) -> WriterLock:
    """Take the hall's lock. Raises ``Fault`` database when another hub holds it."""
    taken = Fault(FaultCode.DATABASE, what=f"另一个主机程序正在管理大厅 {hall_id} / another hub writes hall {hall_id}")
    if connection.dialect.name == "sqlite":
        path = Path(str(connection.engine.url.database)).with_suffix(".lock")
        file = path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise taken from None
        return WriterLock(file)
    query = text("SELECT pg_try_advisory_lock(hashtextextended(:hall, 0))")
    got = connection.execute(query, {"hall": f"ting:{hall_id}"})
    locked = bool(got.scalar_one())
    connection.commit()  # the lock belongs to the session, not to the transaction
    if not locked:
        raise taken
    return WriterLock(None)
