"""The follower that keeps pages up to date without costing the writer anything to speak of.

A commit only marks what changed. Pictures are made when somebody looks, as the writer's errands between two commits:
a page asks for its own; streams are looked after together, the tickets that changed at once, everybody's place in the
queue at most once a second, in portions, so that no press waits for a thousand phones.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from hub.contract import events as ev
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import TicketId
from hub.core.hall import Hall, Ticket
from hub.core.recorded import Recorded
from hub.web.pictures import DeskTicket, HallPicture, TicketPicture, found_ticket, hall_picture, ticket_picture
from hub.web.ports import Errands, StreamOver

T = TypeVar("T")

QUICK_S = 0.05
"""Presses that come together are looked at once; nobody sees a twentieth of a second."""

SLOW_S = 1.0
"""Everybody's place and wait: a person cannot read faster than this."""

LOOKS_PER_S = 200
"""With more phones than this everybody's turn comes less often: the writer gives at most a few hundredths of itself."""

FULL_S = 15.0
"""Without any commit streams are looked through this often all the same."""

PORTION = 32
"""Tickets in one errand: about 3 ms of the writer's time."""

PATIENCE_S = 5.0
"""A writer that has not answered after this is busy with something bad; a page says so instead of hanging."""

MAX_TICKET_WATCHES = 3000
MAX_WATCHES_A_TICKET = 20
MAX_HALL_WATCHES = 50
"""A hall's phones, a family looking at one ticket, a site's desks: more is an accident or an attack."""


class Watching:
    """One stream's place at the window. ``picture`` is the ticket's, newest, once ``changed`` has said yes."""

    def __init__(self) -> None:
        self.picture: TicketPicture | None = None
        self._looked = False
        self._ring = asyncio.Event()
        self._over = False

    def show(self, picture: TicketPicture | None) -> None:
        """Take a picture; wakes when it looks different from the last one, and at the first; in the loop."""
        if self._looked and picture == self.picture:
            return
        self._looked = True
        self.picture = picture
        self._ring.set()

    def wake(self) -> None:
        """Something may look different; in the loop."""
        self._ring.set()

    def end(self) -> None:
        """No more will come; in the loop."""
        self._over = True
        self._ring.set()

    async def changed(self, within_s: float) -> bool:
        """Wait for a change, at most this long. Raises ``StreamOver``."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ring.wait(), within_s)
        if self._over:
            raise StreamOver
        rung = self._ring.is_set()
        self._ring.clear()
        return rung


class TicketIndex:
    """Tokens to tickets of the day. Used in the writer's thread only."""

    def __init__(self) -> None:
        self._hall: Hall | None = None
        self._tickets: dict[TicketId, Ticket] | None = None
        self._ids: dict[str, TicketId] = {}

    def learn(self, rows: Iterable[Recorded], hall: Hall) -> None:
        """Keep up with a commit; a hall that nobody has looked at yet is indexed at the first look."""
        if not self._is_of(hall):
            return
        for row in rows:
            if isinstance(row.event, ev.TicketTaken):
                self._ids[row.event.token] = row.event.ticket_id

    def find(self, hall: Hall, token: str) -> Ticket | None:
        """The ticket behind a token."""
        if not self._is_of(hall):
            # A new day, or the tables were read again: what was known may be wrong.
            self._hall, self._tickets = hall, hall.tickets
            self._ids = {ticket.token: ticket_id for ticket_id, ticket in hall.tickets.items() if ticket.token}
        return hall.tickets.get(self._ids.get(token, ""))

    def _is_of(self, hall: Hall) -> bool:
        return self._hall is hall and self._tickets is hall.tickets


class Pictures:
    """Follows the writer; gives pages pictures and wakes their streams. ``committed`` runs in the writer's thread,
    everything else in the one loop of the web server."""

    def __init__(self, errand: Errands) -> None:
        self._errand = errand
        self._index = TicketIndex()
        self._guard = threading.Lock()
        self._changed: set[TicketId] = set()
        self._rung = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._bell = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._tickets: dict[str, set[Watching]] = {}
        self._fresh: set[str] = set()
        self._ids: dict[TicketId, str] = {}
        self._halls: set[Watching] = set()
        self._closed = False

    # -- the writer's thread --------------------------------------------------------------------------------------

    def committed(self, rows: Iterable[Recorded], hall: Hall) -> None:
        """Mark what changed; costs a microsecond a row."""
        rows = list(rows)
        self._index.learn(rows, hall)
        loop = self._loop
        if loop is None:
            return
        with self._guard:
            self._changed.update(ticket_id for row in rows if (ticket_id := getattr(row.event, "ticket_id", "")))
            if self._rung:
                return
            self._rung = True
        self._call(loop, self._bell.set)

    def ring(self) -> None:
        """Something that no commit tells has changed (a station went, a device failed); from any thread."""
        loop = self._loop
        if loop is not None:
            self._call(loop, self._wake_halls)

    @staticmethod
    def _call(loop: asyncio.AbstractEventLoop, callback: Callable[[], object]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop was closed a moment ago: nobody looks any more
            loop.call_soon_threadsafe(callback)

    # -- what a page asks -----------------------------------------------------------------------------------------

    async def ticket(self, token: str) -> TicketPicture | None:
        """The ticket behind a token, None when it is not of today. Raises ``Fault`` busy."""
        return await self.ask(lambda hall: self._picture(hall, token))

    async def hall(self) -> HallPicture:
        """The hall as a supervisor sees it. Raises ``Fault`` busy."""
        return await self.ask(hall_picture)

    async def find(self, number: str) -> DeskTicket:
        """Today's ticket of this number. Raises ``Fault`` unknown_ticket or busy."""
        found = await self.ask(lambda hall: _or_fault(found_ticket, hall, number))
        if isinstance(found, Fault):
            raise found
        return found

    async def ask(self, question: Callable[[Hall], T]) -> T:
        """Ask the writer something about the hall between two commits. Raises ``Fault`` busy after five seconds."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def tell(value: T) -> None:
            if not answer.done():
                answer.set_result(value)

        def errand(hall: Hall) -> None:
            value = question(hall)
            self._call(loop, lambda: tell(value))

        self._errand(errand)
        try:
            return await asyncio.wait_for(answer, PATIENCE_S)
        except TimeoutError:
            raise Fault(FaultCode.BUSY) from None

    def _picture(self, hall: Hall, token: str) -> TicketPicture | None:
        ticket = self._index.find(hall, token)
        return None if ticket is None else ticket_picture(hall, ticket)

    # -- streams --------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def watch_ticket(self, token: str) -> Iterator[Watching]:
        """Watch one ticket. Raises ``Fault`` busy when too many watch already."""
        mine = self._tickets.get(token, set())
        if len(mine) >= MAX_WATCHES_A_TICKET or sum(map(len, self._tickets.values())) >= MAX_TICKET_WATCHES:
            raise Fault(FaultCode.BUSY)
        watch = Watching()
        self._begin()
        self._tickets.setdefault(token, set()).add(watch)
        self._fresh.add(token)
        self._bell.set()
        try:
            yield watch
        finally:
            self._tickets[token].discard(watch)
            if not self._tickets[token]:
                del self._tickets[token]

    @contextlib.contextmanager
    def watch_hall(self) -> Iterator[Watching]:
        """Watch the hall. Raises ``Fault`` busy when too many watch already."""
        if len(self._halls) >= MAX_HALL_WATCHES:
            raise Fault(FaultCode.BUSY)
        watch = Watching()
        self._begin()
        self._halls.add(watch)
        try:
            yield watch
        finally:
            self._halls.discard(watch)

    def close(self) -> None:
        """End all streams, in the loop; later ones end at once."""
        self._closed = True
        for watch in [*self._halls, *(watch for watches in self._tickets.values() for watch in watches)]:
            watch.end()
        self._bell.set()

    def _begin(self) -> None:
        """See to it that somebody looks after the streams."""
        loop = asyncio.get_running_loop()
        if self._closed:
            raise Fault(FaultCode.BUSY)
        if self._task is None or self._task.done() or self._loop is not loop:
            self._loop, self._bell = loop, asyncio.Event()
            self._task = loop.create_task(self._look_after())

    async def _look_after(self) -> None:
        """While anybody watches: what changed at once, everybody once a second."""
        loop = asyncio.get_running_loop()
        full_at, stale = loop.time() + FULL_S, False
        while (self._tickets or self._halls) and not self._closed:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._bell.wait(), max(0.0, full_at - loop.time()))
            if self._bell.is_set():
                await asyncio.sleep(QUICK_S)
            changed, rung = self._taken()
            fresh, self._fresh = self._fresh, set()
            if rung and not stale:
                stale, full_at = True, min(full_at, loop.time() + max(SLOW_S, len(self._tickets) / LOOKS_PER_S))
            if loop.time() >= full_at:
                self._wake_halls()
                await self._look_at(list(self._tickets))
                full_at, stale = loop.time() + FULL_S, False
            else:
                known = {self._ids[item] for item in changed if item in self._ids}
                await self._look_at([token for token in fresh | known if token in self._tickets])
        self._loop = None

    def _taken(self) -> tuple[set[TicketId], bool]:
        """What changed since the last look, and whether anything did."""
        with self._guard:
            changed, rung = self._changed, self._rung
            self._changed, self._rung = set(), False
            self._bell.clear()
        return changed, rung

    async def _look_at(self, tokens: list[str]) -> None:
        """Make the pictures of these tickets and wake the streams to which they look different."""
        self._ids = {key: token for key, token in self._ids.items() if token in self._tickets}
        for start in range(0, len(tokens), PORTION):
            portion = tokens[start : start + PORTION]
            try:
                looked = await self.ask(lambda hall, portion=portion: self._pictures(hall, portion))  # type: ignore[misc]
            except Fault:
                return  # the writer is busy; the next look tells
            for token, (ticket_id, picture) in looked.items():
                if ticket_id:
                    self._ids[ticket_id] = token
                for watch in self._tickets.get(token, ()):
                    watch.show(picture)

    def _pictures(self, hall: Hall, tokens: list[str]) -> dict[str, tuple[TicketId, TicketPicture | None]]:
        found = {}
        for token in tokens:
            ticket = self._index.find(hall, token)
            found[token] = (ticket.ticket_id, ticket_picture(hall, ticket)) if ticket is not None else ("", None)
        return found

    def _wake_halls(self) -> None:
        for watch in self._halls:
            watch.wake()


def _or_fault(question: Callable[[Hall, str], T], hall: Hall, number: str) -> T | Fault:
    """An errand must not raise: its fault is an answer."""
    try:
        return question(hall, number)
    except Fault as fault:
        return fault
