import threading
from pathlib import Path

import pytest

from device_drivers.transport.address import open_transport
from device_drivers.transport.errors import TransportError
from device_drivers.twins.port import Link, PtyPort, TcpPort


class Echo:
    """Sends everything back."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.link: Link | None = None
        self.visits = 0

    def attached(self, link: Link) -> None:
        with self.changed:
            self.link = link
            self.visits += 1
            self.changed.notify_all()

    def received(self, data: bytes) -> None:
        assert self.link is not None
        self.link.send(data)

    def detached(self) -> None:
        with self.changed:
            self.link = None
            self.changed.notify_all()

    def wait_for_visit(self, number: int) -> Link:
        with self.changed:
            assert self.changed.wait_for(lambda: self.visits >= number and self.link is not None, 5)
            assert self.link is not None
            return self.link


def test_a_tcp_port_serves_one_host_after_the_other() -> None:
    echo = Echo()
    port = TcpPort(echo)
    for visit in (1, 2, 3):
        host = open_transport(port.address)
        echo.wait_for_visit(visit)
        host.write(b"hello")
        assert host.read(5) == b"hello"
        host.close()
    port.close()
    port.close()


@pytest.mark.parametrize("kind", ["tcp", "pty"])
def test_a_dropped_connection_is_seen_by_the_host(kind: str, tmp_path: Path) -> None:
    echo = Echo()
    port = TcpPort(echo) if kind == "tcp" else PtyPort(echo, tmp_path / "line")
    host = open_transport(port.address)
    echo.wait_for_visit(1).drop()
    with pytest.raises(TransportError):
        host.read(5)
    host.close()
    if kind == "pty":
        echo.wait_for_visit(2)  # the new terminal is under the link
    host = open_transport(port.address)
    host.write(b"back")
    assert host.read(5) == b"back"
    host.close()
    port.close()


def test_a_pty_link_points_to_the_terminal_and_goes_with_it(tmp_path: Path) -> None:
    link = tmp_path / "deep" / "line"
    port = PtyPort(Echo(), link)
    assert link.readlink() == Path(port.path)
    assert port.address == f"serial://{link}?baud=9600"
    port.close()
    assert not link.is_symlink()


def test_a_pty_needs_no_link() -> None:
    port = PtyPort(Echo())
    host = open_transport(port.address)
    host.write(b"x")
    assert host.read(5) == b"x"
    host.close()
    port.close()


def test_a_host_that_never_reads_does_not_stop_the_device() -> None:
    echo = Echo()
    port = PtyPort(echo)
    link = echo.wait_for_visit(1)
    sender = threading.Thread(target=link.send, args=(b"x" * 200_000,))
    sender.start()
    sender.join(10)
    assert not sender.is_alive()
    port.close()
    link.send(b"after the end")
