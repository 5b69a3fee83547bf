"""A trace of calls for the bench: when a call was received, and when it was first painted.

With ``TING_TRACE=FILE`` in the environment every event is one JSON line ``{"event", "call_seq", "number", "t_ns"}``
appended to the file, ``t_ns`` from ``time.monotonic_ns()``, which all processes of a machine share.
"""

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

VARIABLE = "TING_TRACE"

Tracer: TypeAlias = Callable[[str, int, str], None]
"""Called with event name, ``call_seq`` and number, from any thread, at the moment of the event."""


def silent(event: str, call_seq: int, number: str) -> None:
    """Trace nothing."""
    del event, call_seq, number


class FileTrace:
    """Appends events to a file that several processes share."""

    def __init__(self, file: Path, clock_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._clock_ns = clock_ns
        self._handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def __call__(self, event: str, call_seq: int, number: str) -> None:
        """Write one event. One write of one short line: with O_APPEND lines of several processes do not mix."""
        record = {"event": event, "call_seq": call_seq, "number": number, "t_ns": self._clock_ns()}
        os.write(self._handle, json.dumps(record, separators=(",", ":")).encode() + b"\n")

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)


def from_environment(environment: Mapping[str, str] = os.environ) -> Tracer:
    """Return the tracer that the environment asks for. Raises OSError if its file cannot be written."""
    name = environment.get(VARIABLE, "")
    return FileTrace(Path(name)) if name else silent
