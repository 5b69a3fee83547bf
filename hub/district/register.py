"""What the district has: halls with their keys, batches as they were signed, records. SQLite of its own.

One writer at a time (a lock, and SQLite's own); a batch is taken whole or not at all, durable before it is answered.
The exact signed bytes of every batch are kept, so that anybody can check them again later.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    create_engine,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import OperationalError

from hub.contract.vocabulary import Instant
from hub.district.faults import DistrictFault, Refusal
from hub.district.messages import AnyRecord, Batch, Position

BUSY_TIMEOUT_MS = 5000

_metadata = MetaData()

HALLS = Table(
    "hall", _metadata,
    Column("hall_id", String, primary_key=True),
    Column("public_key", String, nullable=False),  # empty: released, may be registered with a new one
    Column("registered_at", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("head", String, nullable=False),
    Column("batch", String, nullable=False),
    Column("received_at", BigInteger),
    Column("directory", String, nullable=False),  # the newest record of kind hall, as JSON
    Column("business_date", String),
    Column("day_open", Integer, nullable=False),
    Column("day_seq", BigInteger, nullable=False),  # the record that opened the date
)  # fmt: skip

BATCHES = Table(
    "batch", _metadata,
    Column("hall_id", String, primary_key=True),
    Column("last", BigInteger, primary_key=True, autoincrement=False),
    Column("first", BigInteger, nullable=False),
    Column("digest", String, nullable=False),
    Column("signature", String, nullable=False),
    Column("public_key", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("received_at", BigInteger, nullable=False),
)  # fmt: skip

RECORDS = Table(
    "record", _metadata,
    Column("hall_id", String, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("action", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("level", Integer),  # a rating's level, 1 very satisfied … 5 very dissatisfied, whatever code it came in
    Column("body", String, nullable=False),
    Index("record_kind", "hall_id", "kind", "seq"),
    Index("record_at", "at"),
)  # fmt: skip

LEVELS: dict[str, dict[int, int]] = {
    "gbt39046": {code: code for code in range(1, 6)},
    "hcp": {code: 6 - code for code in range(1, 6)},
}
"""The code of a rating by the batch's profile → this district's own level (that of GB/T 39046)."""

_SATISFIED_AT_MOST = 3
"""满意率 counts 非常满意, 满意 and 基本满意, as the 好差评 rules do."""


@dataclass(frozen=True, slots=True)
class HallFigures:
    """One hall's day on the page. ``satisfied``: share of ratings that are good, in per cent, None without any."""

    hall_id: str
    directory: dict[str, Any]
    seq: int
    received_at: Instant | None
    business_date: str | None
    day_open: bool
    tickets: int
    served: int
    evaluations: int
    satisfied: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """One record as it was received, with its rating in this district's own levels."""

    hall_id: str
    at: Instant
    level: int | None
    body: dict[str, Any]


def batch_digest(body: bytes) -> str:
    """SM3 of a batch's exact bytes, hexadecimal: what the next batch calls ``previous``."""
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", body).hexdigest()
    digest = hashes.Hash(hashes.SM3())
    digest.update(body)
    return digest.finalize().hex()


class Register:
    """The district's database. Safe from any thread."""

    def __init__(self, path: Path, clock: Callable[[], Instant]) -> None:
        self._clock = clock
        self._writing = threading.Lock()
        self._engine = _engine(path)
        _metadata.create_all(self._engine)

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    def key_of(self, hall_id: str) -> str:
        """A hall's public key. Raises ``DistrictFault`` hall_unknown."""
        with self._engine.connect() as connection:
            key = connection.execute(select(HALLS.c.public_key).where(HALLS.c.hall_id == hall_id)).scalar()
        if not key:
            raise DistrictFault(Refusal.HALL_UNKNOWN)
        return str(key)

    def position(self, hall_id: str) -> Position:
        """Where a hall is to continue. Raises ``DistrictFault`` hall_unknown."""
        with self._engine.connect() as connection:
            row = _hall(connection, hall_id)
        if row is None or not row.public_key:
            raise DistrictFault(Refusal.HALL_UNKNOWN)
        return _position(row)

    def enter(self, hall_id: str, public_key: str) -> Position:
        """Enter a hall with its key; again with the same key changes nothing. Raises ``DistrictFault`` key_taken."""
        with self._transaction() as connection:
            row = _hall(connection, hall_id)
            if row is not None and row.public_key not in ("", public_key):
                raise DistrictFault(Refusal.KEY_TAKEN)
            if row is None:
                connection.execute(insert(HALLS), {
                    "hall_id": hall_id, "public_key": public_key, "registered_at": self._clock(), "seq": 0, "head": "",
                    "batch": "", "directory": "{}", "day_open": 0, "day_seq": 0,
                })  # fmt: skip
                return Position(seq=0, head="", batch="")
            connection.execute(update(HALLS).where(HALLS.c.hall_id == hall_id).values(public_key=public_key))
            return _position(row)

    def release(self, hall_id: str) -> bool:
        """Forget a hall's key, so that it can register a new one; its records stay. False for an unknown hall."""
        with self._transaction() as connection:
            released = update(HALLS).where(HALLS.c.hall_id == hall_id).values(public_key="")
            return bool(connection.execute(released).rowcount)

    def take(self, batch: Batch, body: bytes, signature: str, public_key: str) -> tuple[Position, DistrictFault | None]:
        """Take a batch that is signed by this key, or say why not; where to continue either way.

        The very batch taken last is taken again without a change: its answer was lost on the way.
        """
        digest = batch_digest(body)
        with self._transaction() as connection:
            row = _hall(connection, batch.hall)
            if row is None or row.public_key != public_key:
                # Released or entered anew between the check of the signature and here.
                raise DistrictFault(Refusal.HALL_UNKNOWN)
            position = _position(row)
            if (batch.last, digest) == (position.seq, position.batch):
                return position, None
            refusal = _out_of_line(batch, position)
            if refusal is not None:
                return position, DistrictFault(refusal, next=position.seq + 1)
            now = self._clock()
            connection.execute(insert(BATCHES), {
                "hall_id": batch.hall, "first": batch.first, "last": batch.last, "digest": digest,
                "signature": signature, "public_key": public_key, "body": body, "received_at": now,
            })  # fmt: skip
            rows = [_record_row(batch, record) for record in batch.records]
            if rows:
                connection.execute(insert(RECORDS), rows)
            moved = {"seq": batch.last, "head": batch.head, "batch": digest, "received_at": now} | _standing(batch)
            connection.execute(update(HALLS).where(HALLS.c.hall_id == batch.hall).values(**moved))
            return Position(seq=batch.last, head=batch.head, batch=digest), None

    def records_after(self, hall_id: str, seq: int, limit: int) -> list[dict[str, Any]]:
        """A hall's records after a row, in order."""
        query = (
            select(RECORDS.c.body)
            .where(RECORDS.c.hall_id == hall_id, RECORDS.c.seq > seq)
            .order_by(RECORDS.c.seq)
            .limit(limit)
        )  # fmt: skip
        with self._engine.connect() as connection:
            return [json.loads(body) for body in connection.execute(query).scalars()]

    def newest(self, limit: int) -> list[Kept]:
        """The newest records of all halls, newest first."""
        query = select(RECORDS).order_by(RECORDS.c.at.desc(), RECORDS.c.seq.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [Kept(row.hall_id, row.at, row.level, json.loads(row.body)) for row in connection.execute(query)]

    def halls(self) -> int:
        """How many halls have a key here."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).where(HALLS.c.public_key != "")).scalar_one()

    def figures(self) -> list[HallFigures]:
        """Every hall with the figures of its business date, by name of the hall."""
        with self._engine.connect() as connection:
            return [_figures(connection, row) for row in connection.execute(select(HALLS).order_by(HALLS.c.hall_id))]

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._writing, self._engine.begin() as connection:
                yield connection
        except OperationalError:
            raise DistrictFault(Refusal.BUSY) from None


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}")

    def set_pragmas(connection: Any, _record: Any) -> None:
        # FULL: a batch that was answered survives a power cut.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_TIMEOUT_MS}"):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", set_pragmas)
    return engine


def _hall(connection: Connection, hall_id: str) -> Row[Any] | None:
    return connection.execute(select(HALLS).where(HALLS.c.hall_id == hall_id)).one_or_none()


def _position(row: Row[Any]) -> Position:
    return Position(seq=row.seq, head=row.head, batch=row.batch)


def _out_of_line(batch: Batch, position: Position) -> Refusal | None:
    if batch.first <= position.seq:
        return Refusal.OVERLAP
    if batch.first > position.seq + 1:
        return Refusal.GAP
    return Refusal.CHAIN_BROKEN if batch.previous != position.batch else None


def _record_row(batch: Batch, record: AnyRecord) -> dict[str, Any]:
    code = getattr(record, "satisfaction", None)
    return {
        "hall_id": batch.hall, "seq": record.seq, "kind": record.kind, "action": record.action, "at": record.at,
        "level": None if code is None else LEVELS[batch.profile][code],
        "body": record.model_dump_json(exclude_unset=True),
    }  # fmt: skip


def _standing(batch: Batch) -> dict[str, Any]:
    """What this batch changes in the hall's own row: its description and its business date."""
    changes: dict[str, Any] = {}
    for record in batch.records:
        if record.kind == "hall":
            changes["directory"] = record.model_dump_json(exclude={"operators"})
        elif record.kind == "day" and record.action == "opened":
            changes |= {"business_date": record.business_date, "day_open": 1, "day_seq": record.seq}
        elif record.kind == "day":
            changes["day_open"] = 0
    return changes


def _figures(connection: Connection, row: Row[Any]) -> HallFigures:
    since = (RECORDS.c.hall_id == row.hall_id, RECORDS.c.seq > row.day_seq)

    def count(kind: str, action: str, *where: Any) -> int:
        query = select(func.count()).where(*since, RECORDS.c.kind == kind, RECORDS.c.action == action, *where)
        return connection.execute(query).scalar_one()

    rated = count("evaluation", "given")
    good = count("evaluation", "given", RECORDS.c.level <= _SATISFIED_AT_MOST)
    return HallFigures(
        row.hall_id, json.loads(row.directory), row.seq, row.received_at, row.business_date, bool(row.day_open),
        tickets=count("ticket", "taken"), served=count("completion", "completed"), evaluations=rated,
        satisfied=round(100 * good / rated) if rated else None,
    )  # fmt: skip


def names_in(directory: dict[str, Any], section: str) -> dict[str, dict[str, Any]]:
    """A section (windows, businesses) of a hall's description, by id."""
    found: Sequence[dict[str, Any]] = directory.get(section, [])
    return {item["id"]: item for item in found}
