"""A short conversation with a broker: connect, ask, hear the broker's verdict, leave.

Blocking on purpose: for the accounts, the command line and the probe, which do one thing after the other. Stations and
hub have connections of their own kind.
"""

import queue
import socket
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from hub.broker.logins import Login
from hub.contract.faults import Fault, FaultCode

# A broker on the same machine answers within a millisecond, one across a district within a second.
PATIENCE_S = 5.0
_KEEPALIVE_S = 30
_DEFAULT_PORTS = {"mqtt": 1883, "mqtts": 8883}
FIRST_ERROR = 0x80
"""MQTT 5 reason codes from here on are refusals."""


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where a broker listens. ``ca_file`` is who vouches for its certificate (None: the system's list)."""

    host: str
    port: int
    tls: bool = False
    ca_file: str | None = None

    @property
    def url(self) -> str:
        """``mqtt://…`` or ``mqtts://…``, without any password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'mqtts' if self.tls else 'mqtt'}://{host}:{self.port}"


def parse_address(url: str, ca_file: str | None = None) -> BrokerAddress:
    """Read ``mqtt://host[:port]`` or ``mqtts://…``. Raises ``Fault`` configuration."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    odd = parts.path not in ("", "/") or parts.query or parts.fragment or parts.username or parts.password
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or odd:
        raise Fault(
            FaultCode.CONFIGURATION,
            zh="消息服务器地址应写成 mqtt://主机:端口 或 mqtts://主机:端口（不带密码）。",
            en="a broker's address reads mqtt://host:port or mqtts://host:port, without a password.",
        )
    return BrokerAddress(parts.hostname, port or _DEFAULT_PORTS[parts.scheme], parts.scheme == "mqtts", ca_file)


class RefusedError(Exception):
    """The broker answered, and said no to the connection."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that arrived."""

    topic: str
    payload: bytes
    retained: bool


class Session:
    """One MQTT 5 connection. Raises :class:`RefusedError` when the broker says no, ``Fault`` broker_gone when it
    says nothing.

    A session is a context manager; leaving it disconnects in order.
    """

    def __init__(
        self,
        address: BrokerAddress,
        client_id: str,
        login: Login | None,
        patience_s: float = PATIENCE_S,
        will: tuple[str, bytes] | None = None,
    ) -> None:
        self.address = address
        self.patience_s = patience_s
        self.heard: queue.SimpleQueue[Heard] = queue.SimpleQueue()
        self._verdicts: dict[tuple[str, int], int] = {}
        self._change = threading.Condition()
        self._connected: int | None = None
        self._closed = False
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id, protocol=mqtt.MQTTv5)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_publish = self._on_publish
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message
        self._client.on_socket_open = self._on_socket_open
        self._client.connect_timeout = patience_s
        if will is not None:
            self._client.will_set(will[0], will[1], qos=1)
        if login is not None:
            self._client.username_pw_set(login.username, login.password)
        try:
            if address.tls:
                self._client.tls_set(ca_certs=address.ca_file)
            self._client.connect(address.host, address.port, _KEEPALIVE_S, clean_start=True)
        except (OSError, ValueError) as error:
            raise Fault(FaultCode.BROKER_GONE, what=f"{address.url}: {_words(error)}") from None
        self._client.loop_start()
        try:
            code = self._wait_connected()
        except Fault:
            self.close()
            raise
        if code >= FIRST_ERROR:
            self.close()
            raise RefusedError(hex(code))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Disconnect in order (no last will)."""
        self._client.disconnect()
        self._client.loop_stop()

    def drop(self) -> None:
        """Break the connection as a failing machine would; the broker sends the last will."""
        sock = self._client.socket()
        self._client.loop_stop()
        if sock is not None:
            sock.close()

    @property
    def alive(self) -> bool:
        """Whether the broker still keeps this connection."""
        with self._change:
            return not self._closed

    def publish(self, topic: str, payload: bytes, retain: bool = False, expiry_s: int | None = None) -> int:
        """Send at QoS 1 and return the broker's reason code; from 0x80 on it is a refusal.

        A broker that breaks the connection instead of answering has refused as well: 0x87. Raises ``Fault``
        broker_gone when nothing is said in time.
        """
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        if expiry_s is not None:
            properties.MessageExpiryInterval = expiry_s
        sent = self._client.publish(topic, payload, qos=1, retain=retain, properties=properties)
        return self._wait_verdict("publish", sent.mid)

    def subscribe(self, pattern: str) -> int:
        """Subscribe at QoS 1 and return the broker's reason code; from 0x80 on it is a refusal."""
        options = SubscribeOptions(qos=1)
        _, mid = self._client.subscribe(pattern, options=options)
        return 0x87 if mid is None else self._wait_verdict("subscribe", mid)

    def next_heard(self, timeout_s: float | None = None) -> Heard | None:
        """The next message; None when none comes in time."""
        try:
            return self.heard.get(timeout=self.patience_s if timeout_s is None else timeout_s)
        except queue.Empty:
            return None

    def _wait_connected(self) -> int:
        with self._change:
            self._change.wait_for(lambda: self._connected is not None or self._closed, self.patience_s)
            if self._connected is None:
                raise Fault(FaultCode.BROKER_GONE, what=f"{self.address.url}: no answer")
            return self._connected

    def _wait_verdict(self, kind: str, mid: int) -> int:
        with self._change:
            self._change.wait_for(lambda: (kind, mid) in self._verdicts or self._closed, self.patience_s)
            if (kind, mid) in self._verdicts:
                return self._verdicts.pop((kind, mid))
            if self._closed:
                return 0x87
        raise Fault(FaultCode.BROKER_GONE, what=f"{self.address.url}: no answer")

    # In paho's thread. Reconnecting by itself would hide a refusal, so the loop ends with the connection.

    def _on_connect(self, _c: mqtt.Client, _u: Any, _f: Any, reason: ReasonCode, _p: Any) -> None:
        with self._change:
            self._connected = reason.value
            self._change.notify_all()

    def _on_disconnect(self, client: mqtt.Client, _u: Any, _f: Any, _reason: ReasonCode, _p: Any) -> None:
        with self._change:
            self._closed = True
            self._change.notify_all()
        client.disconnect()

    def _on_publish(self, _c: mqtt.Client, _u: Any, mid: int, reason: ReasonCode, _p: Any) -> None:
        self._set_verdict("publish", mid, reason.value)

    def _on_subscribe(self, _c: mqtt.Client, _u: Any, mid: int, reasons: list[ReasonCode], _p: Any) -> None:
        self._set_verdict("subscribe", mid, reasons[0].value)

    def _set_verdict(self, kind: str, mid: int, code: int) -> None:
        with self._change:
            self._verdicts[kind, mid] = code
            self._change.notify_all()

    def _on_message(self, _c: mqtt.Client, _u: Any, message: mqtt.MQTTMessage) -> None:
        self.heard.put(Heard(message.topic, bytes(message.payload), message.retain))

    def _on_socket_open(self, _c: mqtt.Client, _u: Any, sock: Any) -> None:
        # paho leaves Nagle's algorithm on, which holds a small packet back until the last one is acknowledged.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _words(error: Exception) -> str:
    """The system's words for a failed connection; they name the peer, never a payload."""
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else type(error).__name__
