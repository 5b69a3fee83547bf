"""Reading and writing a file descriptor with a time limit: what TCP, serial and file wires share."""

import os
import select
import time

from device_drivers.transport.errors import TransportError, TransportFault

_CHUNK = 65536


def write_all(fd: int, data: bytes, timeout_s: float, where: str) -> None:
    """Write `data` to a non-blocking descriptor.

    Raises TransportError TIMED_OUT when the peer took no byte for `timeout_s` (counted anew after each progress:
    a slow serial line is no fault), LOST when the wire broke; `written` says how many bytes had gone.
    """
    written = 0
    view = memoryview(data)
    while written < len(data):
        try:
            _, ready, _ = select.select([], [fd], [], timeout_s)
            if not ready:
                raise TransportError(TransportFault.TIMED_OUT, where, written=written)
            written += os.write(fd, view[written : written + _CHUNK])
        except BlockingIOError:
            continue  # another writer was quicker
        except OSError as error:
            raise TransportError(TransportFault.LOST, where, error, written=written) from error


def read_some(fd: int, timeout_s: float, where: str) -> bytes:
    """Bytes from a non-blocking descriptor, `b""` after `timeout_s` without any.

    Raises TransportError LOST when the other end hung up.
    """
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            ready, _, _ = select.select([fd], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                return b""
            data = os.read(fd, _CHUNK)
        except BlockingIOError:
            continue  # another reader was quicker
        except OSError as error:
            raise TransportError(TransportFault.LOST, where, error) from error
        if not data:
            raise TransportError(TransportFault.LOST, where, "hung up")
        return data
