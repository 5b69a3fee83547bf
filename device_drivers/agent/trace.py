"""A trace of calls for benches: when the last byte of a call's text had left for its bar.

With ``TING_TRACE=FILE`` in the environment every event is one JSON line ``{"event", "call_seq", "t_ns"}`` appended to
the file, ``t_ns`` from ``time.monotonic_ns()``, which all processes of a machine share.
"""

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

VARIABLE = "TING_TRACE"
LED_BYTES = "led_bytes"

Tracer = Callable[[str, int], None]
"""Called with the event's name and `call_seq`, from any thread, at the moment of the event."""


def silent(event: str, call_seq: int) -> None:
    """Trace nothing."""
    del event, call_seq


class FileTrace:
    """Appends events to a file that several processes share."""

    def __init__(self, file: Path, clock_ns: Callable[[], int] = time.monotonic_ns) -> None:
        """Raises OSError when the file cannot be written."""
        self._clock_ns = clock_ns
        self._handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def __call__(self, event: str, call_seq: int) -> None:
        """Write one event. One write of one short line: with O_APPEND lines of several processes do not mix."""
        record = {"event": event, "call_seq": call_seq, "t_ns": self._clock_ns()}
        os.write(self._handle, json.dumps(record, separators=(",", ":")).encode() + b"\n")

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)


def from_environment(environment: Mapping[str, str] = os.environ) -> Tracer:
    """The tracer that the environment asks for. Raises OSError if its file cannot be written."""
    name = environment.get(VARIABLE, "")
    return FileTrace(Path(name)) if name else silent
