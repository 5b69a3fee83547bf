"""``ting bench``: lists and runs the benchmarks; ``--json`` prints one object a benchmark."""

import importlib
import json
from collections.abc import Iterable

import click

from hub.bench.result import Result

BENCHES: dict[str, tuple[str, str, str]] = {
    "press-to-paint": (
        "hub.bench.press_to_paint",
        "从按下叫号到大屏画出号码",
        "from the press to the number on the wall",
    ),
    "commands": ("hub.bench.commands", "每秒可持久化的命令数", "durable commands per second"),
    "ticket": (
        "hub.bench.ticket",
        "从触摸取号到打印机收到最后一个字节",
        "from the touch to the last byte at the printer",
    ),
    "restart": ("hub.bench.restart", "主机被杀到再次受理命令", "from the hub's death to its next accepted command"),
    "memory": ("hub.bench.memory", "取号之后的内存占用", "memory after the tickets"),
}
"""Name → module with ``run()``, what it measures in Chinese and English."""


@click.command("bench")
@click.argument("names", nargs=-1, type=click.Choice(sorted(BENCHES)))
@click.option("--json", "as_json", is_flag=True, help="每项输出一个 JSON 对象 / print one JSON object each")
@click.option("--list", "only_list", is_flag=True, help="只列出名称 / list the names only")
def bench_command(names: tuple[str, ...], as_json: bool, only_list: bool) -> None:
    """测量性能；不给名称则全部运行 / Measure; without a name all are run."""
    if not as_json:
        for name, (_, zh, en) in BENCHES.items():
            click.echo(f"{name:16} {zh} · {en}")
    if only_list:
        return
    for name in names or BENCHES:
        result: Result = importlib.import_module(BENCHES[name][0]).run()
        click.echo(json.dumps(result.as_json(), ensure_ascii=False) if as_json else "\n".join(_lines(result)))


def _lines(result: Result) -> Iterable[str]:
    yield f"\n{result.bench}"
    yield from (f"  {name:32} {value:>12}" for name, value in result.as_json()["figures"].items())
    yield from (f"  {name:32} {value:12.3f}  基准 floor" for name, value in result.floors.items())
    for name, goal in result.goals.items():
        yield f"  {'✓' if goal.held else '✗'} {name}: {goal.got:g} ({goal.want})"
