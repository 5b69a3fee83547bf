"""Checking signatures and registration proofs: Ed25519 over a purpose and the exact body, HMAC under the token."""

import base64
import binascii
import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hub.district.faults import DistrictFault, Refusal

HEADER = "Ting-Signature"
BATCH_CONTEXT = b"ting-district-batch-v1\n"
REGISTRATION_CONTEXT = b"ting-district-registration-v1\n"


def check_signature(public_key: str, signature: str, context: bytes, body: bytes) -> None:
    """Check that the holder of this key (base64) signed this body for this purpose. Raises ``DistrictFault``."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(signature, validate=True), context + body)
    except (InvalidSignature, ValueError, binascii.Error):
        raise DistrictFault(Refusal.SIGNATURE_WRONG) from None


def check_proof(token: str, hall_id: str, public_key: str, proof: str) -> None:
    """Check that a registration comes from somebody who knows the token. Raises ``DistrictFault`` token_wrong."""
    said = REGISTRATION_CONTEXT + f"{hall_id}\n{public_key}".encode()
    if not hmac.compare_digest(hmac.digest(token.encode(), said, "sha256").hex(), proof):
        raise DistrictFault(Refusal.TOKEN_WRONG)
