"""``python -m hub.client.waiter``: a kiosk that presses when it is told to and says when it was answered.

For the benchmark of restarts: each line on standard input is one press, kept under its id until there is an answer;
each line printed is that answer: ``{"answered_ns", "accepted"}``, by the machine's monotonic clock.
"""

import argparse
import json
import sys
import threading
import time
from pathlib import Path

from hub.client.link import Link, LinkState, Outcome
from hub.client.settings import load
from hub.contract.commands import TakeTicket

READY_S = 30.0
"""How long connecting may take."""


def main() -> None:
    """Press as told, until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m hub.client.waiter", description=__doc__.splitlines()[0])
    parser.add_argument("--station", type=Path, required=True, help="credential file of a kiosk")
    parser.add_argument("--business", default="b1")
    given = parser.parse_args()
    link = Link(load(given.station), answers_only=True)
    online = threading.Event()
    link.on_state(lambda state: online.set() if state is LinkState.ONLINE else None)
    link.start()
    online.wait(READY_S)
    print("ready waiter", flush=True)
    for _ in sys.stdin:
        link.send(TakeTicket(given.business), _tell)
    link.close()


def _tell(outcome: Outcome) -> None:
    moment = time.monotonic_ns()
    print(json.dumps({"answered_ns": moment, "accepted": outcome.fault is None}), flush=True)


if __name__ == "__main__":
    main()
