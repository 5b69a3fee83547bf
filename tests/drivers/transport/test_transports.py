import collections
import os
import pty
import socket
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from device_drivers.transport.address import open_transport, transport_for
from device_drivers.transport.descriptor import read_some, write_all
from device_drivers.transport.errors import TransportError, TransportFault
from device_drivers.transport.null_modem import NullModem
from device_drivers.transport.serial_port import SerialTransport
from device_drivers.transport.tcp import TcpTransport
from device_drivers.transport.wire import Timeouts


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        yield server


def address_of(listener: socket.socket) -> str:
    return f"tcp://127.0.0.1:{listener.getsockname()[1]}"


def test_tcp_carries_bytes_both_ways(listener: socket.socket) -> None:
    wire = open_transport(address_of(listener))
    wire.open()  # a second time changes nothing
    peer, _ = listener.accept()
    with peer:
        wire.write(b"hello")
        assert peer.recv(100) == b"hello"
        peer.sendall(b"\x12")
        assert wire.read(5) == b"\x12"
        assert wire.read(0) == b""
        assert wire.is_open
        wire.close()
        wire.close()
        assert not wire.is_open


def test_tcp_tells_when_the_other_end_hung_up(listener: socket.socket) -> None:
    wire = open_transport(address_of(listener))
    peer, _ = listener.accept()
    peer.close()
    with pytest.raises(TransportError) as caught:
        wire.read(5)
    assert caught.value.fault is TransportFault.LOST
    assert caught.value.code == "transport.lost"
    wire.close()


def test_tcp_write_to_a_dead_peer_tells_how_much_had_gone(listener: socket.socket) -> None:
    wire = open_transport(address_of(listener))
    peer, _ = listener.accept()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    peer.close()
    with pytest.raises(TransportError) as caught:
        collections.deque(map(wire.write, [b"x" * 1000] * 100))
    assert caught.value.fault is TransportFault.LOST
    wire.close()


def test_tcp_write_gives_up_on_a_peer_that_takes_nothing(listener: socket.socket) -> None:
    wire = transport_for(address_of(listener), Timeouts(write_s=0.05))
    wire.open()
    peer, _ = listener.accept()
    with peer, pytest.raises(TransportError) as caught:
        wire.write(b"x" * 50_000_000)
    assert caught.value.fault is TransportFault.TIMED_OUT
    assert 0 < caught.value.written < 50_000_000
    wire.close()


def test_tcp_says_when_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(TransportError) as caught:
        open_transport(f"tcp://127.0.0.1:{port}")
    assert caught.value.fault is TransportFault.UNREACHABLE
    assert caught.value.zh == f"连接不上设备（tcp://127.0.0.1:{port}）。"
    assert "cannot be reached" in caught.value.en


@pytest.mark.parametrize("wire", [TcpTransport("127.0.0.1", 9), SerialTransport("/dev/null")])
def test_a_closed_wire_carries_nothing(wire: TcpTransport | SerialTransport) -> None:
    assert not wire.is_open
    for act in (lambda: wire.read(0), lambda: wire.write(b"x")):
        with pytest.raises(TransportError) as caught:
            act()
        assert caught.value.fault is TransportFault.CLOSED


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    master, slave = pty.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(slave)
    os.close(master)


def test_serial_carries_every_byte_value(terminal: tuple[int, str]) -> None:
    master, path = terminal
    wire = open_transport(f"serial://{path}?baud=115200&parity=E")
    wire.open()
    every = bytes(range(256))
    wire.write(every)
    assert os.read(master, 1000) == every
    os.write(master, every)
    got = b""
    while len(got) < 256:
        piece = wire.read(5)
        assert piece
        got += piece
    assert got == every
    wire.close()
    wire.close()
    assert not wire.is_open


def test_serial_tells_when_the_device_is_unplugged() -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    wire = open_transport(f"serial://{os.ttyname(slave)}")
    os.close(slave)
    os.close(master)
    with pytest.raises(TransportError) as caught:
        wire.read(5)
    assert caught.value.fault is TransportFault.LOST
    wire.close()


def test_serial_says_when_there_is_no_such_port(tmp_path: Path) -> None:
    with pytest.raises(TransportError) as caught:
        open_transport(f"serial://{tmp_path}/nothing")
    assert caught.value.fault is TransportFault.UNREACHABLE


def test_serial_refuses_a_parity_that_is_none(terminal: tuple[int, str]) -> None:
    with pytest.raises(TransportError) as caught:
        open_transport(f"serial://{terminal[1]}?parity=X")
    assert caught.value.fault is TransportFault.BAD_ADDRESS


def test_a_file_takes_bytes_and_answers_nothing(tmp_path: Path) -> None:
    place = tmp_path / "lp0"
    place.touch()
    wire = open_transport(f"file://{place}")
    wire.open()
    assert wire.is_open
    assert not wire.can_read
    wire.write(b"one")
    wire.write(b"two")
    with pytest.raises(TransportError) as caught:
        wire.read(0)
    assert caught.value.fault is TransportFault.WRITE_ONLY
    wire.close()
    wire.close()
    assert place.read_bytes() == b"onetwo"
    with pytest.raises(TransportError) as caught:
        wire.write(b"x")
    assert caught.value.fault is TransportFault.CLOSED


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(TransportError) as caught:
        open_transport(f"file://{tmp_path}/lp0")
    assert caught.value.fault is TransportFault.UNREACHABLE
    assert not (tmp_path / "lp0").exists()


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("", "begin with one of tcp://, serial://, file://"),
        ("http://x", "begin with one of"),
        ("tcp://host", "tcp://host:port"),
        ("tcp://:9100", "tcp://host:port"),
        ("tcp://host:99999", "out of range"),
        ("tcp://host:9100/queue", "tcp://host:port"),
        ("tcp://host:9100?baud=1", "unknown setting 'baud'; known: none"),
        ("serial://ttyS0", "three slashes"),
        ("serial:///dev/ttyS0?boud=9600", "unknown setting 'boud'; known: baud, parity"),
        ("serial:///dev/ttyS0?baud=fast", "fast"),
        ("file://lp0", "three slashes"),
    ],
)
def test_a_wrong_address_is_refused_with_the_reason(address: str, hint: str) -> None:
    with pytest.raises(TransportError) as caught:
        transport_for(address)
    assert caught.value.fault is TransportFault.BAD_ADDRESS
    assert hint in caught.value.en


def test_a_null_modem_joins_two_ends() -> None:
    wire = NullModem()
    for end in (wire.host, wire.device):
        with pytest.raises(TransportError):
            end.read(0)
        end.open()
        assert end.is_open
    wire.host.write(b"\x10\x04\x01")
    assert wire.device.read(1) == b"\x10\x04\x01"
    assert wire.device.read(0) == b""
    wire.host.close()
    assert not wire.host.is_open


def test_a_null_modem_wakes_a_waiting_reader() -> None:
    wire = NullModem()
    wire.host.open()
    wire.device.open()
    sender = threading.Thread(target=lambda: wire.device.write(b"!"))
    sender.start()
    assert wire.host.read(5) == b"!"
    sender.join()


def test_a_null_modem_damages_bytes_as_told() -> None:
    wire = NullModem(to_device=lambda data: data[1:], to_host=lambda data: bytes(byte ^ 0xFF for byte in data))
    wire.host.open()
    wire.device.open()
    wire.host.write(b"abc")
    wire.device.write(b"\x00")
    assert wire.device.read(0) == b"bc"
    assert wire.host.read(0) == b"\xff"


def test_a_cut_null_modem_gives_what_was_across_and_then_says_so() -> None:
    wire = NullModem()
    wire.host.open()
    wire.device.open()
    wire.device.write(b"last")
    wire.cut()
    assert wire.host.read(0) == b"last"
    for act in (lambda: wire.host.read(5), lambda: wire.host.write(b"x")):
        with pytest.raises(TransportError) as caught:
            act()
        assert caught.value.fault is TransportFault.LOST
    with pytest.raises(TransportError) as caught:
        wire.host.open()
    assert caught.value.fault is TransportFault.UNREACHABLE
    assert not wire.host.is_open


def test_a_descriptor_that_was_closed_meanwhile_is_a_lost_wire() -> None:
    end, other = os.pipe()
    os.close(end)
    os.close(other)
    for act in (lambda: read_some(end, 0, "gone"), lambda: write_all(other, b"x", 0, "gone")):
        with pytest.raises(TransportError) as caught:
            act()
        assert caught.value.fault is TransportFault.LOST
