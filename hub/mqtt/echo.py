"""``python -m hub.mqtt.echo``: answers every command at once, without reading it: a floor for benchmarks.

It is the hub's own connection and voice and nothing else, so that what the rules, the writer and the database cost
can be told apart from what messages cost. Its account is read from standard input as JSON, never from the arguments.
"""

import json
import signal
import sys
import threading
import time

from hub.contract import topics
from hub.contract.wire import Reply, command_id_of
from hub.mqtt.publisher import Publisher
from hub.mqtt.session import Account, Life, Listeners, Session


def main() -> None:
    """Echo until SIGTERM. Input: ``{"hall", "host", "port", "username", "password"}``."""
    given = json.loads(sys.stdin.readline())
    hall_id = given.pop("hall")
    now = time.time_ns() // 1_000_000
    publishers: list[Publisher] = []

    def command(topic: str, payload: bytes, _expiry_s: int | None) -> None:
        place = topics.parse_command(topic)
        if place is not None:
            publishers[0].publish_reply(place.station_id, Reply(command_id_of(payload), 0))

    connected = threading.Event()
    session = Session(
        hall_id, Account(**given), Life("echo", 1_000_000, now), Listeners(command, lambda _found: connected.set())
    )
    publishers.append(Publisher(session, hall_id, clock=lambda: time.time_ns() // 1_000_000))
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    session.start()
    connected.wait()
    print("ready echo", flush=True)
    over.wait()
    session.close()


if __name__ == "__main__":
    main()
