"""The command line: quick, lazy, and one sentence instead of a traceback."""

import subprocess
import sys

import click
import pytest

from hub import cli
from hub.contract.faults import Fault, FaultCode


def run(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hub.cli", *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def exit_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    hook = sys.excepthook
    try:
        with pytest.raises(SystemExit) as stopped:
            cli.main(list(arguments))
    finally:
        sys.excepthook = hook
    return int(stopped.value.code or 0), capsys.readouterr().err


def test_help_lists_every_command_with_chinese_and_english_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    shown = capsys.readouterr().out
    for command in cli.COMMANDS:
        assert command.name in shown
        assert command.zh in shown
        assert command.en in shown


def test_no_arguments_shows_the_help_and_succeeds(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main([])
    assert stopped.value.code == 0
    assert "demo" in capsys.readouterr().out


def test_help_imports_no_command() -> None:
    code = "\n".join(
        (
            "import sys",
            "from hub import cli",
            "try:",
            "    cli.main(['--help'])",
            "except SystemExit:",
            "    print(sorted(m for m in sys.modules if m.split('.')[0] in ('hub', 'kiosk')))",
        )
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == str(["hub", "hub.cli", "hub.contract", "hub.contract.faults"])


def test_unknown_command_names_the_nearest_one(capsys: pytest.CaptureFixture[str]) -> None:
    code, words = exit_of(capsys, "verfy")
    assert code == 2
    assert "没有“verfy”这个命令，是不是“verify”？" in words
    assert "Did you mean “verify”?" in words


def test_unknown_command_far_from_all_names_none(capsys: pytest.CaptureFixture[str]) -> None:
    code, words = exit_of(capsys, "zzzzzz")
    assert code == 2
    assert "没有“zzzzzz”这个命令。" in words


def test_unknown_option_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, words = exit_of(capsys, "--nope")
    assert code == 2
    assert words.startswith("没有这个选项。")
    assert words.count("\n") == 1


def fails_with(error: BaseException) -> click.Command:
    def body() -> None:
        raise error

    return click.Command("fails", callback=body)


def with_command(monkey_table: dict[str, click.Command]) -> cli.CommandTable:
    class Table(cli.CommandTable):
        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
            return monkey_table[cmd_name]

    return Table(tuple(cli.Command(name, "", "", "") for name in monkey_table), "")


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (Fault(FaultCode.CONFIGURATION, zh="缺少文件。", en="a file is missing."), 1, "配置有误：缺少文件。"),
        (click.ClickException("the disk is full"), 1, "the disk is full"),
        (KeyboardInterrupt(), 130, "已中断。"),
        (click.BadParameter("too small"), 2, "参数的值不对。"),
    ],
)
def test_errors_of_a_command_end_in_one_sentence_and_a_code(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int, words: str
) -> None:
    table = with_command({"fails": fails_with(error)})
    with pytest.raises(SystemExit) as stopped:
        cli.run(table, ["fails"])
    shown = capsys.readouterr().err
    assert stopped.value.code == code
    assert words in shown
    assert shown.strip().count("\n") == 0


def test_a_number_that_a_command_returns_is_the_exit_code() -> None:
    table = with_command({"three": click.Command("three", callback=lambda: 3)})
    with pytest.raises(SystemExit) as stopped:
        cli.run(table, ["three"])
    assert stopped.value.code == 3


def test_an_unexpected_error_shows_one_sentence_and_no_traceback() -> None:
    code = "\n".join(
        (
            "import click, sys",
            "from hub import cli",
            "def body(): raise ZeroDivisionError('by nought')",
            "class Table(cli.CommandTable):",
            "    def get_command(self, ctx, name): return click.Command('x', callback=body)",
            "cli.run(Table((cli.Command('x', '', '', ''),), ''), ['x'])",
        )
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "程序出错" in done.stderr
    assert "ZeroDivisionError: by nought" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", [command.name for command in cli.COMMANDS])
def test_every_listed_command_is_there_and_explains_itself(name: str) -> None:
    done = run(name, "--help")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
