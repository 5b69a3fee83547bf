"""Masking, keys, waits: the small parts of the uplink."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from hub.contract.faults import Fault, FaultCode
from hub.district.faults import DistrictFault
from hub.district.signature import check_proof, check_signature
from hub.upstream.backoff import Backoff, Pace
from hub.upstream.key import FILE, load_key, registration_proof
from hub.upstream.masking import masked_name


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("李小明", "李**"),
        ("欧阳锋", "欧阳*"),
        ("欧阳", "欧*"),
        ("王", "*"),
        ("", ""),
        (" 张三 ", "张*"),
    ],
)
def test_only_the_family_name_is_left(name: str, masked: str) -> None:
    assert masked_name(name) == masked


def test_key_is_made_once_for_its_owner_alone_and_found_again(tmp_path: Path) -> None:
    made = load_key(tmp_path)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert load_key(tmp_path).public == made.public
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_half_a_key_of_an_interrupted_start_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / FILE).with_suffix(".new").write_bytes(b"half")
    assert load_key(tmp_path).public == load_key(tmp_path).public


def test_key_file_that_is_none_is_a_fault_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("not a key", encoding="utf-8")
    with pytest.raises(Fault) as caught:
        load_key(tmp_path)
    assert caught.value.code is FaultCode.CONFIGURATION


def test_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = generate_private_key(SECP256R1())
    (tmp_path / FILE).write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(Fault):
        load_key(tmp_path)


def test_signature_holds_for_its_purpose_and_body_alone(tmp_path: Path) -> None:
    key = load_key(tmp_path)
    signature = key.sign(b"one\n", b"body")
    check_signature(key.public, signature, b"one\n", b"body")
    for context, body in ((b"two\n", b"body"), (b"one\n", b"other")):
        with pytest.raises(DistrictFault):
            check_signature(key.public, signature, context, body)


def test_proof_holds_for_its_hall_key_and_token_alone() -> None:
    proof = registration_proof("token", "hall", "key")
    check_proof("token", "hall", "key", proof)
    for said in (("other", "hall", "key"), ("token", "elsewhere", "key"), ("token", "hall", "lock")):
        with pytest.raises(DistrictFault):
            check_proof(*said, proof)


def test_waits_double_from_a_second_to_a_minute_and_begin_anew() -> None:
    backoff = Backoff(Pace(), jitter=lambda: 0.0)
    assert [backoff.failed() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    backoff.worked()
    assert backoff.failed() == 1


def test_chance_shortens_a_wait_by_a_half_at_most_and_never_below_the_first() -> None:
    backoff = Backoff(Pace(), jitter=lambda: 1.0)
    assert [backoff.failed() for _ in range(8)] == [1, 1, 2, 4, 8, 16, 30, 30]


def test_a_long_night_does_not_overflow() -> None:
    backoff = Backoff(Pace(), jitter=lambda: 0.0)
    assert [backoff.failed() for _ in range(5000)][-1] == 60
