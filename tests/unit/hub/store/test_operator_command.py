"""``ting operator`` on a real SQLite with a loaded pack: what a person types and reads."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.contract import commands as cmd
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import StationKind
from hub.core.apply import apply
from hub.service.ports import Batch
from hub.store.engine import open_engine
from hub.store.ledger import SqlLedger
from hub.store.locating import claim_folder, database_url
from hub.store.operator_command import RefusedError, is_pin, is_trivial, operator_command
from hub.store.schema import migrate
from hub.store.secrets import CONSOLE, PIN, SUPERVISOR, SecretStore
from hub.store.vault import KeyFile
from tests.fakes.halls import DrivenHall, plan


@dataclass
class Office:
    """A hall's data folder, its secrets, and the command line."""

    data: Path
    secrets: SecretStore

    def run(self, *arguments: str, typed: str = "", at: bool = True) -> Result:
        place = ["--data", str(self.data)] if at else []
        return CliRunner().invoke(operator_command, [*arguments, *place], input=typed)

    def has_pin(self, operator_id: str, pin: str) -> bool:
        return self.secrets.check_pin(operator_id, pin)


def make(folder: Path, *, loaded: bool) -> Path:
    """A data folder as the hub leaves it, with a pack or without."""
    claim_folder(folder, "test")
    engine = open_engine(database_url(folder))
    migrate(engine)
    if loaded:
        hall = DrivenHall()
        hall.do(cmd.LoadPack(plan(windows=2)), "hub", StationKind.HUB)
        keys = KeyFile(folder / "keys.db")
        ledger = SqlLedger(engine, "test", keys)
        ledger.open()
        state, batch = ledger.load(), Batch()
        for row in hall.journal:
            apply(state, row)
            batch.rows.append(row)
        ledger.commit(batch, state)
        ledger.close()
        keys.close()
    engine.dispose()
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """Made once and copied for each test: migrating is the slow part."""
    return {loaded: make(tmp_path_factory.mktemp("hall"), loaded=loaded) for loaded in (True, False)}


def opened(made: Path, folder: Path) -> Iterator[Office]:
    shutil.copytree(made, folder)
    engine = open_engine(database_url(folder))
    yield Office(folder, SecretStore(engine, "test", lambda: 0))
    engine.dispose()


@pytest.fixture
def office(folders: dict[bool, Path], tmp_path: Path) -> Iterator[Office]:
    yield from opened(folders[True], tmp_path / "hall")


@pytest.fixture
def bare(folders: dict[bool, Path], tmp_path: Path) -> Iterator[Office]:
    yield from opened(folders[False], tmp_path / "hall")


def test_a_pin_typed_twice_is_set_and_never_shown(office: Office) -> None:
    result = office.run("set-pin", "1001", typed="8437\n8437\n")
    assert result.exit_code == 0, result.output
    assert "PIN set for 1" in result.output
    assert "8437" not in result.output
    assert office.has_pin("1001", "8437")
    assert not office.has_pin("1002", "8437")


def test_a_pin_mistyped_the_second_time_is_asked_again(office: Office) -> None:
    result = office.run("set-pin", "1001", typed="8437\n8473\n8437\n8437\n")
    assert result.exit_code == 0
    assert office.has_pin("1001", "8437")


def test_a_pin_comes_from_standard_input(office: Office) -> None:
    assert office.run("set-pin", "1001", "--pin-file", "-", typed="84371\r\n").exit_code == 0
    assert office.has_pin("1001", "84371")


def test_a_pin_comes_from_a_file(office: Office) -> None:
    (office.data / "pin").write_text("9031", encoding="utf-8")
    assert office.run("set-pin", "1001", "--pin-file", str(office.data / "pin")).exit_code == 0
    assert office.has_pin("1001", "9031")


def test_a_new_pin_replaces_the_old_one(office: Office) -> None:
    office.run("set-pin", "1001", "--pin-file", "-", typed="8437\n")
    office.run("set-pin", "1001", "--pin-file", "-", typed="9031\n")
    assert not office.has_pin("1001", "8437")
    assert office.has_pin("1001", "9031")


@pytest.mark.parametrize(
    "pin", ["0000", "1234", "4321", "8901", "1212", "123123", "112233", "2580", "1001", "77777777"]
)
def test_a_pin_that_anybody_would_try_is_refused(office: Office, pin: str) -> None:
    result = office.run("set-pin", "1001", "--pin-file", "-", typed=f"{pin}\n")
    assert result.exit_code == 1
    assert "这个密码太容易猜到" in result.output
    assert "too easy to guess" in result.output
    assert not office.secrets.known(PIN, "1001")


@pytest.mark.parametrize("pin", ["8437", "9031", "1357", "20481", "60912837", "1213"])
def test_an_ordinary_pin_is_no_trivial_one(pin: str) -> None:
    assert is_pin(pin)
    assert not is_trivial(pin, "1001")


@pytest.mark.parametrize("pin", ["", "843", "843712345", "84a7", "８４３７", " 8437"])
def test_a_pin_of_another_form_is_refused_in_a_demo_too(office: Office, pin: str) -> None:
    result = office.run("set-pin", "1001", "--demo", "--pin-file", "-", typed=f"{pin}\n")
    assert result.exit_code == 1
    assert "4 to 8 digits" in result.output
    assert not office.secrets.known(PIN, "1001")


def test_a_demo_may_use_one_easy_pin_for_everybody(office: Office) -> None:
    result = office.run("set-pin", "--all", "--demo", "--pin-file", "-", typed="1234\n")
    assert result.exit_code == 0, result.output
    assert all(office.has_pin(operator_id, "1234") for operator_id in ("1001", "1002", "1003"))


def test_several_people_never_share_a_pin_in_earnest(office: Office) -> None:
    result = office.run("set-pin", "1001", "1002", "--pin-file", "-", typed="8437\n")
    assert result.exit_code == 1
    assert "a PIN of their own" in result.output
    assert not office.secrets.known(PIN, "1001")


def test_nobody_named_is_asked_for(office: Office) -> None:
    result = office.run("set-pin")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "Name a staff number" in result.output


def test_an_unknown_staff_number_is_refused_before_a_pin_is_asked(office: Office) -> None:
    result = office.run("set-pin", "1009")
    assert isinstance(result.exception, Fault)
    assert result.exception.code is FaultCode.UNKNOWN_OPERATOR
    assert "1009" in str(result.exception)
    assert "PIN" not in result.output


def test_one_unknown_among_several_changes_nobody(office: Office) -> None:
    result = office.run("set-pin", "1001", "1009", "--demo", "--pin-file", "-", typed="8437\n")
    assert isinstance(result.exception, Fault)
    assert not office.secrets.known(PIN, "1001")


def test_the_list_says_who_has_a_pin(office: Office) -> None:
    office.run("set-pin", "1002", "--pin-file", "-", typed="8437\n")
    rows = office.run("list").output.splitlines()
    assert [row.split()[0] for row in rows] == ["工号", "1001", "1002", "1003"]
    assert ["已设" in row for row in rows[1:]] == [False, True, False]
    assert ["是 yes" in row for row in rows[1:]] == [False, False, True]


def test_without_a_pack_there_is_nobody_to_list(bare: Office) -> None:
    for arguments in (["list"], ["set-pin", "--all", "--demo"]):
        result = bare.run(*arguments)
        assert isinstance(result.exception, Fault)
        assert result.exception.code is FaultCode.NO_PLAN


def test_the_console_password_is_set_without_a_pack(bare: Office) -> None:
    typed = "窗明几净 and 3 kettles"
    result = bare.run("set-console-password", typed=f"{typed}\n{typed}\n")
    assert result.exit_code == 0, result.output
    assert "kettles" not in result.output
    assert bare.secrets.check(CONSOLE, SUPERVISOR, typed)


@pytest.mark.parametrize(
    ("password", "words"),
    [("", "at least 10"), ("short", "at least 10"), ("aaaaaaaaaaaa", "too easy"), ("1212121212", "too easy")],
)
def test_a_weak_console_password_is_refused(office: Office, password: str, words: str) -> None:
    result = office.run("set-console-password", "--password-file", "-", typed=f"{password}\n")
    assert result.exit_code == 1
    assert words in result.output
    assert not office.secrets.known(CONSOLE, SUPERVISOR)


def test_a_demo_may_have_a_short_console_password_but_not_none(office: Office) -> None:
    assert office.run("set-console-password", "--demo", "--password-file", "-", typed="\n").exit_code == 1
    assert not office.secrets.known(CONSOLE, SUPERVISOR)
    assert office.run("set-console-password", "--demo", "--password-file", "-", typed="demo\n").exit_code == 0
    assert office.secrets.check(CONSOLE, SUPERVISOR, "demo")


def test_another_database_can_be_named(office: Office, folders: dict[bool, Path], tmp_path: Path) -> None:
    other = shutil.copytree(folders[True], tmp_path / "other")
    result = office.run(
        "set-pin", "1001", "--database", database_url(other), "--pin-file", "-", typed="8437\n"
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert not office.secrets.known(PIN, "1001")
    assert "已设" in office.run("list", "--database", database_url(other)).output


def test_a_folder_that_is_no_hall_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(operator_command, ["list", "--data", str(tmp_path)])
    assert isinstance(result.exception, Fault)
    assert result.exception.code is FaultCode.CONFIGURATION


def test_a_hall_whose_hub_never_ran_is_refused_as_a_database_fault(tmp_path: Path) -> None:
    claim_folder(tmp_path, "test")
    result = CliRunner().invoke(operator_command, ["list", "--data", str(tmp_path)])
    assert isinstance(result.exception, Fault)
    assert result.exception.code is FaultCode.DATABASE


def test_a_refusal_carries_its_reason() -> None:
    assert RefusedError("pin_form").reason == "pin_form"
