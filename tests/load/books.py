"""What the hall's database says, read from outside, and its audit against what stations were promised.

The audit knows the rules on its own: it shares neither ``apply`` nor ``verify`` with the hub.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from hub.contract.notices import CallAnswer, TicketIssued
from hub.contract.wire import decode_reply
from hub.store.engine import open_engine
from hub.store.locating import database_url, hall_of
from hub.store.verifying import verify
from tests.load.recording import Promise, was_answered

EFFECTS: dict[str, tuple[str, ...]] = {
    "take_ticket": ("ticket_taken",),
    "call_next": ("ticket_called",),
    "start_service": ("service_started",),
    "complete_service": ("service_completed",),
    "pass_ticket": ("ticket_passed",),
    "pass_and_next": ("ticket_passed",),
    "recall": ("ticket_recalled",),
    "hold_ticket": ("ticket_held",),
    "transfer": ("ticket_transferred",),
}
"""Verb → the one event that its acceptance must have left in the journal, once."""

_LEAVES_WINDOW = {
    "service_completed", "ticket_passed", "ticket_held", "ticket_transferred", "ticket_abandoned", "ticket_expired",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal row, body read."""

    seq: int
    kind: str
    station_id: str
    command_id: str
    ticket_id: str
    window_id: str
    call_seq: int


class Books:
    """The database of one hall."""

    def __init__(self, data: Path) -> None:
        self._hall = hall_of(data)
        self._engine = open_engine(database_url(data))

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def verify(self) -> None:
        """What ``ting verify`` does, without a process. Raises ``Fault`` journal_broken."""
        with self._engine.connect() as connection:
            verify(connection, self._hall)

    def journal(self) -> list[Entry]:
        """All rows, in order."""
        query = sa.text(
            "SELECT seq, kind, station_id, command_id, json_extract(body, '$.ticket_id') AS ticket_id,"
            " json_extract(body, '$.window_id') AS window_id, json_extract(body, '$.call_seq') AS call_seq"
            " FROM (SELECT seq, kind, station_id, command_id, CAST(body AS TEXT) AS body FROM journal) ORDER BY seq"
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [
            Entry(row.seq, row.kind, row.station_id, row.command_id, row.ticket_id or "", row.window_id or "",
                  row.call_seq or 0)
            for row in rows
        ]  # fmt: skip

    def tickets(self) -> dict[str, str]:
        """Ticket id → number."""
        return dict(self._pairs("SELECT ticket_id, number FROM ticket"))

    def calls(self) -> dict[int, str]:
        """Journal row of a call → the ticket called."""
        return dict(self._pairs("SELECT call_seq, ticket_id FROM call"))

    def receipts(self) -> dict[str, bytes]:
        """Command id → the answer kept."""
        return dict(self._pairs("SELECT command_id, answer FROM receipt"))

    def everything(self) -> bytes:
        """All that the journal and the receipts say in clear, for a search."""
        with self._engine.connect() as connection:
            bodies = [bytes(body) for body in connection.execute(sa.text("SELECT body FROM journal")).scalars()]
            bodies += [bytes(body) for body in connection.execute(sa.text("SELECT answer FROM receipt")).scalars()]
        return b"\n".join(bodies)

    def _pairs(self, query: str) -> list[tuple]:
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query))]


def audit(books: Books, promises: Mapping[str, Promise]) -> Counter[str]:
    """Compare what was promised with what is kept. Fails with the first difference; returns what was found."""
    journal, tickets, receipts = books.journal(), books.tickets(), books.receipts()
    by_command: dict[str, list[Entry]] = {}
    for entry in journal:
        by_command.setdefault(entry.command_id, []).append(entry)
    found: Counter[str] = Counter()
    for command_id, promise in promises.items():
        done = by_command.get(command_id, [])
        kinds = Counter(entry.kind for entry in done)
        wanted = EFFECTS.get(promise.command.verb, ())
        assert all(kinds[kind] <= 1 for kind in wanted), f"{promise.command.verb} was done twice: {done}"
        if not was_answered(promise):
            found["unanswered"] += 1
            continue
        outcome = promise.outcome
        assert outcome is not None
        if outcome.fault is not None:
            assert not done, f"{promise.command.verb} was refused ({outcome.fault.code}) and yet done: {done}"
            found["refused"] += 1
            continue
        found[promise.command.verb] += 1
        assert all(kinds[kind] == 1 for kind in wanted), f"acknowledged and lost: {promise}"
        assert done[-1].seq == outcome.seq
        assert decode_reply(receipts[command_id]).answer == outcome.answer, "the receipt says something else"
        if isinstance(outcome.answer, TicketIssued):
            assert tickets.get(command_id) == outcome.answer.slip.number, f"ticket lost: {promise}"
        if isinstance(outcome.answer, CallAnswer) and outcome.answer.called is not None:
            called = outcome.answer.called
            assert (books_call := _called(done)) is not None, f"call lost: {promise}"
            assert books_call.ticket_id == called.ticket_id
    strangers = {entry.command_id for entry in journal if entry.kind == "ticket_taken"} - set(promises)
    assert not strangers, f"tickets that nobody took: {strangers}"
    assert_numbers_unique(tickets.values())
    assert_each_ticket_at_one_window(journal)
    called_in_journal = {entry.seq: entry.ticket_id for entry in journal if entry.kind == "ticket_called"}
    assert called_in_journal.items() <= books.calls().items()
    return found


def _called(entries: Iterable[Entry]) -> Entry | None:
    return next((entry for entry in entries if entry.kind in ("ticket_called", "ticket_recalled")), None)


def assert_numbers_unique(numbers: Iterable[str]) -> None:
    """No number twice on one day."""
    twice = [number for number, times in Counter(numbers).items() if times > 1]
    assert not twice, f"numbers issued twice: {twice}"


def assert_each_ticket_at_one_window(journal: Iterable[Entry]) -> None:
    """At no moment two windows with one ticket, nor one window with two."""
    at: dict[str, str] = {}
    for entry in journal:
        if entry.kind == "ticket_called":
            assert entry.ticket_id not in at, f"{entry} while it stands at window {at[entry.ticket_id]}"
            assert entry.window_id not in at.values(), f"{entry} while that window has another"
            at[entry.ticket_id] = entry.window_id
        elif entry.kind in _LEAVES_WINDOW:
            at.pop(entry.ticket_id, None)
