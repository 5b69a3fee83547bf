"""`python -m hub.demo.pictures`: pictures of kiosk, counters, wall, ticket and demo page from a hall that really runs.

Runs the demo in a folder of its own on virtual screens, lets simulated people fill the hall, then takes what the X
servers show. Needs the test packages: Chromium and the extra `dev`.
"""

import asyncio
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import click
import httpx
from PIL import Image, ImageGrab
from playwright.async_api import async_playwright

from hub.demo import hall
from hub.demo.command import cast_of, screen_folder, tell, virtual_screens, words_of
from hub.demo.ports import Ports, listening
from hub.demo.program import State
from hub.demo.screens import DISPLAY
from hub.demo.show import Cast, Show
from hub.demo.supervisor import ProgramFailedError

LONGEST_SIDE = 1600
"""Pixels; enough for a page of documentation, small enough for a repository."""
TICKET = "ticket.png"
PAGE = "page.png"
PAGE_SIZE = (1600, 1000)
PAGE_MS = 30_000
"""How long the browser may take until every screen has come through."""
PAINTED_MS = 1500
"""From a screen's connection to its whole first picture."""


def small(picture: Image.Image) -> Image.Image:
    """Give a picture in the size of documentation, in few colours: screens are flat, and so are their files."""
    shown = picture.convert("RGB")
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return shown.quantize(256, dither=Image.Dither.NONE)


async def take(cast: Cast, out: Path, tickets: int, seconds: float) -> list[Path]:
    """Run a cast until that many tickets are printed and some seconds more, and take the pictures.

    Raises ProgramFailedError when the hall cannot start.
    """
    page = listening(0)
    address = f"http://127.0.0.1:{page.getsockname()[1]}"
    show = Show(cast, page, tell)
    ready = asyncio.Event()
    running = asyncio.create_task(show.run(ready.set))
    waiting = asyncio.create_task(ready.wait())
    taken: list[Path] = []
    try:
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if ready.is_set():
            async with httpx.AsyncClient(base_url=address, timeout=60.0, trust_env=False) as client:
                taken = await _picture_all(cast, show, client, out, tickets, seconds)
    finally:
        show.end()
        waiting.cancel()
        await running
    return taken


async def _picture_all(
    cast: Cast, show: Show, client: httpx.AsyncClient, out: Path, tickets: int, seconds: float
) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    await client.post("/simulation", params={"on": True})
    while len((state := (await client.get("/state.json")).json())["tickets"]) < tickets:
        _still_well(state)
        await asyncio.sleep(0.2)
    await asyncio.sleep(seconds)
    taken = []
    for screen in cast.screens:
        picture = await asyncio.to_thread(ImageGrab.grab, xdisplay=f":{show.facts[screen.server][DISPLAY]}")
        taken.append(out / f"{screen.name}.png")
        small(picture).save(taken[-1], optimize=True)
    if state["tickets"]:
        taken.append(out / TICKET)
        taken[-1].write_bytes((await client.get(state["tickets"][0]["picture"])).content)
    if await _picture_page(str(client.base_url), len(cast.screens), out / PAGE):
        taken.append(out / PAGE)
    return taken


def _still_well(state: dict[str, list[dict[str, str]]]) -> None:
    """Raise ClickException when a program is in trouble: there would be no tickets to wait for."""
    for program in state["programs"]:
        if program["state"] == State.FAILED:
            raise click.ClickException(f"“{program['zh']}”出了问题 · “{program['en']}” failed: {program['last_line']}")


async def _picture_page(address: str, screens: int, path: Path) -> bool:
    """Take the demo page once every screen has come through; False without a browser."""
    browser = shutil.which("chromium")
    if browser is None:
        return False
    width, height = PAGE_SIZE
    async with async_playwright() as play:
        # Chromium's own sandbox does not run as root, as in a container; the page is ours.
        chromium = await play.chromium.launch(executable_path=browser, chromium_sandbox=os.geteuid() != 0)
        page = await chromium.new_page(viewport={"width": width, "height": height})
        await page.goto(address)
        await page.locator(".screen.live").nth(screens - 1).wait_for(timeout=PAGE_MS)
        await page.wait_for_timeout(PAINTED_MS)
        await page.screenshot(path=path)
        await chromium.close()
    with Image.open(path) as picture:
        small(picture).save(path, optimize=True)
    return True


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("docs/pictures"), show_default=True)
@click.option("--pack", default="changan", show_default=True, help="大厅配置 · hall pack")
@click.option("--tickets", type=click.IntRange(0), default=8, show_default=True, help="至少几张票 · tickets at least")
@click.option("--seconds", type=click.FloatRange(0), default=8.0, show_default=True, help="之后再等几秒 · then wait")
def pictures_command(out: Path, pack: str, tickets: int, seconds: float) -> None:
    """从运行中的系统截取图片 · Take pictures from the running system."""
    virtual_screens("page")
    with tempfile.TemporaryDirectory(prefix="ting-pictures-") as folder, screen_folder(True) as sockets:
        data = Path(folder)
        plan = hall.Plan(data, pack, replace(Ports().free(), page=0), sockets)
        try:
            taken = asyncio.run(take(cast_of(plan), out, tickets, seconds))
        except ProgramFailedError as failed:
            raise click.ClickException(words_of(failed)) from None
    for path in taken:
        click.echo(path)


if __name__ == "__main__":
    pictures_command()
