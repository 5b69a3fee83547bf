"""Facts that the hub has not answered yet, durable: a kiosk that loses power still reports what it printed.

Facts carry no personal data, and a row goes when it is answered: nothing here outlives a citizen's key.
"""

import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path

from hub.contract.vocabulary import CommandId, Instant


@dataclass(frozen=True, slots=True)
class SpooledFact:
    """A fact as it will be sent again: the exact bytes, so that its digest at the hub stays the same."""

    command_id: CommandId
    verb: str
    payload: bytes
    at: Instant


class Spool:
    """One SQLite file of the station's own. Methods may be called from any thread; they raise ``sqlite3.Error``."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        # A fact counts as told only when it is on the disk: the write-ahead log is synced at every commit.
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS fact (place INTEGER PRIMARY KEY, command_id TEXT UNIQUE NOT NULL,"
            " verb TEXT NOT NULL, payload BLOB NOT NULL, at INTEGER NOT NULL)"
        )

    def put(self, command_id: CommandId, verb: str, payload: bytes, at: Instant) -> None:
        """Keep a fact until it is answered; one that is here already stays as it is."""
        with self._lock:
            self._database.execute(
                "INSERT OR IGNORE INTO fact (command_id, verb, payload, at) VALUES (?, ?, ?, ?)",
                (command_id, verb, payload, at),
            )

    def pending(self) -> list[SpooledFact]:
        """Everything that is not answered, in the order in which it happened."""
        with self._lock:
            rows = self._database.execute("SELECT command_id, verb, payload, at FROM fact ORDER BY place").fetchall()
        return [SpooledFact(*row) for row in rows]

    def done(self, command_id: CommandId) -> None:
        """The hub has answered."""
        with self._lock:
            self._database.execute("DELETE FROM fact WHERE command_id = ?", (command_id,))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()
