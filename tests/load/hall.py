"""A hall under load whose programs can be killed: the real hub and Mosquitto, and recording stations."""

import json
import os
import random
import secrets
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from hub.bench.rig import Program, Rig, counters, kiosks, wait_until
from hub.bench.sample_hall import operator_of
from tests.load.books import Books
from tests.load.recording import Promise, RecordingStation, online

SEED = "TING_SEED"
"""Set it to repeat a run."""


def fresh_seed() -> int:
    """The seed asked for, else a new one; printed either way, so that a failure can be had again."""
    seed = int(os.environ.get(SEED) or secrets.randbits(32))
    print(f"{SEED}={seed}")
    return seed


class LoadedHall:
    """One hub, its broker and stations that press."""

    def __init__(self, rig: Rig, stations: list[RecordingStation], dice: random.Random) -> None:
        self.rig = rig
        self.stations = stations
        self.dice = dice

    @property
    def data(self) -> Path:
        """The hub's folder."""
        return self.rig.data

    @property
    def counters(self) -> list[RecordingStation]:
        """The stations at windows."""
        return [station for station in self.stations if station.link.kind == "counter"]

    @property
    def kiosks(self) -> list[RecordingStation]:
        """The stations that take numbers."""
        return [station for station in self.stations if station.link.kind == "kiosk"]

    @property
    def broker_pid(self) -> int:
        """Which Mosquitto is this hall's now; 0 between two of them."""
        try:
            return int(json.loads((self.data / "broker" / "process.json").read_text(encoding="utf-8"))["pid"])
        except FileNotFoundError:
            return 0

    @property
    def log(self) -> str:
        """All that the hub has logged."""
        return (self.rig.folder / "hub.log").read_text(encoding="utf-8")

    @property
    def promises(self) -> dict[str, Promise]:
        """What all stations were promised."""
        return {key: promise for station in self.stations for key, promise in station.copy().items()}

    def wait_for_answers(self, within_s: float = 60) -> None:
        """Wait until every station was answered at least once more."""
        before = {station: station.answered for station in self.stations}
        wait_until(lambda: all(station.answered > before[station] for station in self.stations), within_s)

    def pass_some_time(self, least_s: float, most_s: float) -> None:
        """Let a random time pass: the moment of a kill, not a wait for something."""
        threading.Event().wait(self.dice.uniform(least_s, most_s))

    def kill_hub(self) -> None:
        """kill -9, in the middle of whatever it does."""
        assert self.rig.hub is not None
        self.rig.hub.kill()
        self.rig.stop(self.rig.hub)

    def start_hub(self, *, ready: bool = True) -> Program:
        """Start the hub again in the same folder."""
        argv = ["hub.cli", "hub", "--data", str(self.data), "--port", "0", "--always-open", "--leave-broker"]
        self.rig.hub = self.rig.start("hub", argv, ready=ready)
        return self.rig.hub

    def kill_broker(self) -> None:
        """kill -9 of Mosquitto: no state is saved, no last will is sent."""
        broker = psutil.Process(self.broker_pid)
        broker.send_signal(signal.SIGKILL)
        # The hub's child becomes a zombie until it is looked at; an adopted one disappears.
        wait_until(lambda: not broker.is_running() or broker.status() == psutil.STATUS_ZOMBIE)

    def rest(self) -> None:
        """Let everyone finish the press under way."""
        for station in self.stations:
            station.rest()
        wait_until(lambda: all(station.resting.is_set() for station in self.stations), 90)

    def verify(self) -> str:
        """``ting verify`` as a person runs it; fails when it is not content."""
        return self.rig.ting("verify", "--data", str(self.data))


@contextmanager
def loaded_hall(seed: int, *, windows: int, kiosk_count: int) -> Iterator[LoadedHall]:
    """A hall with somebody signed in at each window, everything online, nobody pressing yet."""
    dice = random.Random(seed)
    with Rig(windows) as rig:
        files = rig.enroll([*counters(range(1, windows + 1)), *kiosks(kiosk_count)])
        rig.set_pins()
        stations = [RecordingStation(file, random.Random(dice.random())) for file in files]
        hall = LoadedHall(rig, stations, dice)
        try:
            for station in stations:
                station.link.start()
            wait_until(lambda: online(stations))
            for number, station in enumerate(hall.counters, start=1):
                station.sign_in(operator_of(number))
            yield hall
        finally:
            for station in stations:
                station.link.close()


@contextmanager
def opened(data: Path) -> Iterator[Books]:
    """The hall's books for a while."""
    books = Books(data)
    try:
        yield books
    finally:
        books.close()
