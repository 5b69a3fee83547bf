"""Hall packs: look at a built-in one or one's own, see what it is, then load it."""

from dataclasses import replace

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from hub.contract.commands import LoadPack
from hub.contract.faults import Fault
from hub.contract.vocabulary import HallPlan
from hub.contract.wire import MAX_PACK_BYTES
from hub.web.console.asking import PATH, Door, answer, field, language_of
from hub.web.console.desk import Desk
from hub.web.console.hall import Said
from hub.web.console.sessions import Session
from hub.web.ports import Ports

MAX_NAME = 80


def routes(ports: Ports, door: Door, desk: Desk) -> APIRouter:
    """``/console/packs``: the list, the check, the loading."""
    router = APIRouter(include_in_schema=False)

    async def page(request: Request, session: Session, said: Said, status: int = 200) -> Response:
        hall = await ports.pictures.hall()
        titles = await run_in_threadpool(ports.packs.titles)
        return answer(
            request, "packs", language_of(request), status=status, session=session, here="packs", hall=hall,
            titles=titles, said=said, plan=session.plan, press=desk.press,
        )  # fmt: skip

    @router.get(f"{PATH}/packs")
    async def show(request: Request) -> Response:
        session = door.session(request)
        session.plan = None
        return await page(request, session, Said())

    @router.post(f"{PATH}/packs/check")
    async def check(request: Request) -> Response:
        session, form = await door.posted(request)
        words = language_of(request)
        session.plan = None
        try:
            plan = await _read(ports, form)
        except Fault as fault:
            return await page(request, session, Said(problem=fault.sentence(words.language)), 422)
        if plan is None:
            return await page(request, session, Said(problem=words(_missing(form))), 400)
        session.plan = replace(plan, hall_id=ports.hall_id)
        return await page(request, session, Said())

    @router.post(f"{PATH}/packs/load")
    async def load(request: Request) -> Response:
        session, form = await door.posted(request)
        words, plan = language_of(request), session.plan
        if plan is None:
            return await page(request, session, Said(problem=words("packs.expired")), 409)
        try:
            await desk.order(LoadPack(plan), field(form, "press"))
        except Fault as fault:
            return await page(request, session, Said(problem=fault.sentence(words.language)), 409)
        session.plan = None
        return await page(request, session, Said(note=words("packs.loaded", name=words.say(plan.name))))

    return router


async def _read(ports: Ports, form: FormData) -> HallPlan | None:
    """The plan that a form names or carries; None when it carries none. Raises ``Fault`` pack_invalid."""
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        content = await file.read(MAX_PACK_BYTES + 1)
        if len(content) > MAX_PACK_BYTES:
            return None
        return await run_in_threadpool(ports.packs.parse, _plain_name(file.filename), content)
    name = field(form, "name")
    if name not in [title.name for title in await run_in_threadpool(ports.packs.titles)]:
        return None
    return await run_in_threadpool(ports.packs.named, name)


def _plain_name(name: str) -> str:
    """A file's own name as it can be shown: no folders, nothing that does not print."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:MAX_NAME] or "pack.yaml"


def _missing(form: FormData) -> str:
    file = form.get("file")
    return "packs.too_large" if isinstance(file, UploadFile) and file.filename else "packs.no_file"
