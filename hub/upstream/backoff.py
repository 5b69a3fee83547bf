"""How long to leave a district alone that did not take a batch."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """The uplink's rhythm. Durations in seconds.

    ``linger_s``: how long the first waiting row may wait for company; ``keep_every_s``: how often the position is
    stored while there is more to send (it may lag: the district knows better, and the writer shares the database file);
    ``timeout_s``: a district that is silent for longer is taken for gone.
    """

    rows: int = 200
    linger_s: float = 1.0
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0
    keep_every_s: float = 1.0
    timeout_s: float = 10.0


class Backoff:
    """Waits that double from the first to the longest, each shortened by up to a half by chance, so that the halls of a
    district that comes back do not all knock at once. ``jitter`` gives numbers from 0 to 1."""

    def __init__(self, pace: Pace, jitter: Callable[[], float]) -> None:
        self._pace = pace
        self._jitter = jitter
        self._failures = 0

    def failed(self) -> float:
        """How long to wait after one more failure."""
        longest = min(self._pace.longest_wait_s, self._pace.first_wait_s * 2.0 ** min(self._failures, 32))
        self._failures += 1
        return max(self._pace.first_wait_s, longest * (1 - self._jitter() / 2))

    def worked(self) -> None:
        """Begin anew."""
        self._failures = 0
