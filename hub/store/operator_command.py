"""``ting operator``: PINs of the staff, and the console's password. Safe while the hub runs: it reads them anew."""

import itertools
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import click
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import HallId, Instant, Operator, OperatorId
from hub.store.engine import open_engine
from hub.store.loading import load_hall
from hub.store.locating import database_url, hall_of
from hub.store.secrets import CONSOLE, PIN, SUPERVISOR, SecretStore

PIN_LEAST, PIN_MOST = 4, 8
"""Digits of a PIN: typed many times a day on a keypad, guarded by a lock after five wrong tries."""

PASSWORD_LEAST = 10
"""Characters of the console's password: it opens the whole hall to whoever reaches the page."""

_LIKELY = frozenset({"1314", "2580", "0852", "5200", "1230", "1024", "147258", "159357", "520520", "5201314"})
"""PINs that are neither runs nor repeats, but the first that people try: lines on the keypad, 谐音, catchwords."""

_REFUSED: dict[str, tuple[str, str]] = {
    "pin_form": (
        f"密码应是 {PIN_LEAST} 到 {PIN_MOST} 位数字，没有设置。",
        f"A PIN is {PIN_LEAST} to {PIN_MOST} digits; nothing was set.",
    ),
    "pin_trivial": (
        "这个密码太容易猜到，没有设置。请换一个（不用连号、重复数字或工号）。",
        "This PIN is too easy to guess; nothing was set. Avoid runs, repeats and the staff number.",
    ),
    "password_short": (
        f"密码至少 {PASSWORD_LEAST} 个字符，没有设置。",
        f"The password needs at least {PASSWORD_LEAST} characters; nothing was set.",
    ),
    "password_trivial": (
        "这个密码太容易猜到，没有设置。请用几个不相干的词或更多不同的字符。",
        "This password is too easy to guess; nothing was set. Use some unrelated words or more varied characters.",
    ),
    "whom": ("请写出工号，或用 --all。", "Name a staff number, or use --all."),
    "several": (
        "每个人的密码应各不相同；只有演示时（--demo）可以一次设置多人。",
        "Everyone needs a PIN of their own; several at once is for demos (--demo).",
    ),
}

_PASSWORD_KINDS = 5
"""Different characters that a password has at least: keeps out ``aaaaaaaaaa`` and ``1212121212``."""


class RefusedError(click.ClickException):
    """A secret that is not taken; ``reason`` is a key of the table above."""

    def __init__(self, reason: str) -> None:
        super().__init__(" ".join(_REFUSED[reason]))
        self.reason = reason


def is_pin(pin: str) -> bool:
    """Whether it has the form of a PIN."""
    return pin.isascii() and pin.isdecimal() and PIN_LEAST <= len(pin) <= PIN_MOST


def is_trivial(pin: str, operator_id: OperatorId) -> bool:
    """Whether a PIN is among the first that anybody would try: a run, a repeat, a catchword, the staff number."""
    steps = {(int(right) - int(left)) % 10 for left, right in itertools.pairwise(pin)}
    run_or_same = len(steps) == 1 and steps <= {0, 1, 9}
    repeated = any(
        len(pin) % length == 0 and pin == pin[:length] * (len(pin) // length) for length in range(1, len(pin) // 2 + 1)
    )
    pairs = len(pin) % 2 == 0 and pin[::2] == pin[1::2]  # 1122, 445566
    return run_or_same or repeated or pairs or pin in _LIKELY or pin == operator_id


@dataclass(frozen=True, slots=True)
class Staff:
    """The secrets of one hall and whom they may belong to."""

    secrets: SecretStore
    operators: dict[OperatorId, Operator]

    def named(self, operator_id: OperatorId) -> Operator:
        """One member of staff. Raises ``Fault`` unknown_operator."""
        if operator_id not in self.operators:
            raise Fault(FaultCode.UNKNOWN_OPERATOR, what=operator_id)
        return self.operators[operator_id]


@contextmanager
def staff_of(data: Path, database: str) -> Iterator[Staff]:
    """Open the hall of a data folder. Raises ``Fault`` configuration or database when there is none."""
    hall_id = hall_of(data)
    engine = open_engine(database or database_url(data))
    try:
        yield Staff(SecretStore(engine, hall_id, _now_ms), _operators(engine, hall_id))
    except SQLAlchemyError as error:
        raise Fault(FaultCode.DATABASE, what=str(error).splitlines()[0]) from None
    finally:
        engine.dispose()


def _operators(engine: Engine, hall_id: HallId) -> dict[OperatorId, Operator]:
    with engine.connect() as connection:
        return load_hall(connection, hall_id).operators


def _now_ms() -> Instant:
    return time.time_ns() // 1_000_000


_data_option = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="大厅主机的数据目录 · the hub's data folder",
)
_database_option = click.option(
    "--database",
    default="",
    help="数据库地址，默认为数据目录中的 SQLite · database URL, by default SQLite in the folder",
)
_demo_option = click.option("--demo", is_flag=True, help="演示：允许简单的密码 · allow easy secrets, for demos only")


@click.group("operator", help="工作人员与密码 · staff and their PINs")
def operator_command() -> None:
    """Group of the staff commands."""


@operator_command.command("set-pin", help="设置登录密码（4 到 8 位数字） · set a PIN of 4 to 8 digits")
@click.argument("operator_ids", metavar="OPERATOR", nargs=-1)
@_data_option
@_database_option
@click.option(
    "--pin-file",
    type=click.File("r"),
    help="从文件读密码，- 为标准输入 · read the PIN from a file, - for standard input",
)
@click.option("--all", "everybody", is_flag=True, help="所有人（仅演示） · everybody (demo only)")
@_demo_option
def set_pin_command(
    operator_ids: tuple[OperatorId, ...],
    data: Path,
    database: str,
    pin_file: TextIO | None,
    everybody: bool,
    demo: bool,
) -> None:
    """Set the PIN of one member of staff; of several at once in a demo."""
    with staff_of(data, database) as staff:
        chosen = tuple(staff.operators) if everybody else operator_ids
        if not chosen:
            raise Fault(FaultCode.NO_PLAN) if everybody else RefusedError("whom")
        if len(chosen) > 1 and not demo:
            raise RefusedError("several")
        operators = [staff.named(operator_id) for operator_id in chosen]
        pin = _secret_from(pin_file, f"{' '.join(chosen)} 的新密码 · new PIN")
        if not is_pin(pin):
            raise RefusedError("pin_form")
        if not demo and is_trivial(pin, chosen[0]):
            raise RefusedError("pin_trivial")
        for operator in operators:
            staff.secrets.set(PIN, operator.operator_id, pin)
    click.echo(f"已设置 {len(chosen)} 人的密码。 PIN set for {len(chosen)}.")


@operator_command.command("list", help="列出工作人员 · list the staff")
@_data_option
@_database_option
def list_command(data: Path, database: str) -> None:
    """List the staff of the loaded pack and who has a PIN."""
    rows = [("工号 Number", "姓名 Name", "岗位 Post", "导办 Guide", "密码 PIN")]
    with staff_of(data, database) as staff:
        if not staff.operators:
            raise Fault(FaultCode.NO_PLAN)
        for operator in staff.operators.values():
            pin = "已设 set" if staff.secrets.known(PIN, operator.operator_id) else "未设 none"
            guide = "是 yes" if operator.guide else "-"
            rows.append((operator.operator_id, operator.name, operator.post or "-", guide, pin))
    for line in _columns(rows):
        click.echo(line)


@operator_command.command("set-console-password", help="设置控制台密码 · set the console's password")
@_data_option
@_database_option
@click.option(
    "--password-file",
    type=click.File("r"),
    help="从文件读密码，- 为标准输入 · read the password from a file, - for standard input",
)
@_demo_option
def set_console_password_command(data: Path, database: str, password_file: TextIO | None, demo: bool) -> None:
    """Set or replace the password of the console."""
    with staff_of(data, database) as staff:
        password = _secret_from(password_file, "控制台新密码 · new console password")
        if not demo and len(password) < PASSWORD_LEAST:
            raise RefusedError("password_short")
        if not password or (not demo and len(set(password)) < _PASSWORD_KINDS):
            raise RefusedError("password_trivial")
        staff.secrets.set(CONSOLE, SUPERVISOR, password)
    click.echo("已设置控制台密码。 Console password set.")


def _secret_from(file: TextIO | None, prompt: str) -> str:
    """The secret, from the first line of a file or typed twice without echo."""
    if file is not None:
        return file.readline().rstrip("\r\n")
    return str(click.prompt(prompt, hide_input=True, confirmation_prompt="再输一次 · repeat"))


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
