"""``commands``: durable commands per second through MQTT, 50 stations in closed loops, and what the parts can do.

Floors of the same run: an MQTT echo through the same clients, the same broker and the hub's own connection, and bare
sqlite3 with one transaction per command in the same folder.
"""

import json
import time
from collections.abc import Sequence
from pathlib import Path

from hub.bench.floors import durable_commits
from hub.bench.result import Result, p50, percentile
from hub.bench.rig import Program, Rig, counters, kiosks
from hub.bench.sample_hall import business_ids, operator_of

WINDOWS = 25
KIOSKS = 25
PROCESSES = 2
"""The clients share the two cores with hub and broker, as they would on one machine."""

SECONDS = 8.0
ECHO_SECONDS = 5.0


def run() -> Result:
    """Measure on a hall of real processes; about a minute."""
    result = Result("commands")
    with Rig(windows=WINDOWS) as rig:
        stations = rig.enroll([*counters(range(1, WINDOWS + 1)), *kiosks(KIOSKS)])
        rig.set_pins()
        staff(rig, stations[:WINDOWS])
        pressed = press(rig, stations, SECONDS)
        result.figures |= {"commands_per_s": pressed.rate, "answer_p50_ms": pressed.p50, "answer_p99_ms": pressed.p99}
        rig.stop_hub()
        echo = rig.start_echo()
        echoed = press(rig, stations, ECHO_SECONDS)
        rig.stop(echo)
        commits_per_s, commit_ms = durable_commits(rig.folder)
        result.floors = {
            "mqtt_echo_per_s": echoed.rate,
            "mqtt_echo_p50_ms": echoed.p50,
            "sqlite_commits_per_s": commits_per_s,
            "sqlite_commit_p50_ms": commit_ms,
        }
    result.figures |= {
        "share_of_echo": pressed.rate / echoed.rate,
        "share_of_sqlite": pressed.rate / commits_per_s,
    }
    result.at_least("commands_per_s", 1500, pressed.rate)
    result.at_least("share_of_smaller_floor", 0.5, pressed.rate / min(echoed.rate, commits_per_s))
    return result


def staff(rig: Rig, credentials: Sequence[Path]) -> None:
    """Sign an operator in at each window and open it."""
    operators = rig.folder / "operators.json"
    operators.write_text(
        json.dumps({path.stem: operator_of(int(path.stem.split("-")[1])) for path in credentials}), encoding="utf-8"
    )
    arguments = ["--stations", *map(str, credentials), "--operators", str(operators), "--seconds", "0"]
    presser = rig.start("staff", ["hub.client.presser", *arguments])
    presser.finish()
    rig.stop(presser)


class Pressed:
    """What the clients of one run say together."""

    def __init__(self, reports: Sequence[dict[str, object]]) -> None:
        self.times: list[float] = [ms for report in reports for ms in report["times_ms"]]  # type: ignore[attr-defined]
        seconds = max(float(str(report["seconds"])) for report in reports)
        self.rate = len(self.times) / seconds
        self.p50 = p50(self.times)
        self.p99 = percentile(self.times, 0.99)


def press(rig: Rig, credentials: Sequence[Path], seconds: float) -> Pressed:
    """Let all stations press at once, from several processes."""
    programs: list[Program] = []
    begin = time.time() + 4.0  # connecting 25 stations takes about a second on a busy machine
    for number in range(PROCESSES):
        share = credentials[number::PROCESSES]
        arguments = [
            "--stations",
            *map(str, share),
            "--seconds",
            str(seconds),
            "--at",
            str(begin),
            "--seed",
            str(number),
        ]
        businesses = ["--businesses", *business_ids()]
        programs.append(rig.start(f"presser-{number}", ["hub.client.presser", *arguments, *businesses], ready=False))
    for program in programs:
        program.wait_ready()
    reports = [json.loads(program.finish().splitlines()[-1]) for program in programs]
    for program in programs:
        rig.stop(program)
    return Pressed(reports)
