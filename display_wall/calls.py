"""The calls that a wall knows: which are news, which are shown, in which order.

News is decided from ``call_seq`` and ``times`` and from nothing on the screen. Whether a call comes as a notice or in
the retained state of a cold start, it is news exactly once.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from hub.contract.notices import Called
from hub.contract.vocabulary import AreaId, Instant, TicketId, WindowId

SPEAK_WITHIN_MS = 30_000
"""A call older than this is shown, not spoken (DESIGN section 4): the person may have been served already."""
FRESH_MS = 25_000
"""How long a call counts as called now: the time to look up, read and set off."""
HOLD_MS = 20_000
"""How long a call stays on the wall at least, even if its window is done with it sooner."""
PAGE_MS = 4_000
"""With more fresh calls than there is room for, the panel turns to the older ones and back so often."""
_KEPT = 60
"""Calls kept for the panel: more than any hall has windows that call within a few minutes."""
_REMEMBERED = 4_000
"""Calls remembered as known: more than a busy day's."""


@dataclass(frozen=True, slots=True)
class News:
    """A call that was not known before. ``speak`` is whether it is young enough to be spoken."""

    call: Called
    speak: bool


@dataclass(frozen=True, slots=True)
class CallCard:
    """One call on the panel. ``fresh`` is called now; ``seq`` tells a recall from the call before it."""

    seq: int
    call_seq: int
    times: int
    number: str
    window_number: str
    at: Instant
    fresh: bool


@dataclass(frozen=True, slots=True)
class CallPage:
    """What the panel shows: ``page`` (from 0) of ``pages``."""

    cards: tuple[CallCard, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(slots=True)
class _Entry:
    call: Called
    taken_at: Instant
    over: bool = False


class CallBook:
    """The calls of one area (``""``: of the whole hall), newest first."""

    def __init__(self, area_id: AreaId = "") -> None:
        self._area_id = area_id
        self._entries: list[_Entry] = []
        self._known: OrderedDict[int, int] = OrderedDict()

    def take(self, call: Called, now: Instant) -> News | None:
        """Learn of a call at ``now`` by the hub's clock; None if it is known, or another area's."""
        if self._area_id and call.area_id != self._area_id:
            return None
        if self._known.get(call.call_seq, 0) >= call.times:
            return None
        self._known[call.call_seq] = call.times
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        twin = next((entry for entry in self._entries if entry.call.ticket_id == call.ticket_id), None)
        if twin is not None:
            if twin.call.seq > call.seq:
                return None  # a late message about a ticket that has been called elsewhere since
            self._entries.remove(twin)
        self._entries.append(_Entry(call, now))
        self._entries.sort(key=lambda entry: entry.call.seq, reverse=True)
        del self._entries[_KEPT:]
        return News(call, now - call.at <= SPEAK_WITHIN_MS)

    def take_all(self, calls: Iterable[Called], now: Instant) -> list[News]:
        """Learn of several calls in any order; what is news comes oldest first."""
        found = (self.take(call, now) for call in sorted(calls, key=lambda call: call.seq))
        return [news for news in found if news is not None]

    def settle(self, window_id: WindowId, current: TicketId | None, as_of: int) -> None:
        """A window's state as of journal row ``as_of``: earlier calls of other tickets there are over."""
        for entry in self._entries:
            if entry.call.window_id == window_id and entry.call.seq <= as_of:
                entry.over = entry.call.ticket_id != current

    def of_window(self, window_id: WindowId) -> Called | None:
        """The newest call of a window."""
        return next((entry.call for entry in self._entries if entry.call.window_id == window_id), None)

    def forget(self) -> None:
        """A new business date: the panel is empty. What was news stays known."""
        self._entries.clear()

    def page(self, now: Instant, room: int) -> CallPage:
        """Return what the panel shows at ``now`` with room for so many cards.

        The newest calls; while more are fresh than there is room for, in turns, beginning anew at each new call.
        """
        room = max(1, room)
        shown = [entry for entry in self._entries if not entry.over or now - entry.taken_at < HOLD_MS]
        cards = tuple(
            CallCard(
                entry.call.seq,
                entry.call.call_seq,
                entry.call.times,
                entry.call.number,
                entry.call.window_number,
                entry.call.at,
                fresh=now - entry.call.at < FRESH_MS,
            )
            for entry in shown
        )
        fresh = sum(card.fresh for card in cards)
        if fresh <= room:
            return CallPage(cards[:room])
        pages = -(-fresh // room)
        newest = max(entry.taken_at for entry in shown)
        page = max(0, now - newest) // PAGE_MS % pages
        return CallPage(cards[page * room : (page + 1) * room], page, pages)
