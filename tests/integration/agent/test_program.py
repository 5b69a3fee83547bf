"""`python -m device_drivers.agent` as a hall runs it: a real process, a real broker, the real twins."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from device_drivers.caller_bus.twin import VirtualCallerBus
from device_drivers.led_bar.twin import VirtualLedBus
from device_drivers.twins.port import PtyPort
from hub.client.clock import now_ms
from hub.contract.commands import Evaluate
from hub.contract.notices import AskEvaluation, ShowText, StationConfig, WindowView
from hub.contract.vocabulary import DeviceBinding, EvaluationLevel, StationKind, WindowActivity, WindowState
from tests.integration.conftest import OpenBroker, wait_until
from tests.integration.mqtt.conftest import HALL, HubEnd

ROOT = Path(__file__).parents[3]
STATION = "dev"
PATIENCE_S = 20.0


@dataclass
class Running:
    """The agent's process; its output is read when it has ended."""

    process: subprocess.Popen[str]

    def ready(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(10)
        for pipe in (self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()
        return code


@dataclass
class Site:
    """A station's file, and twins on two lines."""

    folder: Path
    broker: OpenBroker
    led: VirtualLedBus
    caller: VirtualCallerBus
    running: list[Running] = field(default_factory=list)

    def start(self) -> Running:
        file = self.folder / "dev.json"
        credential = {"hall": HALL, "station": STATION, "kind": "devices", "password": "x"}
        file.write_text(json.dumps({**credential, "brokers": [self.broker.url]}))
        process = subprocess.Popen(
            [sys.executable, "-m", "device_drivers.agent", "--station", str(file)],
            cwd=ROOT,
            env={**os.environ, "TING_TRACE": str(self.folder / "trace.jsonl")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.running.append(Running(process))
        return self.running[-1]

    @property
    def trace(self) -> list[dict[str, object]]:
        file = self.folder / "trace.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture
def site(tmp_path: Path, open_broker: OpenBroker) -> Iterator[Site]:
    led, caller = VirtualLedBus([1, 2]), VirtualCallerBus([], [1])
    ports = [PtyPort(led, tmp_path / "led"), PtyPort(caller, tmp_path / "caller")]
    site = Site(tmp_path, open_broker, led, caller)
    yield site
    for running in site.running:
        if running.process.poll() is None:
            running.end(signal.SIGKILL)
    for port in ports:
        port.close()


HubAt = Callable[..., HubEnd]


@pytest.fixture
def hub_at(site: Site) -> Iterator[HubAt]:
    hubs: list[HubEnd] = []

    def make(life: str = "life-1", epoch: int = 1, **views: WindowState) -> HubEnd:
        hub = HubEnd(site.broker, life=life, epoch=epoch)
        devices = (
            DeviceBinding("led-1", "led_bar", f"serial://{site.folder / 'led'}", 1, "w1"),
            DeviceBinding("led-2", "led_bar", f"serial://{site.folder / 'led'}", 2, "w2"),
            DeviceBinding("evaluator-1", "evaluator", f"serial://{site.folder / 'caller'}", 1, "w1"),
        )
        hub.configs = [StationConfig(epoch, STATION, StationKind.DEVICES, "", "", "", devices)]
        hub.views = {
            window: WindowView(epoch, epoch, window, state, WindowActivity.FREE, None, "", "")
            for window, state in views.items()
        }
        hubs.append(hub)
        return hub.start()

    yield make
    for hub in hubs:
        hub.session.close()


def call(hub: HubEnd, device_id: str, text: str, call_seq: int) -> None:
    order = ShowText(f"order-{call_seq}", now_ms() + 30_000, text, flash=True, call_seq=call_seq)
    hub.publisher.publish_order(STATION, device_id, order)


def ask(hub: HubEnd, request_id: str) -> None:
    order = AskEvaluation(f"ask-{request_id}", now_ms() + 60_000, request_id, "A001")
    hub.publisher.publish_order(STATION, "evaluator-1", order)


def evaluations(hub: HubEnd) -> list[Evaluate]:
    return [command for command in hub.done.values() if isinstance(command, Evaluate)]


def test_a_hall_from_order_to_bar_and_from_key_to_hub(site: Site, hub_at: HubAt) -> None:
    hub = hub_at(w1=WindowState.OPEN, w2=WindowState.CLOSED)
    running = site.start()
    assert running.ready() == "ready devices dev"
    site.led.wait_for_text(1, "欢迎光临", PATIENCE_S)
    site.led.wait_for_text(2, "窗口已关闭", PATIENCE_S)
    call(hub, "led-1", "请A001到1号窗口", 41)
    site.led.wait_for_text(1, "请A001到1号窗口", PATIENCE_S)
    wait_until(lambda: site.trace)
    assert [(line["event"], line["call_seq"]) for line in site.trace] == [("led_bytes", 41)]
    assert isinstance(site.trace[0]["t_ns"], int)
    ask(hub, "request-1")
    call(hub, "led-1", "请A002到1号窗口", 42)
    site.caller.wait_for_open(1, PATIENCE_S)
    assert site.caller.press_evaluator(1, 1)
    wait_until(lambda: evaluations(hub))
    assert evaluations(hub) == [Evaluate("request-1", EvaluationLevel.SATISFIED)]
    wait_until(lambda: {health.state for health in hub.healths.values()} == {"online"}, PATIENCE_S)
    assert set(hub.healths) == {"led-1", "led-2", "evaluator-1"}
    assert running.end() == 0
    wait_until(lambda: not hub.presences[STATION].online)


def test_a_rating_outlives_hub_and_agent(site: Site, hub_at: HubAt) -> None:
    hub = hub_at()
    running = site.start()
    running.ready()
    ask(hub, "request-1")
    site.caller.wait_for_open(1, PATIENCE_S)
    hub.deaf = True
    assert site.caller.press_evaluator(1, 0)
    wait_until(lambda: any(isinstance(one.command, Evaluate) for one in hub.heard))
    running.end(signal.SIGKILL)
    assert evaluations(hub) == []
    hub.deaf = False
    running = site.start()
    running.ready()
    wait_until(lambda: evaluations(hub))
    assert evaluations(hub) == [Evaluate("request-1", EvaluationLevel.VERY_SATISFIED)]
    assert running.end() == 0


def test_after_a_new_hub_the_bars_say_what_is_true_now(site: Site, hub_at: HubAt) -> None:
    first = hub_at(w1=WindowState.OPEN)
    running = site.start()
    running.ready()
    call(first, "led-1", "请A001到1号窗口", 41)
    site.led.wait_for_text(1, "请A001到1号窗口", PATIENCE_S)
    first.session.close()
    hub_at("life-2", 2, w1=WindowState.PAUSED)
    site.led.wait_for_text(1, "暂停服务", PATIENCE_S)
    assert running.end() == 0


@pytest.mark.parametrize(
    ("credential", "said"),
    [
        ({"kind": "wall"}, "the agent needs that of “devices”"),
        ({"kynd": "devices"}, "unknown key “kynd”"),
    ],
)
def test_a_wrong_file_is_one_clear_sentence(tmp_path: Path, credential: dict[str, str], said: str) -> None:
    file = tmp_path / "station.json"
    base = {"hall": HALL, "station": STATION, "kind": "devices", "password": "x", "brokers": ["mqtt://127.0.0.1"]}
    file.write_text(json.dumps({**base, **credential}))
    ended = subprocess.run(
        [sys.executable, "-m", "device_drivers.agent", "--station", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 2
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
