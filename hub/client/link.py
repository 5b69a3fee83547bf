"""A station's link to the hub: commands and their answers, notices, retained state, configuration and orders.

Everything that every station program needs of MQTT and nothing of Qt. A press is sent under one id and tried again
until it is answered or its life is over; a fact is kept in the spool and tried for ever. The hub's receipts make sure
that trying again does nothing twice.
"""

import logging
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from hub.client.clock import HubClock, now_ms, ticks_ms
from hub.client.command_id import new_command_id
from hub.client.connection import Connection, Follower, Parcel
from hub.client.gaps import Gaps
from hub.client.outbox import Entry, Outbox, Outcome
from hub.client.port import LinkState, StationLink
from hub.client.presence import device_health, presence
from hub.client.settings import StationCredential, broker_of
from hub.client.snapshot import Snapshot
from hub.client.spool import Spool
from hub.contract import topics, wire
from hub.contract.commands import VERBS_OF, CatchUp, Command
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import (
    NOTICES,
    Answer,
    CaughtUp,
    DeviceHealth,
    DeviceOrder,
    HubPresence,
    Notice,
    StationConfig,
    View,
)
from hub.contract.vocabulary import CommandId, HallId, Instant, StationId, StationKind

__all__ = ["Link", "LinkState", "Outcome", "StationLink"]

_log = logging.getLogger(__name__)

ViewT = TypeVar("ViewT", bound=View)

_HUB_SILENCE_MS = 2_000
"""The hub's presence is retained and arrives with the subscription; a broker that has none has no hub."""

_TICK_S = 1.0
_LOOK_FOR_HUB_S = 0.25
_QUICKEST_TICK_S = 0.02
"""How often time limits are looked after: what is sent is due 2 s later at the earliest, so once a second is enough."""

_LEAVE_BROKER_MS = 10_000
"""A hub that takes over or restarts needs a few seconds; only after that may it be at the next broker of the list."""

_CLOCK_STEP_MS = 2_000
"""Clocks drift by milliseconds; a difference of seconds is somebody setting the clock."""

_ORDERS_REMEMBERED = 256
"""More orders than can be on the way at once: MQTT may deliver twice, and nothing is to be printed twice."""


class Link:
    """The link of one station. Methods may be called from any thread; callbacks come from the network thread."""

    def __init__(
        self,
        credential: StationCredential,
        *,
        version: str = "",
        spool: Spool | None = None,
        clock: Callable[[], Instant] = now_ms,
        ticks: Callable[[], int] = ticks_ms,
        new_id: Callable[[], CommandId] = new_command_id,
        answers_only: bool = False,
    ) -> None:
        """``clock`` tells the wall time, ``ticks`` the time for intervals; ``answers_only`` hears no state and no
        notices (a program without a screen). Raises ``Fault`` configuration."""
        self._hall, self._station, self._kind = credential.hall, credential.station, credential.kind
        self._version = version
        self._spool = spool
        self._clock, self._ticks, self._new_id = clock, ticks, new_id
        self.hub_clock = HubClock(clock)
        self._lock = threading.Lock()
        self._outbox = Outbox()
        self._snapshot = Snapshot()
        self._gaps = Gaps()
        self._state = LinkState.CONNECTING
        self._connected_at: int | None = None
        self._no_hub_since: int | None = None
        self._hub: HubPresence | None = None
        self._config: StationConfig | None = None
        self._health: dict[str, DeviceHealth] = {}
        self._orders: OrderedDict[str, None] = OrderedDict()
        self._clock_offset = clock() - ticks()
        self._state_callbacks: list[Callable[[LinkState], None]] = []
        self._notice_callbacks: list[Callable[[Notice], None]] = []
        self._view_callbacks: list[Callable[[View], None]] = []
        self._config_callbacks: list[Callable[[StationConfig], None]] = []
        self._order_callbacks: list[Callable[[str, DeviceOrder], None]] = []
        self._broken_callbacks: set[tuple[str, str]] = set()
        self._readers: dict[str, Callable[[bytes, bool], None]] = {
            topics.reply(self._hall, self._station): self._take_reply,
            topics.hub_presence(self._hall): self._take_hub_presence,
            topics.station_config(self._hall, self._station): self._take_config,
            **{topics.event(self._hall, kind): self._take_notice for kind in NOTICES},
        }
        self._connection = Connection(
            [broker_of(url) for url in credential.brokers],
            client_id=self._station,
            password=credential.password,
            ca_file=credential.ca_file,
            subscribe=self._subscriptions(answers_only=answers_only),
            will=self._presence(online=False),
            follower=Follower(self._ready, self._message, self._lost, self._tick),
        )

    def _subscriptions(self, *, answers_only: bool) -> tuple[str, ...]:
        if answers_only:
            return (topics.reply(self._hall, self._station), topics.hub_presence(self._hall))
        return topics.followed_by(self._hall, self._station, self._kind)

    @property
    def hall_id(self) -> HallId:
        """The hall that this station belongs to."""
        return self._hall

    @property
    def station_id(self) -> StationId:
        """This station; the broker vouches for it."""
        return self._station

    @property
    def kind(self) -> StationKind:
        """What this station is."""
        return self._kind

    @property
    def state(self) -> LinkState:
        """How this station stands to the hub now."""
        return self._state

    @property
    def config(self) -> StationConfig | None:
        """The newest configuration of this station; None before it came."""
        return self._config

    def start(self) -> None:
        """Begin to connect, and take up the facts of an earlier run; returns at once."""
        if self._spool is not None:
            now = self._ticks()
            with self._lock:
                for fact in self._spool.pending():
                    self._outbox.add(Entry(fact.command_id, fact.verb, fact.payload, None), now)
        self._connection.start()

    def close(self) -> None:
        """Publish that this station is gone, disconnect, join the thread. What waits gets no outcome any more."""
        self._connection.close([self._presence(online=False)])

    def send(self, command: Command, on_outcome: Callable[[Outcome], None] | None = None) -> CommandId:
        """Send a command, now or as soon as there is a connection, again and again under the same id.

        ``on_outcome`` is called exactly once, in the network thread: with the hub's answer or refusal, or with the
        fault no_answer when the command's lifetime is over. A fact (without lifetime) is on the disk before this
        returns, if there is a spool.
        """
        now, at = self._ticks(), self._clock()
        command_id = self._new_id()
        payload = wire.encode_command(command, command_id, at, self._hall)
        deadline = None if command.lifetime_s is None else now + command.lifetime_s * 1000
        entry = Entry(command_id, command.verb, payload, deadline, on_outcome)
        if entry.is_fact and self._spool is not None:
            try:
                self._spool.put(command_id, command.verb, payload, at)
            except sqlite3.Error as error:
                # Better told from memory than not at all: the fact is lost only if the program ends first.
                self._log_once("spool", error, "cannot keep facts on the disk")
        with self._lock:
            self._outbox.add(entry, now)
        self._publish_entry(entry, now)
        return command_id

    def request(self, command: Command, timeout_s: float = 5.0) -> Answer:
        """Send a command and wait for its answer. Raises its ``Fault``; no_answer after ``timeout_s``.

        Not to be called in a callback: the thread that would bring the answer is the one that waits.
        """
        if threading.current_thread() is self._connection.thread:
            raise RuntimeError("Link.request() would wait for the thread that it is called in")
        arrived = threading.Event()
        outcomes: list[Outcome] = []

        def note(outcome: Outcome) -> None:
            outcomes.append(outcome)
            arrived.set()

        self.send(command, note)
        if not arrived.wait(timeout_s):
            raise Fault(FaultCode.NO_ANSWER)
        fault, answer = outcomes[0].fault, outcomes[0].answer
        if fault is not None or answer is None:
            raise fault or Fault(FaultCode.MALFORMED)
        return answer

    def on_state(self, callback: Callable[[LinkState], None]) -> None:
        """Be told when the state changes."""
        self._state_callbacks.append(callback)

    def on_notice(self, callback: Callable[[Notice], None]) -> None:
        """Be told each notice once; calls in the order in which they were made."""
        self._notice_callbacks.append(callback)

    def on_view(self, callback: Callable[[View], None]) -> None:
        """Be told each view that is news."""
        self._view_callbacks.append(callback)

    def on_config(self, callback: Callable[[StationConfig], None]) -> None:
        """Be told this station's configuration when it comes or changes."""
        self._config_callbacks.append(callback)

    def on_order(self, callback: Callable[[str, DeviceOrder], None]) -> None:
        """Be told each order that has not expired, once: the device's id and the order."""
        self._order_callbacks.append(callback)

    def view(self, shape: type[ViewT], item: str) -> ViewT | None:
        """The newest retained view of one thing; None if the hub has said nothing of it."""
        return self._snapshot.view(shape, item)

    def views(self, shape: type[ViewT]) -> dict[str, ViewT]:
        """The newest retained views of a kind, by item."""
        return self._snapshot.views(shape)

    def publish_health(self, health: DeviceHealth) -> None:
        """Tell how a device is; retained, and told again at every connection."""
        with self._lock:
            self._health[health.device_id] = health
        self._connection.publish(device_health(self._hall, self._station, health))

    # --- in the network thread -----------------------------------------------------------------------------------

    def _ready(self) -> None:
        self._connected_at = self._ticks()
        self._announce()
        with self._lock:
            healths = list(self._health.values())
        for health in healths:
            self._connection.publish(device_health(self._hall, self._station, health))
        self._send_again()
        self._catch_up(self._gaps.reconnected())

    def _announce(self) -> None:
        self._connection.publish(self._presence(online=True))

    def _lost(self) -> None:
        self._connected_at = None
        self._hub = None
        self._set_state(LinkState.OFFLINE)

    def _message(self, topic: str, payload: bytes, retained: bool) -> None:
        try:
            read = self._readers.get(topic)
            if read is not None:
                read(payload, retained)
            elif (state := topics.parse_state(topic)) is not None:
                self._take_view(*state, payload)
            elif (device := topics.parse_device(topic)) is not None:
                self._take_order(device[1], payload)
        except Fault as fault:
            self._log_once(topic, fault, "cannot read a message")

    def _take_reply(self, payload: bytes, _retained: bool) -> None:
        reply = wire.decode_reply(payload)
        with self._lock:
            entry = self._outbox.answered(reply)
        if entry is None:
            return
        if entry.is_fact:
            self._forget_fact(entry.command_id)
        self._tell_outcome(entry, Outcome(reply.command_id, reply.answer, reply.fault, reply.seq))

    def _take_hub_presence(self, payload: bytes, retained: bool) -> None:
        hub = wire.decode_record(HubPresence, payload)
        known = self._hub
        if known is not None and (
            hub.epoch < known.epoch or (hub.epoch == known.epoch and hub.life != known.life and not hub.online)
        ):
            return  # the last will of a hub that has been replaced
        self._hub = hub
        if not hub.online:
            self._no_hub()
            return
        self._no_hub_since = None
        self._set_state(LinkState.ONLINE)
        # A presence that was not retained came after our subscription: what we sent before it found nobody.
        missed = not retained if known is None else not known.online or hub.life != known.life
        if missed:
            self._send_again()
            self._catch_up(self._gaps.reconnected())

    def _take_config(self, payload: bytes, _retained: bool) -> None:
        if not payload:
            return
        config = wire.decode_record(StationConfig, payload)
        if self._config is None or (config.as_of >= self._config.as_of and config != self._config):
            self._config = config
            self._call("config", self._config_callbacks, config)

    def _take_notice(self, payload: bytes, _retained: bool) -> None:
        notice = wire.decode_notice(payload)
        self.hub_clock.learn(notice.at)
        arrival = self._gaps.take(notice)
        self._deliver(arrival.deliver)
        self._catch_up(arrival.ask_after)

    def _take_view(self, what: str, item: str, payload: bytes) -> None:
        if not payload:
            self._snapshot.drop(what, item)
            return
        view = wire.decode_view(payload)
        if self._snapshot.take(item, view):
            self._call("view", self._view_callbacks, view)

    def _take_order(self, device_id: str, payload: bytes) -> None:
        order = wire.decode_order(payload)
        if order.expires_at <= self.hub_clock.now() or order.order_id in self._orders:
            return
        self._orders[order.order_id] = None
        if len(self._orders) > _ORDERS_REMEMBERED:
            self._orders.popitem(last=False)
        self._call("order", self._order_callbacks, device_id, order)

    def _tick(self) -> float:
        now = self._ticks()
        with self._lock:
            over = self._outbox.over(now)
            connected = self._connected_at is not None
            due = self._outbox.due(now) if connected else []
            next_at = self._outbox.next_at(connected=connected)
        for entry in over:
            self._tell_outcome(entry, Outcome(entry.command_id, fault=Fault(FaultCode.NO_ANSWER)))
        for entry in due:
            self._publish_entry(entry, now)
        self._look_for_the_hub(now)
        offset = self._clock() - now
        if abs(offset - self._clock_offset) > _CLOCK_STEP_MS:
            # The hub judges by this station's presence how far the clocks are apart.
            self._clock_offset = offset
            if self._connected_at is not None:
                self._announce()
        slowest_s = _LOOK_FOR_HUB_S if connected and self._hub is None else _TICK_S
        return slowest_s if next_at is None else min(slowest_s, max(_QUICKEST_TICK_S, (next_at - now) / 1000))

    def _look_for_the_hub(self, now: int) -> None:
        if self._connected_at is None:
            return
        if self._hub is None and now - self._connected_at >= _HUB_SILENCE_MS:
            self._no_hub()
        if self._no_hub_since is not None and now - self._no_hub_since >= _LEAVE_BROKER_MS:
            self._no_hub_since = now
            if self._connection.has_others:
                self._connection.publish(self._presence(online=False))
                self._connection.move_on()

    def _no_hub(self) -> None:
        if self._no_hub_since is None:
            self._no_hub_since = self._ticks()
        self._set_state(LinkState.NO_HUB)

    def _set_state(self, state: LinkState) -> None:
        if state is not LinkState.NO_HUB:
            self._no_hub_since = None
        if state is not self._state:
            self._state = state
            self._call("state", self._state_callbacks, state)

    def _send_again(self) -> None:
        now = self._ticks()
        with self._lock:
            self._outbox.hurry(now)
            due = self._outbox.due(now)
        for entry in due:
            self._publish_entry(entry, now)

    def _catch_up(self, after_seq: int | None) -> None:
        if after_seq is None:
            return
        if CatchUp.verb in VERBS_OF[self._kind]:
            self.send(CatchUp(after_seq), self._caught_up)
        else:
            self._deliver(self._gaps.caught_up())

    def _caught_up(self, outcome: Outcome) -> None:
        calls = outcome.answer.calls if isinstance(outcome.answer, CaughtUp) else ()
        self._deliver(self._gaps.caught_up(calls))

    def _deliver(self, notices: Iterable[Notice]) -> None:
        for notice in notices:
            self._call("notice", self._notice_callbacks, notice)

    def _tell_outcome(self, entry: Entry, outcome: Outcome) -> None:
        if entry.on_outcome is not None:
            self._call("outcome", [entry.on_outcome], outcome)

    def _call(self, what: str, callbacks: Iterable[Callable[..., None]], *arguments: Any) -> None:
        """Call back; an error in a callback must not end the network thread for all the others."""
        for callback in callbacks:
            try:
                callback(*arguments)
            except Exception as error:  # noqa: BLE001
                self._log_once(what, error, "error in a callback")

    def _log_once(self, what: str, error: Exception, sentence: str) -> None:
        """The error's type only: its text may quote personal data."""
        mark = (what, type(error).__name__)
        if mark not in self._broken_callbacks:
            self._broken_callbacks.add(mark)
            _log.error("%s: %s (%s: %s)", self._station, sentence, *mark)

    # --- from any thread -----------------------------------------------------------------------------------------

    def _publish_entry(self, entry: Entry, now: int) -> None:
        topic = topics.command(self._hall, self._station, entry.verb)
        self._connection.publish(Parcel(topic, entry.payload), entry.expiry_s(now))

    def _forget_fact(self, command_id: CommandId) -> None:
        if self._spool is None:
            return
        try:
            self._spool.done(command_id)
        except sqlite3.Error as error:
            # It will be sent once more after a restart, and the hub's receipt answers it.
            self._log_once("spool", error, "cannot take an answered fact out")

    def _presence(self, *, online: bool) -> Parcel:
        return presence(self._hall, self._station, online=online, since=self._clock(), version=self._version)
