"""``/t/{token}``: the page behind a ticket's QR code, live by server-sent events.

The token is all that one needs to see a ticket and the only thing that identifies it: it is in no log, no referrer and
no cache. A token that is not of today, or never was, gets the same polite page.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from hub.contract.faults import Fault
from hub.web.citizen.face import face
from hub.web.pages import render
from hub.web.pictures import TicketPicture
from hub.web.ports import PictureSource, StreamOver, Watch
from hub.web.streams import BEAT_S, event, opening, stream
from hub.web.wording import Wording, wording

TOKEN = re.compile(r"[A-Za-z0-9_-]{6,64}")
"""What a token may look like; anything else is not looked up."""


@dataclass(frozen=True, slots=True)
class View:
    """How somebody wants to read: kept in the page's address, so that nothing is stored on the phone."""

    words: Wording
    large: bool

    def query(self, *, language: str = "", large: bool | None = None) -> str:
        """The query of this view, or of the one beside it."""
        chosen = language or self.words.language
        big = self.large if large is None else large
        parts = [f"lang={chosen}"] if chosen != "zh" else []
        return "?" + "&".join([*parts, "large=1"] if big else parts)


def view_of(request: Request) -> View:
    """The view that a request asks for; Chinese in ordinary type when it asks for nothing."""
    query = request.query_params
    return View(wording(query.get("lang")), query.get("large") == "1")


def routes(pictures: PictureSource) -> APIRouter:
    """The page, its stream, and the page of a ticket that is over."""
    router = APIRouter(include_in_schema=False)

    @router.get("/t/{token}")
    async def page(request: Request, token: str) -> Response:
        view = view_of(request)
        try:
            picture = await pictures.ticket(token) if TOKEN.fullmatch(token) else None
        except Fault:
            return _plain("busy", view, 503)
        if picture is None:
            return _plain("gone", view, 404)
        return HTMLResponse(render("citizen/page.html", view.words, view=view, token=token, **_values(picture, view)))

    @router.get("/t/{token}/events")
    async def events(request: Request, token: str) -> Response:
        view = view_of(request)
        if not TOKEN.fullmatch(token):
            return Response(status_code=204)  # tells a browser not to try again
        watching = pictures.watch_ticket(token)
        try:
            watch = watching.__enter__()
        except Fault:
            return Response(status_code=503, headers={"Retry-After": "5"})

        async def told() -> AsyncIterator[bytes]:
            try:
                async for said in _told(watch, view):
                    yield said
            finally:
                watching.__exit__(None, None, None)

        return stream(told())

    return router


async def _told(watch: Watch, view: View) -> AsyncIterator[bytes]:
    """The ticket now, then every time that it looks different; beats between."""
    yield opening()
    while True:
        try:
            changed = await watch.changed(BEAT_S)
        except StreamOver:
            return
        if not changed:
            yield event("beat", "")
        elif watch.picture is None:
            yield event("ticket", render("citizen/gone.html", view.words, key="gone"))
            yield event("over", "")
            return
        else:
            yield event("ticket", render("citizen/ticket.html", view.words, view=view, **_values(watch.picture, view)))


def _values(picture: TicketPicture, view: View) -> dict[str, object]:
    notes = [view.words.say(item) for item in (picture.hint, *picture.notes) if item.zh or item.en]
    return {
        "ticket": picture,
        "face": face(picture, view.words),
        "notes": notes,
        "taken_at": view.words.clock(picture.taken_at, picture.timezone),
    }


def _plain(key: str, view: View, status: int) -> HTMLResponse:
    return HTMLResponse(render("citizen/plain.html", view.words, view=view, key=key), status)
