"""The one writer of a hall: decide, apply, commit, then speak.

Commands that wait together are decided in order and share one commit; a later one sees what an earlier one decided.
Only after the commit is anyone answered or told. If a commit fails, nobody is answered until the tables have been
read again: a receipt found there is returned, the rest are tried one by one, so that a command that breaks a batch
breaks only itself.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

from hub.contract.commands import CatchUp, Command, ErasePerson, TakeTicket
from hub.contract.events import Event, PersonErased
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import CommandId, Instant, StationId, StationKind
from hub.contract.wire import Reply, decode_reply, encode_reply
from hub.core.apply import apply
from hub.core.decide import decide
from hub.core.hall import Hall
from hub.core.press import Press, operator_of
from hub.core.recorded import Recorded
from hub.service.answers import PageUrl, answer_to
from hub.service.housekeeping import RECEIPT_MS
from hub.service.ports import AnswerTo, Batch, Follower, Incoming, Ledger, Receipt, Vault

_log = logging.getLogger(__name__)

MAX_BATCH = 256
"""Commands in one commit: more would keep the first of them waiting for longer than a commit takes."""

MAX_WAITING = 20_000
"""Commands that wait while the database is away: about 20 MB, half a minute's work. Then clerks are told at once."""

TICK_S = 1.0
"""How often timers are looked at: evaluations close to the second, days to the minute."""

RETRY_LOAD_S = 1.0
"""How long to wait before a lost database is tried again."""

ALONE = frozenset({"open_day", "load_pack"})
"""Commands that get a commit of their own: they let go of things whose rows must be written before."""

BUILT_IN: dict[StationId, StationKind] = {"hub": StationKind.HUB, "console": StationKind.CONSOLE}
"""Stations that are part of the hub itself."""

Errand: TypeAlias = Callable[[Hall], None]
"""Something to do with the hall between two commits, in the writer's thread."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A command on its way through the writer."""

    incoming: Incoming
    answer: AnswerTo
    proven: bool = False


class Timers(Protocol):
    """The hub's own commands that time makes due."""

    def due(self, hall: Hall, now: Instant) -> Iterable[tuple[CommandId, Command]]:
        """Commands due now; their ids derive from cause and date, so that none runs twice."""


class Broadcaster(Follower, Protocol):
    """The follower that also tells state when there is time for it."""

    @property
    def next_due(self) -> Instant:
        """When ``flush`` has something to do next."""

    def flush(self, hall: Hall, now: Instant) -> None:
        """Publish state that has changed and is due."""


@dataclass(slots=True)
class Work:
    """One batch being made: what will be written and what will be said after it."""

    batch: Batch
    replies: list[tuple[Pending, Reply]]


class Writer:
    """Owns the hall. ``submit`` and ``errand`` may be called from any thread; all else happens in the writer's."""

    def __init__(
        self,
        ledger: Ledger,
        vault: Vault,
        broadcaster: Broadcaster,
        timers: Timers,
        *,
        clock: Callable[[], Instant],
        fresh_token: Callable[[], str],
        page: PageUrl,
    ) -> None:
        self._ledger = ledger
        self._vault = vault
        self._broadcaster = broadcaster
        self._timers = timers
        self._followers: tuple[Follower, ...] = (broadcaster,)
        self._clock = clock
        self._fresh_token = fresh_token
        self._page = page
        self._queue: queue.SimpleQueue[Pending | Errand | None] = queue.SimpleQueue()
        self._hall = ledger.load()
        self._thread = threading.Thread(target=self._run, name="writer")
        self._next_tick: Instant = 0
        self._stopping = threading.Event()

    @property
    def hall_id(self) -> str:
        """The hall that is written."""
        return self._hall.hall_id

    def kind_of(self, station_id: StationId) -> StationKind | None:
        """What kind a station is, None if it is not enrolled."""
        built_in = BUILT_IN.get(station_id)
        if built_in is not None:
            return built_in
        station = self._hall.stations.get(station_id)
        return None if station is None else station.kind

    def submit(self, incoming: Incoming, answer: AnswerTo, *, proven: bool = False) -> None:
        """Hand in a command; it is answered after its commit. ``proven``: the PIN of a ``sign_in`` was right.

        Raises ``Fault`` busy when more wait than the hall's stations together can have on the way.
        """
        if self._queue.qsize() >= MAX_WAITING:
            raise Fault(FaultCode.BUSY)
        self._queue.put(Pending(incoming, answer, proven))

    def errand(self, errand: Errand) -> None:
        """Do something with the hall between two commits (publish all state again, say)."""
        self._queue.put(errand)

    def follow(self, follower: Follower) -> None:
        """Tell one more follower of every commit. Before ``start`` only."""
        self._followers = (*self._followers, follower)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what has been handed in, then end."""
        self._stopping.set()
        self._queue.put(None)
        self._thread.join()

    # -- the writer's thread --------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            taken = self._take()
            if taken:
                self._work_through([item for item in taken if isinstance(item, Pending)])
                for item in taken:
                    if item is not None and not isinstance(item, Pending):
                        self._do(item)
            self._tick()
            self._broadcaster.flush(self._hall, self._clock())
            if None in taken:
                return

    def _take(self) -> list[Pending | Errand | None]:
        """What waits, up to a batch; waits for the first until a timer or a view is due."""
        taken: list[Pending | Errand | None] = []
        try:
            until = min(self._next_tick, self._broadcaster.next_due)
            # At most a tick, also when the clock has just been set back.
            wait_s = min(TICK_S, (until - self._clock()) / 1000)
            taken.append(self._queue.get(timeout=max(0.0, wait_s)))
            while len(taken) < MAX_BATCH:
                taken.append(self._queue.get_nowait())
        except queue.Empty:
            pass
        return taken

    def _do(self, errand: Errand) -> None:
        try:
            errand(self._hall)
        except Exception:  # noqa: BLE001  (an errand is a follower's; the hall goes on)
            _log.exception("an errand failed")

    def _tick(self) -> None:
        now, tick_ms = self._clock(), round(TICK_S * 1000)
        # A next tick further away than one tick: the clock was set back.
        if now < self._next_tick <= now + tick_ms or self._stopping.is_set():
            return
        self._next_tick = now + tick_ms
        due = [
            Pending(Incoming("hub", command, command_id, now, now, b""), _log_refusal)
            for command_id, command in self._timers.due(self._hall, now)
        ]
        self._work_through(due)

    def _work_through(self, waiting: Sequence[Pending]) -> None:
        """Commit what waits: together, but for commands that need a commit of their own."""
        together: list[Pending] = []
        for pending in waiting:
            if pending.incoming.command.verb in ALONE:
                self._commit(together)
                self._commit([pending])
                together = []
            else:
                together.append(pending)
        self._commit(together)

    def _commit(self, waiting: Sequence[Pending]) -> None:
        if not waiting:
            return
        work: Work | None = None
        try:
            known = self._ledger.receipts([item.incoming.command_id for item in waiting])
            work = self._decided(waiting, known)
            if work.batch.receipts or work.batch.rows:
                self._ledger.commit(work.batch, self._hall)
        except Exception as error:  # noqa: BLE001  (whatever it was: read again, isolate)
            _log.error("a batch of %d commands failed: %s", len(waiting), _name(error))
            if not isinstance(error, Fault):
                _log.exception("unexpected")
            self._recover(waiting, work)
            return
        self._speak(work)

    def _speak(self, work: Work) -> None:
        """Everything below is durable: tell followers, then answer. Whoever fails to listen fails alone."""
        if work.batch.rows:
            for follower in self._followers:
                try:
                    follower.committed(work.batch.rows, self._hall)
                except Exception:  # noqa: BLE001  (a follower's; the hall goes on)
                    _log.exception("a follower failed")
        for pending, reply in work.replies:
            self._answer(pending, reply)

    def _answer(self, pending: Pending, reply: Reply) -> None:
        try:
            pending.answer(reply)
        except Exception:  # noqa: BLE001  (the asker's; the hall goes on)
            _log.exception("an answer could not be given")

    def _recover(self, waiting: Sequence[Pending], work: Work | None) -> None:
        """Read the tables again. A batch that was written after all is told and answered as any other; else its
        commands are tried one by one, and one that fails alone is refused, or answered by its receipt."""
        while (found := self._read_again(waiting)) is None:
            if self._stopping.wait(RETRY_LOAD_S):
                return
        if work is not None and any(found.get(receipt.command_id) == receipt for receipt in work.batch.receipts):
            self._speak(work)
        elif len(waiting) > 1:
            for pending in waiting:
                self._commit([pending])
        else:
            command_id = waiting[0].incoming.command_id
            receipt = found.get(command_id)
            not_saved = Reply(command_id, 0, fault=Fault(FaultCode.NOT_SAVED))
            self._answer(waiting[0], not_saved if receipt is None else _repeated(waiting[0].incoming, receipt))

    def _read_again(self, waiting: Sequence[Pending]) -> Mapping[CommandId, Receipt] | None:
        """The hall from the tables, and what these commands were answered; None while the database cannot be read."""
        try:
            self._hall = self._ledger.load()
            return self._ledger.receipts([item.incoming.command_id for item in waiting])
        except Fault as fault:
            _log.error("the database cannot be read: %s", fault)
            return None

    # -- one batch ------------------------------------------------------------------------------------------------

    def _decided(self, waiting: Sequence[Pending], known: Mapping[CommandId, Receipt]) -> Work:
        work = Work(Batch(), [])
        receipts = dict(known)
        for pending in waiting:
            work.replies.append((pending, self._one(pending, receipts, work.batch)))
        return work

    def _one(self, pending: Pending, receipts: dict[CommandId, Receipt], batch: Batch) -> Reply:
        """Decide one command, fold its events, note its receipt."""
        incoming, now = pending.incoming, self._clock()
        found = receipts.get(incoming.command_id)
        if found is not None:
            return _repeated(incoming, found)
        if now - incoming.at > RECEIPT_MS:
            return Reply(incoming.command_id, 0, fault=Fault(FaultCode.ID_TOO_OLD))
        if incoming.expires_at is not None and now > incoming.expires_at:
            return Reply(incoming.command_id, 0, fault=Fault(FaultCode.TOO_LATE))
        reply = self._outcome(pending, batch, now)
        if not isinstance(incoming.command, CatchUp):
            reply = replace(reply, encoded=encode_reply(reply))
            receipt = Receipt(
                incoming.command_id, incoming.station_id, incoming.body_digest, now, reply.seq, reply.encoded
            )
            receipts[incoming.command_id] = receipt
            batch.receipts.append(receipt)
        return reply

    def _outcome(self, pending: Pending, batch: Batch, now: Instant) -> Reply:
        incoming = pending.incoming
        kind = self.kind_of(incoming.station_id)
        if kind is None:
            return Reply(incoming.command_id, 0, fault=Fault(FaultCode.UNKNOWN_STATION, what=incoming.station_id))
        press = self._press(pending, kind)
        decided = decide(self._hall, press, now)
        if isinstance(decided, Fault):
            return Reply(incoming.command_id, 0, fault=decided)
        if press.record_id and isinstance(incoming.command, TakeTicket) and incoming.command.person is not None:
            batch.sealed.append(self._vault.seal(press.record_id, incoming.command.person))
        before = self._hall.seq
        self._fold(press, decided, batch, now)
        answer = answer_to(self._hall, incoming.command, incoming.station_id, decided, self._page)
        return Reply(incoming.command_id, self._hall.seq if self._hall.seq > before else 0, answer=answer)

    def _press(self, pending: Pending, kind: StationKind) -> Press:
        incoming = pending.incoming
        taking = isinstance(incoming.command, TakeTicket)
        command = (
            replace(incoming.command, person=None) if isinstance(incoming.command, TakeTicket) else incoming.command
        )
        return Press(
            command=command,
            command_id=incoming.command_id,
            station_id=incoming.station_id,
            kind=kind,
            token=self._fresh_token() if taking else "",
            record_id=self._record_of(incoming.command, incoming.command_id),
            proven=pending.proven,
        )

    def _record_of(self, command: Command, command_id: CommandId) -> str:
        """The sealed record that a command brings or wants erased; empty for none."""
        if isinstance(command, TakeTicket) and command.person is not None:
            return command_id
        if isinstance(command, ErasePerson) and command.ticket_id not in self._hall.tickets:
            return self._ledger.sealed_record(command.ticket_id)
        return ""

    def _fold(self, press: Press, events: Iterable[Event], batch: Batch, now: Instant) -> None:
        operator_id = operator_of(self._hall, press)
        for event in events:
            row = Recorded(self._hall.seq + 1, now, press.station_id, operator_id, press.command_id, event)
            apply(self._hall, row)
            batch.rows.append(row)
            if isinstance(event, PersonErased):
                batch.erased.append(event.record_id)


def _repeated(incoming: Incoming, found: Receipt) -> Reply:
    """The same press again gets the same answer; another command under its id is refused."""
    if found.station_id != incoming.station_id or found.body_digest != incoming.body_digest:
        return Reply(incoming.command_id, 0, fault=Fault(FaultCode.ID_REUSED))
    return decode_reply(found.answer)


def _log_refusal(reply: Reply) -> None:
    if reply.fault is not None:
        _log.warning("timer %s: %s", reply.command_id, reply.fault.code)


def _name(error: Exception) -> str:
    return str(error) if isinstance(error, Fault) else type(error).__name__
