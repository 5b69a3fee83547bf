"""A hall whose journal lies in a real database, and batches as a hall of another maker would sign them."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Engine

from hub.contract import commands as cmd
from hub.contract.vocabulary import EvaluationLevel, StationKind
from hub.service.ports import Batch
from hub.store.engine import open_engine
from hub.store.journal import SqlJournal
from hub.store.ledger import SqlLedger
from hub.store.tables import metadata
from hub.store.vault import KeyFile
from hub.upstream.key import registration_proof
from tests.fakes.halls import DrivenHall, staffed

TOKEN = "a token for tests"
LEVELS = list(EvaluationLevel)


class WrittenHall:
    """A staffed hall that plays rounds of service and commits them to SQLite in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.driven: DrivenHall = staffed(windows=3)
        self.engine: Engine = open_engine(f"sqlite:///{folder / 'hall.db'}")
        metadata.create_all(self.engine)  # quicker than the migrations, which have tests of their own
        self.keys = KeyFile(folder / "keys.db")
        self.ledger = SqlLedger(self.engine, "test", self.keys)
        self.ledger.open()
        self.journal = SqlJournal(self.engine, "test")
        self._written = 0
        self.write()

    def serve(self, rounds: int) -> None:
        """So many citizens take a number, are called, served and rate; then all of it is committed."""
        for number in range(rounds):
            counter = f"counter-{number % 3 + 1}"
            self.driven.now += 7_000
            self.driven.take()
            self.driven.do(cmd.CallNext(), counter)
            self.driven.do(cmd.StartService(), counter)
            self.driven.do(cmd.CompleteService(), counter)
            request = self.driven.journal[-1].event.request_id  # type: ignore[union-attr]
            rate = cmd.Evaluate(request, LEVELS[number % 5], ("513",))
            self.driven.do(rate, "devices-1", StationKind.DEVICES)
        self.write()

    def write(self) -> None:
        """Commit what was not yet."""
        rows = self.driven.journal[self._written :]
        self.ledger.commit(Batch(rows=rows), self.driven.hall)
        self._written += len(rows)

    @property
    def newest(self) -> int:
        """The newest row."""
        return self.driven.hall.seq

    def close(self) -> None:
        """Close the files."""
        self.ledger.close()
        self.keys.close()
        self.engine.dispose()


@dataclass
class OtherHall:
    """A hall that keeps to the interface and was not written by us: what it sends is made here by hand."""

    hall: str = "other"
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> str:
        """The public key as it registers."""
        return base64.b64encode(self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()

    def signature(self, purpose: str, body: bytes) -> dict[str, str]:
        """The header of a body signed for a purpose."""
        signed = self.private.sign(f"ting-district-{purpose}-v1\n".encode() + body)
        return {"Ting-Signature": base64.b64encode(signed).decode()}

    def registration(self, token: str = TOKEN, **changes: Any) -> bytes:
        """A registration's body."""
        proof = registration_proof(token, self.hall, self.public)
        return json.dumps({"v": 1, "hall": self.hall, "public_key": self.public, "proof": proof} | changes).encode()

    def batch(
        self, first: int, last: int, previous: str = "", records: Iterable[dict[str, Any]] = (), **changes: Any
    ) -> bytes:
        """A batch's body; ``changes`` replace or add keys."""
        body = {
            "v": 1, "hall": self.hall, "profile": "gbt39046", "first": first, "last": last, "head": f"{last:064x}",
            "previous": previous, "records": list(records),
        }  # fmt: skip
        return json.dumps(body | changes, ensure_ascii=False).encode()


def day_record(seq: int, action: str = "opened", date: str = "2026-11-22") -> dict[str, Any]:
    """A business date that begins or ends."""
    return {"seq": seq, "kind": "day", "action": action, "at": 1_795_309_200_000 + seq, "time": "20261122090000",
            "business_date": date}  # fmt: skip


def ticket_record(seq: int, kind: str = "ticket", action: str = "taken", **more: Any) -> dict[str, Any]:
    """A record about ticket A001."""
    return {
        "seq": seq, "kind": kind, "action": action, "at": 1_795_309_200_000 + seq, "time": "20261122090000",
        "ticket": "t-1", "number": "A001", "leg": 1, "business": "b1", "window": "", "operator": "", "channel": "kiosk",
        "priority": "ordinary",
    } | more  # fmt: skip
