"""Coming in: the first password with the one-time setup code, signing in, signing out."""

import hmac
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from hub.web.console.asking import PATH, SESSION_COOKIE, SIGN_IN, Door, answer, field, language_of, refuse_other_origins
from hub.web.console.sessions import DoorForms, Sessions, Tries
from hub.web.ports import Ports

FORM_COOKIE = "ting_form"
SETUP = f"{PATH}/setup"

LEAST = 10
"""Characters of a password: a hall's console opens and closes everything."""

MOST = 200

WHY = {"over": "sign_in.over", "left": "sign_in.left", "set": "setup.done", "old": "sign_in.form_old"}
"""Why somebody stands at the sign-in, as the address says it."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """What the routes below share."""

    ports: Ports
    sessions: Sessions
    tries: Tries
    forms: DoorForms

    def page(
        self, request: Request, template: str, *, problem: str = "", note: str = "", status: int = 200
    ) -> Response:
        """A form of the entrance with its token."""
        cookie = self.forms.fresh()
        words = language_of(request)
        response = answer(
            request, template, words, status=status, problem=problem, note=note, token=self.forms.field(cookie),
            least=LEAST, session=None, here="",
        )  # fmt: skip
        response.set_cookie(FORM_COOKIE, cookie, path=PATH, httponly=True, samesite="strict", secure=_secure(request))
        return response

    async def form(self, request: Request) -> FormData | None:
        """A posted form, None when it is not from a page that we made a moment ago."""
        refuse_other_origins(request)
        form = await request.form(max_files=0, max_fields=10)
        return form if self.forms.match(request.cookies.get(FORM_COOKIE, ""), field(form, "token")) else None

    def locked(self, request: Request) -> str:
        """Why nobody may try now, empty when one may."""
        left = self.tries.locked_ms(caller_of(request))
        return language_of(request)("sign_in.locked", n=-(-left // 60_000)) if left else ""


def caller_of(request: Request) -> str:
    """The address that a request comes from."""
    return request.client.host if request.client is not None else ""


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"


def routes(ports: Ports, sessions: Sessions, door: Door) -> APIRouter:
    """``/console/setup``, ``/console/sign-in``, ``/console/sign-out``."""
    router = APIRouter(include_in_schema=False)
    entrance = Entrance(ports, sessions, Tries(ports.clock), DoorForms())

    @router.get(SETUP)
    async def setup_page(request: Request) -> Response:
        if await run_in_threadpool(ports.secrets.known):
            return RedirectResponse(SIGN_IN, 303)
        return entrance.page(request, "setup")

    @router.post(SETUP)
    async def setup(request: Request) -> Response:
        form = await entrance.form(request)
        if await run_in_threadpool(ports.secrets.known):
            return RedirectResponse(SIGN_IN, 303)
        return await _set_up(entrance, request, form)

    @router.get(SIGN_IN)
    async def sign_in_page(request: Request) -> Response:
        if not await run_in_threadpool(ports.secrets.known):
            return RedirectResponse(SETUP, 303)
        words = language_of(request)
        why = WHY.get(request.query_params.get("why", ""), "")
        return entrance.page(request, "sign_in", note=words(why) if why else "", problem=entrance.locked(request))

    @router.post(SIGN_IN)
    async def sign_in(request: Request) -> Response:
        form = await entrance.form(request)
        return await _sign_in(entrance, request, form)

    @router.post(f"{PATH}/sign-out")
    async def sign_out(request: Request) -> Response:
        session, _ = await door.posted(request)
        sessions.end(session)
        response = RedirectResponse(f"{SIGN_IN}?why=left", 303)
        response.delete_cookie(SESSION_COOKIE, path=PATH)
        return response

    return router


async def _set_up(entrance: Entrance, request: Request, form: FormData | None) -> Response:
    """Set the first password: allowed only with the code that stands in the hub's own output."""
    words, ports, caller = language_of(request), entrance.ports, caller_of(request)
    if form is None:
        return entrance.page(request, "setup", problem=words("sign_in.form_old"), status=403)
    if locked := entrance.locked(request):
        return entrance.page(request, "setup", problem=locked, status=429)
    entrance.tries.wrong(caller)
    code = field(form, "code").strip()
    if not ports.setup_code or not hmac.compare_digest(code.encode(), ports.setup_code.encode()):
        return entrance.page(request, "setup", problem=words("setup.wrong_code"), status=403)
    entrance.tries.right(caller)
    password, again = field(form, "password", longest=MOST + 1), field(form, "again", longest=MOST + 1)
    if problem := _unfit(password, again):
        return entrance.page(request, "setup", problem=words(problem[0], **problem[1]), status=400)
    await run_in_threadpool(ports.secrets.set, password)
    return RedirectResponse(f"{SIGN_IN}?why=set", 303)


def _unfit(password: str, again: str) -> tuple[str, dict[str, int]] | None:
    """What is wrong with a new password: the key of the words and their values."""
    if len(password) < LEAST:
        return "setup.short", {"n": LEAST}
    if len(password) > MOST:
        return "setup.long", {"n": MOST}
    return None if password == again else ("setup.differ", {})


async def _sign_in(entrance: Entrance, request: Request, form: FormData | None) -> Response:
    words, caller = language_of(request), caller_of(request)
    if form is None:
        return entrance.page(request, "sign_in", problem=words("sign_in.form_old"), status=403)
    if locked := entrance.locked(request):
        return entrance.page(request, "sign_in", problem=locked, status=429)
    entrance.tries.wrong(caller)
    if not await run_in_threadpool(entrance.ports.secrets.check, field(form, "password")):
        return entrance.page(request, "sign_in", problem=entrance.locked(request) or words("sign_in.wrong"), status=403)
    entrance.tries.right(caller)
    session = entrance.sessions.begin()
    response = RedirectResponse(PATH, 303)
    response.set_cookie(
        SESSION_COOKIE, session.session_id, path=PATH, httponly=True, samesite="strict", secure=_secure(request)
    )
    response.delete_cookie(FORM_COOKIE, path=PATH)
    return response
