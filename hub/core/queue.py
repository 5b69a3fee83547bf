"""Who waits, in order. An index over the waiting tickets: per business and per single window, in two lanes.

A place in a lane is ``(order_at, taken_seq, ticket_id)``: by the time that counts for the order, then by the
journal row of the taking, so that no two are equal.
"""

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from hub.contract.vocabulary import BusinessId, PriorityClass, TicketId, WindowId

Place: TypeAlias = tuple[int, int, TicketId]


class Lane(IntEnum):
    """Priority people and everybody else stand apart."""

    PRIORITY = 0
    ORDINARY = 1


def lane_of(priority_class: PriorityClass) -> Lane:
    """Which lane a priority class stands in."""
    return Lane.ORDINARY if priority_class is PriorityClass.ORDINARY else Lane.PRIORITY


@dataclass(slots=True)
class Lanes:
    """The two lanes of one queue, each sorted."""

    lanes: tuple[list[Place], list[Place]] = field(default_factory=lambda: ([], []))

    def __len__(self) -> int:
        return len(self.lanes[0]) + len(self.lanes[1])

    def add(self, lane: Lane, place: Place) -> None:
        """Stand in a lane."""
        insort(self.lanes[lane], place)

    def remove(self, lane: Lane, place: Place) -> None:
        """Leave a lane. Raises ``ValueError`` if the place is not there: a ticket was lost."""
        standing = self.lanes[lane]
        at = bisect_left(standing, place)
        if at == len(standing) or standing[at] != place:
            raise ValueError(f"no such place in the queue: {place}")
        del standing[at]

    def head(self, lane: Lane) -> Place | None:
        """The first of a lane."""
        return self.lanes[lane][0] if self.lanes[lane] else None

    def before(self, lane: Lane, place: Place) -> int:
        """How many of a lane stand before a place."""
        return bisect_left(self.lanes[lane], place)


@dataclass(slots=True)
class Queues:
    """All queues of a hall: one a business, and one a window for tickets transferred to just that window."""

    of_business: dict[BusinessId, Lanes] = field(default_factory=dict)
    of_window: dict[WindowId, Lanes] = field(default_factory=dict)

    def home(self, business_id: BusinessId, target_window_id: WindowId) -> Lanes:
        """Where a ticket of this business, bound to this window or to none, stands; made when the first one comes."""
        if target_window_id:
            return self.of_window.setdefault(target_window_id, Lanes())
        return self.of_business.setdefault(business_id, Lanes())

    def waiting_for(self, business_id: BusinessId) -> int:
        """How many wait for a business."""
        return len(self.of_business[business_id]) if business_id in self.of_business else 0

    def waiting_at(self, window_id: WindowId) -> int:
        """How many wait for this window alone."""
        return len(self.of_window[window_id]) if window_id in self.of_window else 0
