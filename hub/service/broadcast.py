"""What stations are told after a commit: notices at once, retained views as soon as there is time.

A burst of presses changes the same queues many times; a view is told at once when it was at rest, then at most a few
times a second, and only when it says something new.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from hub.contract import events as ev
from hub.contract.notices import Called, DayNotice, EvaluationNotice, Notice, StationConfig, View
from hub.contract.vocabulary import DayState, EvaluationState, Instant
from hub.core.hall import Hall
from hub.core.recorded import Recorded
from hub.service.ports import Publisher
from hub.service.views import called_notice, calls_view, hall_view, queue_view, station_config, window_view

PAUSE_MS: dict[str, int] = {"hall": 0, "window": 300, "calls": 300, "queue": 1000}
"""How long a kind of view rests after it was told: every station hears every queue, and nobody reads counts faster
than once a second. The first change after a rest is told at once."""

_NEVER: Instant = 2**62

RELATED_MS = 1000
"""Queues that share windows with a changed one: their waits change a little with every press elsewhere."""

NEIGHBOURS = "neighbours"
"""Stands for the queues that share a window with one, until they are told."""

Item: TypeAlias = tuple[str, str]
"""A view: what and which, e.g. ``("queue", business_id)``."""


NOTICE_KINDS: dict[str, tuple[str, ...]] = {
    Called.kind: (ev.TicketCalled.kind, ev.TicketRecalled.kind),
    EvaluationNotice.kind: (ev.EvaluationAsked.kind, ev.EvaluationGiven.kind, ev.EvaluationNotGiven.kind),
    DayNotice.kind: (ev.DayOpened.kind, ev.DayClosed.kind),
}
"""Which events make which notice."""


class Broadcast:
    """Follows the writer and publishes. All methods are called in the writer's thread."""

    def __init__(self, publisher: Publisher, epoch: int, public_url: Callable[[], str]) -> None:
        self._publisher = publisher
        self._epoch = epoch
        self._public_url = public_url
        self._dirty: dict[Item, Instant] = {}
        self._said: dict[Item, View] = {}
        self._told_at: dict[Item, Instant] = {}
        self._next_due: Instant = _NEVER
        self._last_flush: Instant = 0

    def committed(self, rows: Iterable[Recorded], hall: Hall) -> None:
        """Tell what happened, and remember which views it changes."""
        for row in rows:
            notice = notice_of(hall, row, self._epoch)
            if notice is not None:
                self._publisher.publish_notice(notice)
            for item, later_ms in changed_views(hall, row):
                due = row.at + later_ms
                self._dirty[item] = min(due, self._dirty.get(item, due))
                self._next_due = min(self._next_due, due)
            if isinstance(row.event, ev.StationEnrolled):
                station = hall.stations[row.event.station_id]
                self._publisher.publish_config(station_config(hall, station, self._public_url()))

    def flush(self, hall: Hall, now: Instant) -> None:
        """Publish the views that are due."""
        if now < self._last_flush:
            # The clock was set back: what was due by the old one is due now, and everything has rested.
            self._told_at.clear()
            self._dirty = dict.fromkeys(self._dirty, now)
            self._next_due = now if self._dirty else _NEVER
        self._last_flush = now
        if now < self._next_due:
            return
        ripe = {item for item, due in self._dirty.items() if due <= now}
        for item in ripe:
            del self._dirty[item]
        for item in _expanded(hall, ripe):
            self._tell(hall, item, now)
        self._next_due = min(self._dirty.values(), default=_NEVER)

    def _tell(self, hall: Hall, item: Item, now: Instant) -> None:
        rest_until = self._told_at.get(item, 0) + PAUSE_MS[item[0]]
        if now < rest_until:
            self._dirty[item] = rest_until
            return
        view = view_of(hall, item, self._epoch)
        if view is not None and not self._says_the_same(item, view):
            self._said[item] = view
            self._told_at[item] = now
            self._publisher.publish_view(view, item[1])

    def _says_the_same(self, item: Item, view: View) -> bool:
        said = self._said.get(item)
        return said is not None and replace(said, as_of=view.as_of) == view

    @property
    def next_due(self) -> Instant:
        """When :meth:`flush` has something to do next."""
        return self._next_due

    def everything(self, hall: Hall) -> tuple[list[tuple[View, str]], list[StationConfig]]:
        """All views and configurations as they stand: said again after every connection to a broker."""
        self._dirty.clear()
        views: list[tuple[View, str]] = []
        for item in all_items(hall):
            view = view_of(hall, item, self._epoch)
            if view is not None:
                self._said[item] = view
                views.append((view, item[1]))
        configs = [station_config(hall, station, self._public_url()) for station in hall.stations.values()]
        return views, configs


def notice_of(hall: Hall, row: Recorded, epoch: int) -> Notice | None:
    """The notice that an event makes, if any; the publisher fills ``prev`` in."""
    event = row.event
    if isinstance(event, ev.TicketCalled | ev.TicketRecalled):
        return _called(hall, row, event, epoch)
    if isinstance(event, ev.EvaluationAsked | ev.EvaluationGiven | ev.EvaluationNotGiven):
        prompt_s = hall.plan.rules.evaluator_prompt_s if hall.plan is not None else 0
        return EvaluationNotice(
            seq=row.seq, prev=0, epoch=epoch, at=row.at, request_id=event.request_id, state=_EVALUATION[type(event)],
            number=event.number, window_id=event.window_id, prompt_s=prompt_s,
        )  # fmt: skip
    if isinstance(event, ev.DayOpened | ev.DayClosed):
        state = DayState.OPEN if isinstance(event, ev.DayOpened) else DayState.CLOSED
        return DayNotice(
            seq=row.seq, prev=0, epoch=epoch, at=row.at, business_date=event.business_date, state=state
        )  # fmt: skip
    return None


_EVALUATION: dict[type[ev.Event], EvaluationState] = {
    ev.EvaluationAsked: EvaluationState.ASKED,
    ev.EvaluationGiven: EvaluationState.GIVEN,
    ev.EvaluationNotGiven: EvaluationState.NOT_GIVEN,
}


def _called(hall: Hall, row: Recorded, event: ev.TicketCalled | ev.TicketRecalled, epoch: int) -> Called | None:
    """The call as this very row made it, even if a later row of the same batch recalled it."""
    call_seq = event.call_seq if isinstance(event, ev.TicketRecalled) else row.seq
    call = hall.calls.get(call_seq)
    if call is None or call.window_id not in hall.windows:
        return None
    times = event.times if isinstance(event, ev.TicketRecalled) else 1
    return called_notice(hall, replace(call, seq=row.seq, at=row.at, times=times), prev=0, epoch=epoch)


def changed_views(hall: Hall, row: Recorded) -> Iterator[tuple[Item, int]]:
    """The views that an event changes, each with how long (ms) it may wait."""
    event = row.event
    if isinstance(event, ev.PackLoaded):
        yield from ((item, 0) for item in all_items(hall))
        return
    if isinstance(event, ev.DayOpened | ev.DayClosed | ev.StationEnrolled):
        yield ("hall", "plan"), 0
    if isinstance(event, ev.DayOpened):
        yield from ((item, 0) for item in all_items(hall) if item[0] == "calls")
    window_id = getattr(event, "window_id", "")
    if window_id in hall.windows:
        yield ("window", window_id), 0
        if isinstance(event, ev.TicketCalled | ev.TicketRecalled):
            yield ("calls", hall.windows[window_id].area_id), 0
        if not isinstance(event, ev.TicketEvent):
            # The window opened, paused or closed: the waits of all its queues change.
            yield from ((("queue", business_id), 0) for business_id in hall.windows[window_id].businesses)
    for business_id in {getattr(event, "business_id", ""), getattr(event, "to_business_id", "")} - {""}:
        yield ("queue", business_id), 0
        yield (NEIGHBOURS, business_id), RELATED_MS
    if isinstance(event, ev.TicketTransferred) and event.to_window_id:
        yield ("window", event.to_window_id), 0


def _expanded(hall: Hall, items: set[Item]) -> set[Item]:
    """The views meant, with the neighbours of a queue as queues of their own."""
    near = {("queue", other) for what, name in items if what == NEIGHBOURS for other in hall.neighbours.get(name, ())}
    return {item for item in items if item[0] != NEIGHBOURS} | near


def all_items(hall: Hall) -> list[Item]:
    """Every view that a hall has."""
    if hall.plan is None:
        return []
    return [
        ("hall", "plan"),
        *(("queue", business_id) for business_id in hall.businesses),
        *(("window", window_id) for window_id in hall.windows),
        *(("calls", area.area_id) for area in hall.plan.areas),
    ]


def view_of(hall: Hall, item: Item, epoch: int) -> View | None:
    """A view as it stands, None for a thing that is no more."""
    what, name = item
    if what == "hall":
        return hall_view(hall, epoch)
    if what == "queue":
        return queue_view(hall, name, epoch) if name in hall.businesses else None
    if what == "window":
        return window_view(hall, name, epoch) if name in hall.windows else None
    return calls_view(hall, name, epoch)
