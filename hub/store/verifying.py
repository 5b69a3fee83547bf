"""``ting verify``: the journal against itself and against every table made from it.

Reads the rows in order; checks that none is missing and that the digest chain holds; folds each event; makes the
rows it leads to; then compares every table, row by row. Stops at the first thing that is wrong and names it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from hub.contract.events import PersonErased
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import HallId
from hub.core.apply import apply
from hub.core.hall import Hall
from hub.core.recorded import Recorded
from hub.store.chain import GENESIS, row_digest
from hub.store.loading import table
from hub.store.rows import Row, rows_of, touched
from hub.store.upcasters import read_event

VIEW_TABLES = ("plan", "station", "seat", "block", "ticket", "leg", "call", "evaluation", "pace")
"""Tables that are views of the journal."""

_PAGE = 2000
"""Rows read at a time: some MB of bodies."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found in order."""

    rows: int
    head: bytes
    tables: dict[str, int]


def verify(connection: Connection, hall_id: HallId, progress: Callable[[int], None] = lambda _: None) -> Verified:
    """Check one hall. Raises ``Fault`` journal_broken naming the first wrong row."""
    hall, head, rebuilt, erased = Hall(hall_id), GENESIS, _Rebuilt(), set[str]()
    for row in _journal(connection, hall_id):
        if row["seq"] <= hall.seq:
            raise _broken(row["seq"], "多余。", "it should not be there.")
        if row["seq"] != hall.seq + 1:
            raise _broken(hall.seq + 1, "缺失。", "it is missing.")
        head = _chained(head, row)
        recorded = _recorded(row)
        try:
            apply(hall, recorded)
        except (Fault, KeyError, ValueError):
            raise _broken(row["seq"], "与之前的状态不符。", "it does not follow from the state before it.") from None
        rebuilt.take(rows_of(hall, touched(hall, [recorded])))
        if isinstance(recorded.event, PersonErased):
            erased.add(recorded.event.record_id)
        progress(hall.seq)
    _compare_hall(connection, hall, head)
    counts = {name: _compare(connection, hall, name, rebuilt) for name in VIEW_TABLES}
    _no_erased_records(connection, hall, erased)
    return Verified(hall.seq, head, counts)


def _journal(connection: Connection, hall_id: HallId) -> Iterator[Any]:
    journal, last = table("journal"), -(2**63)  # below every number: a row before the first one must be seen too
    while True:
        query = select(journal).where(journal.c.hall_id == hall_id, journal.c.seq > last)
        page = connection.execute(query.order_by(journal.c.seq).limit(_PAGE)).mappings().all()
        if not page:
            return
        yield from page
        last = page[-1]["seq"]


def _chained(head: bytes, row: Any) -> bytes:
    digest = row_digest(
        head, row["hall_id"], row["seq"], row["at"], row["station_id"], row["operator_id"], row["command_id"],
        row["kind"], row["version"], _bytes(row["body"]),
    )  # fmt: skip
    if digest != _bytes(row["digest"]):
        raise _broken(row["seq"], "摘要不符，内容被改动过。", "its digest does not match: it was changed.")
    return digest


def _recorded(row: Any) -> Recorded:
    try:
        event = read_event(row["kind"], row["version"], _bytes(row["body"]))
    except Fault:
        raise _broken(row["seq"], "无法读懂。", "it cannot be read.") from None
    return Recorded(row["seq"], row["at"], row["station_id"], row["operator_id"], row["command_id"], event)


class _Rebuilt:
    """The rows that the journal leads to, by table and key."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[tuple[Any, ...], Row]] = {name: {} for name in VIEW_TABLES}

    def take(self, found: dict[str, list[Row]]) -> None:
        for name, rows in found.items():
            keys = [column.name for column in table(name).primary_key]
            for row in rows:
                self.rows[name][tuple(row[key] for key in keys)] = row


def _compare_hall(connection: Connection, hall: Hall, head: bytes) -> None:
    halls = table("hall")
    row = connection.execute(select(halls).where(halls.c.hall_id == hall.hall_id)).mappings().one_or_none()
    if row is None:
        if hall.seq:
            raise _broken(hall.seq, "大厅没有登记。", "its hall is not on record.")
        return
    if row["seq"] != hall.seq or _bytes(row["head"]) != head:
        raise _broken(hall.seq + 1, "日志末尾被截断或追加过。", "the end of the journal was cut or added to.")
    kept = (row["business_date"], row["day_state"], row["day_seq"], row["day_at"])
    if kept != (hall.business_date, hall.day_state.value, hall.day_seq, hall.day_at):
        raise _broken(hall.seq, "工作日的状态与日志不符。", "the business date does not agree with the journal.")


def _compare(connection: Connection, hall: Hall, name: str, rebuilt: _Rebuilt) -> int:
    source = table(name)
    keys = [column.name for column in source.primary_key]
    wanted = rebuilt.rows[name]
    seen = 0
    order = [source.c[key] for key in keys]
    for row in connection.execute(select(source).where(source.c.hall_id == hall.hall_id).order_by(*order)).mappings():
        key = tuple(row[name] for name in keys)
        if key not in wanted:
            raise _wrong_row(hall, name, key, "多余", "should not be there")
        for column, value in wanted[key].items():
            found = _bytes(row[column]) if isinstance(value, bytes) else row[column]
            if found != value:
                raise _wrong_row(hall, name, key, f"{column} 应为 {value!r}", f"{column} should be {value!r}")
        seen += 1
    if seen != len(wanted):
        present = {tuple(row) for row in connection.execute(select(*order).where(source.c.hall_id == hall.hall_id))}
        missing = min(key for key in wanted if key not in present)
        raise _wrong_row(hall, name, missing, "缺失", "is missing")
    return seen


def _no_erased_records(connection: Connection, hall: Hall, erased: set[str]) -> None:
    sealed = table("sealed")
    query = select(sealed.c.record_id).where(sealed.c.hall_id == hall.hall_id)
    left = erased.intersection(connection.execute(query).scalars())
    if left:
        raise _wrong_row(hall, "sealed", (hall.hall_id, min(left)), "已要求删除但仍在", "was erased but is still there")


def _bytes(value: bytes | memoryview | str) -> bytes:
    """What stands in a column of bytes; SQLite lets somebody put text there."""
    return value.encode() if isinstance(value, str) else bytes(value)


def _broken(seq: int, zh: str, en: str) -> Fault:
    return Fault(FaultCode.JOURNAL_BROKEN, seq=seq, zh=zh, en=en)


def _wrong_row(hall: Hall, name: str, key: tuple[Any, ...], zh: str, en: str) -> Fault:
    where = ",".join(str(part) for part in key[1:])
    return _broken(hall.seq, f"表 {name} 的行 {where} {zh}。", f"row {where} of table {name} {en}.")
