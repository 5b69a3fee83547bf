"""A hall with a real journal and a real district process that can be killed at any moment."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub.district.register import batch_digest
from hub.district.signature import BATCH_CONTEXT, check_signature
from hub.upstream.backoff import Pace
from hub.upstream.key import load_key
from hub.upstream.mapping import records_of
from hub.upstream.standards import GBT39046
from hub.upstream.uplink import Uplink
from tests.fakes.reporting import TOKEN, WrittenHall

ROOT = Path(__file__).parents[3]
READY_WITHIN_S = 30.0
QUICK = Pace(rows=10, linger_s=0.02, first_wait_s=0.02, longest_wait_s=0.1, keep_every_s=0.0, timeout_s=2.0)


def until(condition: Callable[[], object], within_s: float = 60.0) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


class DistrictProcess:
    """`ting district` as a process, on a port that the system chooses."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.process: subprocess.Popen[str] | None = None
        self.url = ""
        # One for all questions: making one reads every certificate authority, which is slow.
        self.http = httpx.Client(trust_env=False, verify=False)

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hub.cli", "district", "--data", str(self.data), "--port", "0"],
            stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ | {"TING_DISTRICT_TOKEN": TOKEN},
        )  # fmt: skip
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("ready district http://"), line
        self.url = line.split()[-1]

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self._reap()

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            assert self._reap() == 0

    def _reap(self) -> int:
        assert self.process is not None
        code = self.process.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None
        return code

    def seq(self) -> int:
        """How far it has the hall's journal, 0 while nobody has registered."""
        answer = self.http.get(f"{self.url}/v1/halls/test/position")
        return int(answer.json()["position"]["seq"]) if answer.is_success else 0

    def records(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            question = {"after": found[-1]["seq"] if found else 0, "limit": 1000}
            page = self.http.get(f"{self.url}/v1/halls/test/records", params=question).json()["records"]
            if not page:
                return found
            found += page


def check_all_there_once_and_in_order(hall: WrittenHall, district: DistrictProcess) -> None:
    """The district holds exactly what the journal leads to, in batches that hang together."""
    assert district.records() == records_of(hall.driven.journal, GBT39046)
    position = district.http.get(f"{district.url}/v1/halls/test/position").json()["position"]
    assert position["seq"] == hall.newest
    assert position["head"] == hall.ledger.head.hex()
    key = load_key(hall.folder).public
    with sqlite3.connect(district.data / "district.db") as database:
        batches = database.execute('SELECT "first", "last", body, signature FROM batch ORDER BY "last"').fetchall()
    last = 0
    for first, until_row, body, signature in batches:
        assert first == last + 1
        check_signature(key, signature, BATCH_CONTEXT, body)
        last = until_row
    assert last == hall.newest
    assert position["batch"] == batch_digest(batches[-1][2])


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[WrittenHall]:
    made = WrittenHall(tmp_path)
    yield made
    made.close()


@pytest.fixture
def district(tmp_path: Path) -> Iterator[DistrictProcess]:
    made = DistrictProcess(tmp_path / "district")
    made.start()
    yield made
    made.stop()
    made.http.close()


@pytest.fixture
def uplink_to(hall: WrittenHall) -> Iterator[Callable[..., Uplink]]:
    """Makes and starts uplinks of the hall; all are stopped with the test."""
    made: list[Uplink] = []

    def make(url: str, token: str = TOKEN, pace: Pace = QUICK) -> Uplink:
        uplink = Uplink(
            hall.journal, "test", url, token, load_key(hall.folder), clock=lambda: time.time_ns() // 1_000_000,
            jitter=random.Random(1).random, pace=pace,
        )  # fmt: skip
        made.append(uplink)
        uplink.start()
        return uplink

    yield make
    for uplink in made:
        uplink.stop()
