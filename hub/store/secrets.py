"""Verifiers of PINs and of console passwords: scrypt, in a table of their own, never in the journal."""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable

from sqlalchemy import Engine, delete, insert, select

from hub.contract.vocabulary import HallId, Instant
from hub.store.loading import table

SALT_BYTES = 16
COST = {"n": 2**14, "r": 8, "p": 1}
"""About 50 ms and 16 MiB a guess on a hall's mini-PC: a four-digit PIN is also guarded by the lock below."""

PIN = "pin"
CONSOLE = "console"

SUPERVISOR = "supervisor"
"""The one name of kind ``console``: the console has one password for the hall."""

TRIES = 5
LOCK_MS = 60_000
"""After five wrong guesses a name is locked for a minute: a PIN of six digits then takes months to guess."""


def _verifier(secret: str, salt: bytes) -> bytes:
    return salt + hashlib.scrypt(secret.encode(), salt=salt, **COST)


class SecretStore:
    """Sets and checks secrets of one hall. Safe from any thread: each call has its own connection."""

    def __init__(self, engine: Engine, hall_id: HallId, clock: Callable[[], Instant]) -> None:
        self._engine = engine
        self._hall_id = hall_id
        self._clock = clock
        self._wrong: dict[tuple[str, str], list[int]] = {}
        self._guard = threading.Lock()
        self._dummy = _verifier("", secrets.token_bytes(SALT_BYTES))

    def set(self, kind: str, name: str, secret: str) -> None:
        """Set or replace a secret."""
        row = {"hall_id": self._hall_id, "kind": kind, "name": name,
               "verifier": _verifier(secret, secrets.token_bytes(SALT_BYTES))}  # fmt: skip
        secret_table = table("secret")
        with self._engine.begin() as connection:
            connection.execute(
                delete(secret_table).where(
                    secret_table.c.hall_id == self._hall_id, secret_table.c.kind == kind, secret_table.c.name == name
                )
            )
            connection.execute(insert(secret_table), row)

    def known(self, kind: str, name: str) -> bool:
        """Whether a secret was set."""
        return self._stored(kind, name) is not None

    def check(self, kind: str, name: str, secret: str) -> bool:
        """Whether the secret is right. As slow for an unknown name as for a known one; locked after five misses."""
        if self._locked(kind, name):
            return False
        stored = self._stored(kind, name)
        verifier = stored or self._dummy
        right = hmac.compare_digest(_verifier(secret, verifier[:SALT_BYTES]), verifier) and stored is not None
        self._note(kind, name, right=right)
        return right

    def check_pin(self, operator_id: str, pin: str) -> bool:
        """Whether an operator's PIN is right."""
        return self.check(PIN, operator_id, pin)

    def _stored(self, kind: str, name: str) -> bytes | None:
        secret = table("secret")
        query = select(secret.c.verifier).where(
            secret.c.hall_id == self._hall_id, secret.c.kind == kind, secret.c.name == name
        )
        with self._engine.connect() as connection:
            found = connection.execute(query).scalar_one_or_none()
        return None if found is None else bytes(found)

    def _locked(self, kind: str, name: str) -> bool:
        with self._guard:
            recent = [at for at in self._wrong.get((kind, name), ()) if self._clock() - at < LOCK_MS]
            return len(recent) >= TRIES

    def _note(self, kind: str, name: str, *, right: bool) -> None:
        with self._guard:
            if right:
                self._wrong.pop((kind, name), None)
            else:
                self._wrong.setdefault((kind, name), []).append(self._clock())
                del self._wrong[kind, name][:-TRIES]
