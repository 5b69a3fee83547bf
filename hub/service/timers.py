"""What time makes due: days open and close, evaluations end. Ordinary commands; ids derive from their cause."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hub.contract.commands import CloseDay, CloseEvaluation, Command, OpenDay
from hub.contract.vocabulary import BusinessDate, CommandId, DayState, EvaluationState, HallPlan, Instant
from hub.core.hall import Hall


class HallTimers:
    """The site's clock. ``always_open``: a training room or a demo, open at any hour."""

    def __init__(self, *, always_open: bool = False) -> None:
        self._always_open = always_open
        self._tried: set[CommandId] = set()

    def due(self, hall: Hall, now: Instant) -> Iterable[tuple[CommandId, Command]]:
        """Commands due now. Each id is handed out once; a receipt would stop a second one anyhow."""
        found = [item for item in self._due(hall, now) if item[0] not in self._tried]
        self._tried.update(command_id for command_id, _ in found)
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
