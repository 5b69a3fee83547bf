import sqlite3
from pathlib import Path

import pytest

from hub.client.spool import Spool, SpooledFact


def test_facts_survive_the_program_in_the_order_in_which_they_happened(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "var" / "spool.db")
    spool.put("fact-002", "confirm_printed", b'{"a":1}', 20)
    spool.put("fact-001", "evaluate", b'{"b":2}', 10)
    spool.close()
    assert Spool(tmp_path / "var" / "spool.db").pending() == [
        SpooledFact("fact-002", "confirm_printed", b'{"a":1}', 20),
        SpooledFact("fact-001", "evaluate", b'{"b":2}', 10),
    ]


def test_an_answered_fact_is_gone(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.db")
    spool.put("fact-001", "evaluate", b"{}", 10)
    spool.done("fact-001")
    spool.done("fact-001")
    assert spool.pending() == []


def test_the_same_fact_twice_stays_one_with_its_first_bytes(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.db")
    spool.put("fact-001", "evaluate", b"first", 10)
    spool.put("fact-001", "evaluate", b"second", 11)
    assert [fact.payload for fact in spool.pending()] == [b"first"]


def test_a_fact_is_on_the_disk_before_it_counts_as_told(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.db")
    database = spool._database
    assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert database.execute("PRAGMA synchronous").fetchone() == (2,)


def test_only_its_own_user_may_read_it(tmp_path: Path) -> None:
    Spool(tmp_path / "spool.db")
    assert (tmp_path / "spool.db").stat().st_mode & 0o077 == 0


def test_a_closed_spool_says_so(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.db")
    spool.close()
    with pytest.raises(sqlite3.Error):
        spool.put("fact-001", "evaluate", b"{}", 10)
