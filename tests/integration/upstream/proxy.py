"""A TCP proxy between hall and district that cuts connections in the middle."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Cut:
    """After how many bytes a connection is cut, on the way up and on the way down; None for never."""

    up: int | None = None
    down: int | None = None


class CuttingProxy:
    """Listens on a port of its own; ``target`` may change with every restart of the district. Each connection is cut as
    ``cuts`` says, in turn; when it says no more, none is."""

    def __init__(self, cuts: Iterator[Cut]) -> None:
        self.target = 0
        self.cut = 0
        self._cuts = cuts
        self._open: set[socket.socket] = set()
        self._closed = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._start(self._accept)

    @property
    def url(self) -> str:
        """Where halls find it."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def close(self) -> None:
        """Cut everything and end."""
        self._closed.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for end in list(self._open):
            _hang_up(end)
        for thread in self._threads:
            thread.join()

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target), timeout=1)
                far.settimeout(None)
            except OSError:
                near.close()
                continue
            cut = next(self._cuts, Cut())
            self._open |= {near, far}
            self._start(lambda near=near, far=far, cut=cut: self._pump(near, far, cut.up))  # type: ignore[misc]
            self._start(lambda near=near, far=far, cut=cut: self._pump(far, near, cut.down))  # type: ignore[misc]

    def _pump(self, source: socket.socket, sink: socket.socket, limit: int | None) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(4096):
                if limit is not None and len(data) > limit:
                    sink.sendall(data[:limit])
                    self.cut += 1
                    break
                limit = None if limit is None else limit - len(data)
                sink.sendall(data)
        for end in (source, sink):
            _hang_up(end)


def _hang_up(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
