"""``ticket``: from the finger on 取号 to the last byte at the printer.

The real kiosk program paints and is touched by Qt's own input events; the printer is a virtual one over TCP that
speaks a real one's bytes, asked for its status before and after each ticket as a real one is.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hub.bench.result import Result, p50, percentile
from hub.bench.rig import Program, Rig, counters, kiosks
from hub.bench.sample_hall import operator_of
from hub.bench.screen import virtual_screen

TICKETS = 110
GLASS = "1080x1920"
DONE = "done "


def run() -> Result:
    """Measure; about two minutes."""
    result = Result("ticket")
    with touched(TICKETS) as (rig, _):
        times = waits_ms(rig.folder / "kiosk.trace")
        answers = waits_ms(rig.folder / "kiosk.trace", "asked", "answered")
    result.figures |= {
        "tickets": float(len(times)),
        "median_ms": p50(times),
        "p99_ms": percentile(times, 0.99),
        "longest_ms": max(times),
        "answer_median_ms": p50(answers),
    }
    result.at_most("p99_ms", 300, percentile(times, 0.99))
    result.at_least("tickets", 100, len(times))
    return result


@contextmanager
def touched(tickets: int) -> Iterator[tuple[Rig, Program]]:
    """A hall in which a kiosk has printed so many tickets and still runs: the hall and the kiosk."""
    with virtual_screen() as environment, Rig(windows=2) as rig:
        kiosk_file, *desks = rig.enroll([*kiosks(1), *counters((1, 2))])
        rig.set_pins()
        staff(rig, desks)
        twins = rig.start("twins", ["device_drivers.twins", "--folder", str(rig.folder / "tickets")], ready=False)
        printer = json.loads(twins.wait_ready())["printer"]["transport"]
        program = ["--station", str(kiosk_file), "--printer", printer, "--trace", str(rig.folder / "kiosk.trace")]
        kiosk = rig.start(
            "kiosk",
            ["kiosk.toucher", "--count", str(tickets), "--", *program, "--windowed", GLASS],
            environment,
        )
        kiosk.wait_line(DONE)
        yield rig, kiosk


def staff(rig: Rig, desks: list[Path]) -> None:
    """Open the windows: a hall without them would say so on the glass."""
    operators = rig.folder / "operators.json"
    operators.write_text(
        json.dumps({path.stem: operator_of(number) for number, path in enumerate(desks, 1)}), encoding="utf-8"
    )
    arguments = ["--stations", *map(str, desks), "--operators", str(operators), "--seconds", "0"]
    presser = rig.start("staff", ["hub.client.presser", *arguments])
    presser.finish()
    rig.stop(presser)


def waits_ms(trace: Path, begin: str = "finger", end: str = "last_byte") -> list[float]:
    """From each moment of one name to the next one of the other, in ms. A ticket without its end is not among them."""
    times: list[float] = []
    began: int | None = None
    for line in trace.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record["moment"] == begin:
            began = record["ns"]
        elif record["moment"] == end and began is not None:
            times.append((record["ns"] - began) / 1e6)
            began = None
    return times
