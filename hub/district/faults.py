"""Every way in which the district says no: a stable code, an HTTP status, words for the person who reads it."""

from enum import StrEnum

from assets.translations.catalog import Catalog

_ZH, _EN = Catalog("district", "zh"), Catalog("district", "en")


class Refusal(StrEnum):
    """Stable codes."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    INCOMPLETE = "incomplete"
    HALL_UNKNOWN = "hall_unknown"
    HALL_MISMATCH = "hall_mismatch"
    SIGNATURE_WRONG = "signature_wrong"
    TOKEN_WRONG = "token_wrong"
    KEY_TAKEN = "key_taken"
    OVERLAP = "overlap"
    GAP = "gap"
    CHAIN_BROKEN = "chain_broken"
    NOT_FOUND = "not_found"
    NOT_ALLOWED = "not_allowed"
    BUSY = "busy"


STATUS: dict[Refusal, int] = {
    Refusal.MALFORMED: 422,
    Refusal.TOO_LARGE: 413,
    Refusal.INCOMPLETE: 400,
    Refusal.HALL_UNKNOWN: 404,
    Refusal.HALL_MISMATCH: 422,
    Refusal.SIGNATURE_WRONG: 401,
    Refusal.TOKEN_WRONG: 403,
    Refusal.KEY_TAKEN: 409,
    Refusal.OVERLAP: 409,
    Refusal.GAP: 409,
    Refusal.CHAIN_BROKEN: 409,
    Refusal.NOT_FOUND: 404,
    Refusal.NOT_ALLOWED: 405,
    Refusal.BUSY: 503,
}


class DistrictFault(Exception):  # noqa: N818  (a refusal, not always an error)
    """A refusal. ``details`` fill the places of its sentence."""

    def __init__(self, code: Refusal, **details: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.zh = _ZH(f"refusal.{code.value}", **details)
        self.en = _EN(f"refusal.{code.value}", **details)

    @property
    def body(self) -> dict[str, str]:
        """As JSON says it."""
        return {"code": self.code.value, "zh": self.zh, "en": self.en}
