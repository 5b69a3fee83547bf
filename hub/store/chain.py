"""The digest chain of the journal: SM3 (GB/T 32905) over the row before, this row's header and its exact body.

A changed, missing or inserted row breaks every digest after it.
"""

import hashlib
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes

DIGEST_BYTES = 32
GENESIS = bytes(DIGEST_BYTES)
"""What stands before row 1."""


def _sm3_openssl(data: bytes) -> bytes:
    return hashlib.new("sm3", data).digest()


def _sm3_cryptography(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


sm3: Callable[[bytes], bytes] = _sm3_openssl if "sm3" in hashlib.algorithms_available else _sm3_cryptography
"""SM3 of Python's own OpenSSL where it has it (three times as quick), else that of cryptography."""


def row_digest(
    previous: bytes,
    hall_id: str,
    seq: int,
    at: int,
    station_id: str,
    operator_id: str,
    command_id: str,
    kind: str,
    version: int,
    body: bytes,
) -> bytes:
    """The digest of one row. Fields are joined by newlines, which none of them can contain."""
    header = f"{hall_id}\n{seq}\n{at}\n{station_id}\n{operator_id}\n{command_id}\n{kind}\n{version}\n".encode()
    return sm3(previous + header + body)
