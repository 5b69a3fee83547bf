"""The one page of the district: the halls, their figures of the day, the newest records."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape

import assets
from assets.theme.css import stylesheet
from assets.theme.tokens import Surface
from assets.translations.catalog import Catalog
from hub.contract.vocabulary import Instant
from hub.district.register import HallFigures, Kept, Register, names_in

FOLDER = Path(str(assets.__file__)).parent / "web" / "district"
NEWEST = 30
REFRESH_S = 5
"""The page asks again this often: figures of a day are not read more often."""

LANGUAGES = ("zh", "en")
_BEIJING = timezone(timedelta(hours=8))
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(FOLDER), autoescape=select_autoescape())


def page_routes(register: Register, clock: Callable[[], Instant]) -> APIRouter:
    """The page, its style and its colours."""
    router = APIRouter()

    @router.get("/")
    def page(request: Request) -> HTMLResponse:
        language = request.query_params.get("lang", "")
        words = Catalog("district", language if language in LANGUAGES else LANGUAGES[0])
        halls = register.figures()
        text = _environment().get_template("index.html").render(
            words=words,
            language=words.language,
            other="en" if words.language == "zh" else "zh",
            refresh=REFRESH_S,
            halls=[_hall(hall, words, clock()) for hall in halls],
            records=[_record(kept, halls, words, clock()) for kept in register.newest(NEWEST)],
        )  # fmt: skip
        return HTMLResponse(text, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"})

    @router.get("/page.css")
    def style() -> Response:
        return Response((FOLDER / "page.css").read_text(encoding="utf-8"), media_type="text/css")

    @router.get("/theme.css")
    def theme() -> Response:
        return Response(stylesheet(Surface.CONSOLE), media_type="text/css")

    return router


def _clock_time(at: Instant, now: Instant) -> str:
    """``10:40:05`` today, with its date before on any other day; Beijing time."""
    moment, today = (datetime.fromtimestamp(value // 1000, UTC).astimezone(_BEIJING) for value in (at, now))
    return moment.strftime("%H:%M:%S" if moment.date() == today.date() else "%m-%d %H:%M:%S")


def _named(item: dict[str, Any] | None, language: str, otherwise: str) -> str:
    """A thing's name in this language, in the other where it has none."""
    name = (item or {}).get("name", {})
    return name.get(language) or name.get("zh") or otherwise


def _hall(hall: HallFigures, words: Catalog, now: Instant) -> dict[str, Any]:
    if hall.business_date is None:
        day = words("page.day_none")
    else:
        day = words("page.day_open" if hall.day_open else "page.day_closed", date=hall.business_date)
    return {
        "name": _named(hall.directory, words.language, hall.hall_id),
        "id": hall.hall_id,
        "open": hall.day_open,
        "day": day,
        "figures": [
            (words("page.tickets"), str(hall.tickets)),
            (words("page.served"), str(hall.served)),
            (words("page.evaluations"), str(hall.evaluations)),
            (words("page.satisfied"), words("page.no_rating") if hall.satisfied is None else f"{hall.satisfied}%"),
        ],
        "position": words("page.position", seq=hall.seq),
        "received": words("page.never")
        if hall.received_at is None
        else words("page.received", time=_clock_time(hall.received_at, now)),
    }


def _record(kept: Kept, halls: list[HallFigures], words: Catalog, now: Instant) -> dict[str, str]:
    directory = next((hall.directory for hall in halls if hall.hall_id == kept.hall_id), {})
    body = kept.body
    window = names_in(directory, "windows").get(body.get("window", ""), {})
    business = names_in(directory, "businesses").get(body.get("business", ""))
    level = {} if kept.level is None else {"level": words(f"level.{kept.level}")}
    return {
        "time": _clock_time(kept.at, now),
        "hall": _named(directory, words.language, kept.hall_id),
        "what": words(f"action.{body['kind']}.{body['action']}", **level),
        "kind": body["kind"],
        "number": body.get("number", ""),
        "window": window.get("number", body.get("window", "")),
        "business": _named(business, words.language, body.get("business", "")),
    }
