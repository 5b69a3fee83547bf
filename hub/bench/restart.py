"""``restart``: from SIGKILL of the hub to the first command that it accepts again, with thousands of open tickets.

The broker lives on, the killed hub is started again at once as a service manager does it, and a kiosk that presses
right after the kill keeps that press under its id until it is answered.
"""

import json
import subprocess
import sys
import time

from hub.bench.press_to_paint import take_numbers
from hub.bench.result import Result, p50
from hub.bench.rig import Program, Rig, kiosks
from hub.contract.faults import Fault, FaultCode

OPEN_TICKETS = 5_000
KIOSKS = 10
TIMES = 5


def run() -> Result:
    """Kill and start again a few times; about a minute."""
    return measure(OPEN_TICKETS, TIMES)


def measure(tickets: int, times: int) -> Result:
    """Kill and start again so many times with so many open tickets."""
    result = Result("restart")
    with Rig(windows=10) as rig:
        *takers, waiting = rig.enroll(kiosks(KIOSKS + 1))
        take_numbers(rig, takers, tickets)
        waiter = rig.start("waiter", ["hub.client.waiter", "--station", str(waiting)])
        gaps = [gap_ms(rig, waiter) for _ in range(times)]
        rig.stop(waiter)
    result.figures |= {
        "open_tickets": float(tickets),
        "restarts": float(times),
        "median_ms": p50(gaps),
        "longest_ms": max(gaps),
    }
    result.floors["python_start_ms"] = python_start_ms()
    result.at_most("longest_ms", 2000, max(gaps))
    return result


def gap_ms(rig: Rig, waiter: Program) -> float:
    """One kill: the time until the waiting press was accepted. Raises ``Fault`` no_answer when it never was."""
    killed_ns = time.monotonic_ns()
    rig.kill_hub()
    waiter.tell("press")
    hub = rig.start_hub(ready=False)
    answer = json.loads(waiter.output.readline())
    if not answer["accepted"]:
        raise Fault(FaultCode.NO_ANSWER)
    hub.wait_ready()
    return float(answer["answered_ns"] - killed_ns) / 1e6


def python_start_ms() -> float:
    """What starting any Python program costs here."""
    times = []
    for _ in range(TIMES):
        began = time.monotonic_ns()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        times.append((time.monotonic_ns() - began) / 1e6)
    return p50(times)
