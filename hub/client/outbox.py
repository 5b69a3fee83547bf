"""The retry book: which commands wait for their answer, and when each is sent again. Pure; time is passed in.

A command keeps its id for as long as it is tried, so that the hub, which stores a receipt for each id, does it once.
Times here are milliseconds of a monotonic clock, so that a corrected wall clock neither repeats nor drops a press.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import Answer
from hub.contract.vocabulary import CommandId
from hub.contract.wire import Reply

RETRY_MS = 2_000
"""A healthy hub answers within 50 ms even under full load, so 2 s of silence means a lost message or a restarting
hub; and a press that lives 10 s still gets five chances."""

SLOWEST_RETRY_MS = 30_000
"""Facts double their interval up to this: a kiosk with a thousand spooled facts must not flood a hub in trouble."""

TRANSIENT = frozenset({FaultCode.BUSY, FaultCode.NOT_SAVED, FaultCode.DATABASE})
"""Refusals that the hub does not keep a receipt of. A person is told and presses again; a fact is tried again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one command: an ``answer`` or a ``fault``, never both. ``seq`` is its last journal row."""

    command_id: CommandId
    answer: Answer | None = None
    fault: Fault | None = None
    seq: int = 0


@dataclass(slots=True)
class Entry:
    """One command that waits for its answer. ``deadline`` is None for a fact, which is tried for ever."""

    command_id: CommandId
    verb: str
    payload: bytes
    deadline: int | None
    on_outcome: Callable[[Outcome], None] | None = None
    next_at: int = 0
    interval: int = RETRY_MS

    @property
    def is_fact(self) -> bool:
        """Whether it tells what has happened already, and so never expires."""
        return self.deadline is None

    def expiry_s(self, now: int) -> int | None:
        """What is left of its life in whole seconds, as MQTT message expiry; None for a fact."""
        return None if self.deadline is None else max(1, -((now - self.deadline) // 1000))


class Outbox:
    """Commands sent and not yet answered, oldest first. Not thread-safe: the link holds its own lock."""

    def __init__(self) -> None:
        self._entries: dict[CommandId, Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, command_id: CommandId) -> bool:
        return command_id in self._entries

    def add(self, entry: Entry, now: int) -> None:
        """Note a command that is being sent now."""
        entry.next_at = now + entry.interval
        self._entries[entry.command_id] = entry

    def answered(self, reply: Reply) -> Entry | None:
        """Take the entry that this answers out; None for a repeat, a stranger, or a fact to be tried again."""
        entry = self._entries.get(reply.command_id)
        if entry is None or (entry.is_fact and reply.fault is not None and reply.fault.code in TRANSIENT):
            return None
        return self._entries.pop(reply.command_id)

    def due(self, now: int) -> list[Entry]:
        """Entries to be sent again now, and when they will be due next is noted."""
        found = [entry for entry in self._entries.values() if entry.next_at <= now and not _over(entry, now)]
        for entry in found:
            if entry.is_fact:
                entry.interval = min(entry.interval * 2, SLOWEST_RETRY_MS)
            entry.next_at = now + entry.interval
        return found

    def over(self, now: int) -> list[Entry]:
        """Take out the entries whose life has ended without an answer."""
        ended = [entry for entry in self._entries.values() if _over(entry, now)]
        for entry in ended:
            del self._entries[entry.command_id]
        return ended

    def hurry(self, now: int) -> None:
        """Make everything due: a new connection, or a new life of the hub, may know nothing of it."""
        for entry in self._entries.values():
            entry.next_at = now
            entry.interval = RETRY_MS

    def next_at(self, *, connected: bool) -> int | None:
        """When something has to be done next; None when nothing waits. Without a connection only lives end."""
        moments = [entry.deadline for entry in self._entries.values() if entry.deadline is not None]
        if connected:
            moments += [entry.next_at for entry in self._entries.values()]
        return min(moments, default=None)


def _over(entry: Entry, now: int) -> bool:
    return entry.deadline is not None and entry.deadline <= now
