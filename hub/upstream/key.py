"""The hall's own key, by which a district knows its batches: Ed25519, made at first start, never leaves the hall."""

import base64
import hmac
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import HallId

FILE = "district-key.pem"
REGISTRATION_CONTEXT = b"ting-district-registration-v1\n"


class DistrictKey:
    """Signs for one hall."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public: str = base64.b64encode(
            private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        ).decode()  # fmt: skip

    def sign(self, context: bytes, body: bytes) -> str:
        """The signature of a body made for one purpose, base64."""
        return base64.b64encode(self._private.sign(context + body)).decode()


def load_key(data: Path) -> DistrictKey:
    """The key of a hub's data folder, made at first use, its owner's alone. Raises ``Fault`` configuration."""
    path = data / FILE
    if not path.exists():
        _make(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"{FILE} 无法读取或不是 Ed25519 密钥；请从备份恢复，或请区级平台解除登记后删除它。",
            en=f"{FILE} cannot be read or is not an Ed25519 key: restore it, or have it released and delete it.",
        )
    return DistrictKey(key)


def _make(path: Path) -> None:
    """Write a new key whole or not at all: a key cut short by a power cut would lock the hall out."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    half = path.with_suffix(".new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name is durable too, before the district learns the key
    finally:
        os.close(folder)


def registration_proof(token: str, hall_id: HallId, public_key: str) -> str:
    """Proof of knowing the registration token, without sending it: HMAC-SHA256 over hall and key, hexadecimal."""
    return hmac.digest(token.encode(), REGISTRATION_CONTEXT + f"{hall_id}\n{public_key}".encode(), "sha256").hex()
