"""Tells the district what happened in the hall: in order, once, whatever breaks.

A follower of the journal in a thread of its own. Where it continues is the district's word, not its own: a batch may
have been taken although its answer was lost, and a district may have been restored from a backup. That word is believed
only if the digest that the district names is that of this hall's journal at that row; otherwise reporting stops and a
person is told, for one of the two has lost or changed something. The stored position (``follower``, name ``district``)
says how far things were when the district cannot be asked; it may lag.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import HallId, Instant, Words
from hub.core.hall import Hall
from hub.core.recorded import Recorded
from hub.service.journal import Journal, Tail
from hub.upstream.backoff import Backoff, Pace
from hub.upstream.batch import NO_BATCH, make_batch
from hub.upstream.faults import UplinkError, words_of
from hub.upstream.key import DistrictKey
from hub.upstream.link import DistrictLink, Position
from hub.upstream.standards import GBT39046, Profile

_log = logging.getLogger(__name__)

FOLLOWER = "district"
"""The name of its row in table ``follower``."""

STOP_WITHIN_S = 3.0
"""A stop waits this long for a request on its way; what it was sending is sent again at the next start."""

TURNS = 5
"""A district that asks this often in a row to continue elsewhere, and takes nothing in between, is going in circles."""


@dataclass(frozen=True, slots=True)
class UplinkStatus:
    """How the district is kept informed. ``behind``: journal rows that it does not have, ``behind_since`` when the
    oldest of them was written; ``last_ok_at`` when it last took something or was found to have everything; ``sent``:
    records handed over since the start."""

    behind: int
    behind_since: Instant | None
    last_ok_at: Instant | None
    last_error: Words | None
    sent: int


class Uplink:
    """The uplink of one hall.

    ``journal`` reads on connections of its own; ``jitter`` gives numbers from 0 to 1. ``start`` and ``stop`` belong to
    the hub's main thread, ``wake`` and ``status`` may be called from any. Raises ``Fault`` configuration for a wrong
    address.
    """

    def __init__(
        self,
        journal: Journal,
        hall_id: HallId,
        url: str,
        token: str,
        key: DistrictKey,
        *,
        clock: Callable[[], Instant],
        jitter: Callable[[], float],
        profile: Profile = GBT39046,
        pace: Pace | None = None,
        ca_file: str | None = None,
    ) -> None:
        self._journal, self._hall_id, self._profile, self._clock = journal, hall_id, profile, clock
        self._pace = pace or Pace()
        self._link = DistrictLink(url, hall_id, key, token, self._pace, ca_file)
        self._backoff = Backoff(self._pace, jitter)
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._joined = False
        self._seq = 0
        self._previous = NO_BATCH
        self._kept, self._kept_at = 0, 0
        self._turns = 0
        self._tail = Tail(0, None)
        self._last_ok_at: Instant | None = None
        self._last_error: Words | None = None
        self._sent = 0

    def start(self) -> None:
        """Begin to report. Raises ``Fault`` database when the stored position cannot be read."""
        self._seq = self._kept = self._journal.position(FOLLOWER)
        # One line when it breaks and one when it is mended, not one for every request.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        if not self._link.guarded:
            _log.warning("the district is reached without TLS: whoever is on the way can read and hold back records")
        # A daemon: a request that hangs must not hold a hub that ends.
        self._thread = threading.Thread(target=self._run, name="district-uplink", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; may be called twice. What is not sent yet is sent after the next start."""
        self._stopping.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(STOP_WITHIN_S)

    def wake(self) -> None:
        """Say that the journal has grown. Cheap; never blocks."""
        self._woken.set()

    def committed(self, rows: Iterable[Recorded], hall: Hall) -> None:
        """Hear of a commit, as a follower of the writer."""
        del rows, hall
        self.wake()

    def status(self) -> UplinkStatus:
        """How things stand now."""
        seq = self._seq
        try:
            self._tail = self._journal.tail(seq)
        except Fault:
            _log.debug("the journal's end cannot be read now; the last known one is told")
        return UplinkStatus(
            behind=max(0, self._tail.newest - seq),
            behind_since=self._tail.waits_since,
            last_ok_at=self._last_ok_at,
            last_error=self._last_error,
            sent=self._sent,
        )

    # -- the uplink's own thread ----------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                more = self._report()
            except (UplinkError, Fault) as error:
                self._failed(error)
                continue
            if not more:
                self._woken.wait()
                self._woken.clear()  # a stop that comes just before is not lost: the loop asks for it
                self._stopping.wait(self._pace.linger_s)
        self._keep_last()
        self._link.close()

    def _report(self) -> bool:
        """Hand over what waits, one batch; whether there may be more."""
        if not self._joined:
            self._adopt(self._link.position() or self._link.register())
            self._joined = True
        entries = self._journal.read_after(self._seq, self._pace.rows)
        if not entries:
            self._worked()
            self._keep()
            return False
        if entries[-1].recorded.seq - self._seq != len(entries):
            raise Fault(FaultCode.JOURNAL_BROKEN, seq=self._seq + 1, zh="其后有缺失。", en="rows are missing after it.")
        batch = make_batch(self._hall_id, entries, self._previous, self._profile)
        outcome = self._link.post(batch)
        if not outcome.taken:
            self._turn()
            self._adopt(outcome.position)
            return True
        self._turns = 0
        self._sent += batch.records
        if outcome.position == Position(seq=batch.last, head=entries[-1].digest.hex(), batch=batch.digest):
            self._seq, self._previous = batch.last, batch.digest
        else:
            self._adopt(outcome.position)
        self._worked()
        self._keep(at_most_every_s=self._pace.keep_every_s)
        return True

    def _adopt(self, position: Position) -> None:
        """Continue where the district says, if it speaks of the same journal."""
        digest = self._journal.digest_at(position.seq)
        if digest is None:
            raise UplinkError("ahead", theirs=position.seq)
        if position.seq and digest.hex() != position.head:
            raise UplinkError("differs", theirs=position.seq)
        self._seq, self._previous = position.seq, position.batch

    def _turn(self) -> None:
        self._turns += 1
        if self._turns >= TURNS:
            self._turns = 0
            raise UplinkError("stuck")

    def _worked(self) -> None:
        self._backoff.worked()
        self._last_ok_at = self._clock()
        if self._last_error is not None:
            self._last_error = None
            _log.info("the district is informed again, up to row %d", self._seq)

    def _failed(self, error: UplinkError | Fault) -> None:
        """Say so once, and wait; then ask the district anew where it stands."""
        if self._last_error is None:
            _log.warning("the district is not informed: %s; trying again by itself", error.code)
        self._last_error = words_of(error)
        self._joined = False
        self._stopping.wait(self._backoff.failed())

    def _keep(self, *, at_most_every_s: float = 0.0) -> None:
        now = self._clock()
        if self._seq == self._kept or now - self._kept_at < at_most_every_s * 1000:
            return
        self._journal.keep_position(FOLLOWER, self._seq)
        self._kept, self._kept_at = self._seq, now

    def _keep_last(self) -> None:
        try:
            self._keep()
        except Fault:
            _log.debug("the last position was not stored; the district knows it")
