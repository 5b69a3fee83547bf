"""`ting district` as it is started."""

import fcntl
import socket
import stat
from pathlib import Path

import click
import pytest

from hub.cli import COMMANDS
from hub.contract.faults import Fault, FaultCode
from hub.district.command import TOKEN_FILE, _listen, _token, district_command
from hub.district.register import Register


def run(*arguments: object) -> None:
    district_command.main(args=[str(argument) for argument in arguments], standalone_mode=False)


def test_ting_knows_the_command() -> None:
    assert "hub.district.command:district_command" in {command.target for command in COMMANDS}
    assert isinstance(district_command, click.Command)


def test_token_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / TOKEN_FILE
    token = _token(path)
    assert len(token) >= 20
    assert _token(path) == token
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_empty_token_file_lets_nobody_in(tmp_path: Path) -> None:
    (tmp_path / TOKEN_FILE).write_text("\n", encoding="ascii")
    with pytest.raises(Fault):
        _token(tmp_path / TOKEN_FILE)


def test_second_server_on_a_data_folder_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "district.lock").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Fault) as caught:
            run("--data", tmp_path, "--port", 0)
    assert caught.value.code is FaultCode.CONFIGURATION


def test_port_in_use_is_said_in_words(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Fault) as caught:
            run("--data", tmp_path, "--port", taken.getsockname()[1])
    assert "127.0.0.1" in caught.value.sentence("zh")


def test_server_listens_on_the_newer_internet_too() -> None:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("this machine has no IPv6")
    with _listen("::1", 0) as listening:
        assert listening.family == socket.AF_INET6


def test_release_frees_a_hall_and_names_one_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = Register(tmp_path / "district.db", lambda: 0)
    register.enter("hall-1", "a key")
    register.close()
    run("--data", tmp_path, "--release", "hall-1")
    assert "hall-1" in capsys.readouterr().out
    with pytest.raises(Fault):
        run("--data", tmp_path, "--release", "hall-2")
