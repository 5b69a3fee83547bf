"""The clock that drivers are given, so that a test can own time."""

import time
from typing import Protocol


class Clock(Protocol):
    """What a driver may know of time."""

    def monotonic(self) -> float:
        """Seconds that never run backwards; for gaps and deadlines only."""
        ...

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch, UTC; for `since` and `at` fields."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait for that many seconds."""
        ...


class SystemClock:
    """The machine's own clock."""

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch, UTC."""
        return time.time_ns() // 1_000_000

    def sleep(self, seconds: float) -> None:
        """Wait for that many seconds."""
        time.sleep(seconds)
