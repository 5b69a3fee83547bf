"""Both ends over an encrypted listener whose certificate the hall's own authority signed."""

import datetime
import ipaddress
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hub.client.clock import now_ms
from hub.client.link import Link, LinkState
from hub.client.settings import StationCredential
from hub.contract.commands import CallNext, LoadPack
from hub.contract.notices import Done
from hub.contract.vocabulary import HallPlan, StationKind, Words
from hub.mqtt.session import Account, Life, Listeners, Session
from tests.integration.conftest import OpenBroker, wait_until
from tests.integration.mqtt.conftest import HALL, HubEnd


def certified(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hall test")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "hall.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "hall.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "hall.pem", folder / "hall.key"


@pytest.fixture
def tls_broker(tmp_path: Path) -> Iterator[tuple[OpenBroker, str]]:
    certificate, key = certified(tmp_path)
    broker = OpenBroker(tmp_path, more=f"certfile {certificate}\nkeyfile {key}\n")
    broker.start()
    yield broker, str(certificate)
    broker.kill()


def station(broker: OpenBroker, ca_file: str | None) -> Link:
    url = f"mqtts://127.0.0.1:{broker.port}"
    return Link(StationCredential(HALL, "pc", StationKind.CONSOLE, (url,), "x", ca_file))


def test_commands_and_answers_pass_encrypted(tls_broker: tuple[OpenBroker, str]) -> None:
    broker, ca_file = tls_broker
    hub = HubEnd(broker, ca_file=ca_file).start()
    link = station(broker, ca_file)
    link.start()
    wait_until(lambda: link.state is LinkState.ONLINE)
    # More than one record of TLS, which is 16 kB: what the socket holds back must be read on.
    notes = tuple(Words("须知" * 50, "note") for _ in range(500))
    assert link.request(LoadPack(HallPlan(HALL, Words("长安区", "Chang'an"), (), (), (), notices=notes))) == Done()
    link.close()
    hub.session.close()


def test_a_broker_that_nobody_vouches_for_is_refused(
    tls_broker: tuple[OpenBroker, str], caplog: pytest.LogCaptureFixture
) -> None:
    broker, _ = tls_broker
    link = station(broker, None)
    link.send(CallNext())
    link.start()
    listeners = Listeners(command=lambda *_: None, connected=lambda _found: None)
    account = Account("127.0.0.1", broker.port, "hub", "", tls=True)
    session = Session(HALL, account, Life("l", 1, now_ms()), listeners)
    session.start()
    wait_until(lambda: len(caplog.records) >= 2)
    assert all("SSLCertVerificationError" in record.getMessage() for record in caplog.records)
    wait_until(lambda: link.state is LinkState.OFFLINE)
    assert not session.connected
    link.close()
    session.close()
