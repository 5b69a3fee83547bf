"""``python -m hub.client.presser``: many stations that press as fast as they are answered, for benchmarks.

Each is a closed loop over one connection: the next press goes out when the last one was answered. Kiosks take
numbers; counters call, start and complete. Stations of a benchmark hear their answers only: what screens draw from
is another bench's matter. Prints one JSON line.
"""

import argparse
import json
import random
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from hub.client.link import Link, LinkState, Outcome
from hub.client.settings import load
from hub.contract.commands import CallNext, Command, CompleteService, OpenWindow, SignIn, StartService, TakeTicket
from hub.contract.faults import FaultCode
from hub.contract.vocabulary import StationKind

_ROUND: tuple[Command, ...] = (CallNext(), StartService(), CompleteService())

BENCH_PIN = "2468"
"""The PIN of every operator of a benchmark's own hall."""

READY_S = 30.0
"""How long connecting may take."""


class Presser:
    """One station in a closed loop."""

    def __init__(self, credential: Path, businesses: Sequence[str], seed: int, at_most: int | None = None) -> None:
        self.link = Link(load(credential), answers_only=True)
        self.times_ms: list[float] = []
        self.faults: dict[str, int] = {}
        self.done = threading.Event()
        self._businesses = businesses
        self._at_most = at_most
        self._dice = random.Random(seed)
        self._step = 0
        self._until = 0.0
        self._pressed = 0.0

    def begin(self, until: float) -> None:
        """Press until this moment of the monotonic clock."""
        self._until = until
        self._press()

    def _press(self) -> None:
        if self.link.kind is StationKind.COUNTER:
            command = _ROUND[self._step % len(_ROUND)]
        else:
            command = TakeTicket(self._dice.choice(self._businesses))
        self._pressed = time.perf_counter()
        self.link.send(command, self._answered)

    def _answered(self, outcome: Outcome) -> None:
        now = time.perf_counter()
        self.times_ms.append((now - self._pressed) * 1000)
        if outcome.fault is None:
            self._step += 1
        else:
            code = outcome.fault.code
            self.faults[code] = self.faults.get(code, 0) + 1
            # A refusal is a durable answer like any other; an empty queue leaves the round where it was.
            if code is not FaultCode.NOBODY_WAITING:
                self._step += 1
        if time.monotonic() < self._until and len(self.times_ms) != self._at_most:
            self._press()
        else:
            self.done.set()


def sign_in(pressers: Sequence[Presser], operators: Mapping[str, str]) -> None:
    """Put an operator at every window and open it."""
    for presser in pressers:
        presser.link.request(SignIn(operators[presser.link.station_id], BENCH_PIN), READY_S)
        presser.link.request(OpenWindow(), READY_S)


def main() -> None:
    """Press from several stations at once."""
    parser = argparse.ArgumentParser(prog="python -m hub.client.presser", description=__doc__.splitlines()[0])
    parser.add_argument("--stations", nargs="+", type=Path, required=True, help="credential files")
    parser.add_argument("--businesses", nargs="+", default=["b1"])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--at", type=float, default=0.0, help="begin at this Unix time, with others")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--operators", type=Path, help="JSON of station -> staff number; their PIN is 2468")
    parser.add_argument("--count", type=int, help="end after so many answers of each station, if not sooner")
    given = parser.parse_args()
    seconds = READY_S if given.count is not None else given.seconds
    pressers = [
        Presser(path, given.businesses, given.seed + number, given.count) for number, path in enumerate(given.stations)
    ]
    for presser in pressers:
        presser.link.start()
    deadline = time.monotonic() + READY_S
    while any(presser.link.state is not LinkState.ONLINE for presser in pressers) and time.monotonic() < deadline:
        time.sleep(0.02)
    if given.operators is not None:
        sign_in(pressers, json.loads(given.operators.read_text(encoding="utf-8")))
    print("ready presser", flush=True)
    time.sleep(max(0.0, given.at - time.time()))
    began = time.monotonic()
    for presser in pressers if seconds > 0 else ():
        presser.begin(began + seconds)
    for presser in pressers if seconds > 0 else ():
        presser.done.wait(seconds + READY_S)
    took = time.monotonic() - began
    times = sorted(ms for presser in pressers for ms in presser.times_ms)
    faults: dict[str, int] = {}
    for presser in pressers:
        for code, count in presser.faults.items():
            faults[code] = faults.get(code, 0) + count
        presser.link.close()
    print(json.dumps({"answers": len(times), "seconds": took, "times_ms": times, "faults": faults}), flush=True)


if __name__ == "__main__":
    main()
