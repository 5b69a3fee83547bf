"""A TCP client, as for network printers on port 9100."""

import socket

from device_drivers.transport.descriptor import read_some, write_all
from device_drivers.transport.errors import TransportError, TransportFault
from device_drivers.transport.wire import Timeouts


class TcpTransport:
    """A connection to `host:port`."""

    can_read = True

    def __init__(self, host: str, port: int, timeouts: Timeouts | None = None) -> None:
        self._address = (host, port)
        self._timeouts = timeouts or Timeouts()
        self._socket: socket.socket | None = None
        self.where = f"tcp://{host}:{port}"

    @property
    def is_open(self) -> bool:
        """Whether the connection stands, as far as is known."""
        return self._socket is not None

    def open(self) -> None:
        """Connect. Raises TransportError UNREACHABLE."""
        if self._socket is not None:
            return
        try:
            connection = socket.create_connection(self._address, self._timeouts.connect_s)
        except OSError as error:
            raise TransportError(TransportFault.UNREACHABLE, self.where, error) from error
        # A status request is 3 bytes; Nagle's algorithm would hold it back behind the job before it.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setblocking(False)
        self._socket = connection

    def write(self, data: bytes) -> None:
        """Send all of `data`."""
        write_all(self._descriptor(), data, self._timeouts.write_s, self.where)

    def read(self, timeout_s: float) -> bytes:
        """Bytes that came within `timeout_s`, else `b""`."""
        return read_some(self._descriptor(), timeout_s, self.where)

    def close(self) -> None:
        """Hang up."""
        connection, self._socket = self._socket, None
        if connection is not None:
            connection.close()

    def _descriptor(self) -> int:
        if self._socket is None:
            raise TransportError(TransportFault.CLOSED, self.where)
        return self._socket.fileno()
