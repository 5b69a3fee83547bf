"""`python -m kiosk.simulated`: citizens without a screen, over the same flow, presenter, print desk and link.

    python -m kiosk.simulated --stations kiosk-1.json kiosk-2.json --rate 30 --speed 10 --count 200 --seed 7

Citizens arrive at random (a Poisson stream of `--rate` per minute, `--speed` times as fast), choose a business,
sometimes declare a priority, take a number, and leave. Each kiosk without a `--printer` gets a virtual one of its own,
which speaks a real one's bytes over TCP. At the end, or on SIGTERM, one JSON object sums it up.
"""

import argparse
import contextlib
import json
import queue
import random
import signal
import sys
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from device_drivers.escpos.twin import VirtualPrinter
from device_drivers.twins.port import TcpPort
from hub.client.clock import now_ms
from hub.client.link import Link
from hub.client.port import StationLink
from hub.contract.faults import Fault
from hub.contract.notices import HallView
from hub.contract.vocabulary import BusinessId
from kiosk import wording
from kiosk.bodies import Condition
from kiosk.flow import Screen
from kiosk.model import Frame
from kiosk.pictograms import OF_PRIORITY
from kiosk.presenter import Presenter
from kiosk.printing import Desk
from kiosk.station import NO_PRINTER, WRONG_USE, add_station_options, credential_of, desk_for, spool_beside, trace_to
from kiosk.tracing import LAST_BYTE, TOUCH, Trace

CARE_SHARE = 0.12
"""About every eighth citizen of a hall takes a priority number."""
TICK_S = 1.0
DRAIN_S = 35.0
"""How long the last citizens are waited for: a take lives for 30 s, and then the printer prints."""


@dataclass
class Tally:
    """What came of the citizens."""

    arrived: int = 0
    issued: int = 0
    printed: int = 0
    on_screen: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    turned_away: int = 0
    """Citizens who found the kiosk closed or offline and left."""
    waits_ms: list[float] = field(default_factory=list)
    """From the touch on 取号 to the last byte at the printer."""

    def summary(self, seconds: float, seed: int) -> dict[str, object]:
        """One JSON object."""
        return {
            "seed": seed,
            "seconds": round(seconds, 3),
            "arrived": self.arrived,
            "issued": self.issued,
            "printed": self.printed,
            "on_screen": self.on_screen,
            "refused": dict(self.refused),
            "turned_away": self.turned_away,
            "touch_to_last_byte_ms": {
                "p50": percentile(self.waits_ms, 0.50),
                "p99": percentile(self.waits_ms, 0.99),
                "count": len(self.waits_ms),
            },
        }


def percentile(values: list[float], share: float) -> float | None:
    """The value below which `share` of the values lie, in tenths; None without values."""
    if not values:
        return None
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


class Stopwatch:
    """A trace that measures from the touch to the last byte, and passes everything on."""

    def __init__(self, tally: Tally, passed_on: Trace) -> None:
        self._tally = tally
        self._passed_on = passed_on
        self._touched: int | None = None

    def __call__(self, moment: str, ns: int) -> None:
        """Note a moment."""
        self._passed_on(moment, ns)
        if moment == TOUCH:
            self._touched = ns
        elif moment == LAST_BYTE and self._touched is not None:
            self._tally.waits_ms.append((ns - self._touched) / 1e6)
            self._touched = None


class Citizen:
    """One kiosk's stream of citizens: acts on what the frame shows, as a person does."""

    def __init__(self, presenter_for: Callable[["Citizen"], Presenter], tally: Tally, dice: random.Random) -> None:
        self._tally = tally
        self._dice = dice
        self._waiting = 0
        self.presenter = presenter_for(self)

    @property
    def busy(self) -> bool:
        """Whether somebody stands here or waits to."""
        return self._waiting > 0 or self.presenter.screen is not Screen.HOME

    def go_home(self) -> None:
        """Nobody stands in line any more; who is at the glass finishes."""
        self._waiting = 0

    def arrive(self) -> None:
        """Somebody comes; stands behind whoever is here."""
        self._tally.arrived += 1
        self._waiting += 1
        self.act()

    def act(self) -> None:
        """Do what the screen asks for. Called after every change of the frame."""
        screen = self.presenter.screen
        if screen is Screen.HOME and self._waiting:
            self._waiting -= 1
            self._choose()
        elif screen is Screen.CONFIRM:
            self.presenter.take()
        elif screen in (Screen.TAKEN, Screen.ON_SCREEN, Screen.REFUSED):
            self._leave(screen)

    def _choose(self) -> None:
        presenter = self.presenter
        hall = presenter.hall
        if presenter.condition is not Condition.READY or hall is None or not (open_now := _choices(hall)):
            self._tally.turned_away += 1
            return
        if self._dice.random() < CARE_SHARE:
            presenter.care()
            presenter.declare(self._dice.choice(list(OF_PRIORITY)))
        presenter.choose(self._dice.choice(open_now))

    def _leave(self, screen: Screen) -> None:
        if screen is Screen.REFUSED:
            fault = self.presenter.refusal
            self._tally.refused[fault.code.value if fault else "unknown"] += 1
        else:
            self._tally.issued += 1
            self._tally.printed += screen is Screen.TAKEN
            self._tally.on_screen += screen is Screen.ON_SCREEN
        self.presenter.finish()


def _choices(hall: HallView) -> list[BusinessId]:
    return [one.business_id for one in hall.businesses if wording.serving_windows(hall, one.business_id)]


class Crowd:
    """All kiosks of one run in one thread; what links and printers report is posted here."""

    def __init__(self, tally: Tally, dice: random.Random) -> None:
        self._calls: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._tally = tally
        self._dice = dice
        self._citizens: list[Citizen] = []
        self._stopping = False
        self._cold = 0

    def _warmed(self) -> None:
        self._cold -= 1

    def post(self, call: Callable[[], object]) -> None:
        """Have it called in the crowd's thread."""
        self._calls.put(call)

    def stop(self) -> None:
        """Let nobody else arrive; from a signal handler too."""
        self._stopping = True
        self._calls.put(lambda: None)

    def add(self, link: StationLink, desk: Desk, trace: Trace) -> Citizen:
        """Set up one more kiosk."""

        def presenter_for(citizen: Citizen) -> Presenter:
            def seen(_frame: Frame) -> None:
                self.post(citizen.act)

            return Presenter(link, desk, self.post, now_ms, seen, trace=trace)

        citizen = Citizen(presenter_for, self._tally, self._dice)
        citizen.presenter.start()
        self._citizens.append(citizen)
        self._cold += 1
        desk.check(lambda _fault: self.post(self._warmed))
        return citizen

    def run(self, per_second: float, count: int | None) -> None:
        """Let citizens arrive until `count` have, or until stopped; then let those who are here finish."""
        self._settle()
        arrivals = deque([time.monotonic() + self._dice.expovariate(per_second)])
        tick_at = time.monotonic() + TICK_S
        while not self._stopping and (count is None or self._tally.arrived < count):
            self._turn(min(arrivals[0], tick_at))
            now = time.monotonic()
            if now >= tick_at:
                tick_at = self._tick(now)
            if now >= arrivals[0] and not self._stopping:
                arrivals.append(arrivals.popleft() + self._dice.expovariate(per_second))
                min(self._citizens, key=lambda one: (one.busy, self._dice.random())).arrive()
        self._finish()

    def _turn(self, until: float) -> None:
        with contextlib.suppress(queue.Empty):
            self._calls.get(timeout=max(0.0, until - time.monotonic()))()

    def _tick(self, now: float) -> float:
        for citizen in self._citizens:
            citizen.presenter.tick()
        return now + TICK_S

    def _settle(self) -> None:
        """Wait until the kiosks know the hall and their printers: the first citizens would only be turned away."""
        deadline = time.monotonic() + DRAIN_S
        while not self._stopping and time.monotonic() < deadline:
            if not self._cold and all(one.presenter.condition is Condition.READY for one in self._citizens):
                return
            self._turn(time.monotonic() + TICK_S)
            self._tick(time.monotonic())

    def _finish(self) -> None:
        deadline = time.monotonic() + DRAIN_S
        while any(one.busy for one in self._citizens) and time.monotonic() < deadline:
            if self._stopping:
                for citizen in self._citizens:
                    citizen.go_home()
            self._turn(time.monotonic() + TICK_S)
            for citizen in self._citizens:
                citizen.act()


def run(given: argparse.Namespace, crowd_made: Callable[[Crowd], None] = lambda _crowd: None) -> dict[str, object]:
    """Play; returns the summary. Raises ``Fault``, OSError or TransportError when it cannot begin."""
    tally, dice = Tally(), random.Random(given.seed)
    crowd = Crowd(tally, dice)
    crowd_made(crowd)
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        trace = trace_to(given.trace, stack)
        for path in given.stations:
            credential = credential_of(path)
            address = given.printer
            if address == NO_PRINTER:
                port = TcpPort(VirtualPrinter())
                stack.callback(port.close)
                address = port.address
            watch = Stopwatch(tally, trace)
            link = Link(credential, spool=stack.enter_context(spool_beside(path)))
            desk = desk_for(address, link.publish_health, now_ms, watch)
            crowd.add(link, desk, watch)
            stack.callback(link.close)
            stack.callback(desk.close)
            desk.start()
            link.start()
        crowd.run(given.rate * given.speed / 60, given.count)
    return tally.summary(time.monotonic() - began, given.seed)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="python -m kiosk.simulated", description="模拟取号 · citizens taking numbers")
    made.add_argument("--stations", type=Path, nargs="+", required=True, metavar="FILE", help="credential files")
    made.add_argument("--rate", type=_positive, required=True, metavar="N_PER_MIN", help="citizens a minute, in all")
    made.add_argument("--speed", type=_positive, default=1.0, metavar="X", help="how many times as fast as the clock")
    made.add_argument("--count", type=int, metavar="N", help="stop after so many citizens")
    made.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed, the same citizens")
    add_station_options(made)
    return made


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"应大于零 / must be greater than zero: {text}")
    return value


def main(arguments: list[str] | None = None) -> int:
    """Play and print the summary. Exit code 2 and one sentence when it cannot begin."""
    given = parser().parse_args(arguments)

    def stops_on_signals(crowd: Crowd) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: crowd.stop())

    try:
        summary = run(given, stops_on_signals)
    except (Fault, *WRONG_USE) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(summary, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
