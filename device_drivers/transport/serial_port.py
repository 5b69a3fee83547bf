"""A serial port by pyserial; also a pseudo terminal, which is how a virtual twin poses as one."""

import serial

from device_drivers.transport.descriptor import read_some, write_all
from device_drivers.transport.errors import TransportError, TransportFault
from device_drivers.transport.wire import Timeouts


class SerialTransport:
    """A serial line, 8 data bits, no parity, 1 stop bit unless told otherwise."""

    can_read = True

    def __init__(
        self,
        device: str,
        baud: int = 9600,
        parity: str = "N",
        timeouts: Timeouts | None = None,
    ) -> None:
        self._device = device
        self._baud = baud
        self._parity = parity
        self._timeouts = timeouts or Timeouts()
        self._port: serial.Serial | None = None
        self.where = f"serial://{device}"

    @property
    def is_open(self) -> bool:
        """Whether the port is open, as far as is known."""
        return self._port is not None

    def open(self) -> None:
        """Take the port, exclusively: two drivers on one line garble both. Raises TransportError."""
        if self._port is not None:
            return
        try:
            self._port = serial.Serial(
                self._device, self._baud, parity=self._parity, timeout=0, write_timeout=0, exclusive=True
            )
        except ValueError as error:  # a baud rate or parity that pyserial does not know
            raise TransportError(TransportFault.BAD_ADDRESS, self.where, error) from error
        except OSError as error:  # SerialException is one
            raise TransportError(TransportFault.UNREACHABLE, self.where, error) from error

    def write(self, data: bytes) -> None:
        """Send all of `data`."""
        write_all(self._descriptor(), data, self._timeouts.write_s, self.where)

    def read(self, timeout_s: float) -> bytes:
        """Bytes that came within `timeout_s`, else `b""`."""
        return read_some(self._descriptor(), timeout_s, self.where)

    def close(self) -> None:
        """Give the port back."""
        port, self._port = self._port, None
        if port is not None:
            port.close()

    def _descriptor(self) -> int:
        if self._port is None:
            raise TransportError(TransportFault.CLOSED, self.where)
        return int(self._port.fileno())
