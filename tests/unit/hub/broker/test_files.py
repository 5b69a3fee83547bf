"""The broker's private files: passwords, listeners, the process; whole, private, and refused when damaged."""

import json
import os
import random
import socket
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from hub.broker import listeners, logins, process, record
from hub.broker.listeners import Listeners
from hub.broker.logins import Login
from hub.broker.process import BrokerProcess
from hub.broker.session import parse_address
from hub.broker.settings import LOOPBACK, BrokerSettings, OuterListener
from hub.contract.faults import Fault, FaultCode


@pytest.fixture
def settings(tmp_path: Path) -> BrokerSettings:
    settings = BrokerSettings(tmp_path)
    record.make_private_folder(settings.folder)
    return settings


def test_a_record_is_private_and_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    record.write(path, {"a": 1})
    record.write(path, {"名": "二"})
    assert record.read(path) == {"名": "二"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["one.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", "7"])
def test_a_damaged_record_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "one.json"
    path.write_text(text)
    with pytest.raises(Fault, match=r".*") as damaged:
        record.read(path)
    assert "one.json" in str(damaged.value)
    assert record.read(tmp_path / "none.json") is None


def test_a_record_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(Fault) as unreadable:
        record.read(tmp_path / "folder.json")
    assert unreadable.value.code is FaultCode.CONFIGURATION


def test_passwords_are_made_once_and_never_shown(settings: BrokerSettings) -> None:
    made = logins.load_or_make(settings.logins_file)
    assert logins.load_or_make(settings.logins_file) == made
    assert made.admin.password != made.hub.password
    assert len(made.hub.password) >= 43
    assert made.hub.password not in repr(made)


@pytest.mark.parametrize("found", [{}, {"admin": 7, "hub": 7}, {"admin": {"username": "a"}}])
def test_incomplete_passwords_are_refused(settings: BrokerSettings, found: dict[str, object]) -> None:
    record.write(settings.logins_file, found)
    with pytest.raises(Fault) as incomplete:
        logins.load(settings.logins_file)
    assert incomplete.value.code is FaultCode.CONFIGURATION


def test_a_port_is_chosen_once(settings: BrokerSettings) -> None:
    first = listeners.choose(settings, listeners.shuffled_ports(random.Random(7)))
    assert listeners.choose(settings, []) == first
    assert 18_830 <= first.port < 28_830
    assert first.loopback.url == f"mqtt://127.0.0.1:{first.port}"


def test_a_port_in_use_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        port = taken.getsockname()[1]
        with pytest.raises(Fault) as none_left:
            listeners.free_port([port])
        assert none_left.value.code is FaultCode.CONFIGURATION
    assert listeners.free_port([port]) == port


@pytest.mark.parametrize(
    ("host", "certificate", "outer"),
    [
        ("10.0.0.5", None, "mqtt://10.0.0.5:1883"),
        ("hall.example", Path("c.pem"), "mqtts://hall.example:1883"),
        ("::", None, ""),
        ("fd00::1", None, "mqtt://[fd00::1]:1883"),
    ],
)
def test_the_outer_listener_is_kept_for_those_who_enrol(
    tmp_path: Path, host: str, certificate: Path | None, outer: str
) -> None:
    settings = BrokerSettings(tmp_path, port=18831, outer=OuterListener(host, 1883, certificate))
    record.make_private_folder(settings.folder)
    assert listeners.choose(settings, []) == Listeners(18831, outer)
    assert listeners.load(settings) == Listeners(18831, outer)


@pytest.mark.parametrize("found", [{}, {"port": "x"}, {"port": 1, "outer": 7}])
def test_incomplete_listeners_are_refused(settings: BrokerSettings, found: dict[str, object]) -> None:
    record.write(settings.listeners_file, found)
    with pytest.raises(Fault) as incomplete:
        listeners.load(settings)
    assert incomplete.value.code is FaultCode.CONFIGURATION


def test_an_address_is_read_with_its_usual_port() -> None:
    assert parse_address("mqtt://hall").port == 1883
    assert parse_address("mqtts://hall", "ca.pem").url == "mqtts://hall:8883"
    assert parse_address("mqtt://[::1]:7").host == "::1"


@pytest.mark.parametrize(
    "url",
    ["", "hall", "http://hall", "mqtt://", "mqtt://hall:x", "mqtt://u:secret@hall", "mqtt://hall/path", "mqtt://h?x"],
)
def test_an_odd_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(Fault) as wrong:
        parse_address(url)
    assert wrong.value.code is FaultCode.CONFIGURATION
    assert "secret" not in str(wrong.value)


def sleeper() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])


def test_a_process_is_known_by_pid_and_start() -> None:
    child = sleeper()
    started = psutil.Process(child.pid).create_time()
    assert BrokerProcess(child.pid, started).alive()
    another = BrokerProcess(child.pid, started - 60)
    assert not another.alive()
    another.end(1)
    assert child.poll() is None
    BrokerProcess(child.pid, started, child).end(5)
    assert child.poll() is not None
    assert not BrokerProcess(child.pid, started, child).alive()


def test_a_process_that_does_not_listen_is_not_trusted_with_a_password() -> None:
    with socket.socket() as mine:
        mine.bind((LOOPBACK, 0))
        mine.listen()
        port = mine.getsockname()[1]
        assert BrokerProcess(os.getpid(), 0).listens_on(port)
    assert not BrokerProcess(os.getpid(), 0).listens_on(port)
    child = sleeper()
    child.kill()
    child.wait()
    assert not BrokerProcess(child.pid, 0).listens_on(port)


def test_another_program_under_the_kept_pid_is_not_ours(settings: BrokerSettings) -> None:
    child = sleeper()
    try:
        kept = BrokerProcess(child.pid, psutil.Process(child.pid).create_time())
        process.remember(settings, kept, 1, "digest")
        assert process.configuration_of(settings, kept) == "digest"
        assert process.configuration_of(settings, BrokerProcess(child.pid, 0)) is None
        assert process.find_running(settings, Path(sys.executable)) is None
    finally:
        child.kill()
        child.wait()
    assert process.find_running(settings, Path(sys.executable)) is None
    process.forget(settings)
    assert process.configuration_of(settings, kept) is None


def test_a_damaged_process_file_is_no_process(settings: BrokerSettings) -> None:
    settings.process_file.write_text(json.dumps({"pid": "x"}))
    assert process.find_running(settings, Path(sys.executable)) is None


def test_the_last_error_is_found_for_the_person_who_mends_it(settings: BrokerSettings) -> None:
    assert process.last_words(settings, 0) == "mosquitto ended without a word"
    settings.log_file.write_text("t: Error: old.\n")
    begin = settings.log_file.stat().st_size
    assert process.last_words(settings, begin) == "mosquitto ended without a word"
    with settings.log_file.open("a") as log:
        log.write("t: fine\nt: Error: Address already in use\n")
    assert process.last_words(settings, begin) == "Address already in use"
    assert repr(Login("a", "secret")) == "Login('a')"


def test_the_outer_listener_is_read_from_host_and_port(tmp_path: Path) -> None:
    certificate, key = tmp_path / "hall.crt", tmp_path / "hall.key"
    assert listeners.parse_listener("", None, None) is None
    assert listeners.parse_listener("10.0.0.5:1884", None, None) == OuterListener("10.0.0.5", 1884)
    assert listeners.parse_listener("[::1]:8883", certificate, key) == OuterListener("::1", 8883, certificate, key)


@pytest.mark.parametrize("where", ["hub", "hub:", ":8883", "hub:0", "hub:65536", "hub:mqtt", "::1:8883", "[::1:8883"])
def test_an_outer_listener_that_cannot_be_is_one_sentence(where: str) -> None:
    with pytest.raises(Fault) as caught:
        listeners.parse_listener(where, None, None)
    assert caught.value.code is FaultCode.CONFIGURATION


@pytest.mark.parametrize(("where", "certificate", "key"), [("a:1", "c", None), ("a:1", None, "k"), ("", "c", "k")])
def test_certificate_key_and_listener_go_together(where: str, certificate: str | None, key: str | None) -> None:
    with pytest.raises(Fault, match="broker-certificate"):
        listeners.parse_listener(where, Path(certificate) if certificate else None, Path(key) if key else None)
