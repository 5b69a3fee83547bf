"""Only the uplink of a hub, in a process of its own that can be killed: reports until it is ended."""

import random
import signal
import sys
import threading
import time
from pathlib import Path

from hub.store.engine import open_engine
from hub.store.journal import SqlJournal
from hub.upstream.backoff import Pace
from hub.upstream.key import load_key
from hub.upstream.uplink import Uplink


def main(data: Path, url: str, token: str) -> None:
    engine = open_engine(f"sqlite:///{data / 'hall.db'}")
    pace = Pace(rows=10, linger_s=0.05, first_wait_s=0.02, longest_wait_s=0.1, keep_every_s=0.0)
    uplink = Uplink(
        SqlJournal(engine, "test"), "test", url, token, load_key(data), clock=lambda: time.time_ns() // 1_000_000,
        jitter=random.random, pace=pace,
    )  # fmt: skip
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    uplink.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    over.wait()
    uplink.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
