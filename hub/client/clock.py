"""The station's clock, and the hub's as far as a station can know it."""

import time
from collections import deque
from collections.abc import Callable

from hub.contract.notices import Notice
from hub.contract.vocabulary import Instant

_SAMPLES = 5
"""How many notices are weighed. The quickest of them is nearest to the truth; five forget a corrected clock soon."""


def now_ms() -> Instant:
    """This machine's wall clock in milliseconds since the epoch, UTC."""
    return time.time_ns() // 1_000_000


def ticks_ms() -> int:
    """Milliseconds of a clock that nobody sets: for intervals and time limits."""
    return time.monotonic_ns() // 1_000_000


class HubClock:
    """What time it is at the hub.

    Each live notice says when it was made, so ``at - now`` is the offset less the way it took; of the latest samples
    the greatest is nearest. The clocks are taken to agree until enough notices say otherwise: the first notice after
    a break may have waited, and must not pass for a fresh one.
    """

    def __init__(self, clock: Callable[[], Instant] = now_ms) -> None:
        self._clock = clock
        self._samples: deque[int] = deque([0], maxlen=_SAMPLES)

    @property
    def offset_ms(self) -> int:
        """Hub's time minus this machine's."""
        return max(self._samples)

    def learn(self, at: Instant) -> None:
        """A notice made at ``at`` by the hub's clock has just arrived."""
        self._samples.append(at - self._clock())

    def now(self) -> Instant:
        """The hub's time now."""
        return self._clock() + self.offset_ms

    def age_ms(self, notice: Notice) -> int:
        """How long ago the hub said this, never negative. A call older than 30 s is shown, not spoken."""
        return max(0, self.now() - notice.at)
