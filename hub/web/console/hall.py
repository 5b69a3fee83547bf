"""The live hall: what needs a person, windows, queues, machines; a window's panel, a ticket's panel."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from hub.contract import commands as cmd
from hub.contract.commands import Command
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import TicketIssued
from hub.contract.vocabulary import PauseReason, StationKind, WindowActivity, WindowState
from hub.web.console.asking import PATH, Door, answer, field, language_of
from hub.web.console.attention import Sources, concerns
from hub.web.console.desk import Desk
from hub.web.console.sessions import Session
from hub.web.pages import render
from hub.web.pictures import DeskTicket, HallPicture, WindowPicture
from hub.web.ports import Ports, StreamOver, Watch
from hub.web.streams import BEAT_S, event, opening, stream
from hub.web.wording import Wording

TONE: dict[tuple[WindowState, WindowActivity], str] = {
    (WindowState.CLOSED, WindowActivity.FREE): "closed",
    (WindowState.OPEN, WindowActivity.FREE): "free",
    (WindowState.OPEN, WindowActivity.CALLING): "calling",
    (WindowState.OPEN, WindowActivity.SERVING): "serving",
    (WindowState.PAUSED, WindowActivity.FREE): "paused",
    (WindowState.PAUSED, WindowActivity.CALLING): "paused",
    (WindowState.PAUSED, WindowActivity.SERVING): "paused",
    (WindowState.CLOSED, WindowActivity.SERVING): "serving",  # a day that was closed over a running service
    (WindowState.CLOSED, WindowActivity.CALLING): "calling",
}
"""How a window is drawn and named."""

Make: TypeAlias = Callable[[str, FormData], Command]
"""Makes the command of a press from the window and the form. Raises ``Fault`` malformed."""


def _pause(window_id: str, form: FormData) -> Command:
    try:
        return cmd.PauseWindow(PauseReason(field(form, "reason")), window_id)
    except ValueError:
        raise Fault(FaultCode.MALFORMED) from None


WINDOW_ACTS: dict[str, Make] = {
    "open": lambda window_id, _: cmd.OpenWindow(window_id),
    "pause": _pause,
    "resume": lambda window_id, _: cmd.ResumeWindow(window_id),
    "close": lambda window_id, form: cmd.CloseWindow(window_id, confirmed=field(form, "confirmed") == "1"),
    "sign_out": lambda window_id, _: cmd.SignOut(window_id),
}
"""What a supervisor can do to a window."""


def _window_act(act: str, window_id: str, form: FormData) -> Command:
    """The command of a press. Raises ``Fault`` malformed."""
    if act not in WINDOW_ACTS:
        raise Fault(FaultCode.MALFORMED)
    return WINDOW_ACTS[act](window_id, form)


@dataclass(frozen=True, slots=True)
class Said:
    """What a panel says above its buttons: a note of what was done, a problem, or a question with its answer."""

    note: str = ""
    problem: str = ""
    ask: str = ""


def tone_of(window: WindowPicture) -> str:
    """How a window is drawn and named."""
    return TONE[window.state, window.activity]


class LivePage:
    """Draws the live hall."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def values(self, words: Wording) -> dict[str, Any]:
        """Everything that the page shows. Raises ``Fault`` busy."""
        ports, now = self._ports, self._ports.clock()
        hall = await ports.pictures.hall()
        sources = Sources(hall, ports.stations.picture(), ports.broker(), ports.uplink())
        open_windows = sum(window.state is WindowState.OPEN for window in hall.windows)
        longest = min((queue.longest_since for queue in hall.queues if queue.longest_since is not None), default=None)
        return {
            "hall": hall, "sources": sources, "concerns": concerns(sources, words, now), "now": now,
            "open_windows": open_windows, "longest": longest, "tone_of": tone_of, "areas": _areas(hall),
            "counters": _counters(sources),
        }  # fmt: skip

    async def part(self, words: Wording) -> tuple[str, str]:
        """The live part and its fingerprint."""
        values = await self.values(words)
        text = render("console/live.html", words, **values)
        return text, hashlib.sha256(text.encode()).hexdigest()[:16]


def _areas(hall: HallPicture) -> list[tuple[str, list[WindowPicture]]]:
    """Windows by area, in the order of the plan; the key is the Chinese name."""
    found: dict[str, list[WindowPicture]] = {}
    for window in hall.windows:
        found.setdefault(window.area.zh, []).append(window)
    return list(found.items())


@dataclass(frozen=True, slots=True)
class Counters:
    """The windows' callers in one line: there are as many as windows."""

    all: int
    online: int
    troubled: frozenset[str]


def _counters(sources: Sources) -> Counters:
    found = {item.station_id for item in sources.hall.stations if item.kind is StationKind.COUNTER}
    troubled = {station_id for (station_id, _), health in sources.stations.health.items() if health.state != "online"}
    return Counters(len(found), len(found & sources.online), frozenset(found & troubled))


def trouble(request: Request, session: Session, problem: str, heading: str, status: int) -> Response:
    """A panel that only says why there is nothing to show."""
    return answer(
        request, "trouble", language_of(request), status=status, session=session, here="hall", heading=heading,
        problem=problem,
    )  # fmt: skip


def routes(ports: Ports, door: Door, desk: Desk) -> APIRouter:
    """``/console`` and everything that is pressed there."""
    router = APIRouter(include_in_schema=False)
    live = LivePage(ports)

    @router.get(PATH)
    async def page(request: Request) -> Response:
        session, words = door.session(request), language_of(request)
        try:
            text, digest = await live.part(words)
            values = await live.values(words)
        except Fault as fault:
            return trouble(request, session, fault.sentence(words.language), "busy.title", 503)
        return answer(request, "hall", words, session=session, here="hall", live=text, digest=digest, **values)

    @router.get(f"{PATH}/live")
    async def part(request: Request) -> Response:
        door.glance(request)
        words = language_of(request)
        text, digest = await live.part(words)
        if request.query_params.get("have") == digest:
            return Response(status_code=204)  # nothing looks different: nothing is swapped
        return Response(render("console/live_frame.html", words, live=text, digest=digest), media_type="text/html")

    @router.get(f"{PATH}/events")
    async def events(request: Request) -> Response:
        door.glance(request)
        watching = ports.pictures.watch_hall()
        try:
            watch = watching.__enter__()
        except Fault:
            return Response(status_code=503, headers={"Retry-After": "5"})

        async def told() -> AsyncIterator[bytes]:
            try:
                async for said in _told(watch, lambda: _still(door, request)):
                    yield said
            finally:
                watching.__exit__(None, None, None)

        return stream(told())

    router.include_router(_windows(ports, door, desk))
    router.include_router(_tickets(ports, door, desk))
    return router


def _still(door: Door, request: Request) -> bool:
    """Whether the session of a stream still runs."""
    try:
        door.glance(request)
    except Exception:  # noqa: BLE001  (an HTTPException that leads to the sign-in; the stream just ends)
        return False
    return True


async def _told(watch: Watch, still: Callable[[], bool]) -> AsyncIterator[bytes]:
    """``changed`` whenever the hall may look different; the page then asks for what it shows."""
    yield opening()
    yield event("changed", "")
    while still():
        try:
            changed = await watch.changed(BEAT_S)
        except StreamOver:
            return
        yield event("changed" if changed else "beat", "")
    yield event("over", "")


def _windows(ports: Ports, door: Door, desk: Desk) -> APIRouter:
    router = APIRouter()

    async def panel(request: Request, session: Session, window_id: str, said: Said, status: int = 200) -> Response:
        words = language_of(request)
        hall = await ports.pictures.hall()
        window = next((item for item in hall.windows if item.window_id == window_id), None)
        if window is None:
            problem = Fault(FaultCode.UNKNOWN_WINDOW, what=window_id[:20]).sentence(words.language)
            return trouble(request, session, problem, "panel.missing", 404)
        return answer(
            request, "window", words, status=status, session=session, here="hall", window=window, said=said,
            tone=tone_of(window), reasons=tuple(PauseReason), press=desk.press, now=ports.clock(),
        )  # fmt: skip

    @router.get(f"{PATH}/windows/{{window_id}}")
    async def show(request: Request, window_id: str) -> Response:
        return await panel(request, door.session(request), window_id, Said())

    @router.post(f"{PATH}/windows/{{window_id}}/{{act}}")
    async def do(request: Request, window_id: str, act: str) -> Response:
        session, form = await door.posted(request)
        words = language_of(request)
        try:
            await desk.order(_window_act(act, window_id, form), field(form, "press"))
        except Fault as fault:
            sentence = fault.sentence(words.language)
            said = Said(ask=sentence) if fault.code is FaultCode.LAST_WINDOW else Said(problem=sentence)
            return await panel(request, session, window_id, said, 409)
        return await panel(request, session, window_id, Said(note=act))

    return router


def _tickets(ports: Ports, door: Door, desk: Desk) -> APIRouter:
    router = APIRouter()

    async def panel(request: Request, session: Session, ticket: DeskTicket, said: Said, status: int = 200) -> Response:
        hall = await ports.pictures.hall()
        return answer(
            request, "ticket", language_of(request), status=status, session=session, here="hall", ticket=ticket,
            said=said, kiosks=hall.kiosks, press=desk.press, now=ports.clock(), timezone=hall.timezone,
        )  # fmt: skip

    async def found(
        request: Request, session: Session, number: str, show: Callable[[DeskTicket], Awaitable[Response]]
    ) -> Response:
        words = language_of(request)
        try:
            ticket = await ports.pictures.find(number)
        except Fault as fault:
            problem = fault.sentence(words.language)
            return trouble(request, session, problem, "panel.missing", 404)
        return await show(ticket)

    @router.get(f"{PATH}/tickets")
    async def show(request: Request, number: str = "") -> Response:
        session = door.session(request)
        return await found(request, session, number[:20], lambda ticket: panel(request, session, ticket, Said()))

    @router.post(f"{PATH}/tickets/{{act}}")
    async def do(request: Request, act: str) -> Response:
        session, form = await door.posted(request)
        words, number = language_of(request), field(form, "number")[:20]

        async def pressed(ticket: DeskTicket) -> Response:
            if act == "abandon" and field(form, "confirmed") != "1":
                ask = words("ticket.abandon.ask", number=ticket.number)
                return await panel(request, session, ticket, Said(ask=ask))
            try:
                note = await _ticket_act(desk, act, ticket, form, words)
            except Fault as fault:
                return await panel(request, session, ticket, Said(problem=fault.sentence(words.language)), 409)
            return await panel(request, session, await ports.pictures.find(ticket.number), Said(note=note))

        return await found(request, session, number, pressed)

    return router


async def _ticket_act(desk: Desk, act: str, ticket: DeskTicket, form: FormData, words: Wording) -> str:
    """Do it and say what was done. Raises ``Fault``."""
    press = field(form, "press")
    if act == "abandon":
        await desk.order(cmd.Abandon(ticket_id=ticket.ticket_id), press)
        return words("ticket.done.abandon", number=ticket.number)
    if act == "reprint":
        command = cmd.Reprint(ticket_id=ticket.ticket_id, print_at=field(form, "print_at"))
        issued = await desk.order(command, press)
        at = issued.printed_at if isinstance(issued, TicketIssued) else ""
        return words("ticket.done.reprint", number=ticket.number, station=at or ticket.printed_at)
    raise Fault(FaultCode.MALFORMED)
