"""The only thing that crosses threads: callbacks and messages from any thread into the Qt thread, in order.

    bridge = Bridge()                                   # in the Qt thread
    link.on_reply = bridge.wrap(view.show_reply)        # view.show_reply(...) runs in the Qt thread
    bridge.post(view.refresh)                           # a callable is called
    bridge.received.connect(view.take); bridge.post(notice)   # anything else is emitted

What is posted while the Qt thread is busy is delivered in one go: one wake-up, not one per message. After
`close()` everything posted earlier or later is dropped, so a view that is gone is never called.
"""

import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, ParamSpec

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

P = ParamSpec("P")


class Bridge(QObject):
    """Delivers what any thread posts in the thread that made the bridge, in the order posted."""

    received = Signal(object)
    """Carries every posted object that is not callable."""
    _wake = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: deque[object] = deque()
        self._woken = False
        self._closed = False
        self._wake.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.close)

    @property
    def closed(self) -> bool:
        """Whether everything is being dropped."""
        return self._closed

    def post(self, item: Callable[[], object] | object) -> None:
        """From any thread: have `item` called (if callable) or emitted as `received` in the Qt thread.

        Returns at once. After `close()` it does nothing.
        """
        # The lock is held while emitting, or close() could let Qt delete this object in between. A queued
        # emit only puts an event on a list, so nothing can come back here and wait for the lock.
        with self._lock:
            if self._closed:
                return
            self._waiting.append(item)
            if not self._woken:
                self._woken = True
                self._wake.emit()

    def wrap(self, function: Callable[P, object]) -> Callable[P, None]:
        """Return a function for any thread that has `function` called in the Qt thread."""

        def posted(*args: P.args, **kwargs: P.kwargs) -> None:
            self.post(partial(function, *args, **kwargs))

        return posted

    @Slot()
    def close(self) -> None:
        """Drop what waits and whatever comes later. Safe from any thread, more than once."""
        with self._lock:
            self._closed = True
            self._waiting.clear()

    @Slot()
    def _deliver(self) -> None:
        with self._lock:
            self._woken = False
            # Only what is here now: a flood from the network must not keep the screen from painting.
            count = len(self._waiting)
        for _ in range(count):
            with self._lock:
                if not self._waiting:
                    return
                item = self._waiting.popleft()
            delivered = False
            try:
                self._hand_over(item)
                delivered = True
            finally:
                if not delivered:
                    self._wake_again()

    def _hand_over(self, item: Any) -> None:
        if callable(item):
            item()
        else:
            self.received.emit(item)

    def _wake_again(self) -> None:
        """A callback raised: the error goes its way, and those behind it still get their turn."""
        with self._lock:
            if self._waiting and not self._closed and not self._woken:
                self._woken = True
                self._wake.emit()
