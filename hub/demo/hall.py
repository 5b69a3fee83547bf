"""The demo hall as a table: which programs run, in which order, with which arguments.

This is the one place that knows the command lines of the other rooms' programs.
"""

import json
import os
import sys
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
        return data / "stations" / f"{self.id}.json"


@dataclass(frozen=True, slots=True)
class Seat:
    """A screen with the station it is, the module that draws it, and its arguments on a virtual screen or a desktop."""

    screen: Screen
    station: Station
    module: str
    on_page: tuple[str, ...]
    on_desktop: tuple[str, ...]


CARD = (424, 620)
"""The counter's card (counter_client.views.forms) fills its virtual screen but for a hairline around it."""

SEATS = (
    Seat(
        Screen("kiosk", "取号机", "Kiosk", 1080, 1920),
        Station("kiosk-1", "kiosk"),
        "kiosk",
        ("--windowed", "1080x1920"),
        ("--windowed", "540x960"),
    ),
    Seat(
        Screen("wall", "综合显示屏", "Display wall", 1920, 1080),
        Station("wall-1", "wall"),
        "display_wall",
        ("--windowed", "1920x1080"),
        ("--windowed", "960x540"),
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
"""The PIN of every operator of the demo, said on its page; a real hall's are set one by one."""

BUSES = {"led_bar": "led", "evaluator": "caller"}
"""Kind of device → the bus of the twins it hangs on."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run of the demo is made of.

    ``data`` is the folder that outlives the run; ``sockets`` the folder of the virtual screens, None for windows on
    the machine's own display.
    """

    data: Path
    pack: str
    ports: Ports
    sockets: Path | None

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
            seconds=HUB_SECONDS,
            grace=15.0,  # it ends its broker, and the broker saves what it holds
        ),
        *(enrolment(seat.station, plan.data) for seat in SEATS),
        _agent_enrolment(plan),
        *(pin_step(operator, plan.data) for operator in operators(len(EVALUATORS))),
        Program(
            "agent",
            "设备代理",
            "device agent",
            lambda _facts: module("device_drivers.agent", "--station", AGENT.file(plan.data)),
            PrintsReady(),
            needs=(DEVICES, enrolled(AGENT)),
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
        lambda _facts: ting("simulate", "--data", plan.data),
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


def _agent_enrolment(plan: Plan) -> Program:
    """Enrol the agent with its devices, whose addresses are known when the twins have told them."""
    plain = enrolment(AGENT, plan.data)
    file = private_folder(plan.data) / "devices.json"

    def launch(facts: Facts) -> Launch:
        write_private(file, json.dumps(device_bindings(facts), indent=2))
        return Launch((*plain.launch(facts).argv, "--devices", str(file)))

    return replace(plain, launch=launch, needs=(*plain.needs, DEVICES))


def _district(plan: Plan) -> Launch:
    return ting("district", "--data", plan.data / "district", "--port", plan.ports.district)


def _hub(plan: Plan) -> Launch:
    return ting(
        "hub",
        *("--data", plan.hub_data, "--pack", plan.pack),
        *("--port", plan.ports.hub, "--broker-port", plan.ports.broker),
        *("--district", plan.district_url),
        "--always-open",  # whoever tries it in the evening finds an open hall
    )


def enrolled(station: Station) -> str:
    """Give the name of the program that enrols a station."""
    return f"{ENROLLED}-{station.id}"


def enrolment(station: Station, data: Path, needs: tuple[str, ...] = (HUB,)) -> Program:
    """Give the step that enrols a station at the hub of a demo's data folder and writes its credential."""
    at = ("--window", station.window) if station.window else ()
    launch = ting(
        *("station", "enroll", station.id, "--kind", station.kind, *at),
        *("--data", hub_folder(data), "--out", station.file(data)),
    )
    return Program(
        enrolled(station),
        f"登记 {station.id}",
        f"enrol {station.id}",
        lambda _facts: launch,
        Finishes(),
        needs=needs,
        restart=Restart.ONCE,
    )


def operators(count: int, after: int = 0) -> list[str]:
    """Give staff numbers of the pack: the first ``count`` after the first ``after``."""
    return [str(FIRST_OPERATOR + after + number) for number in range(count)]


def pin_name(operator: str) -> str:
    """Give the name of the step that sets an operator's PIN."""
    return f"pin-{operator}"


def pin_step(operator: str, data: Path, needs: tuple[str, ...] = (HUB,)) -> Program:
    """Give the step that sets the demo's PIN for an operator; the page says it, and nothing but the demo has it."""
    file = private_folder(data) / "pin"
    write_private(file, DEMO_PIN + "\n")
    launch = ting("operator", "set-pin", operator, "--data", hub_folder(data), "--pin-file", file, "--demo")
    return Program(
        pin_name(operator),
        f"设置 {operator} 的口令",
        f"PIN of {operator}",
        lambda _facts: launch,
        Finishes(),
        needs=needs,
        restart=Restart.ONCE,
    )


def private_folder(data: Path) -> Path:
    """Make and give the folder of credentials, which only this user may enter."""
    folder = data / "stations"
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
            own = ("--settings", plan.data / "stations" / f"{seat.station.id}.settings.json")
        start = module(seat.module, "--station", seat.station.file(plan.data), *shape, *own)
        return Launch(start.argv, environment_on(seat.screen, facts)) if virtual else start

    printer = (DEVICES,) if seat.module == "kiosk" else ()
    needs = (enrolled(seat.station), *printer, *((seat.screen.server,) if virtual else ()))
    return Program(seat.screen.name, seat.screen.zh, seat.screen.en, launch, PrintsReady(), needs=needs)
