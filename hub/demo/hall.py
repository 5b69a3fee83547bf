"""The demo hall as a table: which programs run, in which order, with which arguments.

This is the one place that knows the command lines of the other rooms' programs.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hub.demo.page import Evaluator
from hub.demo.ports import LOOPBACK, Ports
from hub.demo.program import Facts, Launch, Program, Restart
from hub.demo.readiness import Finishes, PrintsJson, PrintsReady, Ready, Stays
from hub.demo.screens import Screen, environment_on, server_of

DEVICES = "devices"
HUB = "hub"
DISTRICT = "district"
ENROLLED = "enrol"
SIMULATION = "simulation"

PINS = "pins"
CONSOLE = "console-password"
STATIONS = "stations"
"""Folder of the stations' credentials and of what else only this user may read."""

HUB_SECONDS = 60.0
"""The first start makes the database and the keys on whatever disk there is."""


@dataclass(frozen=True, slots=True)
class Station:
    """A station of the demo: its id at the hub, its kind, and the window it stands at."""

    id: str
    kind: str
    window: str | None = None

    def file(self, data: Path) -> Path:
        """Where its credential stands."""
        return data / STATIONS / f"{self.id}.json"

    def body(self, devices: Sequence[Mapping[str, Any]] = (), area: str = "") -> dict[str, Any]:
        """Give what enrols it: the body of the hub's command, with the devices that it looks after.

        ``area`` is where it stands, when it has no window whose area it shares.
        """
        return {
            "station_id": self.id,
            "kind": self.kind,
            "window_id": self.window or "",
            "area_id": "" if self.window else area,
            "devices": list(devices),
        }


@dataclass(frozen=True, slots=True)
class Seat:
    """A screen with the station it is, the module that draws it, and its arguments on a virtual screen or a desktop.

    ``scale`` shrinks it on a desktop, where it stands beside other windows: a kiosk laid out for half its size would
    show what no kiosk shows.
    """

    screen: Screen
    station: Station
    module: str
    on_page: tuple[str, ...]
    on_desktop: tuple[str, ...]
    scale: float = 1.0


CARD = (424, 620)
"""The counter's card (counter_client.views.forms) fills its virtual screen but for a hairline around it."""

SEATS = (
    Seat(
        Screen("kiosk", "取号机", "Kiosk", 1080, 1920),
        Station("kiosk-1", "kiosk"),
        "kiosk",
        ("--windowed", "1080x1920"),
        ("--windowed", "1080x1920"),
        scale=0.45,  # 864 pixels high: fits under the bars of a common laptop's desktop
    ),
    Seat(
        Screen("wall", "综合显示屏", "Display wall", 1920, 1080),
        Station("wall-1", "wall"),
        "display_wall",
        ("--windowed", "1920x1080"),
        ("--windowed", "1920x1080"),
        scale=0.5,
    ),
    Seat(
        Screen("counter-1", "1 号窗口", "Window 1", *CARD),
        Station("counter-1", "counter", "1"),
        "counter_client",
        ("--at", "2x2", "--shape", "card"),
        ("--at", "600x80"),
    ),
    Seat(
        Screen("counter-2", "2 号窗口", "Window 2", *CARD),
        Station("counter-2", "counter", "2"),
        "counter_client",
        ("--at", "2x2", "--shape", "card"),
        ("--at", "1040x80"),
    ),
)

AGENT = Station("devices-1", "devices")
EVALUATORS = (Evaluator(1, "1"), Evaluator(2, "2"))
WINDOWS_WITH_DEVICES = range(1, 9)
"""Windows of the pack that have a LED bar and an evaluator, at the address of their own number."""

FIRST_OPERATOR = 1001
"""Staff numbers of the pack count from here."""
DEMO_PIN = "2468"
"""PIN of every operator of the demo and password of its console, said on its page; a real hall's are set one by
one."""

BUSES = {"led_bar": "led", "evaluator": "caller"}
"""Kind of device → the bus of the twins it hangs on."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run of the demo is made of.

    ``data`` is the folder that outlives the run; ``sockets`` the folder of the virtual screens, None for windows on
    the machine's own display; ``area`` where kiosk and wall stand, empty for the whole hall.
    """

    data: Path
    pack: str
    ports: Ports
    sockets: Path | None
    area: str = ""

    @property
    def hub_url(self) -> str:
        """Where the hub's pages are."""
        return f"http://{LOOPBACK}:{self.ports.hub}"

    @property
    def district_url(self) -> str:
        """Where the district server is."""
        return f"http://{LOOPBACK}:{self.ports.district}"

    @property
    def page_url(self) -> str:
        """Where the demo's page is."""
        return f"http://{LOOPBACK}:{self.ports.page}"

    @property
    def hub_data(self) -> Path:
        """The hub's own folder."""
        return hub_folder(self.data)


def hub_folder(data: Path) -> Path:
    """Where the hub of a demo keeps its data."""
    return data / "hub"


def ting(*arguments: object) -> Launch:
    """Make the start of a `ting` command with this Python."""
    return module("hub.cli", *arguments)


def module(name: str, *arguments: object) -> Launch:
    """Make the start of a Python module with this Python."""
    return Launch((sys.executable, "-m", name, *map(str, arguments)))


def programs(plan: Plan) -> list[Program]:
    """Give the whole hall: devices, district, hub, enrolment, the device agent, screens and what runs on them."""
    table = [
        _always(DEVICES, "虚拟设备", "virtual devices", _devices(plan), PrintsJson()),
        _always(DISTRICT, "区级平台", "district server", _district(plan), PrintsReady()),
        Program(
            HUB,
            "大厅主机",
            "hub",
            lambda _facts: _hub(plan),
            PrintsReady(),
            needs=(DISTRICT,),  # which makes the code that the hub registers with
            seconds=HUB_SECONDS,
            grace=15.0,  # it ends its broker, and the broker saves what it holds
        ),
        _enrolment(plan),
        _secret(plan, PINS, "设置登录密码", "PINs of the staff", "set-pin", "--all", "--pin-file"),
        _secret(plan, CONSOLE, "设置控制台密码", "console password", "set-console-password", "--password-file"),
        Program(
            "agent",
            "设备代理",
            "device agent",
            lambda _facts: module("device_drivers.agent", "--station", AGENT.file(plan.data)),
            PrintsReady(),
            needs=(ENROLLED,),
        ),
    ]
    for seat in SEATS:
        if plan.sockets is not None:
            table.append(server_of(seat.screen, plan.sockets))
        table.append(_seated(plan, seat))
    return table


def simulation(plan: Plan) -> Program:
    """Give the program that plays citizens and clerks; started from the page."""
    return Program(
        SIMULATION,
        "模拟的群众与窗口人员",
        "simulated people",
        lambda facts: ting("simulate", "--data", plan.data, "--printer", facts[DEVICES]["second_printer"]["transport"]),
        Stays(),
        needs=(HUB,),
        restart=Restart.NEVER,
        grace=10.0,
    )


def _always(name: str, zh: str, en: str, launch: Launch, ready: Ready) -> Program:
    return Program(name, zh, en, lambda _facts: launch, ready)


def _devices(plan: Plan) -> Launch:
    folder = plan.data / "devices"
    addresses = ",".join(map(str, WINDOWS_WITH_DEVICES))
    return module(
        "device_drivers.twins",
        *("--folder", folder / "tickets"),
        *("--printer-port", plan.ports.printer, "--http-port", plan.ports.devices),
        *("--led-link", folder / "led", "--caller-link", folder / "caller"),
        *("--led-addresses", addresses, "--keypads", addresses, "--evaluators", addresses),
    )


def device_bindings(facts: Facts) -> list[dict[str, Any]]:
    """Give what the device agent looks after: a bar and an evaluator at each window, where the twins say they are."""
    return [
        {
            "device_id": f"{kind}-{window}",
            "kind": kind,
            "url": facts[DEVICES][bus]["transport"],
            "address": window,
            "window_id": str(window),
        }
        for kind, bus in BUSES.items()
        for window in WINDOWS_WITH_DEVICES
    ]


def _district(plan: Plan) -> Launch:
    return ting("district", "--data", district_folder(plan.data), "--port", plan.ports.district)


def district_folder(data: Path) -> Path:
    """Where the district server of a demo keeps its data."""
    return data / "district"


def _hub(plan: Plan) -> Launch:
    start = ting(
        "hub",
        *("--data", plan.hub_data, "--pack", plan.pack),
        *("--port", plan.ports.hub, "--broker-port", plan.ports.broker),
        *("--public-url", plan.hub_url, "--district", plan.district_url),
        "--always-open",  # whoever tries it in the evening finds an open hall
    )
    token = (district_folder(plan.data) / "registration-token").read_text(encoding="ascii").strip()
    return replace(start, environment={"TING_DISTRICT_TOKEN": token})  # arguments are seen by every user


def _enrolment(plan: Plan) -> Program:
    """Enrol all stations; the agent's devices are known when the twins have told their addresses."""
    list_file = private_folder(plan.data) / "stations.list"

    def launch(facts: Facts) -> Launch:
        bodies = [seat.station.body(area=plan.area) for seat in SEATS] + [AGENT.body(device_bindings(facts))]
        return enrolment(bodies, list_file, plan.data)

    return _step(ENROLLED, "登记各终端", "enrolment of the stations", launch, (HUB, DEVICES))


def enrolment(bodies: Sequence[Mapping[str, Any]], list_file: Path, data: Path) -> Launch:
    """Write the list of stations and give the start of what enrols those that are not yet; keeps the others' keys."""
    write_private(list_file, json.dumps(bodies, ensure_ascii=False, indent=2))
    return ting(
        *("station", "enroll-all", list_file, "--missing"),
        *("--data", hub_folder(data), "--out", private_folder(data)),
    )


def _secret(plan: Plan, name: str, zh: str, en: str, *command: str) -> Program:
    """Set the demo's secret by a command of `ting operator`; the page says it, and nothing but the demo has it."""
    file = private_folder(plan.data) / "pin"

    def launch(_facts: Facts) -> Launch:
        write_private(file, DEMO_PIN + "\n")
        return ting("operator", *command, file, "--demo", "--data", plan.hub_data)

    return _step(name, zh, en, launch, (HUB,))


def _step(name: str, zh: str, en: str, launch: Callable[[Facts], Launch], needs: tuple[str, ...]) -> Program:
    return Program(name, zh, en, launch, Finishes(), needs=needs, restart=Restart.ONCE)


def operators(count: int, after: int = 0) -> list[str]:
    """Give staff numbers of the pack: the first ``count`` after the first ``after``."""
    return [str(FIRST_OPERATOR + after + number) for number in range(count)]


def private_folder(data: Path) -> Path:
    """Make and give the folder of credentials, which only this user may enter."""
    folder = data / STATIONS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def write_private(path: Path, text: str) -> None:
    """Write a file that only this user may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)


def _seated(plan: Plan, seat: Seat) -> Program:
    """Give the program of a seat; the kiosk gets the printer, a counter its own memory of its shape."""
    virtual = plan.sockets is not None
    shape = seat.on_page if virtual else seat.on_desktop

    def launch(facts: Facts) -> Launch:
        own: tuple[object, ...] = ()
        if seat.module == "kiosk":
            own = ("--printer", facts[DEVICES]["printer"]["transport"])
        elif seat.module == "counter_client":
            own = ("--settings", plan.data / STATIONS / f"{seat.station.id}.settings.json")
        elif virtual:
            own = ("--sound-out", plan.data / "sound")  # a machine without a display is seldom one with loudspeakers
        start = module(seat.module, "--station", seat.station.file(plan.data), *shape, *own)
        scaled = {"QT_SCALE_FACTOR": f"{seat.scale:g}"} if seat.scale != 1 else {}
        return replace(start, environment=environment_on(seat.screen, facts) if virtual else scaled)

    printer = (DEVICES,) if seat.module == "kiosk" else ()
    needs = (ENROLLED, *printer, *((seat.screen.server,) if virtual else ()))
    return Program(seat.screen.name, seat.screen.zh, seat.screen.en, launch, PrintsReady(), needs=needs)
