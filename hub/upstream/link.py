"""The district over HTTP: ask where it stands, register, post a batch. One connection, no retries of its own."""

import json
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import HallId, Words
from hub.upstream.backoff import Pace
from hub.upstream.batch import CONTEXT, VERSION, Batch
from hub.upstream.faults import RefusedError, UplinkError
from hub.upstream.key import REGISTRATION_CONTEXT, DistrictKey, registration_proof

SIGNATURE = "Ting-Signature"
"""The header that carries a body's signature."""

_HEX = r"^([0-9a-f]{64})?$"
_CONFLICT = 409
_NOT_FOUND = 404
_SERVER_FAULT = 500
_SAID_MOST = 300
"""Characters of a district's own sentence that are passed on to the console."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Position(BaseModel):
    """Up to where the district has a hall's journal: the last row, its digest, and the digest of the last batch."""

    model_config = ConfigDict(frozen=True)

    seq: int = Field(ge=0, strict=True)
    head: str = Field(pattern=_HEX)
    batch: str = Field(pattern=_HEX)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch: whether it was taken, and where to continue."""

    taken: bool
    position: Position


class DistrictLink:
    """One hall's line to its district. For the uplink's thread alone.

    ``ca_file``: the certificate authority of a district's own certificate. Proxies and the like in the environment are
    left alone, so that a hall reports where its settings say and nowhere else. Raises ``Fault`` configuration for an
    address that is none.
    """

    def __init__(
        self, url: str, hall_id: HallId, key: DistrictKey, token: str, pace: Pace, ca_file: str | None = None
    ) -> None:
        address = _address(url)
        self.guarded = address.scheme == "https" or address.host in LOOPBACK
        self._hall_id, self._key, self._token = hall_id, key, token
        self._hall_path = f"/v1/halls/{quote(hall_id, safe='')}"
        self._http = httpx.Client(
            base_url=address,
            timeout=pace.timeout_s,
            trust_env=False,
            verify=True if ca_file is None else ssl.create_default_context(cafile=ca_file),
        )

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def position(self) -> Position | None:
        """Where the district stands, None when it does not know the hall. Raises ``UplinkError``."""
        answer = self._ask("GET", f"{self._hall_path}/position")
        if answer.status_code == _NOT_FOUND and _reason(answer) == "hall_unknown":
            return None
        return _position(_accepted(answer))

    def register(self) -> Position:
        """First contact: give the hall's public key, with proof of knowing the token. Raises ``UplinkError``."""
        if not self._token:
            raise UplinkError("token")
        body = json.dumps({
            "v": VERSION, "hall": self._hall_id, "public_key": self._key.public,
            "proof": registration_proof(self._token, self._hall_id, self._key.public),
        }).encode()  # fmt: skip
        return _position(_accepted(self._ask("POST", "/v1/halls", body, self._key.sign(REGISTRATION_CONTEXT, body))))

    def post(self, batch: Batch) -> Outcome:
        """Hand a batch over. Raises ``UplinkError``; then nobody knows whether the district took it."""
        answer = self._ask("POST", f"{self._hall_path}/batches", batch.body, self._key.sign(CONTEXT, batch.body))
        if answer.status_code == _CONFLICT and "position" in _json(answer):
            return Outcome(taken=False, position=_position(answer))
        return Outcome(taken=True, position=_position(_accepted(answer)))

    def _ask(self, method: str, path: str, body: bytes | None = None, signature: str = "") -> httpx.Response:
        headers = {"Content-Type": "application/json", SIGNATURE: signature} if body is not None else {}
        try:
            return self._http.request(method, path, content=body, headers=headers)
        except httpx.TimeoutException:
            raise UplinkError("slow") from None
        except httpx.HTTPError:
            raise UplinkError("unreachable") from None


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url.rstrip("/"))
    except httpx.InvalidURL:
        address = httpx.URL("")
    if address.scheme not in ("http", "https") or not address.host:
        raise Fault(
            FaultCode.CONFIGURATION,
            zh="区级平台地址应为 http:// 或 https:// 开头的网址。",
            en="the district's address must be a URL that begins with http:// or https://.",
        )
    return address


def _accepted(answer: httpx.Response) -> httpx.Response:
    """The answer, if it says yes. Raises ``UplinkError`` with the district's reason if not."""
    if answer.is_success:
        return answer
    if answer.status_code >= _SERVER_FAULT:
        raise UplinkError("broken", status=answer.status_code)
    error = _json(answer).get("error")
    if not isinstance(error, dict):
        raise UplinkError("unreadable")
    zh, en = (str(error.get(language, ""))[:_SAID_MOST] for language in ("zh", "en"))
    raise RefusedError(_reason(answer), Words(zh, en))


def _reason(answer: httpx.Response) -> str:
    error = _json(answer).get("error")
    return str(error.get("code", ""))[:40] if isinstance(error, dict) else ""


def _position(answer: httpx.Response) -> Position:
    try:
        return Position.model_validate(_json(answer).get("position"))
    except ValidationError:
        raise UplinkError("unreadable") from None


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
