"""The probe finds every door that a site's broker has left open, and is content with one that is shut."""

import json
import os
import pwd
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hub.broker.accounts import CONTROL
from hub.broker.configuration import find_executable
from hub.broker.logins import Login
from hub.broker.probe import FORBIDDEN_TO_HEAR, FORBIDDEN_TO_PUBLISH, Attempt, ProbeTarget, probe
from hub.broker.runner import Runner
from hub.broker.session import BrokerAddress, RefusedError, Session
from hub.broker.settings import LOOPBACK
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import StationKind
from tests.integration.broker.conftest import HALL, wait_for
from tests.integration.broker.test_runner import free_port


@pytest.fixture
def target(broker: Runner) -> ProbeTarget:
    broker.accounts.create("scratch-1", StationKind.KIOSK, "pw")
    return ProbeTarget(broker.address, HALL, broker.hub_login, Login("scratch-1", "pw"))


def allow(broker: Runner, role: str, acltype: str, topic: str) -> None:
    admin = json.loads(broker.settings.logins_file.read_text())["admin"]
    command = {"command": "addRoleACL", "rolename": role, "acltype": acltype, "topic": topic, "allow": True}
    with Session(broker.address, "test-admin", Login(admin["username"], admin["password"])) as session:
        session.subscribe(f"{CONTROL}/response")
        session.publish(CONTROL, json.dumps({"commands": [command]}).encode())
        answer = session.next_heard()
        assert answer is not None
        assert b"error" not in answer.payload


def test_a_broker_that_is_shut_passes(target: ProbeTarget) -> None:
    probe(target)


@pytest.mark.parametrize("hole", FORBIDDEN_TO_PUBLISH, ids=lambda hole: hole.what)
def test_each_open_door_for_speaking_is_found(broker: Runner, target: ProbeTarget, hole: Attempt) -> None:
    allow(broker, "station-scratch-1", "publishClientSend", hole.topic(HALL, "scratch-1", "+"))
    with pytest.raises(Fault) as found:
        probe(target)
    assert found.value.code is FaultCode.BROKER_OPEN
    assert isinstance(found.value.details["what"], str)


@pytest.mark.parametrize("hole", FORBIDDEN_TO_HEAR, ids=lambda hole: hole.what)
def test_each_open_door_for_listening_is_found(broker: Runner, target: ProbeTarget, hole: Attempt) -> None:
    allow(broker, "station-scratch-1", "subscribePattern", hole.topic(HALL, "scratch-1", "+"))
    with pytest.raises(Fault) as found:
        probe(target)
    assert found.value.code is FaultCode.BROKER_OPEN
    assert str(found.value.details["what"]).startswith("kiosk hears")


def test_a_scratch_account_that_cannot_work_is_said_to_be_wrong(target: ProbeTarget) -> None:
    wrong = ProbeTarget(target.address, HALL, target.hub, Login("scratch-1", "other"))
    with pytest.raises(Fault) as unusable:
        probe(wrong)
    assert unusable.value.code is FaultCode.CONFIGURATION
    assert "scratch-1" in str(unusable.value)


def test_a_hub_account_of_another_hall_is_said_to_be_wrong(target: ProbeTarget) -> None:
    weak = ProbeTarget(target.address, "elsewhere", target.hub, target.scratch)
    with pytest.raises(Fault) as unusable:
        probe(weak)
    assert unusable.value.code is FaultCode.CONFIGURATION


def test_a_broker_that_is_not_there_is_gone() -> None:
    nobody = ProbeTarget(BrokerAddress(LOOPBACK, free_port()), HALL, Login("hub", "x"), Login("scratch", "x"))
    with pytest.raises(Fault) as gone:
        probe(nobody)
    assert gone.value.code is FaultCode.BROKER_GONE


@contextmanager
def foreign(folder: Path, *lines: str) -> Iterator[BrokerAddress]:
    """Somebody else's Mosquitto, without access lists."""
    address = BrokerAddress(LOOPBACK, free_port())
    settings = folder / "foreign.conf"
    user = pwd.getpwuid(os.geteuid()).pw_name
    settings.write_text("\n".join((f"listener {address.port} {LOOPBACK}", f"user {user}", *lines)) + "\n")
    started = subprocess.Popen(
        [find_executable(), "-c", settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(lambda: _answers(address), "the foreign broker")
        yield address
    finally:
        started.terminate()
        started.wait()


def _answers(address: BrokerAddress) -> bool:
    try:
        Session(address, "knock", None).close()
    except RefusedError:
        return True
    except Fault:
        return False
    return True


def test_a_broker_that_lets_strangers_in_is_open(tmp_path: Path) -> None:
    with foreign(tmp_path, "allow_anonymous true") as address, pytest.raises(Fault) as found:
        probe(ProbeTarget(address, HALL, Login("hub", "x"), Login("scratch", "x")))
    assert found.value.code is FaultCode.BROKER_OPEN
    assert found.value.details["what"] == "anonymous connection"


def test_a_broker_with_passwords_but_no_access_lists_is_open(tmp_path: Path) -> None:
    passwords = tmp_path / "passwords"
    for name in ("hub", "scratch"):
        flags = ["-b"] if passwords.exists() else ["-c", "-b"]
        subprocess.run(["mosquitto_passwd", *flags, passwords, name, "pw"], check=True)
    shut = ("allow_anonymous false", f"password_file {passwords}")
    with foreign(tmp_path, *shut) as address, pytest.raises(Fault) as found:
        probe(ProbeTarget(address, HALL, Login("hub", "pw"), Login("scratch", "pw")))
    assert found.value.code is FaultCode.BROKER_OPEN
    assert found.value.details["what"] == "kiosk sends call_next"


def test_a_server_that_says_nothing_is_gone() -> None:
    with socket.socket() as mute:
        mute.bind((LOOPBACK, 0))
        mute.listen()
        address = BrokerAddress(LOOPBACK, mute.getsockname()[1])
        with pytest.raises(Fault) as gone:
            probe(ProbeTarget(address, HALL, Login("hub", "x"), Login("scratch", "x")), patience_s=0.2)
    assert gone.value.code is FaultCode.BROKER_GONE
