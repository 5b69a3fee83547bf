import select
import socket
import ssl
from collections.abc import Iterator

import pytest

from hub.mqtt.buffered import Bell, BufferedSocket


@pytest.fixture
def pair() -> Iterator[tuple[BufferedSocket, socket.socket]]:
    near, far = socket.socketpair()
    buffered = BufferedSocket(near)
    buffered.setblocking(False)
    far.settimeout(5)
    yield buffered, far
    buffered.close()
    far.close()


Pair = tuple[BufferedSocket, socket.socket]


def test_it_reads_ahead_and_hands_out_what_is_asked_for(pair: Pair) -> None:
    near, far = pair
    far.sendall(b"abcdef")
    assert near.recv(1) == b"a"
    assert near.pending() == 5
    assert near.recv(2) == b"bc"
    assert near.recv(100) == b"def"
    assert near.pending() == 0


def test_nothing_there_is_told_from_the_end(pair: Pair) -> None:
    near, far = pair
    with pytest.raises(BlockingIOError):
        near.recv(1)
    far.sendall(b"z")
    far.shutdown(socket.SHUT_WR)
    assert near.recv(10) == b"z"
    assert near.recv(10) == b""


def test_what_is_written_goes_out_together(pair: Pair) -> None:
    near, far = pair
    assert near.send(b"abc") == 3
    assert near.send(bytearray(b"def")) == 3
    assert near.unsent == 6
    near.flush()
    assert near.unsent == 0
    assert far.recv(100) == b"abcdef"


def test_what_the_network_does_not_take_waits_in_order(pair: Pair) -> None:
    near, far = pair
    sent = bytes(range(256)) * 8192
    near.send(sent)
    near.flush()
    assert near.unsent > 0
    got = bytearray()
    while len(got) < len(sent):
        got += far.recv(1 << 20)
        near.flush()
    assert bytes(got) == sent


def test_closing_sends_what_is_left(pair: Pair) -> None:
    near, far = pair
    near.send(b"bye")
    near.close()
    assert far.recv(10) == b"bye"
    assert far.recv(10) == b""


def test_a_broken_connection_is_left_to_the_reader(pair: Pair) -> None:
    near, far = pair
    far.close()
    near.send(b"abc")
    near.flush()
    assert near.unsent == 0
    assert near.recv(1) == b""


def test_bytes_that_tls_holds_count_as_at_hand() -> None:
    near, far = socket.socketpair()
    far.close()
    with ssl.create_default_context().wrap_socket(near, server_hostname="hub", do_handshake_on_connect=False) as tls:
        assert BufferedSocket(tls).pending() == 0


@pytest.fixture
def bell() -> Iterator[Bell]:
    made = Bell()
    yield made
    made.close()


def heard(bell: Bell) -> bool:
    return bool(select.select([bell], [], [], 0)[0])


def test_a_bell_sounds_once_however_often_it_is_rung(bell: Bell) -> None:
    assert not heard(bell)
    for _ in range(3):
        assert bell.send(b"x") == 1
    assert bell.recv(100) == b"x"
    assert not heard(bell)


def test_a_bell_sounds_again_after_it_was_heard(bell: Bell) -> None:
    for _ in range(3):
        bell.send(b"x")
        assert heard(bell)
        assert bell.recv(100) == b"x"


def test_a_bell_that_is_looked_at_in_vain_still_sounds(bell: Bell) -> None:
    with pytest.raises(BlockingIOError):
        bell.recv(100)
    bell.send(b"x")
    assert heard(bell)
