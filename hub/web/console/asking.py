"""What a console request says: who sends it, in which language, with which form; and how it is answered.

A press without scripts gets a whole page, a press through htmx the part that changes: the same template either way.
"""

import hmac
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from hub.web.console.sessions import Session, Sessions
from hub.web.pages import render
from hub.web.wording import LANGUAGES, Wording, wording

SESSION_COOKIE = "ting_console"
LANGUAGE_COOKIE = "ting_lang"
PATH = "/console"
SIGN_IN = f"{PATH}/sign-in"

MAX_FIELD = 200
"""Characters of one field: names, numbers, passwords, tokens."""


def language_of(request: Request) -> Wording:
    """The language that the address asks for, or else the one chosen before."""
    return wording(request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE))


def is_part(request: Request) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("hx-request") == "true"


def away(request: Request, where: str) -> Response:
    """Send the browser somewhere else."""
    if is_part(request):
        return Response(status_code=204, headers={"HX-Redirect": where})
    return RedirectResponse(where, 303)


class Door:
    """Lets signed-in requests in. ``session`` for pages, ``posted`` for presses, ``glance`` for what runs by itself."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def session(self, request: Request, *, touch: bool = True) -> Session:
        """The session of this request. Raises ``HTTPException`` that leads to the sign-in."""
        cookie = request.cookies.get(SESSION_COOKIE, "")
        session = self._sessions.find(cookie, touch=touch)
        if session is None:
            where = f"{SIGN_IN}?why=over" if cookie else SIGN_IN
            if is_part(request):
                raise HTTPException(401, headers={"HX-Redirect": where})
            raise HTTPException(303, headers={"Location": where})
        return session

    def glance(self, request: Request) -> Session:
        """As ``session``, for requests that a page makes by itself: they do not keep anybody signed in."""
        return self.session(request, touch=False)

    async def posted(self, request: Request) -> tuple[Session, FormData]:
        """The session and the form of a press. Raises ``HTTPException`` 403 for a form that is not ours."""
        refuse_other_origins(request)
        session = self.session(request)
        form = await request.form(max_files=1, max_fields=20)
        given = field(form, "csrf")
        if not _same(given, session.csrf):
            raise HTTPException(403)
        return session, form


def refuse_other_origins(request: Request) -> None:
    """Raise ``HTTPException`` 403 for a form sent from a page of somebody else."""
    origin = request.headers.get("origin")
    if origin in (None, "null"):  # ``null``: our own pages, which send no referrer
        return
    if origin.split("://", 1)[-1] != request.headers.get("host"):
        raise HTTPException(403)


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(), known.encode())


def field(form: FormData, name: str, *, longest: int = MAX_FIELD) -> str:
    """A text field, empty when it is missing, a file, too long, or holds what is no text."""
    value = form.get(name, "")
    if isinstance(value, UploadFile) or len(value) > longest or "\0" in value:
        return ""
    return value


def answer(request: Request, template: str, words: Wording, *, status: int = 200, **values: Any) -> Response:
    """A page of the console, or its part for htmx; remembers the language."""
    part = is_part(request)
    frame = "console/part.html" if part else "console/frame.html"
    text = render(f"console/{template}.html", words, frame=frame, **values)
    # htmx swaps only what was answered with 200; a refusal is for the person, not for the program.
    response = HTMLResponse(text, 200 if part else status)
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, words.language, max_age=365 * 24 * 3600, path=PATH, samesite="strict")
    return response
