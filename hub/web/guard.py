"""What every answer carries and what no request may do: headers, size of bodies, pace.

Plain ASGI: a middleware that builds responses would hold streams back.
"""

from collections.abc import Callable
from urllib.parse import unquote

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.contract.vocabulary import Instant

MAX_BODY_BYTES = 1024 * 1024 + 64 * 1024
"""A hall pack of a megabyte and its form around it; everything else is a few hundred bytes."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "worker-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No inline script and no inline style anywhere; nothing from elsewhere."""

ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""``noindex`` everywhere: nothing of a hall belongs into a search engine."""


class TooLarge(HTTPException):
    """The body is larger than anything that Ting takes."""

    def __init__(self) -> None:
        super().__init__(413)


class Guard:
    """Wraps the application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MAX_BODY_BYTES:
                raise TooLarge
            return message

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if _declared(scope) > MAX_BODY_BYTES:
            await dressed({"type": "http.response.start", "status": 413, "headers": []})
            await dressed({"type": "http.response.body", "body": b""})
            return
        await self._app(scope, counted, dressed)


def _declared(scope: Scope) -> int:
    """How long a body says that it is; what is no number is too long."""
    declared = Headers(scope=scope).get("content-length", "0")
    return int(declared[:12]) if declared.isascii() and declared.isdigit() else MAX_BODY_BYTES + 1


class Pace:
    """A bucket of permissions for each caller: ``burst`` at once, ``per_s`` after that."""

    MAX_CALLERS = 10_000

    def __init__(self, per_s: float, burst: int, clock: Callable[[], Instant]) -> None:
        self._per_s = per_s
        self._burst = burst
        self._clock = clock
        self._left: dict[str, tuple[float, Instant]] = {}

    def admits(self, caller: str) -> bool:
        """Whether one more request is welcome now."""
        now = self._clock()
        left, at = self._left.get(caller, (float(self._burst), now))
        left = min(float(self._burst), left + (now - at) / 1000 * self._per_s)
        if caller not in self._left and len(self._left) >= self.MAX_CALLERS:
            self._left.clear()  # an attack from many addresses: begin anew rather than grow
        if left < 1:
            self._left[caller] = (left, now)
            return False
        self._left[caller] = (left - 1, now)
        return True


def masked(path: str) -> str:
    """A path as it may stand in a log: without a ticket's token."""
    parts = unquote(path).split("/")
    return "/t/…" if len(parts) > 1 and parts[1] == "t" else path
