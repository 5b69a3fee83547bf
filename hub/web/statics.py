"""The few files that pages load: a fixed list, read once, each with a fingerprint in its address.

Nothing of the file system can be asked for by name.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request, Response

import assets
from assets.theme.css import stylesheet
from assets.theme.tokens import Surface

WEB = Path(str(assets.__file__)).parent / "web"

FILES: dict[str, tuple[str, str]] = {
    "page.css": ("page.css", "text/css"),
    "citizen.css": ("citizen/page.css", "text/css"),
    "citizen.js": ("citizen/page.js", "text/javascript"),
    "console.css": ("console/page.css", "text/css"),
    "console.js": ("console/page.js", "text/javascript"),
    "stream.js": ("console/stream.js", "text/javascript"),
    "htmx.js": ("vendor/htmx/htmx.min.js", "text/javascript"),
    "sse.js": ("vendor/htmx/sse.min.js", "text/javascript"),
}
"""Name in the address → file under ``assets/web`` and its media type."""

THEMES: dict[str, Surface] = {"phone.css": Surface.PHONE, "desk.css": Surface.CONSOLE}
"""The tokens as a style sheet of each surface."""

FOREVER = "public, max-age=31536000, immutable"
"""The address changes with the content."""


@dataclass(frozen=True, slots=True)
class Static:
    """One file as it is served."""

    content: bytes
    media_type: str
    digest: str


@lru_cache(maxsize=1)
def statics() -> dict[str, Static]:
    """All of them, by name."""
    contents = {name: ((WEB / path).read_bytes(), media_type) for name, (path, media_type) in FILES.items()}
    contents |= {name: (stylesheet(surface).encode(), "text/css") for name, surface in THEMES.items()}
    return {
        name: Static(content, media_type, hashlib.sha256(content).hexdigest()[:12])
        for name, (content, media_type) in contents.items()
    }


def address(name: str) -> str:
    """Where a page loads a file from."""
    return f"/static/{name}?{statics()[name].digest}"


def routes() -> APIRouter:
    """``/static/{name}``."""
    router = APIRouter(include_in_schema=False)

    @router.get("/static/{name}")
    def static(request: Request, name: str) -> Response:
        found = statics().get(name)
        if found is None:
            return Response(status_code=404)
        if request.headers.get("if-none-match") == f'"{found.digest}"':
            return Response(status_code=304)
        headers = {"Cache-Control": FOREVER, "ETag": f'"{found.digest}"'}
        return Response(found.content, media_type=found.media_type, headers=headers)

    return router
