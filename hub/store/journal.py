"""The journal for followers of their own pace: committed rows on their own connection, and their stored positions.

A reader never waits for the writer (WAL, or PostgreSQL's snapshots) and never holds it up: each call is one short
transaction. With one writer rows appear in the order of their numbers, so that what is read after a position is all
there is.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import HallId
from hub.core.recorded import Recorded
from hub.service.journal import Entry, Tail
from hub.store.chain import GENESIS
from hub.store.loading import table
from hub.store.upcasters import read_event

_FoundT = TypeVar("_FoundT")


def read_after(connection: Connection, hall_id: HallId, seq: int, limit: int) -> list[Entry]:
    """Read rows after ``seq`` in order, at most ``limit``. Raises ``Fault`` malformed for one nobody can read."""
    journal = table("journal")
    query = (
        select(journal)
        .where(journal.c.hall_id == hall_id, journal.c.seq > seq)
        .order_by(journal.c.seq)
        .limit(limit)
    )  # fmt: skip
    return [
        Entry(
            Recorded(
                row["seq"], row["at"], row["station_id"], row["operator_id"], row["command_id"],
                read_event(row["kind"], row["version"], bytes(row["body"])),
            ),
            bytes(row["digest"]),
        )
        for row in connection.execute(query).mappings()
    ]  # fmt: skip


class SqlJournal:
    """One hall's journal for its followers; implements :class:`hub.service.journal.Journal`."""

    def __init__(self, engine: Engine, hall_id: HallId) -> None:
        self._engine = engine
        self._hall_id = hall_id

    def read_after(self, seq: int, limit: int) -> Sequence[Entry]:
        """The rows after ``seq`` in order, at most ``limit``."""
        return self._with(lambda connection: read_after(connection, self._hall_id, seq, limit))

    def digest_at(self, seq: int) -> bytes | None:
        """The digest of one row; of row 0 what stands before row 1; None for a row that is not there."""
        if seq == 0:
            return GENESIS
        journal = table("journal")
        query = select(journal.c.digest).where(journal.c.hall_id == self._hall_id, journal.c.seq == seq)
        found = self._with(lambda connection: connection.execute(query).scalar_one_or_none())
        return None if found is None else bytes(found)

    def tail(self, seq: int) -> Tail:
        """What lies after ``seq``."""
        journal = table("journal")
        newest = select(func.max(journal.c.seq)).where(journal.c.hall_id == self._hall_id)
        first = (
            select(journal.c.at)
            .where(journal.c.hall_id == self._hall_id, journal.c.seq > seq)
            .order_by(journal.c.seq)
            .limit(1)
        )  # fmt: skip
        return self._with(
            lambda connection: Tail(connection.execute(newest).scalar() or 0, connection.execute(first).scalar())
        )

    def position(self, follower: str) -> int:
        """How far a follower has come, 0 for one that never began."""
        rows = table("follower")
        query = select(rows.c.seq).where(rows.c.hall_id == self._hall_id, rows.c.name == follower)
        return self._with(lambda connection: connection.execute(query).scalar() or 0)

    def keep_position(self, follower: str, seq: int) -> None:
        """Remember how far a follower has come."""
        rows = table("follower")
        moved = update(rows).where(rows.c.hall_id == self._hall_id, rows.c.name == follower).values(seq=seq)

        def keep(connection: Connection) -> None:
            if not connection.execute(moved).rowcount:
                connection.execute(insert(rows), {"hall_id": self._hall_id, "name": follower, "seq": seq})
            connection.commit()

        self._with(keep)

    def _with(self, work: Callable[[Connection], _FoundT]) -> _FoundT:
        try:
            with self._engine.connect() as connection:
                return work(connection)
        except SQLAlchemyError as error:
            # Without the statement's values, as everywhere in the store.
            raise Fault(FaultCode.DATABASE, what=type(error).__name__) from None
