"""`ting simulate`: citizens and clerks played over MQTT, by the real kiosk's and counter's logic without their screens.

Each simulated station is enrolled like any other and has its own link, so that the hub sees what it would see from a
busy hall; one process plays all citizens, one all clerks.
"""

import asyncio
import contextlib
import json
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from hub.contract.faults import Fault, FaultCode
from hub.demo.hall import (
    DEMO_PIN,
    ENROLLED,
    Station,
    enrolment,
    hub_folder,
    module,
    operators,
    private_folder,
    write_private,
)
from hub.demo.program import Program, Restart, State, Status
from hub.demo.readiness import Finishes, Stays
from hub.demo.supervisor import ProgramFailedError, Supervisor

HANDS = 2
"""Windows 1 and 2 and their operators are the demo's own, used by hand."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who is played: how many kiosks, which windows, how many citizens a minute (of the hall's own, quicker time), how
    much faster than life, from which seed."""

    kiosks: int
    windows: Sequence[str]
    rate: float
    speed: float
    seed: int
    printer: str = ""
    """Address of the one kiosk's printer; without it each prints on a virtual one that nobody sees."""


CITIZENS = "sim-citizens"
CLERKS = "sim-clerks"


def kiosks(crowd: Crowd) -> list[Station]:
    """Give the simulated kiosks."""
    return [Station(f"sim-kiosk-{number}", "kiosk") for number in range(1, crowd.kiosks + 1)]


def counters(crowd: Crowd) -> list[Station]:
    """Give the simulated counters."""
    return [Station(f"sim-counter-{window}", "counter", window) for window in crowd.windows]


def programs(crowd: Crowd, data: Path) -> list[Program]:
    """Give the enrolment and the two programs that play all citizens and all clerks; their PINs are the demo's."""
    citizens, clerks = kiosks(crowd), counters(crowd)
    staff = dict(zip((station.id for station in clerks), operators(len(clerks), HANDS), strict=True))
    bodies = [station.body() for station in (*citizens, *clerks)]
    list_file = private_folder(data) / "simulated.list"
    return [
        Program(
            ENROLLED,
            "登记模拟的终端",
            "enrolment of the simulated stations",
            lambda _facts: enrolment(bodies, list_file, data),
            Finishes(),
            restart=Restart.ONCE,
        ),
        _players(
            CITIZENS,
            "模拟的群众",
            "kiosk.simulated",
            citizens,
            crowd,
            ("--rate", str(crowd.rate), *(("--printer", crowd.printer) if crowd.printer else ())),
            data,
        ),
        _players(
            CLERKS,
            "模拟的窗口人员",
            "counter_client.simulated",
            clerks,
            crowd,
            ("--operators", str(_staff_file(staff, data))),
            data,
        ),
    ]


def _players(
    name: str,
    zh: str,
    played_by: str,
    stations: Sequence[Station],
    crowd: Crowd,
    own: tuple[str, ...],
    data: Path,
) -> Program:
    start = module(
        played_by,
        *("--speed", crowd.speed, "--seed", crowd.seed),
        *own,
        *("--stations", *(station.file(data) for station in stations)),
    )
    return Program(
        name,
        zh,
        name,
        lambda _facts: start,
        Stays(0.5),
        needs=(ENROLLED,),
        restart=Restart.NEVER,
        grace=10.0,  # clerks finish, close their windows and sign out
    )


def _staff_file(staff: dict[str, str], data: Path) -> Path:
    """Write who works where, readable by this user alone."""
    file = private_folder(data) / "simulated-staff.json"
    people = {station: {"operator_id": operator, "pin": DEMO_PIN} for station, operator in staff.items()}
    write_private(file, json.dumps(people))
    return file


async def play(
    crowd: Crowd, data: Path, seconds: float | None, tell: Callable[[Status], None], on_ready: Callable[[], None]
) -> None:
    """Play until the time is up, all players have ended, or SIGINT or SIGTERM. Raises ProgramFailedError."""
    end = asyncio.Event()
    players = {CITIZENS, CLERKS}
    ended: set[str] = set()

    def watch(status: Status) -> None:
        tell(status)
        if status.name in players and status.state in (State.DONE, State.FAILED):
            ended.add(status.name)
            if ended == players:
                end.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end.set)
    kept = Supervisor(programs(crowd, data), data / "log", watch)
    try:
        await kept.start()
        on_ready()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(end.wait(), seconds)
    finally:
        await kept.stop()


@click.command()
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="正在运行的演示的数据文件夹 · data folder of the running demo",
)
@click.option(
    "--kiosks", "kiosk_count", type=click.IntRange(1, 20), default=1, show_default=True, help="取号机 · kiosks"
)
@click.option(
    "--counters", "counter_count", type=click.IntRange(1, 200), default=8, show_default=True, help="窗口 · counters"
)
@click.option(
    "--speed", type=click.FloatRange(0.1, 10_000), default=20.0, show_default=True, help="比真实快几倍 · times life"
)
@click.option(
    "--rate", type=click.FloatRange(0.1), default=1.4, show_default=True, help="每分钟来几人 · citizens a minute"
)
@click.option("--seconds", type=click.FloatRange(0.1), help="运行多久，默认直到 Ctrl-C · how long")
@click.option("--seed", type=int, default=1, show_default=True, help="随机数种子 · seed of what happens")
@click.option("--printer", default="", help="一台取号机的打印机地址 · address of the printer, with one kiosk")
def simulate_command(
    data: Path,
    kiosk_count: int,
    counter_count: int,
    speed: float,
    rate: float,
    seconds: float | None,
    seed: int,
    printer: str,
) -> None:
    """模拟群众取号、窗口人员叫号 · Play citizens taking numbers and clerks calling them."""
    data = data.absolute()
    if printer and kiosk_count > 1:
        raise click.UsageError("--printer 只能配一台取号机 · --printer goes with one kiosk only")
    if not hub_folder(data).is_dir():
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"{data} 里没有正在运行的大厅，请先运行 make run。",
            en=f"there is no running hall in {data}; run make run first.",
        )
    windows = [str(HANDS + 1 + number) for number in range(counter_count)]

    def tell(status: Status) -> None:
        if status.state is State.FAILED:
            click.echo(f"  ✗ {status.zh} · {status.en}: {status.last_line}", err=True)

    def ready() -> None:
        click.echo(
            f"正在模拟：{kiosk_count} 台取号机，{counter_count} 个窗口，{speed:g} 倍速，种子 {seed}。 "
            f"Simulating {kiosk_count} kiosks and {counter_count} counters at {speed:g} times life, seed {seed}."
        )

    try:
        asyncio.run(play(Crowd(kiosk_count, windows, rate, speed, seed, printer), data, seconds, tell, ready))
    except ProgramFailedError as failed:
        last = f" {failed.lines[-1]}" if failed.lines else ""
        raise click.ClickException(
            f"“{failed.program.zh}”{failed.zh}。“{failed.program.en}” {failed.en}:{last} ({failed.log})"
        ) from None
    click.echo("模拟已结束 · the simulation has ended")
