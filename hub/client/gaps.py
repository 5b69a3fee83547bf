"""Whether a notice was missed, and calls in their order. Pure: no clock, no network.

The hub numbers notices by journal row and says in ``prev`` which row came before on the same topic. A notice whose
``prev`` is not the last one seen tells of a gap. Missed calls are asked for (``CatchUp``); what arrives meanwhile
is held, so that a window's earlier call never overtakes its later one. Of the other kinds nothing need be asked
for: what they tell stands in the retained views and in the orders to devices.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from hub.contract.notices import Called, Notice


@dataclass(frozen=True, slots=True)
class Arrival:
    """What to do about a notice: deliver these, in this order; and ask for the calls after this row, if any."""

    deliver: tuple[Notice, ...] = ()
    ask_after: int | None = None


class Gaps:
    """The notices of one station: each delivered once, calls in order. Not thread-safe."""

    def __init__(self) -> None:
        self._epoch = 0
        self._last: dict[str, int] = {}
        self._waiting = False
        self._held: list[Called] = []

    def take(self, notice: Notice) -> Arrival:
        """A notice has arrived: drop it if it is old, hold it while a gap is being filled, else deliver it."""
        if notice.epoch < self._epoch:
            return Arrival()  # a hub that has been replaced still talks
        if notice.epoch > self._epoch:
            self._begin_epoch(notice)
        last = self._last.get(notice.kind)
        if last is not None and notice.seq <= last:
            return Arrival()  # MQTT may deliver twice
        if isinstance(notice, Called):
            if self._waiting:
                self._held.append(notice)
                return Arrival()
            if last is not None and notice.prev != last:
                self._waiting = True
                self._held.append(notice)
                return Arrival(ask_after=last)
        self._last[notice.kind] = notice.seq
        return Arrival((notice,))

    def reconnected(self) -> int | None:
        """After a break: the row after which calls should be asked for; None when none was ever seen or one is asked
        for already."""
        last = self._last.get(Called.kind)
        if last is None or self._waiting:
            return None
        self._waiting = True
        return last

    def caught_up(self, calls: Iterable[Called] = ()) -> tuple[Notice, ...]:
        """The answer to the question is here (or there will be none): what to deliver, oldest first."""
        self._waiting = False
        last = self._last.get(Called.kind, 0)
        found = {call.seq: call for call in (*calls, *self._held) if call.seq > last}
        self._held.clear()
        ordered = tuple(found[seq] for seq in sorted(found))
        if ordered:
            self._last[Called.kind] = ordered[-1].seq
        return ordered

    def _begin_epoch(self, notice: Notice) -> None:
        """Another hub writes now. If its rows are lower (a restored database), what was seen before says nothing."""
        self._epoch = notice.epoch
        self._last = {kind: seq for kind, seq in self._last.items() if seq < notice.seq}
