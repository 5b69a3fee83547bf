"""The wall as a program of its own, at a real broker: it shows, speaks and reports what the hub publishes."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import paho.mqtt.client as paho
import pytest

from display_wall.gallery import sample_call, sample_plan
from display_wall.voice import sound
from hub.contract import topics, wire
from hub.contract.notices import HubPresence
from tests.integration.conftest import OpenBroker, wait_until

HALL, STATION = "changan", "wall-1"

pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


class Hub:
    """What a hub publishes, and what it hears of the wall."""

    def __init__(self, broker: OpenBroker) -> None:
        self.heard: list[tuple[str, int]] = []
        self.ids: set[str] = set()
        self.client = paho.Client(paho.CallbackAPIVersion.VERSION2, "hub", protocol=paho.MQTTv5)
        self.client.on_message = self._message
        self.client.connect("127.0.0.1", broker.port)
        self.client.subscribe(topics.commands_of_all(HALL), qos=1)
        self.client.loop_start()

    def _message(self, _client: object, _data: object, message: paho.MQTTMessage) -> None:
        command = topics.parse_command(message.topic)
        assert command is not None
        body = json.loads(message.payload)
        # Nobody answers here, so the link sends again under the same id: one receipt all the same.
        if body["id"] not in self.ids:
            self.ids.add(body["id"])
            self.heard.append((command.verb, body["body"].get("call_seq", 0)))

    def retain(self, topic: str, payload: bytes) -> None:
        self.client.publish(topic, payload, qos=1, retain=True).wait_for_publish(10)

    def call(self, seq: int, prev: int, number: str, window: int) -> None:
        notice = sample_call(seq, number, window, 0)
        notice = replace(notice, at=now(), prev=prev)
        self.client.publish(topics.event(HALL, "called"), wire.encode_notice(notice), qos=1)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


def now() -> int:
    return time.time_ns() // 1_000_000


def test_calls_are_shown_spoken_in_order_and_reported(tmp_path: Path) -> None:
    broker = OpenBroker(tmp_path)
    broker.start()
    hub = Hub(broker)
    file, out, trace = tmp_path / "wall.json", tmp_path / "sounds", tmp_path / "trace.jsonl"
    file.write_text(
        json.dumps({"hall": HALL, "station": STATION, "kind": "wall", "brokers": [broker.url], "password": "x"})
    )
    hub.retain(topics.hub_presence(HALL), wire.encode_record(HubPresence(True, "life", 1, now())))
    hub.retain(topics.state(HALL, "hall", "plan"), wire.encode_view(sample_plan()))
    wall = subprocess.Popen(
        [
            sys.executable, "-m", "display_wall", "--station", str(file), "--windowed", "1920x1080", "--area", "",
            "--sound-out", str(out),
        ],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "TING_TRACE": str(trace)},
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert wall.stdout is not None
        assert wall.stdout.readline() == f"ready display_wall {STATION}\n"
        # The wall says that it is there once it has subscribed.
        there = threading.Event()
        hub.client.message_callback_add(topics.station_presence(HALL, STATION), lambda *_: there.set())
        hub.client.subscribe(topics.station_presence(HALL, STATION), qos=1)
        assert there.wait(20)
        for seq, (number, window) in enumerate((("A012", 3), ("B101", 12), ("C007", 30)), start=100):
            hub.call(seq, seq - 1 if seq > 100 else 0, number, window)
        wait_until(lambda: {("shown", seq) for seq in (100, 101, 102)} <= set(hub.heard), 20)
        wait_until(lambda: {("spoken", seq) for seq in (100, 101, 102)} <= set(hub.heard), 30)
        wall.send_signal(signal.SIGTERM)
        assert wall.wait(20) == 0
    finally:
        wall.kill()
        wall.communicate()
        hub.close()
        broker.kill()
    assert [(out / f"{at:04d}.txt").read_text() for at in (1, 2, 3)] == [
        "请 A零一二 号，到三号窗口办理\n",
        "请 B一零一 号，到十二号窗口办理\n",
        "请 C零零七 号，到三十号窗口办理\n",
    ]
    assert all(sound.read((out / f"{at:04d}.wav").read_bytes()).seconds > 6 for at in (1, 2, 3))
    events = [json.loads(line) for line in trace.read_text().splitlines()]
    assert [(event["event"], event["call_seq"]) for event in events if event["event"] == "painted"] == [
        ("painted", 100),
        ("painted", 101),
        ("painted", 102),
    ]
    assert sorted(hub.heard) == sorted((verb, seq) for verb in ("shown", "spoken") for seq in (100, 101, 102))
