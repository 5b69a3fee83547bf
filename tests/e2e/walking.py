"""The whole hall of the end-to-end test: every program as a site starts it, on screens that nobody sees."""

import json
from contextlib import ExitStack
from typing import Any

import httpx

from hub.bench.rig import Program, Rig, wait_until
from hub.client.link import Link
from hub.client.settings import load
from hub.contract.notices import HallView, QueueView
from tests.e2e.screen import VirtualScreen
from tests.load.books import Books

HALL = "changan"
OPERATOR, PIN = "1001", "2468"
COUNTER_CORNER = (2, 2)


class WalkingHall(Rig):
    """Devices, district, hub with its Mosquitto, agent, kiosk, wall and one counter at window 1."""

    def __init__(self, stack: ExitStack) -> None:
        super().__init__(windows=1)
        self.kiosk_screen = stack.enter_context(VirtualScreen(1080, 1920))
        self.wall_screen = stack.enter_context(VirtualScreen(1920, 1080))
        self.counter_screen = stack.enter_context(VirtualScreen(424, 620))
        self.web = stack.enter_context(httpx.Client(trust_env=False, timeout=10))
        self.trace_file = self.folder / "trace.jsonl"
        self.sounds = self.folder / "sounds"
        self.district_data = self.folder / "district"

    def start_hub(self) -> Program:
        """Start what the hub needs, then the hub, then everything around it."""
        twins = self.start("twins", [
            "device_drivers.twins", "--folder", str(self.folder / "tickets"), "--led-addresses", "1,2",
            "--keypads", "1,2", "--evaluators", "1,2",
        ])  # fmt: skip
        district = self.start("district", [
            "hub.cli", "district", "--data", str(self.district_data), "--port", "0",
        ])  # fmt: skip
        self.district = district.wait_said().split()[-1]
        token = (self.district_data / "registration-token").read_text(encoding="ascii").strip()
        self.hub = self.start(
            "hub",
            ["hub.cli", "hub", "--data", str(self.data), "--pack", HALL, "--port", "0", "--always-open",
             "--district", self.district],
            {"TING_DISTRICT_TOKEN": token},
        )  # fmt: skip
        addresses = json.loads(twins.wait_said())
        self.devices = addresses["control"]
        self.pages = self.hub.wait_said().split()[-1]
        self._start_stations(addresses)
        return self.hub

    def start(self, *arguments: Any, **named: Any) -> "SayingProgram":  # type: ignore[override]
        """Start a program; its ready line is asked for by ``wait_said``."""
        return SayingProgram(super().start(*arguments, **named | {"ready": False}))

    def _start_stations(self, addresses: dict[str, Any]) -> None:
        devices = [
            {"device_id": f"{kind}-1", "kind": kind, "url": addresses[bus]["transport"], "address": 1, "window_id": "1"}
            for kind, bus in (("led_bar", "led"), ("evaluator", "caller"))
        ]
        kiosk, counter, wall, agent, watcher = self.enroll([
            {"station_id": "kiosk-1", "kind": "kiosk"},
            {"station_id": "counter-1", "kind": "counter", "window_id": "1"},
            {"station_id": "wall-1", "kind": "wall"},
            {"station_id": "devices-1", "kind": "devices", "devices": devices},
            {"station_id": "wall-2", "kind": "wall"},
        ])  # fmt: skip
        self.watcher = watcher
        pin = self.folder / "pin"
        pin.write_text(PIN, encoding="utf-8")
        self.ting("operator", "set-pin", OPERATOR, "--demo", "--pin-file", str(pin), "--data", str(self.data))
        waiting = [
            self.start("agent", ["device_drivers.agent", "--station", str(agent)]),
            self.start(
                "kiosk",
                ["kiosk", "--station", str(kiosk), "--windowed", "1080x1920", "--no-motion",
                 "--printer", addresses["printer"]["transport"]],
                self.kiosk_screen.environment,
            ),
            self.start(
                "wall",
                ["display_wall", "--station", str(wall), "--windowed", "1920x1080", "--sound-out", str(self.sounds)],
                self.wall_screen.environment | {"TING_TRACE": str(self.trace_file)},
            ),
            self.start(
                "counter",
                ["counter_client", "--station", str(counter), "--at", "x".join(map(str, COUNTER_CORNER)),
                 "--shape", "card", "--settings", str(self.folder / "counter.settings.json")],
                self.counter_screen.environment,
            ),
        ]  # fmt: skip
        for program in waiting:
            program.wait_said()

    # -- looking ----------------------------------------------------------------------------------------------------

    def seen_by_stations(self) -> tuple[HallView, dict[str, QueueView]]:
        """What the hub tells every station, heard by one more of them."""
        link = Link(load(self.watcher))
        link.start()
        try:
            wait_until(lambda: link.view(HallView, "plan") is not None and len(link.views(QueueView)) >= 12)
            hall = link.view(HallView, "plan")
            assert hall is not None
            return hall, link.views(QueueView)
        finally:
            link.close()

    def ask(self, path: str) -> Any:
        """What the virtual devices show."""
        return self.web.get(self.devices + path).raise_for_status().json()

    def printed(self) -> list[dict[str, Any]]:
        """The tickets that came out of the printer."""
        return list(self.ask("/printer/jobs")["jobs"])

    def bar(self) -> str:
        """What the LED bar of window 1 shows."""
        return str(next(bar["text"] for bar in self.ask("/led")["bars"] if bar["address"] == 1))

    def painted(self) -> list[str]:
        """Numbers that the wall has painted, in order."""
        lines = self.trace_file.read_text(encoding="utf-8").splitlines() if self.trace_file.exists() else []
        events = [json.loads(line) for line in lines]
        return [event["number"] for event in events if event["event"] == "painted"]

    def spoken(self) -> list[str]:
        """What the voice has said, in order."""
        return [path.read_text(encoding="utf-8").strip() for path in sorted(self.sounds.glob("*.txt"))]

    def journal(self) -> list[tuple[str, str, str]]:
        """Kind, ticket and station of every row."""
        books = Books(self.data)
        try:
            return [(entry.kind, entry.ticket_id, entry.station_id) for entry in books.journal()]
        finally:
            books.close()

    def has(self, kind: str, times: int = 1) -> bool:
        """Whether the journal has so many rows of a kind."""
        return sum(1 for row in self.journal() if row[0] == kind) >= times

    def wait_for(self, kind: str, times: int = 1) -> None:
        """Wait until the journal has so many rows of a kind."""
        wait_until(lambda: self.has(kind, times), 30)

    def reported(self) -> list[dict[str, Any]]:
        """What the district holds."""
        found = self.web.get(f"{self.district}/v1/halls/{HALL}/records", params={"after": 0, "limit": 1000})
        return list(found.raise_for_status().json()["records"])


class SayingProgram(Program):
    """A started program that may be waited for later."""

    def __init__(self, program: Program) -> None:
        self.__dict__.update(program.__dict__)

    def wait_said(self) -> str:
        """The line with which it says that it is ready."""
        return self.wait_ready().strip()
