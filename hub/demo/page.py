"""The one local page of the demo: every screen live, the printed tickets, the window devices, the programs.

Loopback only. A page of another site that a browser has open beside it is refused by its origin, a name that was
rebound to loopback by its host.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, HTTPException, Request, Response, WebSocket
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.trustedhost import TrustedHostMiddleware

import assets
from assets.theme.css import stylesheet
from assets.theme.tokens import Surface
from hub.demo.devices import GONE, Devices
from hub.demo.program import Status
from hub.demo.screens import Screen
from hub.demo.tunnel import carry

ASSETS = Path(str(assets.__file__)).parent
PAGE = ASSETS / "web" / "demo"
LANGUAGES = ("zh", "en")
REFUSED = 4403
"""Close code for a WebSocket of another origin."""

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; "
    "frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Evaluator:
    """A four-key evaluator beside a window: the LED bar of the same window has the same place."""

    address: int
    window: str


@dataclass(frozen=True)
class Hall:
    """What the page shows and can do; the command fills it.

    ``devices`` is None while the twins have not said their address; ``simulation`` starts and stops the simulated
    people and tells whether they are there afterwards.
    """

    name_zh: str
    name_en: str
    screens: Sequence[Screen]
    sockets: Path | None
    """Folder of the virtual screens' sockets; None when windows are open on the machine's own display."""
    evaluators: Sequence[Evaluator]
    links: Mapping[str, str]
    statuses: Callable[[], Sequence[Status]]
    devices: Callable[[], Devices | None]
    simulated: Callable[[], bool]
    simulation: Callable[[bool], Awaitable[bool]]


def same_origin(origin: str | None, host: str | None) -> bool:
    """Tell whether a request comes from the page itself; programs that are no browser send no origin."""
    return origin is None or urlsplit(origin).netloc == host


def _asking(request: Request) -> None:
    if not same_origin(request.headers.get("origin"), request.headers.get("host")):
        raise HTTPException(403)


def _looks(hall: Hall) -> APIRouter:
    """Make the routes that show."""
    router = APIRouter()

    @router.get("/")
    def page() -> FileResponse:
        return FileResponse(PAGE / "index.html")

    @router.get("/theme.css")
    def theme() -> Response:
        return Response(stylesheet(Surface.CONSOLE), media_type="text/css")

    @router.get("/words/{language}.json")
    def words(language: str) -> FileResponse:
        if language not in LANGUAGES:
            raise HTTPException(404)
        return FileResponse(ASSETS / "translations" / "demo" / f"{language}.json")

    @router.get("/hall.json")
    def hall_facts() -> dict[str, Any]:
        return {
            "name": {"zh": hall.name_zh, "en": hall.name_en},
            "screens": [asdict(screen) for screen in hall.screens],
            "virtual": hall.sockets is not None,
            "evaluators": [asdict(evaluator) for evaluator in hall.evaluators],
            "links": dict(hall.links),
        }

    @router.get("/state.json")
    async def state() -> JSONResponse:
        devices = hall.devices()
        seen = await devices.seen() if devices else GONE
        programs = [asdict(status) for status in hall.statuses()]
        return JSONResponse(
            {"programs": programs, "simulated": hall.simulated(), **seen}, headers={"Cache-Control": "no-store"}
        )

    @router.get("/tickets/{number}.png")
    async def ticket(number: int) -> Response:
        devices = hall.devices()
        picture = await devices.picture(number) if devices else None
        if picture is None:
            raise HTTPException(404)
        return Response(picture, media_type="image/png")

    return router


def _acts(hall: Hall) -> APIRouter:
    """Make the routes that do something."""
    router = APIRouter()

    @router.post("/evaluators/{address}/press")
    async def press(request: Request, address: int, key: int) -> dict[str, bool]:
        _asking(request)
        devices = hall.devices()
        return {"done": devices is not None and await devices.press(address, key)}

    @router.post("/printer/fault")
    async def paper(request: Request, name: str) -> dict[str, bool]:
        _asking(request)
        devices = hall.devices()
        return {"done": devices is not None and await devices.paper(name)}

    @router.post("/simulation")
    async def simulation(request: Request, on: bool) -> dict[str, bool]:
        _asking(request)
        return {"simulated": await hall.simulation(on)}

    @router.websocket("/screens/{name}")
    async def screen(websocket: WebSocket, name: str) -> None:
        known = {shown.name: shown for shown in hall.screens}
        if not same_origin(websocket.headers.get("origin"), websocket.headers.get("host")):
            await websocket.close(REFUSED)
        elif hall.sockets is None or name not in known:
            await websocket.close()
        else:
            await carry(websocket, known[name].socket(hall.sockets))

    return router


def page_app(hall: Hall) -> FastAPI:
    """Make the page's application."""
    app = FastAPI(openapi_url=None)
    app.include_router(_looks(hall))
    app.include_router(_acts(hall))
    app.mount("/static", StaticFiles(directory=PAGE))
    app.mount("/icons", StaticFiles(directory=ASSETS / "icons"))
    app.mount("/vendor", StaticFiles(directory=ASSETS / "web" / "vendor"))
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])

    @app.middleware("http")
    async def fence(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await answer(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return app
