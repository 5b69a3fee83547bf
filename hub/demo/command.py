"""`ting demo`: the whole hall on this machine, by one command."""

import asyncio
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from hub.contract.faults import Fault, FaultCode
from hub.demo import hall
from hub.demo.ports import Ports, listening
from hub.demo.program import State, Status
from hub.demo.screens import has_display, has_virtual_screens
from hub.demo.show import Cast, Show
from hub.demo.supervisor import ProgramFailedError

WORDS = {
    State.RUNNING: "✓",
    State.DONE: "✓",
    State.PAUSING: "↻",
    State.FAILED: "✗",
}
"""What of a program's life the terminal tells, and its sign; the page tells the rest."""


def tell(status: Status) -> None:
    """Print one line on a program that has become ready, has fallen or is in trouble."""
    if status.state in WORDS:
        click.echo(f"  {WORDS[status.state]} {status.zh} · {status.en}")


def words_of(failed: ProgramFailedError) -> str:
    """Say which program could not be started, its last words and what to do."""
    last = "".join(f"\n    {line}" for line in failed.lines)
    return (
        f"“{failed.program.zh}”{failed.zh}，演示已全部停止。请看它最后的输出，处理后再运行一次；缺软件包时先运行 "
        f".ci/bootstrap run。\n“{failed.program.en}” {failed.en}; the demo has been stopped. See its last lines, mend "
        f"the cause and run again; if a package is missing, run .ci/bootstrap run first.{last}\n  {failed.log}"
    )


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold the data folder for this run. Raises Fault when another run holds it."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "lock").open("w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Fault(
                FaultCode.CONFIGURATION,
                zh=f"演示已经在运行（{data}）；请先停止它，或用 --data 另选文件夹。",
                en=f"a demo is running on {data} already; stop it, or choose another folder with --data.",
            ) from None
        yield


@contextmanager
def screen_folder(virtual: bool) -> Iterator[Path | None]:
    """Make the private folder of the virtual screens' sockets: short, since a socket's path may have 107 bytes."""
    if not virtual:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="ting-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def virtual_screens(screens: str) -> bool:
    """Decide where screens are shown. Raises Fault when virtual ones are needed and there is no server for them."""
    virtual = screens == "page" or (screens == "auto" and not has_display())
    if virtual and not has_virtual_screens():
        raise Fault(
            FaultCode.CONFIGURATION,
            zh="没有显示器，也没有虚拟屏幕程序；请运行 .ci/bootstrap run。",
            en="there is no display and no program for virtual ones; run .ci/bootstrap run.",
        )
    return virtual


def cast_of(plan: hall.Plan) -> Cast:
    """Give the demo hall's cast for a plan."""
    return Cast(
        name_zh="厅 Ting · 演示大厅",
        name_en="Ting 厅 · demo hall",
        programs=hall.programs(plan),
        simulation=hall.simulation(plan),
        screens=[seat.screen for seat in hall.SEATS],
        sockets=plan.sockets,
        evaluators=hall.EVALUATORS,
        links={"console": f"{plan.hub_url}/console", "district": plan.district_url},
        logs=plan.data / "log",
        devices=hall.DEVICES,
    )


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="演示页端口（默认 8800） · port of the page (default 8800)")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="数据文件夹 · data folder",
)
@click.option("--pack", default="changan", show_default=True, help="大厅配置 · hall pack")
@click.option(
    "--area", default="", help="取号机和综合屏所在区域 · where kiosk and wall stand, as for chengmai: jinjiang"
)
@click.option(
    "--screens",
    type=click.Choice(["auto", "windows", "page"]),
    default="auto",
    show_default=True,
    help="屏幕开在桌面窗口还是网页上 · screens as windows on the desktop or on the page",
)
def demo_command(port: int | None, data: Path, pack: str, area: str, screens: str) -> None:
    """在这台电脑上运行整个大厅 · Run a whole hall on this machine."""
    data = data.absolute()
    with alone(data), screen_folder(virtual_screens(screens)) as sockets:
        ports = Ports().free()
        page = listening(ports.page if port is None else port)
        ports = replace(ports, page=page.getsockname()[1])
        plan = hall.Plan(data, pack, ports, sockets, area)
        click.echo(f"Ting 厅 正在启动 · starting: {plan.page_url}")

        def ready() -> None:
            click.echo("")
            click.echo(f"  演示大厅已就绪，请用浏览器打开 · the hall is ready, open in a browser:  {plan.page_url}")
            click.echo(f"  控制台 · console:  {plan.hub_url}/console")
            click.echo(f"  日志 · logs:  {os.path.relpath(data / 'log')}    停止 · stop:  Ctrl-C")

        async def run() -> None:
            await Show(cast_of(plan), page, tell).run(ready)

        try:
            asyncio.run(run())
        except ProgramFailedError as failed:
            raise click.ClickException(words_of(failed)) from None
        click.echo("演示已全部停止 · the demo has stopped")
