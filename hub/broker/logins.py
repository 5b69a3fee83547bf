"""The two accounts that the hub itself uses, and how passwords are made and stored."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from hub.broker import record
from hub.contract.faults import Fault, FaultCode

ADMIN_USERNAME = "ting-admin"
HUB_USERNAME = "hub"

# The plugin reads exactly these sizes (Mosquitto 2.0, plugins/dynamic-security/auth.c).
_SALT_BYTES = 12
_HASH_BYTES = 64
# The plugin's own number. Stretching helps against guessed passwords; ours are 256 random bits, which nobody guesses,
# and every connection of a whole hall coming back at once would pay for more.
_ITERATIONS = 101


@dataclass(frozen=True, slots=True)
class Login:
    """Who one is to a broker."""

    username: str
    password: str

    def __repr__(self) -> str:
        return f"Login({self.username!r})"


@dataclass(frozen=True, slots=True)
class Logins:
    """The administrator's account, which may only make accounts, and the hub's, which may use its hall's topics."""

    admin: Login
    hub: Login


def new_password() -> str:
    """A password for a machine: 256 random bits."""
    return secrets.token_urlsafe(32)


def load(path: Path) -> Logins | None:
    """Read the two accounts; None when none were made yet. Raises ``Fault`` configuration when damaged."""
    found = record.read(path)
    if found is None:
        return None
    try:
        return Logins(
            Login(str(found["admin"]["username"]), str(found["admin"]["password"])),
            Login(str(found["hub"]["username"]), str(found["hub"]["password"])),
        )
    except (KeyError, TypeError):
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"{path.name} 不完整，请从备份恢复。",
            en=f"{path.name} is incomplete; restore it from a backup.",
        ) from None


@dataclass(frozen=True, slots=True)
class SiteLogins:
    """Two accounts at a broker that is not ours: the hub's, and a kiosk's that no kiosk uses, to try the doors with."""

    hub: Login
    scratch: Login


def load_site(path: Path) -> SiteLogins:
    """Read ``{"hub": {"username", "password"}, "scratch": {…}}``. Raises ``Fault`` configuration."""
    try:
        found = record.read(path) or {}
        hub, scratch = (
            Login(str(found[name]["username"]), str(found[name]["password"])) for name in ("hub", "scratch")
        )
    except (KeyError, TypeError):
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"{path.name} 应写明 hub 和 scratch 两个账号的 username 与 password。",
            en=f"{path.name} must give username and password of the accounts hub and scratch.",
        ) from None
    return SiteLogins(hub, scratch)


def load_or_make(path: Path, make: Callable[[], str] = new_password) -> Logins:
    """Read the two accounts, or make them at the first start."""
    found = load(path)
    if found is not None:
        return found
    logins = Logins(Login(ADMIN_USERNAME, make()), Login(HUB_USERNAME, make()))
    record.write(
        path,
        {
            "admin": {"username": logins.admin.username, "password": logins.admin.password},
            "hub": {"username": logins.hub.username, "password": logins.hub.password},
        },
    )
    return logins


def hashed(password: str, salt: bytes | None = None) -> dict[str, Any]:
    """A password as the plugin keeps it: PBKDF2 with SHA-512, salt and hash in base64."""
    salt = secrets.token_bytes(_SALT_BYTES) if salt is None else salt
    derived = PBKDF2HMAC(SHA512(), _HASH_BYTES, salt, _ITERATIONS).derive(password.encode())
    return {
        "password": base64.b64encode(derived).decode(),
        "salt": base64.b64encode(salt).decode(),
        "iterations": _ITERATIONS,
    }
