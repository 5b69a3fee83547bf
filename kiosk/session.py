"""One citizen's visit: what was chosen, and how long a silent screen is kept for somebody.

Nothing of a visit outlives it: returning home makes a new `Visit`. Times are milliseconds; the present is passed in.
"""

from dataclasses import dataclass

from hub.contract.faults import Fault
from hub.contract.notices import TicketSlip
from hub.contract.vocabulary import BusinessId, Delivery, Instant, PriorityClass
from kiosk.flow import Screen

IDLE_MS = 60_000
"""Halls' kiosks keep a page for 60 s (domain: page time-outs); old people read slowly."""
WARNING_MS = 15_000
"""The countdown is shown for the last 15 s: time enough to look up from one's papers and touch."""
TAKEN_MS = 12_000
"""The paper is out: 12 s to read where to wait; the next citizen stands behind."""
REFUSED_MS = 20_000
"""A refusal is one sentence, read once or twice."""

_KEEP_MS: dict[Screen, int | None] = {
    Screen.HOME: IDLE_MS,
    Screen.PRIORITY: IDLE_MS,
    Screen.CONFIRM: IDLE_MS,
    Screen.TAKING: None,  # ends by an answer, at the latest when the command's lifetime is over
    Screen.PRINTING: None,  # ends by the printer's result, at the latest after the driver's job time-out
    Screen.TAKEN: TAKEN_MS,
    Screen.ON_SCREEN: IDLE_MS,  # a phone must be found, unlocked and held up
    Screen.REFUSED: REFUSED_MS,
}
"""How long a screen without a touch is kept."""

_COUNTDOWN_ALWAYS = frozenset({Screen.TAKEN, Screen.ON_SCREEN, Screen.REFUSED})
"""Screens that end by themselves show their countdown from the start."""


@dataclass(slots=True)
class Visit:
    """What one citizen has chosen so far. `touched_at` is the last touch or change of screen."""

    touched_at: Instant
    language: str
    large: bool = False
    page: int = 0
    business_id: BusinessId | None = None
    priority_class: PriorityClass = PriorityClass.ORDINARY
    checking: bool = False
    """取号 was touched and the printer is being asked."""
    paperless: str = ""
    """Code of the printer fault for which the citizen was offered a number on the screen."""
    slip: TicketSlip | None = None
    delivery: Delivery = Delivery.PENDING
    trouble: str = ""
    again: bool = False
    refusal: Fault | None = None
    begun: bool = False
    """Whether anything was touched: an untouched home screen needs no countdown."""

    def touch(self, now: Instant) -> None:
        """Somebody is here."""
        self.touched_at = now
        self.begun = True

    def remaining_ms(self, screen: Screen, now: Instant) -> int | None:
        """Milliseconds until the visit ends by itself; None when it does not."""
        keep = _KEEP_MS[screen]
        if keep is None or (screen is Screen.HOME and not self.begun):
            return None
        return max(0, self.touched_at + keep - now)

    def countdown_s(self, screen: Screen, now: Instant) -> int | None:
        """Seconds to show, rounded up; None while no countdown is shown."""
        left = self.remaining_ms(screen, now)
        if left is None or (left > WARNING_MS and screen not in _COUNTDOWN_ALWAYS):
            return None
        return -(-left // 1000)

    def is_over(self, screen: Screen, now: Instant) -> bool:
        """Whether nobody has touched the screen for so long that it belongs to the next citizen."""
        return self.remaining_ms(screen, now) == 0
