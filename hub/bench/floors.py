"""What the machine can do at best: the floors against which Ting's figures are read."""

import sqlite3
import time
from pathlib import Path

from hub.bench.result import p50

_ROW = b"x" * 220
"""About the size of a call's journal body."""


def durable_commits(folder: Path, count: int = 400) -> tuple[float, float]:
    """Bare sqlite3, one transaction per command (journal row, ticket row, receipt), WAL and full sync.

    Returns commits per second and the median of one commit in ms.
    """
    database = sqlite3.connect(folder / "floor.db")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE IF NOT EXISTS journal (seq INTEGER PRIMARY KEY, at INTEGER, body BLOB, digest BLOB)")
    database.execute("CREATE TABLE IF NOT EXISTS ticket (id TEXT PRIMARY KEY, state TEXT, at INTEGER)")
    database.execute("CREATE TABLE IF NOT EXISTS receipt (id TEXT PRIMARY KEY, answer BLOB)")
    database.commit()
    times = []
    for number in range(count):
        began = time.perf_counter_ns()
        database.execute("INSERT INTO journal VALUES (?, ?, ?, ?)", (None, began, _ROW, _ROW[:32]))
        database.execute(
            "INSERT INTO ticket VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state",
            (f"ticket-{number % 97}", "called", began),
        )
        database.execute("INSERT INTO receipt VALUES (?, ?)", (f"command-{began}-{number}", _ROW))
        database.commit()
        times.append((time.perf_counter_ns() - began) / 1e6)
    database.close()
    return count / (sum(times) / 1000), p50(times)
