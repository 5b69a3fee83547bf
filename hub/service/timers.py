"""What time makes due: days open and close, evaluations end. Ordinary commands; ids derive from their cause."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hub.contract.commands import CloseDay, CloseEvaluation, Command, OpenDay
from hub.contract.vocabulary import BusinessDate, CommandId, DayState, EvaluationState, HallPlan, Instant
from hub.core.hall import Hall

RETRY_MS = 60_000
"""How long a timer waits before it tries again: a day must open, a disk that was full may have room by then."""


class HallTimers:
    """The site's clock. ``always_open``: a training room or a demo, open at any hour."""

    def __init__(self, *, always_open: bool = False) -> None:
        self._always_open = always_open
        self._tried: dict[CommandId, Instant] = {}

    def due(self, hall: Hall, now: Instant) -> Iterable[tuple[CommandId, Command]]:
        """Commands due now. What was handed out and is still due (it could not be saved) comes again after a minute; a
        receipt stops what was carried out or refused from running twice."""
        due = list(self._due(hall, now))
        self._tried = {command_id: self._tried[command_id] for command_id, _ in due if command_id in self._tried}
        found = [item for item in due if item[0] not in self._tried or now - self._tried[item[0]] >= RETRY_MS]
        self._tried.update((command_id, now) for command_id, _ in found)
        return found

    def _due(self, hall: Hall, now: Instant) -> Iterator[tuple[CommandId, Command]]:
        if hall.plan is not None:
            yield from self._day(hall, hall.plan, now)
        for asked in hall.evaluations.values():
            if asked.state is EvaluationState.ASKED and now > asked.closes_at:
                command_id = f"timer:close_evaluation:{asked.request_id}"
                yield command_id, CloseEvaluation(request_id=asked.request_id)

    def _day(self, hall: Hall, plan: HallPlan, now: Instant) -> Iterator[tuple[CommandId, Command]]:
        today, clock = local_date_and_time(plan, now)
        rules = plan.rules
        date = hall.business_date
        open_now = self._always_open or rules.opens_at <= clock < rules.closes_at
        if hall.day_state is DayState.OPEN and date is not None and (date < today or not open_now):
            yield f"timer:close_day:{date}", CloseDay(business_date=date)
        elif hall.day_state is DayState.CLOSED and open_now and (date is None or date < today):
            yield f"timer:open_day:{today}", OpenDay(business_date=today)


def local_date_and_time(plan: HallPlan, now: Instant) -> tuple[BusinessDate, str]:
    """The date and ``HH:MM`` on the hall's wall."""
    local = datetime.fromtimestamp(now / 1000, UTC).astimezone(ZoneInfo(plan.timezone))
    return local.date().isoformat(), local.strftime("%H:%M")
