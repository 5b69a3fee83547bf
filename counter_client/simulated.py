"""Clerks without screens: ``python -m counter_client.simulated --stations FILE... --operators FILE --speed X``.

Each is a :class:`~counter_client.clerk.Clerk` over the very session of the screen and a real link to the hub. One JSON
object is printed at the end. SIGTERM lets everybody finish, close their windows and sign out.
"""

import json
import queue
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from counter_client.clerk import Agenda, Clerk, Mix
from counter_client.session import Session, Trace
from hub.client.link import Link
from hub.client.port import StationLink
from hub.client.settings import StationCredential, load
from hub.contract.faults import Fault
from hub.contract.vocabulary import StationKind

LEAVE_S = 8.0
"""How long going home may take: four presses each, with one retry of the link."""

WAKE_S = 0.25
"""Signals are looked at this often while nothing is to be done."""


class BadStart(click.ClickException):
    """The program was started with something it cannot use; the sentence says what."""

    exit_code = 2


class Office:
    """All clerks in one thread: the links' callbacks come in through a queue, the agenda says what is next."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.agenda = Agenda(now)
        self.clerks: list[Clerk] = []
        self.links: list[StationLink] = []
        self.completed = 0
        self._now = now
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def deliver(self, work: Callable[[], None]) -> None:
        """From any thread: do this among the clerks."""
        self._work.put(work)

    def note_completed(self) -> None:
        """A ticket was finished."""
        self.completed += 1

    def run_until(self, over: Callable[[], bool], at_most_s: float | None = None) -> None:
        """Work until ``over``, or until the time is up."""
        end = None if at_most_s is None else self._now() + at_most_s
        while not over() and (end is None or self._now() < end):
            self.agenda.run_due()
            next_in = self.agenda.next_in()
            wait = WAKE_S if next_in is None else min(WAKE_S, next_in)
            try:
                work = self._work.get(timeout=max(wait, 0.0005))
            except queue.Empty:
                continue
            work()

    def go_home(self) -> None:
        """Everybody finishes, closes and signs out; then the links are closed."""
        for clerk in self.clerks:
            clerk.leave()
        self.run_until(lambda: all(clerk.left for clerk in self.clerks), LEAVE_S)
        for link in self.links:
            link.close()

    def summary(self, seconds: float) -> dict[str, Any]:
        """What was done, for a machine to read."""
        done: Counter[str] = Counter()
        refused: Counter[str] = Counter()
        for clerk in self.clerks:
            done += clerk.done
            refused += clerk.refused
        return {
            "clerks": len(self.clerks),
            "seconds": round(seconds, 3),
            "completed": self.completed,
            "done": dict(sorted(done.items())),
            "refused": dict(sorted(refused.items())),
            "left": sum(clerk.left for clerk in self.clerks),
        }


def operators(file: Path) -> dict[str, tuple[str, str]]:
    """Station → ``(operator_id, pin)``. Raises BadStart with a sentence that never quotes a PIN."""
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadStart(f"{file.name}: {error.strerror}") from error
    except ValueError as error:
        raise BadStart(f"{file.name}: 不是 JSON / not JSON") from error
    try:
        return {station: (str(one["operator_id"]), str(one["pin"])) for station, one in read.items()}
    except (AttributeError, KeyError, TypeError) as error:
        raise BadStart(
            f'{file.name}: 应为 {{终端: {{"operator_id", "pin"}}}} / must map station to operator_id and pin'
        ) from error


def credentials(files: tuple[Path, ...]) -> list[StationCredential]:
    """The stations; raises BadStart for one that is not a counter."""
    found = []
    for file in files:
        try:
            credential = load(file)
        except Fault as fault:
            raise BadStart(str(fault)) from fault
        if credential.kind is not StationKind.COUNTER:
            raise BadStart(f"{file.name}: 不是窗口终端 / not a counter station")
        found.append(credential)
    return found


def _read_mix(_context: click.Context, _parameter: click.Parameter, text: str | None) -> Mix:
    try:
        return Mix() if text is None else Mix.parse(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _trace_into(file: Path) -> Trace:
    out = file.open("a", encoding="utf-8", buffering=1)
    return lambda event, ns: print(json.dumps({"event": event, "ns": ns}), file=out)


@click.command()
@click.option(
    "--stations", "first", type=click.Path(path_type=Path), required=True, help="Station file; more may follow."
)
@click.argument("more", nargs=-1, type=click.Path(path_type=Path))
@click.option("--operators", "operators_file", type=click.Path(path_type=Path), required=True)
@click.option("--speed", type=click.FloatRange(min=0, min_open=True), default=60.0, show_default=True)
@click.option("--count", type=click.IntRange(min=1), help="Stop after so many completed tickets.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--service", "service_s", type=click.FloatRange(min=0, min_open=True), default=240.0, help="Median, s.")
@click.option("--mix", callback=_read_mix, help="recall=0.12,pass=0.05,hold=0.03,transfer=0.04,pause=0.02")
@click.option("--trace", "trace_file", type=click.Path(path_type=Path), help="Append press times here, JSON lines.")
def main(
    first: Path,
    more: tuple[Path, ...],
    operators_file: Path,
    speed: float,
    count: int | None,
    seed: int,
    service_s: float,
    mix: Mix,
    trace_file: Path | None,
) -> None:
    """Clerks at windows, without screens, until COUNT tickets are done or SIGTERM comes."""
    stations, staff = credentials((first, *more)), operators(operators_file)
    trace = _trace_into(trace_file) if trace_file is not None else None
    office = Office()
    stopped: list[int] = []
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda number, _frame: stopped.append(number))
    for at, credential in enumerate(stations):
        if credential.station not in staff:
            raise BadStart(f"{operators_file.name}: 没有 {credential.station} / nobody for {credential.station}")
        operator_id, pin = staff[credential.station]
        link = Link(credential)
        session = Session(link, now=link.hub_clock.now, deliver=office.deliver, trace=trace)
        clerk = Clerk(
            session,
            operator_id=operator_id,
            pin=pin,
            agenda=office.agenda,
            lot=random.Random(f"{seed}/{at}"),
            speed=speed,
            service_s=service_s,
            mix=mix,
            completed=office.note_completed,
        )
        office.clerks.append(clerk)
        office.links.append(link)
    begun = time.monotonic()
    for connected in office.links:
        connected.start()
    for clerk in office.clerks:
        clerk.start()
    click.echo(f"ready counter_client.simulated {len(office.clerks)}", err=True)
    office.run_until(lambda: bool(stopped) or (count is not None and office.completed >= count))
    office.go_home()
    click.echo(json.dumps(office.summary(time.monotonic() - begun)))


if __name__ == "__main__":
    main()
