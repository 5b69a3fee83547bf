"""Sends a press again under its id, as a network that delivers twice would, and hears the answer."""

import json
import queue
import time
from pathlib import Path
from types import TracebackType

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from hub.contract import topics, wire
from hub.contract.commands import Command
from hub.store.locating import hall_of


class Repeater:
    """Speaks for one station under the hub's own account, which alone may use everybody's topics."""

    def __init__(self, data: Path, station_id: str) -> None:
        self._hall, self._station = hall_of(data), station_id
        self._replies: queue.SimpleQueue[wire.Reply] = queue.SimpleQueue()
        login = json.loads((data / "broker" / "admin.json").read_text(encoding="utf-8"))["hub"]
        self._port = json.loads((data / "broker" / "listeners.json").read_text(encoding="utf-8"))["port"]
        self._client = paho.Client(CallbackAPIVersion.VERSION2, "repeater", protocol=MQTTProtocolVersion.MQTTv5)
        self._client.username_pw_set(login["username"], login["password"])
        self._client.on_message = self._hear

    def __enter__(self) -> "Repeater":
        ready: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._client.on_subscribe = lambda *_: ready.put(None)
        self._client.on_connect = lambda client, *_: client.subscribe(topics.reply(self._hall, self._station), 1)
        self._client.connect("127.0.0.1", self._port)
        self._client.loop_start()
        ready.get(timeout=20)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def repeat(self, command_id: str, command: Command) -> wire.Reply:
        """The hub's answer to this press, sent again. Raises ``queue.Empty`` when there is none."""
        payload = wire.encode_command(command, command_id, time.time_ns() // 1_000_000, self._hall)
        self._client.publish(topics.command(self._hall, self._station, command.verb), payload, 1)
        while True:
            reply = self._replies.get(timeout=20)
            if reply.command_id == command_id:
                return reply

    def _hear(self, _client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        self._replies.put(wire.decode_reply(message.payload))
