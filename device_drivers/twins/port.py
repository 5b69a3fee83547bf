"""Where a virtual device is plugged in: a TCP port or a pseudo terminal that looks like a serial port."""

import contextlib
import os
import select
import socket
import threading
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

_CHUNK = 65536
_DRAIN_S = 1.0
"""How long a byte for the host may wait for room in a full line before it is lost, as on a wire nobody listens to."""


class Link(Protocol):
    """The wire as a virtual device sees it."""

    def send(self, data: bytes) -> None:
        """Send bytes to the host; lost without a word when nobody listens."""
        ...

    def drop(self) -> None:
        """Break the connection."""
        ...


class VirtualDevice(Protocol):
    """A twin: told when a host is there, and given its bytes. Called from the port's thread."""

    def attached(self, link: Link) -> None:
        """A host can be heard from now on."""
        ...

    def received(self, data: bytes) -> None:
        """Bytes from the host."""
        ...

    def detached(self) -> None:
        """The host has gone."""
        ...


class _Descriptor:
    """A link over a file descriptor."""

    def __init__(self, fd: int, wake: Callable[[], None]) -> None:
        self._fd = fd
        self._wake = wake
        self._sending = threading.Lock()
        self.dropped = False

    def send(self, data: bytes) -> None:
        """Send bytes to the host."""
        with self._sending:
            view = memoryview(data)
            while view and not self.dropped:
                _, ready, _ = select.select([], [self._fd], [], _DRAIN_S)
                if not ready:
                    return
                try:
                    view = view[os.write(self._fd, view) :]
                except BlockingIOError:
                    continue
                except OSError:
                    self.dropped = True

    def drop(self) -> None:
        """Break the connection; the port's thread does it."""
        self.dropped = True
        self._wake()


class _Port:
    """A thread that carries bytes between a host and a virtual device until `close`."""

    def __init__(self, device: VirtualDevice) -> None:
        self._device = device
        self._wake, self._waker = os.pipe()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=f"twin-{type(device).__name__}", daemon=True)

    def close(self) -> None:
        """Unplug the device and wait until its thread has ended."""
        if self._closing:
            return
        self._closing = True
        self._stir()
        self._thread.join()
        os.close(self._wake)
        os.close(self._waker)

    def _run(self) -> None:
        raise NotImplementedError

    def _stir(self) -> None:
        os.write(self._waker, b"x")

    def _wait_for(self, fd: int) -> None:
        """Wait until there is something to read, a link was dropped or the port is closed."""
        ready, _, _ = select.select([fd, self._wake], [], [])
        if self._wake in ready:
            os.read(self._wake, _CHUNK)

    def _carry(self, fd: int) -> None:
        """Carry bytes until either end hangs up."""
        link = _Descriptor(fd, self._stir)
        self._device.attached(link)
        try:
            while True:
                self._wait_for(fd)
                if link.dropped or self._closing:
                    return
                try:
                    data = os.read(fd, _CHUNK)
                except BlockingIOError:
                    continue
                except OSError:
                    return
                if not data:
                    return
                self._device.received(data)
                if link.dropped:
                    return
        finally:
            link.dropped = True
            self._device.detached()


class TcpPort(_Port):
    """A virtual device behind a TCP port; one host at a time, the next waits, as with real network printers."""

    def __init__(self, device: VirtualDevice, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listen at once; port 0 takes any free one. Raises OSError when the port is taken."""
        super().__init__(device)
        self._listener = socket.create_server((host, port))
        self.host, self.port = self._listener.getsockname()[:2]
        self._thread.start()

    @property
    def address(self) -> str:
        """The transport address a driver connects to."""
        return f"tcp://{self.host}:{self.port}"

    def _run(self) -> None:
        with self._listener:
            self._listener.setblocking(False)
            while not self._closing:
                self._wait_for(self._listener.fileno())
                try:
                    connection, _ = self._listener.accept()
                except OSError:
                    continue  # nobody yet, or gone again before being answered
                with connection:
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    connection.setblocking(False)
                    self._carry(connection.fileno())


class PtyPort(_Port):
    """A virtual device behind a pseudo terminal; `link`, when given, is a symbolic link that stays the same.

    A dropped connection is an unplugged cable: the terminal goes away and a new one takes its place under the link.
    """

    def __init__(self, device: VirtualDevice, link: Path | None = None) -> None:
        """Open the terminal at once. Raises OSError when the link cannot be made."""
        super().__init__(device)
        self._link = link
        self.path = ""
        self._master, self._slave = self._open()
        self._thread.start()

    @property
    def address(self) -> str:
        """The transport address a driver connects to."""
        return f"serial://{self._link.absolute() if self._link else self.path}?baud=9600"

    def _open(self) -> tuple[int, int]:
        # The slave end is held open, or every host that closes it would look like a broken line.
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        self.path = os.ttyname(slave)
        if self._link is not None:
            self._link.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._link.with_name(f".{self._link.name}.{os.getpid()}")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(self.path)
            fresh.replace(self._link)
        return master, slave

    def _run(self) -> None:
        while not self._closing:
            self._carry(self._master)
            os.close(self._master)
            os.close(self._slave)
            if not self._closing:
                self._master, self._slave = self._open()
        if self._link is not None:
            with contextlib.suppress(OSError):
                self._link.unlink()


Plug = Callable[[VirtualDevice], TcpPort | PtyPort]
"""How a virtual device gets its port."""
