"""The hall's Mosquitto lives on without its hub, comes back after its own death, and ends only when told."""

import datetime
import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import IPv4Address
from pathlib import Path

import psutil
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hub.broker import process
from hub.broker.configuration import find_executable
from hub.broker.logins import Login
from hub.broker.runner import BrokerState, Patience, Runner
from hub.broker.session import BrokerAddress, RefusedError, Session
from hub.broker.settings import LOOPBACK, BrokerLimits, BrokerSettings, OuterListener
from hub.contract import topics
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import StationKind
from tests.integration.broker.conftest import HALL, QUICK, data_folder, wait_for

ROOT = Path(__file__).parents[3]

A_HUB = """
import sys, time
from pathlib import Path
from hub.broker.runner import Runner
from hub.broker.settings import BrokerLimits, BrokerSettings
runner = Runner(BrokerSettings(Path(sys.argv[1]), limits=BrokerLimits(autosave_s=1)), "changan")
runner.start()
print(runner.health().pid, flush=True)
time.sleep(600)
"""

Make = Callable[..., Runner]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Runners over one data folder; whatever runs there is ended afterwards."""
    data = data_folder(tmp_path / "data")
    made: list[Runner] = []

    def runner(patience: Patience = QUICK, **changes: object) -> Runner:
        settings = replace(BrokerSettings(data, limits=BrokerLimits(autosave_s=1)), **changes)  # type: ignore[arg-type]
        made.append(Runner(settings, HALL, patience=patience))
        return made[-1]

    yield runner
    for one in made:
        one.leave()
    left = process.find_running(BrokerSettings(data), find_executable())
    if left is not None:
        left.end(5.0)


def hear_retained(runner: Runner, topic: str) -> bytes | None:
    with Session(runner.address, "hub-reader", runner.hub_login) as session:
        session.subscribe(topic)
        heard = session.next_heard(1.0)
        return heard.payload if heard else None


def test_a_killed_hub_leaves_the_broker_and_the_next_one_adopts_it(make: Make) -> None:
    runner = make()
    hub = subprocess.Popen(
        [sys.executable, "-c", A_HUB, runner.settings.data], stdout=subprocess.PIPE, cwd=ROOT, start_new_session=True
    )
    assert hub.stdout is not None
    pid = int(hub.stdout.readline())
    os.killpg(hub.pid, signal.SIGKILL)
    hub.wait()
    hub.stdout.close()
    assert psutil.pid_exists(pid)
    runner.start()
    assert runner.health().pid == pid
    assert runner.health().adopted
    assert psutil.pid_exists(pid)


def test_an_adopted_broker_is_watched_too(make: Make) -> None:
    make().start()
    second = make()
    second.start()
    first_pid = second.health().pid
    assert second.health().adopted
    os.kill(first_pid, signal.SIGKILL)
    wait_for(lambda: second.health().state is BrokerState.RUNNING and second.health().pid != first_pid, "a new broker")


def test_a_broker_is_found_without_its_process_file(make: Make) -> None:
    first = make()
    first.start()
    first.leave()
    first.settings.process_file.unlink()
    second = make()
    second.start()
    assert second.health().pid == first.health().pid


def test_a_killed_broker_comes_back_on_its_port_with_accounts_and_retained_state(make: Make) -> None:
    runner = make()
    runner.start()
    before = runner.health()
    runner.accounts.create("kiosk-1", StationKind.KIOSK, "pw")
    topic = topics.station_config(HALL, "kiosk-1")
    with Session(runner.address, "hub-writer", runner.hub_login) as session:
        session.publish(topic, b"who you are", retain=True)
    saved = runner.settings.folder / "mosquitto.db"
    wait_for(lambda: saved.exists() and b"who you are" in saved.read_bytes(), "the state to be saved")
    os.kill(before.pid, signal.SIGKILL)
    wait_for(lambda: runner.health().restarts == 1, "the broker to be started again")
    after = runner.health()
    assert (after.state, after.port) == (BrokerState.RUNNING, before.port)
    assert after.pid != before.pid
    assert hear_retained(runner, topic) == b"who you are"
    with Session(runner.address, "kiosk-1", Login("kiosk-1", "pw")) as kiosk:
        assert kiosk.publish(topics.command(HALL, "kiosk-1", "take_ticket"), b"{}") < 0x80


def test_a_broker_that_hangs_is_replaced(make: Make) -> None:
    runner = make(patience=replace(QUICK, answer_s=0.3, ask_s=0.05, grace_s=0.3))
    runner.start()
    hung = runner.health().pid
    os.kill(hung, signal.SIGSTOP)
    wait_for(lambda: runner.health().restarts == 1, "the hung broker to be replaced")
    assert runner.health().pid != hung
    assert not psutil.pid_exists(hung)


def test_stop_saves_and_ends_and_the_next_start_keeps_the_port(make: Make) -> None:
    runner = make()
    runner.start()
    before = runner.health()
    topic = topics.station_config(HALL, "kiosk-1")
    with Session(runner.address, "hub-writer", runner.hub_login) as session:
        session.publish(topic, b"kept", retain=True)
    runner.stop()
    assert runner.health().state is BrokerState.STOPPED
    assert not psutil.pid_exists(before.pid)
    runner.stop()
    again = make()
    again.start()
    assert again.health().port == before.port
    assert not again.health().adopted
    assert hear_retained(again, topic) == b"kept"


def test_other_settings_replace_the_running_broker(make: Make) -> None:
    first = make()
    first.start()
    first.leave()
    second = make(limits=BrokerLimits(connections=7))
    second.start()
    assert second.health().pid != first.health().pid
    assert second.health().port == first.health().port
    assert not psutil.pid_exists(first.health().pid)


def test_a_taken_port_is_named_in_one_fault(make: Make) -> None:
    with socket.socket() as squatter:
        squatter.bind((LOOPBACK, 0))
        squatter.listen()
        runner = make(port=squatter.getsockname()[1])
        with pytest.raises(Fault) as gone:
            runner.start()
    assert gone.value.code is FaultCode.BROKER_GONE
    assert "Address already in use" in str(gone.value)


def test_restarting_goes_on_until_the_port_is_free_again(make: Make) -> None:
    runner = make()
    runner.start()
    before = runner.health()
    runner.settings.folder.joinpath("mosquitto.db").unlink(missing_ok=True)
    os.kill(before.pid, signal.SIGSTOP)  # it keeps its port while the squatter waits for it
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        os.kill(before.pid, signal.SIGKILL)
        wait_for(lambda: _bound(squatter, before.port), "the port to be free")
        squatter.listen()
        wait_for(lambda: "in use" in runner.health().last_error, "a failed restart")
        assert runner.health().state is BrokerState.RESTARTING
    wait_for(lambda: runner.health().restarts == 1, "the broker to be back")
    assert runner.health().state is BrokerState.RUNNING


def _bound(sock: socket.socket, port: int) -> bool:
    try:
        sock.bind((LOOPBACK, port))
    except OSError:
        return False
    return True


def test_damaged_accounts_are_named_and_no_broker_runs(make: Make) -> None:
    runner = make()
    runner.start()
    runner.stop()
    runner.settings.accounts_file.write_text("{ damaged")
    with pytest.raises(Fault) as damaged:
        runner.start()
    assert damaged.value.code is FaultCode.CONFIGURATION
    assert "dynamic-security.json" in str(damaged.value)
    assert process.find_running(runner.settings, find_executable()) is None


def test_files_of_the_broker_are_private(make: Make) -> None:
    runner = make()
    runner.start()
    runner.accounts.create("kiosk-1", StationKind.KIOSK, "pw")
    assert stat.S_IMODE(runner.settings.folder.stat().st_mode) == 0o700
    open_to_others = [
        path.name for path in runner.settings.folder.iterdir() if path.stat().st_mode & 0o077 and path.name != "lock"
    ]
    assert open_to_others == []


def test_a_long_log_is_begun_anew_and_mosquitto_goes_on_writing(make: Make) -> None:
    runner = make(limits=BrokerLimits(log_bytes=2_000))
    runner.start()
    older = runner.settings.log_file.with_suffix(".log.1")
    wait_for(older.exists, "the log to be cut")
    size = runner.settings.log_file.stat().st_size
    with pytest.raises(RefusedError):
        Session(runner.address, "loud-stranger", None)
    wait_for(lambda: runner.settings.log_file.stat().st_size != size, "new lines")
    assert b"\0" not in runner.settings.log_file.read_bytes()


def test_a_runner_that_was_not_started_has_nothing_to_give(make: Make) -> None:
    runner = make()
    assert runner.health().state is BrokerState.STOPPED
    with pytest.raises(RuntimeError):
        _ = runner.address


def test_the_log_carries_no_payload_and_no_password(make: Make) -> None:
    runner = make()
    runner.start()
    with Session(runner.address, "hub-writer", runner.hub_login) as session:
        session.publish(topics.event(HALL, "called"), b"110101199003070011")
    runner.stop()
    log = runner.settings.log_file.read_bytes()
    assert b"hub-writer" in log
    assert b"110101199003070011" not in log
    assert runner.hub_login.password.encode() not in log


def test_other_machines_come_in_over_tls(make: Make, tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    port = free_port()
    outer = OuterListener(LOOPBACK, port, certificate, key)
    runner = make(outer=outer)
    runner.start()
    runner.accounts.create("kiosk-1", StationKind.KIOSK, "pw")
    address = BrokerAddress(LOOPBACK, port, tls=True, ca_file=str(certificate))
    with Session(address, "kiosk-1", Login("kiosk-1", "pw")) as kiosk:
        assert kiosk.subscribe(topics.reply(HALL, "kiosk-1")) < 0x80
    with pytest.raises(RefusedError):
        Session(address, "kiosk-1", None)
    with pytest.raises(Fault) as untrusted:
        Session(BrokerAddress(LOOPBACK, port, tls=True), "kiosk-1", Login("kiosk-1", "pw"))
    assert untrusted.value.code is FaultCode.BROKER_GONE
    assert json.loads(runner.settings.listeners_file.read_text())["outer"] == f"mqtts://{LOOPBACK}:{port}"


def free_port() -> int:
    with socket.socket() as one:
        one.bind((LOOPBACK, 0))
        return int(one.getsockname()[1])


def make_certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hall")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(LOOPBACK))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "hall.crt", folder / "hall.key"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate_file, key_file
