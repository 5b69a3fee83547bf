"""`ting simulate`: citizens and clerks played over MQTT, by the real kiosk's and counter's logic without their screens.

Each simulated station is enrolled like any other and is a process of its own, so that the hub sees what it would see
from a busy hall.
"""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from hub.contract.faults import Fault, FaultCode
from hub.demo.hall import Station, enrolled, enrolment, hub_folder, module
from hub.demo.program import Program, Restart, State, Status
from hub.demo.readiness import Stays
from hub.demo.supervisor import ProgramFailedError, Supervisor

FIRST_WINDOW = 3
"""Windows 1 and 2 are the demo's own, used by hand."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who is played: how many kiosks and counters, how much faster than life, from which seed."""

    kiosks: int
    windows: Sequence[str]
    speed: float
    seed: int


def stations(crowd: Crowd) -> list[Station]:
    """Give the simulated stations."""
    kiosks = [Station(f"sim-kiosk-{number}", "kiosk") for number in range(1, crowd.kiosks + 1)]
    return [*kiosks, *(Station(f"sim-counter-{window}", "counter", window) for window in crowd.windows)]


MODULES = {"kiosk": "kiosk.simulated", "counter": "counter_client.simulated"}
"""Kind of station → the module that plays it."""


def programs(crowd: Crowd, data: Path) -> list[Program]:
    """Give the enrolments and the players; each player's seed differs and follows from the crowd's."""
    table: list[Program] = []
    for number, station in enumerate(stations(crowd)):
        table += [enrolment(station, data, needs=()), _player(crowd, station, crowd.seed + number, data)]
    return table


def _player(crowd: Crowd, station: Station, seed: int, data: Path) -> Program:
    start = module(
        MODULES[station.kind],
        *("--station", station.file(data)),
        *("--speed", crowd.speed, "--seed", seed),
    )
    return Program(
        station.id,
        f"模拟 {station.id}",
        f"simulated {station.id}",
        lambda _facts: start,
        Stays(0.2),
        needs=(enrolled(station),),
        restart=Restart.NEVER,
    )


async def play(
    crowd: Crowd, data: Path, seconds: float | None, tell: Callable[[Status], None], on_ready: Callable[[], None]
) -> None:
    """Play until the time is up, all players have ended, or SIGINT or SIGTERM. Raises ProgramFailedError."""
    end = asyncio.Event()
    players = {station.id for station in stations(crowd)}
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
    (data / "stations").mkdir(mode=0o700, parents=True, exist_ok=True)
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
@click.option("--kiosks", type=click.IntRange(1, 20), default=1, show_default=True, help="取号机 · kiosks")
@click.option("--counters", type=click.IntRange(1, 200), default=4, show_default=True, help="窗口 · counters")
@click.option(
    "--speed", type=click.FloatRange(0.1, 10_000), default=20.0, show_default=True, help="比真实快几倍 · times life"
)
@click.option("--seconds", type=click.FloatRange(0.1), help="运行多久，默认直到 Ctrl-C · how long")
@click.option("--seed", type=int, default=1, show_default=True, help="随机数种子 · seed of what happens")
def simulate_command(data: Path, kiosks: int, counters: int, speed: float, seconds: float | None, seed: int) -> None:
    """模拟群众取号、窗口人员叫号 · Play citizens taking numbers and clerks calling them."""
    data = data.absolute()
    if not hub_folder(data).is_dir():
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"{data} 里没有正在运行的大厅，请先运行 make run。",
            en=f"there is no running hall in {data}; run make run first.",
        )
    windows = [str(FIRST_WINDOW + number) for number in range(counters)]

    def tell(status: Status) -> None:
        if status.state is State.FAILED:
            click.echo(f"  ✗ {status.zh} · {status.en}: {status.last_line}", err=True)

    def ready() -> None:
        click.echo(
            f"正在模拟：{kiosks} 台取号机，{counters} 个窗口，{speed:g} 倍速，种子 {seed}。 "
            f"Simulating {kiosks} kiosks and {counters} counters at {speed:g} times life, seed {seed}."
        )

    try:
        asyncio.run(play(Crowd(kiosks, windows, speed, seed), data, seconds, tell, ready))
    except ProgramFailedError as failed:
        last = f" {failed.lines[-1]}" if failed.lines else ""
        raise click.ClickException(
            f"“{failed.program.zh}”{failed.zh}。“{failed.program.en}” {failed.en}:{last} ({failed.log})"
        ) from None
    click.echo("模拟已结束 · the simulation has ended")
