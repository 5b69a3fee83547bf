"""The writer's side of the store: one transaction a batch, by ``executemany``, no ORM session.

Statements are SQLAlchemy Core, compiled once for the database at hand and run with plain rows: compiling and binding
anew would cost more than the insert.

Journal rows, the rows derived from them, receipts and sealed records are written together or not at all; the hall's
``epoch`` is checked in the same transaction, so that a hub that lost its hall writes nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Engine, Update, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import CommandId, HallId, Instant, TicketId
from hub.contract.wire import encode_event
from hub.core.hall import Hall
from hub.core.recorded import Recorded
from hub.service.ports import Batch, Receipt
from hub.store.chain import GENESIS, row_digest
from hub.store.engine import WriterLock, durability, take_lock
from hub.store.loading import load_hall, table
from hub.store.rows import Row, rows_of, touched
from hub.store.vault import KeyFile

RECEIPT_DAYS = 7
"""Receipts outlive the longest spool; an older id is refused, not run."""

_DIALECTS: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}


class SqlLedger:
    """One hall's ledger on SQLite or PostgreSQL. Everything but ``load`` is for the writer's thread alone."""

    def __init__(self, engine: Engine, hall_id: HallId, keys: KeyFile) -> None:
        self._engine = engine
        self._hall_id = hall_id
        self._keys = keys
        self._connection: Connection | None = None
        self._lock: WriterLock | None = None
        self._head = GENESIS
        self._epoch = 0
        self._upserts: dict[str, str] = {}
        self._inserts: dict[str, str] = {}
        # Named parameters on both databases: rows stay dictionaries.
        self._dialect = sqlite.dialect(paramstyle="named") if engine.name == "sqlite" else postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]
        self._advance = self._compiled(self._advance_statement())

    @property
    def epoch(self) -> int:
        """This hub's epoch: each start is one more than the last."""
        return self._epoch

    @property
    def head(self) -> bytes:
        """Digest of the newest row."""
        return self._head

    def open(self) -> None:
        """Take the hall: its lock and a new epoch. Raises ``Fault`` database."""
        self._connection = self._locked_connection()
        hall = table("hall")
        known = self._connection.execute(select(hall.c.epoch).where(hall.c.hall_id == self._hall_id)).scalar()
        self._epoch = (known or 0) + 1
        if known is None:
            row = {"hall_id": self._hall_id, "epoch": 1, "seq": 0, "head": GENESIS, "business_date": None,
                   "day_state": "closed", "day_seq": 0, "day_at": 0}  # fmt: skip
            self._connection.execute(insert(hall), row)
        else:
            self._connection.execute(update(hall).where(hall.c.hall_id == self._hall_id).values(epoch=self._epoch))
        self._reconcile_sealed(self._connection)
        self._connection.commit()

    def _locked_connection(self) -> Connection:
        """A connection of the writer's own, outside the pool: when it closes, the hall's lock is free."""
        try:
            connection = self._engine.connect()
            connection.detach()
        except SQLAlchemyError as error:
            raise _database(error) from None
        try:
            self._lock = take_lock(connection, self._hall_id)
        except Fault:
            connection.close()
            raise
        return connection

    def _reconnect(self) -> Connection:
        """A fresh connection after the database was gone, unless another hub has taken the hall meanwhile."""
        if self._lock is not None:
            self._lock.release()
        connection = self._locked_connection()
        hall = table("hall")
        epoch = connection.execute(select(hall.c.epoch).where(hall.c.hall_id == self._hall_id)).scalar()
        if epoch != self._epoch:
            connection.close()
            raise _taken_over()
        self._connection = connection
        return connection

    def _reconcile_sealed(self, connection: Connection) -> None:
        """Finish erasures that a crash cut short, and do them again after a restore: a record without its key goes, and
        so does a key without its record."""
        sealed = table("sealed")
        found = set(connection.execute(select(sealed.c.record_id).where(sealed.c.hall_id == self._hall_id)).scalars())
        self._keys.keep_only(found)
        lost = [record_id for record_id in found if self._keys.get(record_id) is None]
        if lost:
            where = (sealed.c.hall_id == self._hall_id, sealed.c.record_id.in_(lost))
            connection.execute(delete(sealed).where(*where))

    def close(self) -> None:
        """Give the hall back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def durability(self) -> tuple[str, str]:
        """What the writer's connection promises, e.g. ``("wal", "full")``."""
        return durability(self._connected())

    def load(self) -> Hall:
        """The open day from the tables; begins anew on a fresh connection after a failure."""
        lost = self._connection is not None and self._connection.invalidated
        connection = self._reconnect() if lost else self._connected()
        try:
            connection.rollback()
            head = connection.execute(select(table("hall").c.head).where(table("hall").c.hall_id == self._hall_id))
            self._head = bytes(head.scalar_one())
            hall = load_hall(connection, self._hall_id)
            connection.rollback()
        except SQLAlchemyError as error:
            raise _database(error) from None
        return hall

    def receipts(self, command_ids: Iterable[CommandId]) -> Mapping[CommandId, Receipt]:
        """Those of these commands that were answered before."""
        names = {f"id{number}": command_id for number, command_id in enumerate(command_ids)}
        query = self._receipt_query(tuple(names))
        try:
            found = self._connected().exec_driver_sql(query, names | {"hall_id": self._hall_id}).all()
        except SQLAlchemyError as error:
            raise _database(error) from None
        return {row[0]: Receipt(row[0], row[1], bytes(row[2]), row[3], row[4], bytes(row[5])) for row in found}

    def commit(self, batch: Batch, hall: Hall) -> None:
        """Write a batch. Raises ``Fault`` database; then nobody knows what was written until ``load``."""
        connection = self._connected()
        self._keys.put(batch.sealed)  # durable before the record that needs it; an unused key is harmless
        try:
            head = self._write(connection, batch, hall)
            connection.commit()
        except SQLAlchemyError as error:
            raise _database(error) from None
        except Fault:
            connection.rollback()
            raise
        self._head = head
        for record_id in batch.erased:
            self._keys.destroy(record_id)

    def _write(self, connection: Connection, batch: Batch, hall: Hall) -> bytes:
        head, journal = self._chained(batch.rows)
        if journal:
            connection.exec_driver_sql(self._insert("journal"), journal)
            for name, rows in rows_of(hall, touched(hall, batch.rows)).items():
                connection.exec_driver_sql(self._upsert(name), rows)
        advanced = connection.exec_driver_sql(self._advance, self._hall_row(hall, head))
        if advanced.rowcount != 1:
            raise _taken_over()
        if batch.receipts:
            connection.exec_driver_sql(
                self._insert("receipt"), [self._receipt_row(receipt) for receipt in batch.receipts]
            )
        if batch.sealed:
            rows = [
                {"hall_id": self._hall_id, "record_id": item.record_id, "finder": item.finder, "box": item.box}
                for item in batch.sealed
            ]
            connection.exec_driver_sql(self._insert("sealed"), rows)
        if batch.erased:
            sealed = table("sealed")
            where = (sealed.c.hall_id == self._hall_id, sealed.c.record_id.in_(batch.erased))
            connection.execute(delete(sealed).where(*where))
        return head

    def _chained(self, rows: Iterable[Recorded]) -> tuple[bytes, list[Row]]:
        head = self._head
        journal: list[Row] = []
        for row in rows:
            body = encode_event(row.event)
            kind, version = row.event.kind, row.event.version
            head = row_digest(
                head, self._hall_id, row.seq, row.at, row.station_id, row.operator_id, row.command_id, kind, version,
                body,
            )  # fmt: skip
            journal.append({
                "hall_id": self._hall_id, "seq": row.seq, "at": row.at, "station_id": row.station_id,
                "operator_id": row.operator_id, "command_id": row.command_id, "kind": kind, "version": version,
                "body": body, "digest": head,
            })  # fmt: skip
        return head, journal

    def _receipt_row(self, receipt: Receipt) -> Row:
        return {
            "hall_id": self._hall_id, "command_id": receipt.command_id, "station_id": receipt.station_id,
            "body_digest": receipt.body_digest, "at": receipt.at, "seq": receipt.seq, "answer": receipt.answer,
        }  # fmt: skip

    def _hall_row(self, hall: Hall, head: bytes) -> Row:
        return {
            "b_hall_id": self._hall_id, "b_epoch": self._epoch, "seq": hall.seq, "head": head,
            "business_date": hall.business_date, "day_state": hall.day_state.value, "day_seq": hall.day_seq,
            "day_at": hall.day_at,
        }  # fmt: skip

    @staticmethod
    def _advance_statement() -> Update:
        hall = table("hall")
        moves: dict[str, Any] = {
            name: bindparam(name) for name in ("seq", "head", "business_date", "day_state", "day_seq", "day_at")
        }
        return (
            update(hall)
            .values(moves)
            .where(hall.c.hall_id == bindparam("b_hall_id"), hall.c.epoch == bindparam("b_epoch"))
        )

    def _compiled(self, statement: Any) -> str:
        return str(statement.compile(dialect=self._dialect))

    def _insert(self, name: str) -> str:
        if name not in self._inserts:
            self._inserts[name] = self._compiled(insert(table(name)))
        return self._inserts[name]

    def _receipt_query(self, names: tuple[str, ...]) -> str:
        """Made anew for each number of ids; the database's own statement cache knows the usual ones."""
        mark = ":{}" if self._dialect.name == "sqlite" else "%({})s"
        wanted = ", ".join(mark.format(name) for name in names)
        return (
            "SELECT command_id, station_id, body_digest, at, seq, answer FROM receipt "
            f"WHERE hall_id = {mark.format('hall_id')} AND command_id IN ({wanted})"
        )

    def _upsert(self, name: str) -> str:
        """``INSERT … ON CONFLICT DO UPDATE`` of a whole row, made once a table."""
        if name not in self._upserts:
            target = table(name)
            keys = [column.name for column in target.primary_key]
            statement = _DIALECTS[self._dialect.name].insert(target)
            others = {column.name: statement.excluded[column.name] for column in target.c if column.name not in keys}
            self._upserts[name] = self._compiled(statement.on_conflict_do_update(index_elements=keys, set_=others))
        return self._upserts[name]

    def sealed_record(self, ticket_id: TicketId) -> str:
        """The sealed record of a ticket of any date; empty when it has none or it was erased."""
        ticket, sealed = table("ticket"), table("sealed")
        same = (sealed.c.hall_id == ticket.c.hall_id, sealed.c.record_id == ticket.c.record_id)
        query = select(sealed.c.record_id).where(
            ticket.c.hall_id == self._hall_id, ticket.c.ticket_id == ticket_id, *same
        )
        try:
            return self._connected().execute(query).scalar_one_or_none() or ""
        except SQLAlchemyError as error:
            raise _database(error) from None

    def newest_row(self, kinds: Iterable[str]) -> int:
        """The newest journal row of one of these kinds, 0 for none."""
        journal = table("journal")
        query = select(func.max(journal.c.seq)).where(journal.c.hall_id == self._hall_id, journal.c.kind.in_(kinds))
        return self._connected().execute(query).scalar() or 0

    def forget_receipts(self, before: Instant) -> int:
        """Drop receipts older than this moment; returns how many. Raises ``Fault`` database."""
        receipts = table("receipt")
        connection = self._connected()
        old = delete(receipts).where(receipts.c.hall_id == self._hall_id, receipts.c.at < before)
        try:
            gone = connection.execute(old).rowcount
            connection.commit()
        except SQLAlchemyError as error:
            connection.rollback()
            raise _database(error) from None
        return gone

    def _connected(self) -> Connection:
        if self._connection is None or self._connection.invalidated:
            raise Fault(FaultCode.DATABASE, what="没有连接 / not connected")
        return self._connection


def _database(error: SQLAlchemyError) -> Fault:
    """The fault for an error of the database, without the statement's values (they may be personal)."""
    original = getattr(error, "orig", None)
    return Fault(FaultCode.DATABASE, what=f"{type(error).__name__}: {type(original).__name__}")


def _taken_over() -> Fault:
    return Fault(FaultCode.DATABASE, what="另一个主机程序已接管大厅 / another hub has taken over this hall")
