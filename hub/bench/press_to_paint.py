"""``press-to-paint``: from a window's process sending ``CallNext`` to the wall's first paint that shows the number.

Real programs throughout: hub, Mosquitto, one process a window, the wall with motion and voice. Windows 1 and 2 press at
the same moment in every other round; the rest of the presses stand alone. Each call is known by its journal row: one
that the wall never painted counts as lost.
"""

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hub.bench.floors import durable_commits
from hub.bench.hop import hop_ms
from hub.bench.result import Result, p50, percentile
from hub.bench.rig import PIN, Program, Rig, counters, kiosks
from hub.bench.sample_hall import HALL, business_ids, operator_of
from hub.bench.screen import SIZE, virtual_screen

OFFSETS_S = ((0.0,), (0.0, 0.4), (0.8,), (1.2,))
"""When each window presses within its rounds, in turn: the second joins the first one in every other round."""

ROUNDS = 52
ROUND_S = 1.6
"""Two and a half calls a second: a hall of two hundred windows in a busy hour."""

CALLS = ROUNDS * len(OFFSETS_S)

SETTLE_S = 2.0
"""Between the last program's start and the first press: a hall that has just opened is not what is measured."""


def run() -> Result:
    """Measure; about two minutes."""
    result = Result("press-to-paint")
    windows = range(1, len(OFFSETS_S) + 1)
    with virtual_screen() as environment, Rig(windows=len(OFFSETS_S)) as rig:
        kiosk, wall, *desks = rig.enroll(
            [*kiosks(1), {"station_id": "wall-1", "kind": "wall", "area_id": "main"}, *counters(windows)]
        )
        rig.set_pins()
        take_numbers(rig, [kiosk], CALLS + 2 * len(OFFSETS_S))
        trace = rig.folder / "wall.trace"
        showing = rig.start("wall", _wall(wall, rig.folder), {**environment, "TING_TRACE": str(trace)})
        clerks = [_clerk(rig, desk, window) for window, desk in zip(windows, desks, strict=True)]
        begin = time.monotonic() + SETTLE_S
        for clerk in clerks:
            clerk.tell(str(begin))
        reports = [json.loads(clerk.finish().splitlines()[-1]) for clerk in clerks]
        rig.stop(showing)
        rig.stop_hub()
        commit_ms = durable_commits(rig.folder)[1]
        one_hop_ms = hop_ms(HALL, rig.hub_account())
        floor = rig.start("paint-floor", ["display_wall.paint_floor"], environment, ready=False)
        paint = json.loads(floor.finish().splitlines()[-1])
        fill(result, [call for report in reports for call in report["calls"]], read_paints(trace))
    result.figures |= {"glass": paint["glass"], "refused": float(sum(sum(one["refused"].values()) for one in reports))}
    result.floors = {"commit_ms": commit_ms, "hop_ms": one_hop_ms, "paint_ms": paint["paint_ms"]}
    result.floors["sum_ms"] = commit_ms + 2 * one_hop_ms + float(paint["paint_ms"])
    judge(result)
    return result


def take_numbers(rig: Rig, kiosk_files: Sequence[Path], count: int) -> None:
    """Have so many people wait, from so many kiosks."""
    each = -(-count // len(kiosk_files))
    arguments = ["--stations", *map(str, kiosk_files), "--count", str(each), "--businesses", *business_ids()]
    presser = rig.start("takers", ["hub.client.presser", *arguments])
    presser.finish()
    rig.stop(presser)


def _wall(station: Path, folder: Path) -> list[str]:
    return ["display_wall", "--station", str(station), "--windowed", SIZE, "--sound-out", str(folder / "sounds")]


def _clerk(rig: Rig, station: Path, window: int) -> Program:
    offsets = ",".join(map(str, OFFSETS_S[window - 1]))
    arguments = ["--station", str(station), "--operator", operator_of(window), PIN, "--offsets", offsets]
    rounds = ["--rounds", str(ROUNDS), "--round", str(ROUND_S)]
    return rig.start(f"window-{window}", ["counter_client.paced", *arguments, *rounds])


def read_paints(trace: Path) -> dict[int, tuple[int, int]]:
    """The wall's trace: for each call when it was received and first painted, in ns of the monotonic clock."""
    moments: dict[str, dict[int, int]] = {"received": {}, "painted": {}}
    for line in trace.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        moments[record["event"]].setdefault(record["call_seq"], record["t_ns"])
    return {seq: (moments["received"].get(seq, at), at) for seq, at in moments["painted"].items()}


def fill(result: Result, calls: Sequence[Mapping[str, Any]], paints: Mapping[int, tuple[int, int]]) -> None:
    """Put the figures of these calls in."""
    painted = [call for call in calls if call["call_seq"] in paints]
    times = [(paints[call["call_seq"]][1] - call["sent_ns"]) / 1e6 for call in painted]
    at_wall = [(paints[call["call_seq"]][1] - paints[call["call_seq"]][0]) / 1e6 for call in painted]
    result.figures |= {
        "calls": float(len(calls)),
        "lost": float(len(calls) - len(painted)),
        "two_at_once": float(ROUNDS // len(OFFSETS_S[1])),
        "median_ms": p50(times),
        "p90_ms": percentile(times, 0.9),
        "p99_ms": percentile(times, 0.99),
        "longest_ms": max(times),
        "in_the_wall_median_ms": p50(at_wall),
    }


def judge(result: Result) -> None:
    """Hold the figures against what is wanted."""
    figures = {name: value for name, value in result.figures.items() if isinstance(value, float)}
    result.at_most("median_ms", 15, figures["median_ms"])
    result.at_most("p99_ms", 50, figures["p99_ms"])
    result.at_most("median_in_floors", 3, figures["median_ms"] / result.floors["sum_ms"])
    result.at_least("calls", 200, figures["calls"])
    result.at_most("lost", 0, figures["lost"])
