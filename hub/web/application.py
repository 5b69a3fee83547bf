"""The web application of one hall: phone pages, console, interface for other systems."""

import logging

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from hub.contract.faults import Fault
from hub.web.api.routes import routes as api_routes
from hub.web.api.routes import trouble_of
from hub.web.citizen.routes import View, view_of
from hub.web.citizen.routes import routes as citizen_routes
from hub.web.console.asking import language_of
from hub.web.console.routes import routes as console_routes
from hub.web.guard import ALWAYS, Guard, masked
from hub.web.pages import render
from hub.web.ports import Ports
from hub.web.statics import routes as static_routes

_log = logging.getLogger(__name__)

OPENAPI = "/api/v1/openapi.json"


def create_app(ports: Ports) -> FastAPI:
    """Make the application; ``WebServer`` runs it."""
    app = FastAPI(
        title="Ting 厅", description="大厅排队情况，只读 / the hall's queues, read only", version="1",
        openapi_url=OPENAPI, docs_url=None, redoc_url=None, redirect_slashes=False,
    )  # fmt: skip
    app.include_router(static_routes())
    app.include_router(citizen_routes(ports.pictures))
    app.include_router(console_routes(ports))
    app.include_router(api_routes(ports))

    @app.get("/", include_in_schema=False)
    def front() -> Response:
        return RedirectResponse("/console", 303)

    @app.get("/robots.txt", include_in_schema=False)
    def robots() -> Response:
        return Response("User-agent: *\nDisallow: /\n", media_type="text/plain")

    app.add_exception_handler(HTTPException, _refused)  # type: ignore[arg-type]
    app.add_exception_handler(Fault, _busy)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _unreadable)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, _failed)
    app.add_middleware(Guard)
    return app


def _for_programs(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/health"))


async def _refused(request: Request, error: HTTPException) -> Response:
    """A page that is not there, or a refusal of the interface, in the words of its reader."""
    if _for_programs(request):
        detail = error.detail if isinstance(error.detail, dict) else {"code": "refused", "zh": "", "en": error.detail}
        return JSONResponse(detail, error.status_code, error.headers)
    if error.headers and {"Location", "HX-Redirect"} & error.headers.keys():
        return Response(status_code=error.status_code, headers=error.headers)
    return _page(request, "missing" if error.status_code == 404 else "error", error.status_code)


async def _busy(request: Request, fault: Fault) -> Response:
    """The writer did not answer in time."""
    if _for_programs(request):
        return JSONResponse(trouble_of(fault), 503, {"Retry-After": "2"})
    return _page(request, "busy", 503)


async def _unreadable(request: Request, _error: RequestValidationError) -> Response:
    """A form that says something else than it should; what it said is not repeated."""
    if _for_programs(request):
        return JSONResponse({"code": "malformed", "zh": "请求无法读懂。", "en": "The request could not be read."}, 422)
    return _page(request, "error", 422)


async def _failed(request: Request, error: Exception) -> Response:
    """A fault of ours: one line without the token that an address may carry."""
    _log.error("%s %s failed: %s", request.method, masked(request.url.path), type(error).__name__)
    page = _page(request, "error", 500)
    page.headers.update(ALWAYS)  # made outside the guard
    return page


def _page(request: Request, key: str, status: int) -> HTMLResponse:
    view = View(language_of(request), view_of(request).large)
    return HTMLResponse(render("citizen/plain.html", view.words, view=view, key=key), status)
