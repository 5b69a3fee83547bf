"""What the console needs of other rooms, in the shape in which it asks: packs, its password, the first-time code."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hub.contract.vocabulary import HallId, HallPlan
from hub.pack.reader import decode_pack, packs, plan_of
from hub.store.secrets import CONSOLE, SUPERVISOR, SecretStore
from hub.web.ports import PackTitle

SETUP_CODE_FILE = "console-setup-code"
"""Whoever can read the hub's data folder may set the console's first password."""

SETUP_CODE_BYTES = 9


class BuiltInPacks:
    """The packs that come with Ting, and those that somebody uploads, all for this hall."""

    def __init__(self, hall_id: HallId) -> None:
        self._hall_id = hall_id

    def titles(self) -> Sequence[PackTitle]:
        """The packs that come with Ting."""
        return [PackTitle(pack.name, pack.title) for pack in packs()]

    def named(self, name: str) -> HallPlan:
        """One of these. Raises ``Fault`` pack_invalid."""
        return plan_of(name, self._hall_id)

    def parse(self, file_name: str, content: bytes) -> HallPlan:
        """A pack somebody hands in. Raises ``Fault`` pack_invalid with file and line."""
        return replace(decode_pack(content, file_name), hall_id=self._hall_id)


class ConsolePassword:
    """The console's one password among the hall's secrets."""

    def __init__(self, store: SecretStore) -> None:
        self._store = store

    def known(self) -> bool:
        """Whether a password has been set."""
        return self._store.known(CONSOLE, SUPERVISOR)

    def set(self, password: str) -> None:
        """Set or replace it."""
        self._store.set(CONSOLE, SUPERVISOR, password)

    def check(self, password: str) -> bool:
        """Whether it is right."""
        return self._store.check(CONSOLE, SUPERVISOR, password)


def setup_code(data: Path) -> str:
    """The one-time code of a data folder, made at first start, readable by its owner alone."""
    path = data / SETUP_CODE_FILE
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(SETUP_CODE_BYTES) + "\n")
    return path.read_text(encoding="ascii").strip()
