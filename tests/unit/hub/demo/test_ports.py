"""Ports of the demo: the usual ones, others when taken."""

import socket

import pytest

from hub.contract.faults import Fault, FaultCode
from hub.demo.ports import LOOPBACK, Ports, any_free, is_free, listening


def test_taken_ports_are_exchanged_and_free_ones_kept(free_port: int) -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        held = taken.getsockname()[1]
        chosen = Ports(held, free_port, free_port, any_free(), any_free(), any_free()).free()
        assert chosen.page != held
        assert chosen.hub == free_port
        assert chosen.district != free_port
        numbers = [getattr(chosen, name) for name in Ports.__dataclass_fields__]
        assert len(set(numbers)) == len(numbers)


def test_the_usual_ports_leave_the_brokers_standard_port_alone() -> None:
    assert 1883 not in [getattr(Ports(), name) for name in Ports.__dataclass_fields__]


def test_a_taken_page_port_is_refused_in_words() -> None:
    with listening(0) as first:
        port = first.getsockname()[1]
        assert not is_free(port)
        with pytest.raises(Fault) as refused:
            listening(port)
    assert refused.value.code is FaultCode.CONFIGURATION
    assert f"端口 {port} 已被占用" in refused.value.sentence("zh")


def test_the_page_listens_on_loopback_only() -> None:
    with listening(0) as opened:
        assert opened.getsockname()[0] == "127.0.0.1"
