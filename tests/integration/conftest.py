"""A real Mosquitto on a free port, open to all: accounts and access lists are tested in tests/integration/broker."""

import getpass
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


def wait_until(condition: Callable[[], object], within_s: float = 10.0) -> None:
    """Wait for something to become true; fails when it does not in time."""
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


class OpenBroker:
    """Mosquitto on one port that can be killed and started again."""

    def __init__(self, folder: Path, *, more: str = "") -> None:
        """``more``: further lines of the configuration."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._configuration = folder / "open.conf"
        self._configuration.write_text(
            # Started as root Mosquitto would become another user and could not read this folder.
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\nuser {getpass.getuser()}\nset_tcp_nodelay true\n"
            "max_queued_messages 10000\nlog_type none\n" + more,
            encoding="utf-8",
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        executable = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
        assert executable is not None, "Mosquitto is not installed"
        self._process = subprocess.Popen([executable, "-c", str(self._configuration)], stderr=subprocess.DEVNULL)
        wait_until(self._answers)

    def kill(self) -> None:
        """SIGKILL: nothing is saved, no last will is sent."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture
def open_broker(tmp_path: Path) -> Iterator[OpenBroker]:
    broker = OpenBroker(tmp_path)
    broker.start()
    yield broker
    broker.kill()
