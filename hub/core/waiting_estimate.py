"""How long somebody will wait, from what the windows are doing; None where nothing honest can be said.

A window's pace is the moving average of its business's service times (from the call to the end). The wait is the
people ahead shared among the open windows that serve the business. Without an open window, or before the first
completed service, nothing is claimed; in the morning the pace of the day before serves.
"""

from hub.contract.vocabulary import BusinessId, PriorityClass, WindowState
from hub.core.hall import Hall, Ticket
from hub.core.queue_order import people_ahead, people_ahead_now

PACE_WEIGHT = 0.2
"""Weight of the newest service in the moving average: the last ten or so services carry nine tenths of it."""


def learned(pace_ms: float | None, service_ms: int) -> float:
    """The pace after one more service."""
    if pace_ms is None:
        return float(service_ms)
    return pace_ms + PACE_WEIGHT * (service_ms - pace_ms)


def open_windows(hall: Hall, business_id: BusinessId) -> int:
    """How many windows take people of this business now."""
    return sum(hall.seats[window_id].state is WindowState.OPEN for window_id in hall.windows_of.get(business_id, ()))


def expected_wait_s(hall: Hall, ticket: Ticket) -> int | None:
    """Seconds until this waiting ticket is called, or None."""
    return wait_s(hall, ticket.business_id, people_ahead(hall, ticket))


def expected_wait_now_s(hall: Hall, business_id: BusinessId, priority_class: PriorityClass) -> int | None:
    """Seconds that somebody would wait who took a number now, or None."""
    return wait_s(hall, business_id, people_ahead_now(hall, business_id, priority_class))


def wait_s(hall: Hall, business_id: BusinessId, ahead: int) -> int | None:
    """Seconds until somebody of this business with so many people ahead is called, or None."""
    windows = open_windows(hall, business_id)
    pace = hall.pace_ms.get(business_id)
    if windows == 0 or pace is None:
        return None
    return round(ahead * pace / windows / 1000)
