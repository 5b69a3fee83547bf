"""Moments on a ticket's way, for measuring: from the touch to the last byte at the printer.

A `Trace` is any callable that takes the name of a moment and `time.monotonic_ns()`. `--trace FILE` writes them as JSON
lines, so that a bench outside of this process can read them. No name carries anything about a person.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from device_drivers.transport.wire import Transport

Trace: TypeAlias = Callable[[str, int], None]

FINGER = "finger"
TOUCH = "touch"
ASKED = "asked"
ANSWERED = "answered"
LAST_BYTE = "last_byte"
PRINTED = "printed"
SHOWN = "shown"
"""A finger is about to touch 取号 (told by `kiosk.toucher` alone); 取号 touched; the command handed to the link; its
answer here; the job's bytes given to the wire; the printer confirmed; the number is on the screen."""


def no_trace(_moment: str, _ns: int) -> None:
    """Measure nothing."""


class TraceFile:
    """Writes each moment as one line `{"moment": ..., "ns": ...}`, at once, so that a killed kiosk leaves its lines."""

    def __init__(self, path: Path) -> None:
        """Raises OSError when the file cannot be written."""
        self._file = path.open("a", encoding="utf-8", buffering=1)

    def __call__(self, moment: str, ns: int) -> None:
        """Note a moment."""
        self._file.write(json.dumps({"moment": moment, "ns": ns}) + "\n")

    def close(self) -> None:
        """Finish."""
        self._file.close()


class TracedTransport:
    """A transport that tells when a job's bytes have gone; everything else it passes on."""

    STATUS_BYTES = 3
    """A question to the printer is three bytes: what is longer is a ticket."""

    def __init__(self, inner: Transport, trace: Trace) -> None:
        self._inner = inner
        self._trace = trace

    @property
    def where(self) -> str:
        """The address."""
        return self._inner.where

    @property
    def can_read(self) -> bool:
        """Whether answers come back."""
        return self._inner.can_read

    @property
    def is_open(self) -> bool:
        """Whether the wire stands."""
        return self._inner.is_open

    def open(self) -> None:
        """Connect. Raises TransportError."""
        self._inner.open()

    def write(self, data: bytes) -> None:
        """Send, then tell. Raises TransportError."""
        self._inner.write(data)
        if len(data) > self.STATUS_BYTES:
            self._trace(LAST_BYTE, time.monotonic_ns())

    def read(self, timeout_s: float) -> bytes:
        """What the printer says. Raises TransportError."""
        return self._inner.read(timeout_s)

    def close(self) -> None:
        """Hang up."""
        self._inner.close()
