"""One batch: a closed range of the journal, chained to the batch before it, signed as the bytes that travel.

Format and rules: ``docs/district-interface.md``. The digest is SM3 (GB/T 32905) of the exact body; the signature is
Ed25519 (RFC 8032) over :data:`CONTEXT` and the exact body, so that a signature for one purpose is none for another.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes

from hub.contract.vocabulary import HallId
from hub.service.journal import Entry
from hub.upstream.mapping import records_of
from hub.upstream.standards import Profile

VERSION = 1
CONTEXT = b"ting-district-batch-v1\n"
NO_BATCH = ""
"""``previous`` of a hall's first batch."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch ready to be signed and sent; ``records`` counts them."""

    first: int
    last: int
    records: int
    body: bytes

    @property
    def digest(self) -> str:
        """What the next batch calls ``previous``."""
        return sm3_hex(self.body)


def sm3_hex(data: bytes) -> str:
    """SM3 in lower-case hexadecimal."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def make_batch(hall_id: HallId, entries: Sequence[Entry], previous: str, profile: Profile) -> Batch:
    """A batch of these journal rows: not empty, in order, without gaps."""
    first, last = entries[0].recorded.seq, entries[-1].recorded.seq
    records = records_of((entry.recorded for entry in entries), profile)
    body = {
        "v": VERSION, "hall": hall_id, "profile": profile.name, "first": first, "last": last,
        "head": entries[-1].digest.hex(), "previous": previous, "records": records,
    }  # fmt: skip
    return Batch(first, last, len(records), json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
