"""The desk's picture of the hall: the queues of a window's businesses merged into one list, and what stands beside it.

The hub publishes a queue per business and the tickets that wait for one window alone; a clerk sees one list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hub.contract.notices import HallView, QueueView, TicketView, WindowView
from hub.contract.vocabulary import (
    Business,
    BusinessId,
    PriorityClass,
    SiteRules,
    TicketId,
    Window,
    WindowId,
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a desk shows of the hall, from retained state alone.

    ``waiting`` holds the first ones in the order in which they will probably be called; ``waiting_count`` counts all.
    """

    hall: HallView | None = None
    window: Window | None = None
    view: WindowView | None = None
    waiting: tuple[TicketView, ...] = ()
    waiting_count: int = 0
    here_only: frozenset[TicketId] = frozenset()
    passed: tuple[TicketView, ...] = ()
    queues: Mapping[BusinessId, QueueView] = field(default_factory=dict)
    windows: Mapping[WindowId, WindowView] = field(default_factory=dict)

    @property
    def rules(self) -> SiteRules:
        """The site's switches; the defaults until the hall is known."""
        return self.hall.rules if self.hall is not None else SiteRules()

    @property
    def current(self) -> TicketView | None:
        """The window's open ticket."""
        return self.view.current if self.view is not None else None

    @property
    def held(self) -> tuple[TicketView, ...]:
        """What the window has put aside."""
        return self.view.held if self.view is not None else ()

    def business(self, business_id: BusinessId) -> Business | None:
        """A business of the hall, None if it has none such (its pack was changed)."""
        every = self.hall.businesses if self.hall is not None else ()
        return next((one for one in every if one.business_id == business_id), None)

    def transfer_windows(self) -> tuple[Window, ...]:
        """The other windows that serve the open ticket's business."""
        if self.hall is None or self.window is None or self.current is None:
            return ()
        wanted, here = self.current.business_id, self.window.window_id
        return tuple(one for one in self.hall.windows if wanted in one.businesses and one.window_id != here)

    def transfer_businesses(self) -> tuple[Business, ...]:
        """All businesses but the open ticket's."""
        if self.hall is None or self.current is None:
            return ()
        return tuple(one for one in self.hall.businesses if one.business_id != self.current.business_id)


def merge(lists: Sequence[Sequence[TicketView]]) -> tuple[TicketView, ...]:
    """Merge lists into one, keeping the order within each (the hub knows why), heads by priority and waiting time.

    A ticket that stands in two lists for a moment, because one view arrived before the other, is shown once.
    """
    heads = [0] * len(lists)
    merged: dict[TicketId, TicketView] = {}
    while True:
        open_lists = [at for at, tickets in enumerate(lists) if heads[at] < len(tickets)]
        if not open_lists:
            return tuple(merged.values())
        chosen = min(open_lists, key=lambda at: _rank(lists[at][heads[at]]))
        ticket = lists[chosen][heads[chosen]]
        merged.setdefault(ticket.ticket_id, ticket)
        heads[chosen] += 1


def _rank(ticket: TicketView) -> tuple[bool, int, str]:
    return ticket.priority_class is PriorityClass.ORDINARY, ticket.queued_at, ticket.number


def desk_of(
    hall: HallView | None,
    window_id: WindowId,
    queues: Mapping[BusinessId, QueueView],
    windows: Mapping[WindowId, WindowView],
) -> Desk:
    """The desk of one window; with an empty ``window_id`` that of a guide, who looks after all queues."""
    window = None
    if hall is not None and window_id:
        window = next((one for one in hall.windows if one.window_id == window_id), None)
    view = windows.get(window_id)
    if window is not None:
        served = [queues[business] for business in window.businesses if business in queues]
    else:
        served = [] if window_id else list(queues.values())
    here = view.waiting_here if view is not None else ()
    return Desk(
        hall=hall,
        window=window,
        view=view,
        waiting=merge([here, *(queue.next for queue in served)]),
        waiting_count=len(here) + sum(queue.waiting for queue in served),
        here_only=frozenset(ticket.ticket_id for ticket in here),
        passed=merge([queue.passed for queue in served]),
        queues=dict(queues),
        windows=dict(windows),
    )
