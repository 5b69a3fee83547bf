"""Persons sealed: each record encrypted under a key of its own, which can be destroyed.

Keys live in a file of their own (``keys.db``), each wrapped under the master key, which is kept elsewhere
(``--master-key``; for a demo beside it). Destroying a key makes its record noise for ever, in every backup of the
database too. AES-256-GCM by default; the provider can be replaced where a site must use certified SM4.
"""

import hmac
import json
import os
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import Person
from hub.service.ports import Sealed

KEY_BYTES = 32
NONCE_BYTES = 12


def load_master_key(path: Path) -> bytes:
    """The master key, made at first use and readable by its owner alone. Raises ``Fault`` configuration."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise Fault(FaultCode.CONFIGURATION, zh="主密钥文件长度不对。", en="the master key file has a wrong length.")
    return key


class KeyFile:
    """Wrapped keys of sealed records, in a SQLite file apart from the database."""

    def __init__(self, path: Path) -> None:
        # The writer puts and destroys, readers in other threads get: sqlite3 serialises them on one connection.
        self._db = sqlite3.connect(path, check_same_thread=False)
        os.chmod(path, 0o600)  # noqa: PTH101  (the path may be relative to a folder that changes)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        # A destroyed key must not linger in free pages.
        self._db.execute("PRAGMA secure_delete=ON")
        self._db.execute("CREATE TABLE IF NOT EXISTS key (record_id TEXT PRIMARY KEY, wrapped BLOB)")
        self._db.commit()

    def put(self, sealed: Iterable[Sealed]) -> None:
        """Keep the keys of new records, durably."""
        rows = [(item.record_id, item.key) for item in sealed]
        if rows:
            self._db.executemany("INSERT OR REPLACE INTO key VALUES (?, ?)", rows)
            self._db.commit()

    def get(self, record_id: str) -> bytes | None:
        """A wrapped key, or None when it was destroyed or never was."""
        found = self._db.execute("SELECT wrapped FROM key WHERE record_id = ?", (record_id,)).fetchone()
        return None if found is None else bytes(found[0])

    def destroy(self, record_id: str) -> None:
        """Forget a key for ever."""
        self._db.execute("DELETE FROM key WHERE record_id = ?", (record_id,))
        self._db.commit()
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def keep_only(self, record_ids: set[str]) -> int:
        """Destroy every key whose record is not among these (after a crash in the middle of an erasure)."""
        known = {row[0] for row in self._db.execute("SELECT record_id FROM key")}
        for record_id in known - record_ids:
            self.destroy(record_id)
        return len(known - record_ids)

    def close(self) -> None:
        """Close the file."""
        self._db.close()


class AesVault:
    """Seals and opens persons."""

    def __init__(self, master_key: bytes, keys: KeyFile) -> None:
        self._master = master_key
        self._keys = keys

    def seal(self, record_id: str, person: Person) -> Sealed:
        """Encrypt a person under a new key."""
        key = AESGCM.generate_key(KEY_BYTES * 8)
        nonce = secrets.token_bytes(NONCE_BYTES)
        clear = json.dumps(asdict(person), ensure_ascii=False).encode()
        box = nonce + AESGCM(key).encrypt(nonce, clear, record_id.encode())
        return Sealed(record_id, self.finder(person.id_number), box, aes_key_wrap(self._master, key))

    def finder(self, id_number: str) -> bytes:
        """Keyed digest of an ID number, to find a person's records; empty without a number."""
        return hmac.digest(self._master, id_number.upper().encode(), "sha256") if id_number else b""

    def open(self, record_id: str, box: bytes) -> Person | None:
        """The person, or None when the key was destroyed. Raises ``Fault`` database for a damaged record."""
        wrapped = self._keys.get(record_id)
        if wrapped is None:
            return None
        try:
            key = aes_key_unwrap(self._master, wrapped)
            clear = AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], record_id.encode())
        except (InvalidTag, InvalidUnwrap):
            raise Fault(FaultCode.DATABASE, what="加密记录已损坏 / a sealed record is damaged") from None
        return Person(**json.loads(clear))
