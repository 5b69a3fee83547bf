"""The agent on a link without a network, its devices the real twins on pseudo terminals."""

import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from device_drivers.agent.agent import Agent
from device_drivers.agent.telling import Pace
from device_drivers.caller_bus.twin import VirtualCallerBus
from device_drivers.led_bar.twin import VirtualLedBus
from device_drivers.twins.port import PtyPort, VirtualDevice
from hub.client.clock import now_ms
from hub.client.port import LinkState
from hub.contract.commands import Evaluate
from hub.contract.notices import (
    AskEvaluation,
    DeviceHealth,
    HallView,
    ShowText,
    StationConfig,
    TicketView,
    WindowView,
)
from hub.contract.vocabulary import (
    Area,
    DayState,
    DeviceBinding,
    PriorityClass,
    SiteRules,
    StationKind,
    TicketState,
    Window,
    WindowActivity,
    WindowState,
    Words,
)
from tests.fakes.link import FakeLink

QUICK = Pace(probe_s=0.2, health_s=60.0, retry_s=0.05, poll_s=0.01)
PATIENCE_S = 10.0


def wait_until(condition: Callable[[], object], within_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def hall_view(as_of: int = 1) -> HallView:
    area = Area("main", Words("一楼", "Ground floor"))
    windows = tuple(
        Window(f"w{number}", str(number), Words(f"{number} 号窗口", f"Window {number}"), "main", ())
        for number in range(1, 10)
    )
    return HallView(
        as_of, 1, "changan", Words("大厅", "Hall"), (area,), (), windows, SiteRules(), (), (), "Asia/Shanghai",
        "2026-11-22", DayState.OPEN,
    )  # fmt: skip


def ticket(number: str = "A001", state: TicketState = TicketState.CALLED) -> TicketView:
    return TicketView(number, number, "b1", state, PriorityClass.ORDINARY, 1, 0, 0)


def window_view(window_id: str, as_of: int = 1, state: WindowState = WindowState.OPEN, **more: Any) -> WindowView:
    values: dict[str, Any] = {"reason": None, "operator_id": "", "operator_name": "", **more}
    return WindowView(as_of, 1, window_id, state, WindowActivity.FREE, **values)


class Hall:
    """What a test does: be the hub, plug twins in, press keys."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.link = FakeLink(station_id="devices-1", kind=StationKind.DEVICES, clock=now_ms)
        self.ready: list[bool] = []
        self.traced: list[tuple[str, int]] = []
        self.agent: Agent | None = None
        self._ports: list[PtyPort] = []
        self._ids = count(1)

    def plug(self, twin: VirtualDevice, name: str) -> PtyPort:
        port = PtyPort(twin, self.folder / name)
        self._ports.append(port)
        return port

    def url(self, name: str) -> str:
        return f"serial://{self.folder / name}?baud=9600"

    def bar(self, address: int, name: str = "led", **more: Any) -> DeviceBinding:
        values = {"window_id": f"w{address}", "options": {}, **more}
        return DeviceBinding(f"{name}-{address}", "led_bar", self.url(name), address, **values)

    def evaluator(self, address: int, name: str = "caller", **options: str) -> DeviceBinding:
        return DeviceBinding(f"{name}-{address}", "evaluator", self.url(name), address, f"w{address}", options)

    def start(self, *devices: DeviceBinding, pace: Pace = QUICK) -> None:
        self.agent = Agent(
            self.link,
            on_ready=lambda: self.ready.append(True),
            trace=lambda event, call_seq: self.traced.append((event, call_seq)),
            pace=pace,
        )
        self.configure(*devices)
        self.link.go(LinkState.ONLINE)

    def configure(self, *devices: DeviceBinding) -> None:
        self.link.configure(
            StationConfig(next(self._ids), "devices-1", StationKind.DEVICES, "", "", "http://hub", devices)
        )

    def call(self, device_id: str, text: str, lives_ms: int = 30_000, call_seq: int = 7) -> None:
        order = ShowText(f"order-{next(self._ids)}", now_ms() + lives_ms, text, call_seq > 0, call_seq)
        self.link.order(device_id, order)

    def ask(self, device_id: str, request_id: str, lives_ms: int = 60_000) -> None:
        order = AskEvaluation(f"order-{next(self._ids)}", now_ms() + lives_ms, request_id, "A001")
        self.link.order(device_id, order)

    def health(self, device_id: str) -> DeviceHealth | None:
        return next((told for told in reversed(self.link.healths) if told.device_id == device_id), None)

    def state(self, device_id: str) -> str:
        health = self.health(device_id)
        return "" if health is None else health.state

    @property
    def evaluations(self) -> list[Evaluate]:
        return [command for command in self.link.commands if isinstance(command, Evaluate)]

    def close(self) -> None:
        if self.agent is not None:
            self.agent.close()
        for port in self._ports:
            port.close()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    yield hall
    hall.close()


@pytest.fixture
def led(hall: Hall) -> VirtualLedBus:
    twin = VirtualLedBus([1, 2, 3])
    hall.plug(twin, "led")
    return twin


@pytest.fixture
def caller(hall: Hall) -> VirtualCallerBus:
    twin = VirtualCallerBus([1, 2], [1, 2], ack_s=2.0)
    hall.plug(twin, "caller")
    return twin
