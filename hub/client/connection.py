"""One MQTT 5 connection at a time, kept up in a thread of its own.

Each connection gets a fresh paho client. What an old one had queued is gone with it on purpose: the link's own retry
book says what is still meant, paho's queue would bring presses from before the break.
"""

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from hub.client.settings import Broker

_log = logging.getLogger(__name__)

KEEPALIVE_S = 5
"""A dead cable is noticed within 10 s, the life of a press; and the broker tells the others (last will) in 7.5 s."""

_USER_TIMEOUT_MS = 8_000
"""What the kernel could not deliver for 8 s dies with its connection: otherwise a press would wait in a send buffer
and arrive fresh, with its whole life before it, when the cable is back."""

_CONNECT_TIMEOUT_S = 2.0
"""A broker in the same building answers in milliseconds; closing a program must not wait for one that is gone."""

_BACK_OFF_S = (0.0, 1.0, 2.0, 4.0)
"""Waits between rounds through the broker list: at once after a break, then gently, never longer than 4 s."""

_SHORT_LIVES = 3
_STEADY_S = 5.0
"""Connections that end sooner count as failures: two programs under one account would otherwise throw each other out
as fast as they can."""

_IDLE_S = 1.0
_FAREWELL_S = 0.5
"""How long closing waits for the broker to take the last words."""

_QUEUE = 10_000
"""Messages that may wait for their acknowledgement: facts of a long night, all sent again at once."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to publish."""

    topic: str
    payload: bytes
    retain: bool = False


@dataclass(frozen=True, slots=True)
class Follower:
    """Who uses the connection. All are called in the connection's thread and must not raise."""

    ready: Callable[[], None]
    """Connected and subscribed."""
    message: Callable[[str, bytes, bool], None]
    """A message has arrived: topic, payload, whether it was retained."""
    lost: Callable[[], None]
    """No broker can be reached, or the connection is gone."""
    tick: Callable[[], float]
    """Look after time limits; returns in how many seconds at the latest to be called again."""


@lru_cache(maxsize=256)
def _expiring(seconds: int) -> Properties:
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    properties.MessageExpiryInterval = seconds
    return properties


class Connection:
    """Keeps one station connected to the first broker of its list that answers."""

    def __init__(
        self,
        brokers: Sequence[Broker],
        *,
        client_id: str,
        password: str,
        ca_file: str | None,
        subscribe: Sequence[str],
        will: Parcel,
        follower: Follower,
    ) -> None:
        self._brokers = tuple(brokers)
        self._client_id = client_id
        self._password = password
        self._ca_file = ca_file
        self._subscribe = tuple(subscribe)
        self._will = will
        self._follower = follower
        self._client: paho.Client | None = None
        self._subscribed = False
        self._closing = threading.Event()
        self._leave = False
        self._complained = ""
        self._thread = threading.Thread(target=self._run, name=f"link {client_id}", daemon=True)

    @property
    def thread(self) -> threading.Thread:
        """The thread in which the follower is called."""
        return self._thread

    @property
    def has_others(self) -> bool:
        """Whether there is another broker to try."""
        return len(self._brokers) > 1

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._thread.start()

    def close(self, last_words: Sequence[Parcel] = ()) -> None:
        """Say the last words, disconnect in order (so that no will is sent) and join the thread."""
        client = self._client
        here = threading.current_thread() is self._thread
        if client is not None and self._subscribed:
            for parcel in last_words:
                info = client.publish(parcel.topic, parcel.payload, 1, parcel.retain)
                # A socket closed with unread acknowledgements in it is reset, and the broker throws away what it has
                # not read yet: a press before closing would be lost.
                if not here:
                    with contextlib.suppress(RuntimeError, ValueError):  # not connected any more
                        info.wait_for_publish(_FAREWELL_S)
        self._closing.set()
        if client is not None:
            client.disconnect()
        if self._thread.is_alive() and not here:
            self._thread.join(_FAREWELL_S + _CONNECT_TIMEOUT_S)

    def publish(self, parcel: Parcel, expiry_s: int | None = None) -> bool:
        """Hand a message to the broker, QoS 1; from any thread. False when there is no connection."""
        client = self._client
        if client is None or not self._subscribed:
            return False
        properties = _expiring(expiry_s) if expiry_s is not None else None
        info = client.publish(parcel.topic, parcel.payload, 1, parcel.retain, properties)
        return info.rc == MQTTErrorCode.MQTT_ERR_SUCCESS

    def move_on(self) -> None:
        """Leave this broker for the next of the list (it is there, but no hub is). In the connection's thread."""
        self._leave = True

    def _run(self) -> None:
        failed = 0
        place = 0
        short_lives = 0
        while not self._closing.is_set():
            served_s = self._serve(self._brokers[place % len(self._brokers)])
            self._follower.lost()
            steady = served_s >= _STEADY_S
            short_lives = short_lives + 1 if 0 < served_s < _STEADY_S else 0
            if short_lives == _SHORT_LIVES:
                self._complain("connections keep breaking; is another program running under this station's account?")
            if steady and not self._leave:
                place, failed, self._complained = 0, 0, ""
            else:
                place += 1
                failed += 1
            self._leave = False
            rounds = min(-(-failed // len(self._brokers)), len(_BACK_OFF_S) - 1)
            self._pause(_BACK_OFF_S[rounds] if failed % len(self._brokers) == 0 else 0.0)

    def _pause(self, seconds: float) -> None:
        """Wait, but let the follower end what has to end meanwhile."""
        until = time.monotonic() + seconds
        while not self._closing.is_set():
            wait = min(self._follower.tick(), until - time.monotonic())
            if wait <= 0:
                return
            self._closing.wait(wait)

    def _serve(self, broker: Broker) -> float:
        """One connection from its beginning to its end; for how many seconds it served."""
        try:
            client = self._new_client(broker)
            client.connect(broker.host, broker.port, KEEPALIVE_S, clean_start=True)
        except (OSError, ValueError) as error:
            self._complain(f"{broker.host}:{broker.port} cannot be reached ({type(error).__name__})")
            return 0.0
        self._client = client
        ready_at: float | None = None
        until = time.monotonic() + 2 * _CONNECT_TIMEOUT_S
        farewell: float | None = None
        while True:
            code = client.loop(min(_IDLE_S, self._follower.tick()) if farewell is None else 0.05)
            if ready_at is None and self._subscribed:
                ready_at = time.monotonic()
            if code != MQTTErrorCode.MQTT_ERR_SUCCESS or client.socket() is None:
                break
            if self._closing.is_set() and farewell is None:
                farewell = time.monotonic() + _FAREWELL_S
            if farewell is not None and time.monotonic() > farewell:
                break
            if self._leave or (ready_at is None and time.monotonic() > until):
                client.disconnect()
        self._client = None
        self._subscribed = False
        return 0.0 if ready_at is None else time.monotonic() - ready_at

    def _new_client(self, broker: Broker) -> paho.Client:
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._client_id,
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        client.username_pw_set(self._client_id, self._password)
        if broker.tls:
            client.tls_set(ca_certs=self._ca_file)
        client.will_set(self._will.topic, self._will.payload, 1, self._will.retain)
        client.connect_timeout = _CONNECT_TIMEOUT_S
        client.max_queued_messages_set(_QUEUE)
        client.on_connect = self._connected
        client.on_subscribe = self._accepted
        client.on_message = self._message
        client.on_socket_open = _prepare_socket
        # With this set, publish() from another thread only wakes the loop. Without it paho writes to the socket in
        # the caller's thread, at the same time as the loop: half packets could interleave.
        client.on_socket_register_write = _leave_writing_to_the_loop
        return client

    def _connected(self, client: paho.Client, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any) -> None:
        if reason.is_failure:
            self._complain(f"the broker refuses this station ({reason})")
            client.disconnect()
            return
        client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in self._subscribe])

    def _accepted(self, _client: paho.Client, _data: Any, _mid: int, reasons: list[ReasonCode], _: Any) -> None:
        refused = [topic for topic, reason in zip(self._subscribe, reasons, strict=True) if reason.is_failure]
        if refused:
            self._complain(f"the broker refuses subscriptions: {', '.join(refused)}")
        self._subscribed = True
        if self._complained:
            _log.info("%s: connected again", self._client_id)
        self._follower.ready()

    def _message(self, _client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
        self._follower.message(message.topic, bytes(message.payload), message.retain)

    def _complain(self, what: str) -> None:
        """Log a trouble once, until it changes or a connection has held."""
        if what != self._complained:
            self._complained = what
            _log.warning("%s: %s", self._client_id, what)


def _prepare_socket(_client: paho.Client, _data: Any, sock: Any) -> None:
    # paho leaves Nagle's algorithm on: small messages would wait for the peer's delayed acknowledgement.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _USER_TIMEOUT_MS)


def _leave_writing_to_the_loop(_client: paho.Client, _data: Any, _sock: Any) -> None:
    """The loop looks for what is to be written by itself."""
