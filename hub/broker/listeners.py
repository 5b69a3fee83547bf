"""Which port the broker has on loopback: chosen once, then kept, because every station has it on file."""

import random
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hub.broker import record
from hub.broker.session import BrokerAddress
from hub.broker.settings import LOOPBACK, BrokerSettings, OuterListener
from hub.contract.faults import Fault, FaultCode

# Below the range from which systems take the ports of outgoing connections (Linux from 32768, IANA from 49152): one of
# those would sooner or later be in use by somebody's connection at the moment of a restart.
_FIRST_PORT = 18_830
_LAST_PORT = 28_829
_WILDCARDS = frozenset({"0.0.0.0", "::", ""})


@dataclass(frozen=True, slots=True)
class Listeners:
    """Where the broker listens. ``outer`` is the url for other machines; None when there is none, empty when it
    listens on all interfaces, so that the url depends on who asks."""

    port: int
    outer: str | None = None

    @property
    def loopback(self) -> BrokerAddress:
        """For programs of this machine."""
        return BrokerAddress(LOOPBACK, self.port)


def parse_listener(where: str, certificate: Path | None, key: Path | None) -> OuterListener | None:
    """The listener for other machines from ``HOST:PORT``, an IPv6 host in brackets; None when nothing is said.

    Raises ``Fault`` configuration for what is no such place, and for a certificate without its key.
    """
    if (certificate is None) != (key is None) or (certificate is not None and not where):
        raise Fault(
            FaultCode.CONFIGURATION,
            zh="--broker-listen、--broker-certificate 和 --broker-key 要一起给出（不加密时只给第一个）。",
            en="--broker-listen, --broker-certificate and --broker-key go together (without TLS only the first).",
        )
    if not where:
        return None
    host, _, port = where.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    bare = host[1:-1] if bracketed else host
    if not bare or (":" in bare) != bracketed or not (port.isdecimal() and 0 < int(port) < 65536):
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"监听地址“{where}”应写成 主机:端口，例如 192.168.1.10:8883。",
            en=f"the listener “{where}” should be HOST:PORT, such as 192.168.1.10:8883.",
        )
    return OuterListener(bare, int(port), certificate, key)


def shuffled_ports(dice: random.Random) -> list[int]:
    """Candidates in random order, so that two halls on one machine rarely meet."""
    return dice.sample(range(_FIRST_PORT, _LAST_PORT + 1), 200)


def free_port(candidates: Iterable[int]) -> int:
    """The first candidate that nobody listens on. Raises ``Fault`` configuration."""
    for port in candidates:
        with socket.socket() as taken:
            try:
                taken.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise Fault(FaultCode.CONFIGURATION, zh="本机没有空闲的端口。", en="no free port on this machine.")


def load(settings: BrokerSettings) -> Listeners | None:
    """What was chosen at the last start; None before the first. Raises ``Fault`` configuration when damaged."""
    found = record.read(settings.listeners_file)
    if found is None:
        return None
    port, outer = found.get("port"), found.get("outer")
    if not isinstance(port, int) or not (outer is None or isinstance(outer, str)):
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"{settings.listeners_file.name} 不完整，请从备份恢复。",
            en=f"{settings.listeners_file.name} is incomplete; restore it from a backup.",
        )
    return Listeners(port, outer)


def choose(settings: BrokerSettings, candidates: Iterable[int]) -> Listeners:
    """Take the port of the settings, else the kept one, else a free one; and keep it."""
    kept = load(settings)
    port = settings.port or (kept.port if kept else free_port(candidates))
    outer = None
    if settings.outer is not None:
        everywhere = settings.outer.host in _WILDCARDS
        tls = settings.outer.certificate is not None
        outer = "" if everywhere else BrokerAddress(settings.outer.host, settings.outer.port, tls).url
    chosen = Listeners(port, outer)
    if chosen != kept:
        record.write(settings.listeners_file, {"port": chosen.port, "outer": chosen.outer})
    return chosen
