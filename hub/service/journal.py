"""The journal as its followers outside the writer's thread read it: committed rows, and how far each has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.contract.vocabulary import Instant
from hub.core.recorded import Recorded


@dataclass(frozen=True, slots=True)
class Entry:
    """A committed row with the digest that chains it to all rows before it."""

    recorded: Recorded
    digest: bytes


@dataclass(frozen=True, slots=True)
class Tail:
    """What lies after a position: the newest row (0: none at all), and when the first row after it was written."""

    newest: int
    waits_since: Instant | None


class Journal(Protocol):
    """One hall's journal, read on connections of its own. Safe from any thread; all of it raises ``Fault`` database."""

    def read_after(self, seq: int, limit: int) -> Sequence[Entry]:
        """The rows after ``seq`` in order, at most ``limit``. Raises ``Fault`` malformed for one nobody can read."""

    def digest_at(self, seq: int) -> bytes | None:
        """The digest of one row; of row 0 what stands before row 1; None for a row that is not there."""

    def tail(self, seq: int) -> Tail:
        """What lies after ``seq``."""

    def position(self, follower: str) -> int:
        """How far a follower has come, 0 for one that never began."""

    def keep_position(self, follower: str, seq: int) -> None:
        """Remember how far a follower has come."""
