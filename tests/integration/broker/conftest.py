"""A real Mosquitto under the real runner, on a port of its own, for all broker tests."""

import json
import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.broker.logins import Login
from hub.broker.runner import Patience, Runner
from hub.broker.session import Heard, Session
from hub.broker.settings import BrokerLimits, BrokerSettings
from hub.contract import topics

HALL = "changan"
QUICK = Patience(look_s=0.05, ask_s=0.2, answer_s=2.0, grace_s=5.0, first_pause_s=0.05, longest_pause_s=0.2)


def wait_for(condition: Callable[[], bool], what: str, deadline_s: float = 20.0) -> None:
    end = time.monotonic() + deadline_s
    pause = 0.01
    while not condition():
        assert time.monotonic() < end, f"waited in vain for: {what}"
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)


def data_folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    (path / "hall.json").write_text(json.dumps({"hall": HALL}))
    return path


class Ear:
    """The hub's account listening to the whole hall."""

    def __init__(self, session: Session) -> None:
        self.session = session
        assert session.subscribe(f"ting/{HALL}/#") < 0x80

    def heard_so_far(self) -> list[Heard]:
        """All that arrived before now: our own message, sent now, comes after it."""
        fence = topics.reply(HALL, f"fence-{time.monotonic_ns()}")
        self.session.publish(fence, b"")
        found = []
        while (heard := self.session.next_heard()) is not None and heard.topic != fence:
            found.append(heard)
        assert heard is not None
        return found

    def forget(self) -> None:
        while True:
            try:
                self.session.heard.get_nowait()
            except queue.Empty:
                return


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    data = data_folder(tmp_path_factory.mktemp("broker-data"))
    runner = Runner(BrokerSettings(data, limits=BrokerLimits(autosave_s=1)), HALL, patience=QUICK)
    runner.start()
    yield runner
    runner.stop()


@pytest.fixture
def ear(broker: Runner) -> Iterator[Ear]:
    with Session(broker.address, f"hub-ear-{time.monotonic_ns()}", broker.hub_login) as session:
        ear = Ear(session)
        ear.heard_so_far()
        yield ear


@pytest.fixture
def enter(broker: Runner) -> Iterator[Callable[..., Session]]:
    """Connect as a station: ``enter(id, password)``."""
    opened: list[Session] = []

    def connect(station_id: str, password: str = "pw", client_id: str | None = None, **options: object) -> Session:
        session = Session(broker.address, client_id or station_id, Login(station_id, password), **options)  # type: ignore[arg-type]
        opened.append(session)
        return session

    yield connect
    for session in opened:
        session.close()
