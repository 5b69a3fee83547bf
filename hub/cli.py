"""`ting`: the one command line.

Commands are a table of names; a module is imported only when its command is run, so that `ting --help`
is quick and a missing extra hurts only the command that needs it. The screens and the device agent are
programs of their own: `ting kiosk …` becomes `python -m kiosk …` and nothing of them is imported here.
"""

import difflib
import importlib
import os
import sys
from dataclasses import dataclass
from types import TracebackType
from typing import NoReturn

import click

from hub.contract.faults import Fault

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells give it."""


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the table.

    ``target`` is ``module:click command``, or ``python -m module`` for a program that takes this process
    over.
    """

    name: str
    target: str
    zh: str
    en: str

    @property
    def line(self) -> str:
        """The one-line help."""
        return f"{self.zh} · {self.en}"


PROGRAM = "python -m "

COMMANDS = (
    Command("demo", "hub.demo.command:demo_command", "一条命令运行整个大厅", "run a whole hall on this machine"),
    Command("hub", "hub.app:hub_command", "大厅主机", "the hall's hub"),
    Command("kiosk", "python -m kiosk", "取号机", "the citizens' kiosk"),
    Command("counter", "python -m counter_client", "窗口叫号端", "the window caller"),
    Command("wall", "python -m display_wall", "综合显示屏", "the display wall"),
    Command("devices", "python -m device_drivers.agent", "设备代理", "the device agent"),
    Command("district", "hub.district.command:district_command", "区级平台服务", "the district server"),
    Command("simulate", "hub.demo.simulate:simulate_command", "模拟群众与窗口人员", "play citizens and clerks"),
    Command("verify", "hub.store.verify_command:verify_command", "核对流水与数据表", "check journal and tables"),
    Command("station", "hub.broker.command:station_command", "登记终端", "enrol and list stations"),
    Command("operator", "hub.store.operator_command:operator_command", "工作人员与密码", "staff and their PINs"),
    Command("bench", "hub.bench.command:bench_command", "测量性能", "measure"),
    Command("docs", "hub.drawing:docs_command", "由代码生成文档", "draw documents from the code"),
)


def _program(command: Command) -> click.Command:
    """Make the command that becomes another program, arguments and ``--help`` included."""

    def become(arguments: tuple[str, ...]) -> None:
        module = command.target.removeprefix(PROGRAM)
        os.execv(sys.executable, [sys.executable, "-m", module, *arguments])

    return click.Command(
        command.name,
        callback=become,
        params=[click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)],
        context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
        add_help_option=False,
        help=command.line,
    )


class CommandTable(click.Group):
    """A click group over a table of :class:`Command`; imports a command when it is run."""

    def __init__(self, table: tuple[Command, ...], help_text: str) -> None:
        super().__init__("ting", help=help_text, context_settings={"help_option_names": ["-h", "--help"]})
        self.table = {command.name: command for command in table}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names, in the table's order."""
        del ctx
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and give one command; None when there is none of that name."""
        del ctx
        command = self.table.get(cmd_name)
        if command is None:
            return None
        if command.target.startswith(PROGRAM):
            return _program(command)
        module, _, attribute = command.target.partition(":")
        loaded = getattr(importlib.import_module(module), attribute)
        if not isinstance(loaded, click.Command):
            raise TypeError(f"{command.target} is no click command")
        return loaded

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is refused with the nearest name."""
        if args and args[0] not in self.table and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], self.table, n=1)
            raise UnknownCommandError(args[0], near[0] if near else None)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("命令 · Commands"):
            formatter.write_dl([(command.name, command.line) for command in self.table.values()])


class UnknownCommandError(click.UsageError):
    """There is no such command; knows the nearest name."""

    def __init__(self, name: str, near: str | None) -> None:
        super().__init__(f"No such command “{name}”." + (f" Did you mean “{near}”?" if near else ""))
        self.zh = f"没有“{name}”这个命令" + (f"，是不是“{near}”？" if near else "。")


_ZH_OF_CLICK: tuple[tuple[type[click.ClickException], str], ...] = (
    (click.NoSuchOption, "没有这个选项。"),
    (click.MissingParameter, "缺少必要的参数。"),
    (click.BadParameter, "参数的值不对。"),
    (click.FileError, "文件打不开。"),
    (click.UsageError, "用法不对。"),
)


def words_of(error: Exception) -> str:
    """Say an error in one sentence, Chinese and then English."""
    if isinstance(error, Fault):
        return str(error)
    if isinstance(error, UnknownCommandError):
        return f"{error.zh} {error.format_message()}"
    if isinstance(error, click.ClickException):
        zh = next((words for kind, words in _ZH_OF_CLICK if isinstance(error, kind)), "")
        return f"{zh} {error.format_message()}".strip()
    return (
        f"程序出错，请把下面的信息告诉管理员。 Ting failed: {type(error).__name__}: {error} "
        "(TING_TRACEBACK=1 shows where)"
    )


def _print_unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if os.environ.get("TING_TRACEBACK") or not isinstance(error, Exception):
        sys.__excepthook__(kind, error, trace)
    else:
        click.echo(words_of(error), err=True)


ting = CommandTable(COMMANDS, "Ting 厅：政务服务大厅的排队叫号系统 · the queue system of a government hall.")


def run(table: CommandTable, arguments: list[str] | None = None) -> NoReturn:
    """Run a command of the table and exit: 0, the command's code, or non-zero after one sentence.

    The sentence goes to standard error. ``arguments`` are the process's own when not given.
    """
    sys.excepthook = _print_unexpected
    try:
        result = table.main(args=arguments, prog_name="ting", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        raise SystemExit(0) from None
    except click.ClickException as error:
        click.echo(words_of(error), err=True)
        raise SystemExit(error.exit_code) from None
    except Fault as fault:
        click.echo(words_of(fault), err=True)
        raise SystemExit(1) from None
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断。 Interrupted.", err=True)
        raise SystemExit(INTERRUPTED) from None
    raise SystemExit(result if isinstance(result, int) else 0)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run `ting`."""
    run(ting, arguments)


if __name__ == "__main__":
    main()
