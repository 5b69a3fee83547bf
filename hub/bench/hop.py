"""A bare hop: one QoS 1 message from one plain client over the broker to another."""

import itertools
import queue
import socket
import time
from collections.abc import Mapping
from typing import Any

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from hub.bench.result import p50
from hub.contract import topics

PACE_S = 0.01
"""A hundred messages a second: the broker is awake and not busy."""

PATIENCE_S = 5.0

_BODY = b"x" * 300
"""About the size of a call."""


def hop_ms(hall_id: str, account: Mapping[str, Any], count: int = 300) -> float:
    """Median of so many hops in ms. The account is the hub's: the hub must not be connected meanwhile."""
    topic = topics.reply(hall_id, "hub-mark")
    arrived: queue.SimpleQueue[int] = queue.SimpleQueue()
    listening: queue.SimpleQueue[bool] = queue.SimpleQueue()
    speaker, hearer = _client(account, "hop-from"), _client(account, "hop-to")
    hearer.on_message = lambda *_: arrived.put(time.perf_counter_ns())
    hearer.on_subscribe = lambda *_: listening.put(True)

    def listen(client: paho.Client, *_: Any) -> None:
        client.subscribe(topic, 1)

    hearer.on_connect = listen
    for client in (hearer, speaker):
        client.connect(account["host"], account["port"])
        client.loop_start()
    try:
        listening.get(timeout=PATIENCE_S)
        times = []
        for _ in itertools.repeat(None, count):
            time.sleep(PACE_S)
            began = time.perf_counter_ns()
            speaker.publish(topic, _BODY, 1)
            times.append((arrived.get(timeout=PATIENCE_S) - began) / 1e6)
    finally:
        for client in (speaker, hearer):
            client.disconnect()
            client.loop_stop()
    return p50(times)


def _client(account: Mapping[str, Any], name: str) -> paho.Client:
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=MQTTProtocolVersion.MQTTv5)
    client.username_pw_set(account["username"], account["password"])
    client.on_socket_open = _send_at_once
    return client


def _send_at_once(_client: paho.Client, _data: Any, sock: Any) -> None:
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
