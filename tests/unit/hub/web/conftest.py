"""A hall with its pages, asked through ASGI without a socket; the clock is the test's."""

import asyncio
import re
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.halls import START_MS
from tests.fakes.ticking import Ticking
from tests.fakes.webhall import PASSWORD, SETUP_CODE, WebHall

Asking = Callable[[Callable[["Browser"], Coroutine[Any, Any, Any]]], Any]


class Browser:
    """A browser without scripts: keeps cookies, fills in forms."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.client.get(path, **more)

    async def send(self, page: str, action: str, *, htmx: bool = False, **fields: str) -> httpx.Response:
        """Open a page, take the hidden fields of its form for ``action``, send it with these fields."""
        opened = await self.client.get(page)
        return await self.client.post(
            action, data=hidden(opened.text, action) | fields, headers={"HX-Request": "true"} if htmx else {}
        )

    async def sign_in(self) -> None:
        """Set the password if there is none, then sign in."""
        if (await self.client.get("/console/setup")).status_code == 200:
            done = await self.send(
                "/console/setup", "/console/setup", code=SETUP_CODE, password=PASSWORD, again=PASSWORD
            )
            assert done.status_code == 303
        done = await self.send("/console/sign-in", "/console/sign-in", password=PASSWORD)
        assert done.headers["location"] == "/console", done.text


def hidden(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the first form that goes to ``action``."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.S)
    assert form is not None, f"no form for {action}"
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))


def run(hall: WebHall, visit: Callable[[Browser], Coroutine[Any, Any, Any]], address: str = "10.0.0.9") -> Any:
    """Visit the pages from an address."""

    async def visiting() -> Any:
        transport = httpx.ASGITransport(hall.app, client=(address, 40000), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://hall") as client:
            return await visit(Browser(client))

    return asyncio.run(visiting())


@pytest.fixture
def clock() -> Ticking:
    return Ticking(START_MS)


@pytest.fixture
def hall(tmp_path: Path, clock: Ticking) -> Iterator[WebHall]:
    made = WebHall(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def empty_hall(tmp_path: Path, clock: Ticking) -> Iterator[WebHall]:
    made = WebHall(tmp_path, clock, empty=True)
    yield made
    made.close()


@pytest.fixture
def visit(hall: WebHall) -> Asking:
    return lambda asking: run(hall, asking)
