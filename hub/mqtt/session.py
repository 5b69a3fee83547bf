"""The hub's own connection to the broker: MQTT 5, clean start, kept up in a thread of its own.

Each connection gets a fresh paho client and begins like this: subscribe, see which retained topics the broker still
has, say that the hub is here, have all state published again. That the hub is here is said after the subscription, so
a station that hears it can be heard.
"""

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from hub.contract import topics
from hub.contract.faults import Fault
from hub.contract.notices import DeviceHealth, HubPresence, StationPresence
from hub.contract.vocabulary import HallId, Instant, StationId
from hub.contract.wire import decode_record, encode_record
from hub.mqtt.buffered import BufferedClient

_log = logging.getLogger(__name__)

KEEPALIVE_S = 5
"""A hub whose machine died is known to be gone after 7.5 s."""

_USER_TIMEOUT_MS = 8_000
"""What the kernel could not deliver for 8 s dies with its connection: old replies are not to arrive with new ones."""

_CONNECT_TIMEOUT_S = 2.0
_BACK_OFF_S = (0.1, 0.5, 1.0, 2.0)
"""The hall waits for the hub: it looks for a restarted broker sooner than stations do."""

_FIRST_LOOK_S = 2.0
"""How long to wait for the broker to list its retained topics. Only tidiness depends on it."""

_SHORT_LIVES = 3
_STEADY_S = 5.0
"""Connections that end sooner count as failures: two hubs under one account would otherwise throw each other out as
fast as they can."""

_FAREWELL_S = 0.5

_IN_FLIGHT = 1_000
"""QoS 1 messages on the way at once: a commit may answer 50 stations, each with its reply, notices and views."""

_QUEUED = 65_000
"""Messages waiting behind those; MQTT has 65,535 packet ids. A hall's whole state is below a thousand messages."""

_TICK_S = 1.0
_SHORT_TICK_S = 0.05
"""While it waits for one answer of the broker; otherwise the loop is woken by what arrives."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where the broker is and as whom the hub speaks to it."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    client_id: str = "hub"
    tls: bool = False
    ca_file: str | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """One run of the hub. ``epoch`` is the writer's; stations ignore lower ones."""

    life: str
    epoch: int
    since: Instant
    version: str = ""


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who hears what arrives. All are called in the network thread."""

    command: Callable[[str, bytes, int | None], None]
    """A command's topic, payload, and what is left of its MQTT expiry in seconds: ``Inbox.take``."""
    connected: Callable[[frozenset[str]], None]
    """After every connection: publish all state again; given are the retained topics that the broker has, see
    ``Publisher.publish_everything``."""
    lost: Callable[[], None] = lambda: None
    """The connection is gone (once each time)."""
    presence: Callable[[StationPresence, bool], None] = lambda _presence, _live: None
    """A station's presence, and whether it was made just now (``Inbox.learn_clock``) or retained."""
    health: Callable[[StationId, DeviceHealth], None] = lambda _station, _health: None
    """How a station's device is."""


@lru_cache(maxsize=1024)
def _expiring(seconds: int) -> Properties:
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    properties.MessageExpiryInterval = seconds
    return properties


class Session:
    """Keeps the hub connected. ``publish`` may be called from any thread."""

    def __init__(self, hall_id: HallId, account: Account, life: Life, listeners: Listeners) -> None:
        self._hall_id = hall_id
        self._account = account
        self._life = life
        self._listeners = listeners
        self._commands = topics.commands_of_all(hall_id)
        self._command_prefix = self._commands.split("+")[0]
        # The hub hears its own answers to itself: a mark sent behind a subscription tells that all retained
        # messages were delivered before it. QoS 0 both, so that the broker keeps their order.
        self._mark_topic = topics.reply(hall_id, f"{account.client_id}-mark")
        self._looks = (topics.states(hall_id), topics.station_config(hall_id, "+"))
        self._found: set[str] | None = None
        self._client: paho.Client | None = None
        self._usable = False
        self._closing = threading.Event()
        self._complained = ""
        self._thread = threading.Thread(target=self._run, name="hub mqtt", daemon=True)

    @property
    def connected(self) -> bool:
        """Whether stations can reach the hub now."""
        return self._usable

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._thread.start()

    def close(self) -> None:
        """Say that the hub is gone, disconnect, join the thread."""
        client = self._client
        here = threading.current_thread() is self._thread
        if client is not None and self._usable:
            info = client.publish(topics.hub_presence(self._hall_id), self._presence(online=False), 1, retain=True)
            # A socket closed with unread acknowledgements in it is reset, and the broker throws away what it has not
            # read yet. Acknowledgements come in order: with this one everything before it has arrived.
            if not here:
                with contextlib.suppress(RuntimeError, ValueError):  # not connected any more
                    info.wait_for_publish(_FAREWELL_S)
        self._closing.set()
        if client is not None:
            client.disconnect()
        if self._thread.is_alive() and not here:
            self._thread.join(_CONNECT_TIMEOUT_S + _FAREWELL_S)

    def publish(
        self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> bool:
        """Hand a message to the broker; False, and nothing kept, when there is no connection."""
        client = self._client
        if client is None or not self._usable:
            return False
        properties = None if expiry_s is None else _expiring(expiry_s)
        info = client.publish(topic, payload, qos, retain, properties)
        if info.rc == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE:
            self._complain("more messages wait than MQTT can number; the broker does not keep up")
            return False
        return True

    # --- the network thread --------------------------------------------------------------------------------------

    def _run(self) -> None:
        failed = short_lives = 0
        while not self._closing.is_set():
            served_s = self._serve()
            short_lives = short_lives + 1 if 0 < served_s < _STEADY_S else 0
            if short_lives == _SHORT_LIVES:
                self._complain("connections keep breaking; is another hub running under this account?")
            if served_s >= _STEADY_S:
                failed, self._complained = 0, ""
            self._closing.wait(_BACK_OFF_S[min(failed, len(_BACK_OFF_S) - 1)])
            failed += 1

    def _serve(self) -> float:
        """One connection from its beginning to its end; for how many seconds it served."""
        try:
            client = self._new_client()
            client.connect(self._account.host, self._account.port, KEEPALIVE_S, clean_start=True)
        except (OSError, ValueError) as error:
            self._complain(f"the broker cannot be reached ({type(error).__name__})")
            return 0.0
        self._client = client
        usable_at: float | None = None
        look_until = time.monotonic() + _FIRST_LOOK_S
        farewell_until: float | None = None
        while True:
            code = client.loop(_TICK_S if usable_at is not None and farewell_until is None else _SHORT_TICK_S)
            if usable_at is None and self._usable:
                usable_at = time.monotonic()
            if code != MQTTErrorCode.MQTT_ERR_SUCCESS or client.socket() is None:
                break
            now = time.monotonic()
            if usable_at is None and now > look_until:
                if client.is_connected():
                    self._begin(client)
                else:
                    client.disconnect()
            if self._closing.is_set() and farewell_until is None:
                farewell_until = now + _FAREWELL_S
            if farewell_until is not None and now > farewell_until:
                break
        self._client = None
        self._found = None
        lost, self._usable = self._usable, False
        if lost:
            self._call(self._listeners.lost)
        return 0.0 if usable_at is None else time.monotonic() - usable_at

    def _new_client(self) -> paho.Client:
        account = self._account
        client = BufferedClient(
            CallbackAPIVersion.VERSION2,
            client_id=account.client_id,
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        client.username_pw_set(account.username, account.password)
        if account.tls:
            client.tls_set(ca_certs=account.ca_file)
        client.will_set(topics.hub_presence(self._hall_id), self._presence(online=False), 1, retain=True)
        client.connect_timeout = _CONNECT_TIMEOUT_S
        client.max_inflight_messages_set(_IN_FLIGHT)
        client.max_queued_messages_set(_QUEUED)
        client.on_connect = self._connected
        client.on_subscribe = self._accepted
        client.on_message = self._message
        client.on_socket_open = _prepare_socket
        # With this set, publish() from the writer's thread only wakes the loop. Without it paho writes to the socket
        # in the caller's thread, at the same time as the loop: half packets could interleave, and a full socket
        # buffer would be the writer's trouble.
        client.on_socket_register_write = _leave_writing_to_the_loop
        return client

    def _connected(self, client: paho.Client, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any) -> None:
        if reason.is_failure:
            self._complain(f"the broker refuses the hub ({reason})")
            client.disconnect()
            return
        wanted = [(self._commands, 1), (topics.stations_presence(self._hall_id), 1)]
        wanted += [(topics.devices_health(self._hall_id), 1), (self._mark_topic, 0)]
        wanted += [(look, 0) for look in self._looks]
        self._found = set()  # the broker may deliver before it acknowledges
        client.subscribe([(topic, SubscribeOptions(qos=qos)) for topic, qos in wanted])

    def _accepted(self, client: paho.Client, _data: Any, _mid: int, reasons: list[ReasonCode], _: Any) -> None:
        if any(reason.is_failure for reason in reasons):
            self._complain("the broker refuses the hub's subscriptions")
            client.disconnect()
            return
        client.publish(self._mark_topic, b"", 0)

    def _begin(self, client: paho.Client) -> None:
        """The broker is known: speak."""
        client.unsubscribe([self._mark_topic, *self._looks])
        found, self._found = frozenset(self._found or ()), set()
        self._usable = True
        if self._complained:
            _log.info("hub mqtt: connected again")
        self.publish(topics.hub_presence(self._hall_id), self._presence(online=True), retain=True)
        self._call(self._listeners.connected, found)

    def _message(self, client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
        topic = message.topic
        payload = bytes(message.payload)
        if topic.startswith(self._command_prefix):
            expiry = getattr(message.properties, "MessageExpiryInterval", None)
            self._call(self._listeners.command, topic, payload, expiry)
        elif topic == self._mark_topic:
            if not self._usable:
                self._begin(client)
        elif topics.parse_presence(topic) is not None:
            self._station_message(topic, payload, live=not message.retain)
        elif (device := topics.parse_device(topic)) is not None:
            self._device_message(device[0], payload)
        elif self._found is not None and message.retain:
            self._found.add(topic)

    def _station_message(self, topic: str, payload: bytes, *, live: bool) -> None:
        station_id = topics.parse_presence(topic)
        try:
            presence = decode_record(StationPresence, payload)
        except Fault as fault:
            self._complain(f"presence that cannot be read ({fault.code})")
            return
        # The topic is what the broker vouches for; a body that names another station is nobody's word.
        if presence.station_id == station_id:
            self._call(self._listeners.presence, presence, live)

    def _device_message(self, station_id: StationId, payload: bytes) -> None:
        if not payload:
            return
        try:
            health = decode_record(DeviceHealth, payload)
        except Fault as fault:
            self._complain(f"device health that cannot be read ({fault.code})")
            return
        self._call(self._listeners.health, station_id, health)

    def _presence(self, *, online: bool) -> bytes:
        life = self._life
        return encode_record(HubPresence(online, life.life, life.epoch, life.since, life.version))

    def _call(self, listener: Callable[..., None], *arguments: Any) -> None:
        """Call back; an error in a listener must not end the hub's only ear. Its type only: no payload in logs."""
        try:
            listener(*arguments)
        except Exception as error:  # noqa: BLE001
            self._complain(f"error in a listener ({type(error).__name__})")

    def _complain(self, what: str) -> None:
        """Log a trouble once, until it changes or a connection has held."""
        if what != self._complained:
            self._complained = what
            _log.warning("hub mqtt: %s", what)


def _prepare_socket(_client: paho.Client, _data: Any, sock: Any) -> None:
    # paho leaves Nagle's algorithm on: with it 50 stations in a closed loop got 1,050 commands a second, without
    # it 1,900.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _USER_TIMEOUT_MS)


def _leave_writing_to_the_loop(_client: paho.Client, _data: Any, _sock: Any) -> None:
    """The loop looks for what is to be written by itself."""
