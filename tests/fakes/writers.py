"""A writer over a real ledger, with everything that it says written down, and a ledger that fails as told."""

import hashlib
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hub.contract import commands as cmd
from hub.contract.commands import Command
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import DeviceOrder, Notice, StationConfig, View
from hub.contract.vocabulary import CommandId, Instant, StationId, StationKind
from hub.contract.wire import Reply, encode_body
from hub.core.hall import Hall
from hub.service.broadcast import Broadcast
from hub.service.ports import Batch, Follower, Incoming, Receipt, Vault
from hub.service.timers import HallTimers
from hub.service.writer import Timers, Writer
from hub.store.ledger import SqlLedger
from tests.fakes.halls import START_MS, plan
from tests.fakes.ledgers import Store

WAIT_S = 20.0
"""A busy machine may take long; a test that waits this long has failed."""


@dataclass
class Clock:
    """The hub's clock, set by the test."""

    now: Instant = START_MS

    def __call__(self) -> Instant:
        return self.now


@dataclass
class WrittenDown:
    """A publisher that keeps what it is given, in order."""

    said: list[Any] = field(default_factory=list)

    def publish_notice(self, notice: Notice) -> None:
        self.said.append(notice)

    def publish_view(self, view: View, item: str) -> None:
        self.said.append((view, item))

    def publish_config(self, config: StationConfig) -> None:
        self.said.append(config)

    def publish_order(self, station_id: StationId, device_id: str, order: DeviceOrder) -> None:
        self.said.append((station_id, device_id, order))

    def take(self, *shapes: type[Any]) -> list[Any]:
        """What was said of these kinds."""
        return [item for item in self.said if isinstance(item, shapes)]


class NoTimers:
    """Nothing is ever due."""

    def due(self, hall: Hall, now: Instant) -> Iterable[tuple[CommandId, Command]]:
        return ()


LOST = Fault(FaultCode.DATABASE, what="gone")


class UnreliableLedger:
    """A real ledger that fails when told to. ``refusing``: commits that fail before anything is written; ``silent``:
    commits that are written, but nobody knows; ``unreadable``: how often it cannot be read after that; ``breaking``:
    a batch with a command of this id cannot be written."""

    def __init__(self, inner: SqlLedger) -> None:
        self.inner = inner
        self.refusing = 0
        self.silent = 0
        self.unreadable = 0
        self.breaking = ""
        self.unread_receipts = 0
        self.batches: list[int] = []
        self._broken = False

    def load(self) -> Hall:
        if self._broken and self.unreadable:
            self.unreadable -= 1
            raise LOST
        self._broken = False
        return self.inner.load()

    def receipts(self, command_ids: Iterable[CommandId]) -> Mapping[CommandId, Receipt]:
        if self.unread_receipts:
            self.unread_receipts -= 1
            raise LOST
        return self.inner.receipts(command_ids)

    def sealed_record(self, ticket_id: str) -> str:
        return self.inner.sealed_record(ticket_id)

    def commit(self, batch: Batch, hall: Hall) -> None:
        if self.refusing:
            self.refusing -= 1
            self._broken = True
            raise LOST
        if self.breaking in {receipt.command_id for receipt in batch.receipts}:
            raise RuntimeError("no such luck")
        self.inner.commit(batch, hall)
        self.batches.append(len(batch.receipts))
        if self.silent:
            self.silent -= 1
            self._broken = True
            raise LOST


def incoming(command: Command, station: StationId, command_id: CommandId, now: Instant = START_MS) -> Incoming:
    """A command as the door hands it in."""
    digest = hashlib.sha256(command.verb.encode() + encode_body(command)).digest()
    return Incoming(station, command, command_id, now, now, digest)


class Desk:
    """A hall with its writer running, and what everybody heard."""

    def __init__(
        self,
        store: Store,
        *,
        timers: Timers | None = None,
        vault: Vault | None = None,
        followers: Iterable[Follower] = (),
        start: bool = True,
    ) -> None:
        self.clock = Clock()
        self.ledger = UnreliableLedger(store.ledger())
        self.publisher = WrittenDown()
        self.tokens = 0
        self.writer = Writer(
            self.ledger, vault or store.vault(), Broadcast(self.publisher, 1, lambda: "http://hall"),
            timers or NoTimers(), clock=self.clock, fresh_token=self._token, page=lambda token: f"http://hall/t/{token}",
        )  # fmt: skip
        for follower in followers:
            self.writer.follow(follower)
        self.heard: dict[CommandId, list[Reply]] = {}
        self.order: list[CommandId] = []
        self._changed = threading.Condition()
        self._running = False
        self._sent = 0
        if start:
            self.start()

    def _token(self) -> str:
        self.tokens += 1
        return f"token-{self.tokens}"

    def start(self) -> None:
        """Let the writer begin with what was handed in before."""
        self.writer.start()
        self._running = True

    def hand_in(self, item: Incoming, *, proven: bool = True) -> None:
        """Without waiting."""
        self.writer.submit(item, self.hear, proven=proven)

    def hear(self, reply: Reply) -> None:
        """Takes an answer."""
        with self._changed:
            self.heard.setdefault(reply.command_id, []).append(reply)
            self.order.append(reply.command_id)
            self._changed.notify_all()

    def answers(self, *command_ids: CommandId, times: int = 1) -> list[Reply]:
        """Wait until these were answered so many times; the last answer of each."""
        with self._changed:
            done = self._changed.wait_for(
                lambda: all(len(self.heard.get(command_id, ())) >= times for command_id in command_ids), WAIT_S
            )
            assert done, f"no answer to one of {command_ids}"
            return [self.heard[command_id][-1] for command_id in command_ids]

    def send(self, command: Command, station: StationId = "hub", command_id: CommandId = "", **changes: Any) -> Reply:
        """Hand in and wait for the answer."""
        self._sent += 1
        command_id = command_id or f"sent-{self.ledger.inner.epoch}-{self._sent:06d}"
        before = len(self.heard.get(command_id, ()))
        self.hand_in(replace(incoming(command, station, command_id, self.clock.now), **changes))
        return self.answers(command_id, times=before + 1)[0]

    def done(self, command: Command, station: StationId = "hub", command_id: CommandId = "") -> Any:
        """As ``send``, but a refusal is an error of the test; returns the answer."""
        reply = self.send(command, station, command_id)
        assert reply.fault is None, str(reply.fault)
        return reply.answer

    def furnish(self, windows: int = 3) -> "Desk":
        """Load a plan, enrol stations, open the day."""
        self.done(cmd.LoadPack(plan(windows)))
        for number in range(1, windows + 1):
            self.done(cmd.EnrollStation(f"counter-{number}", StationKind.COUNTER, window_id=str(number)))
        self.done(cmd.EnrollStation("kiosk-1", StationKind.KIOSK))
        self.done(cmd.EnrollStation("wall-1", StationKind.WALL))
        self.done(cmd.OpenDay("2025-11-22"))
        return self

    def staff(self, window: int = 1) -> "Desk":
        """Somebody at a window, open."""
        self.done(cmd.SignIn(str(1000 + window), "8437"), f"counter-{window}")
        self.done(cmd.OpenWindow(), f"counter-{window}")
        return self

    def settle(self) -> Hall:
        """Wait until everything handed in is done and what is due has been said; the hall then."""
        seen: list[Hall] = []
        done = threading.Event()

        def look(hall: Hall) -> None:
            seen.append(hall)
            done.set()

        for _ in range(2):  # views are told after the errands of a turn: the second one comes after them
            done.clear()
            self.writer.errand(look)
            assert done.wait(WAIT_S)
        return seen[-1]

    def stop(self) -> None:
        """Finish and end; the hall is free for another hub."""
        if self._running:
            self.writer.stop()
            self._running = False
        self.ledger.inner.close()


def training_timers() -> HallTimers:
    """The timers of a hall that never closes."""
    return HallTimers(always_open=True)
