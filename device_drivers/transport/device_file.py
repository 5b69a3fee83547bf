"""A device file that is only written to, such as /dev/usb/lp0; also a plain file, to keep a job's bytes."""

import os

from device_drivers.transport.descriptor import write_all
from device_drivers.transport.errors import TransportError, TransportFault
from device_drivers.transport.wire import Timeouts


class FileTransport:
    """A file that takes bytes and never answers."""

    can_read = False

    def __init__(self, path: str, timeouts: Timeouts | None = None) -> None:
        self._path = path
        self._timeouts = timeouts or Timeouts()
        self._fd: int | None = None
        self.where = f"file://{path}"

    @property
    def is_open(self) -> bool:
        """Whether the file is open."""
        return self._fd is not None

    def open(self) -> None:
        """Open for appending. The file must exist, or a wrong name would go unseen. Raises TransportError."""
        if self._fd is not None:
            return
        try:
            self._fd = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            raise TransportError(TransportFault.UNREACHABLE, self.where, error) from error

    def write(self, data: bytes) -> None:
        """Write all of `data`."""
        if self._fd is None:
            raise TransportError(TransportFault.CLOSED, self.where)
        write_all(self._fd, data, self._timeouts.write_s, self.where)

    def read(self, timeout_s: float) -> bytes:
        """Raises TransportError WRITE_ONLY, always."""
        raise TransportError(TransportFault.WRITE_ONLY, self.where, f"asked to wait {timeout_s} s")

    def close(self) -> None:
        """Close the file."""
        fd, self._fd = self._fd, None
        if fd is not None:
            os.close(fd)
