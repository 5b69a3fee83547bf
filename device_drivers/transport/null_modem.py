"""Two transports in memory, joined crosswise, whose wire can damage bytes."""

import threading
from collections.abc import Callable

from device_drivers.transport.errors import TransportError, TransportFault

Damage = Callable[[bytes], bytes]
"""What the wire makes of one write: it may flip, drop, add or hold back bytes."""


def _unharmed(data: bytes) -> bytes:
    return data


class _End:
    """One end of the wire."""

    can_read = True

    def __init__(self, where: str, damage: Damage) -> None:
        self.where = where
        self._damage = damage
        self._came = threading.Condition()
        self._inbox = bytearray()
        self._open = False
        self._cut = False
        self.peer: _End = self

    @property
    def is_open(self) -> bool:
        """Whether this end is open and the wire is whole."""
        return self._open and not self._cut

    def open(self) -> None:
        """Plug this end in. Raises TransportError UNREACHABLE when the wire is cut."""
        if self._cut:
            raise TransportError(TransportFault.UNREACHABLE, self.where)
        self._open = True

    def write(self, data: bytes) -> None:
        """Send bytes; the wire's damage is done to them on the way."""
        self._must_be_open()
        if self._cut:
            raise TransportError(TransportFault.LOST, self.where)
        with self.peer._came:
            self.peer._inbox += self._damage(data)
            self.peer._came.notify_all()

    def read(self, timeout_s: float) -> bytes:
        """Bytes that came within `timeout_s`, else `b""`."""
        self._must_be_open()
        with self._came:
            self._came.wait_for(lambda: self._inbox or self._cut, timeout_s)
            data = bytes(self._inbox)
            self._inbox.clear()
        if not data and self._cut:
            raise TransportError(TransportFault.LOST, self.where)
        return data

    def close(self) -> None:
        """Unplug this end."""
        self._open = False

    def sever(self) -> None:
        """The wire is cut at this end."""
        with self._came:
            self._cut = True
            self._came.notify_all()

    def _must_be_open(self) -> None:
        if not self._open:
            raise TransportError(TransportFault.CLOSED, self.where)


class NullModem:
    """A wire with two ends, `host` and `device`; each is a Transport."""

    def __init__(self, to_device: Damage = _unharmed, to_host: Damage = _unharmed) -> None:
        self.host = _End("null-modem:host", to_device)
        self.device = _End("null-modem:device", to_host)
        self.host.peer, self.device.peer = self.device, self.host

    def cut(self) -> None:
        """Cut the wire: both ends lose it, bytes already across can still be read."""
        self.host.sever()
        self.device.sever()
