"""`python -m hub.demo.pictures`: pictures of kiosk, counters, wall, ticket, phone page, console and demo page.

Runs the demo in a folder of its own on virtual screens, lets simulated people fill the hall, signs clerks in at the
counters by hand, then takes what the X servers and a browser show. Needs the test packages (Chromium, xdotool) and
the extra `dev`.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeAlias

import click
import httpx
from PIL import Image, ImageGrab, ImageStat
from playwright.async_api import Browser, ViewportSize, async_playwright

from hub.demo import hall
from hub.demo.command import cast_of, screen_folder, tell, virtual_screens, words_of
from hub.demo.ports import Ports, any_free, listening
from hub.demo.program import State
from hub.demo.screens import DISPLAY, Screen
from hub.demo.show import Cast, Show
from hub.demo.supervisor import ProgramFailedError

LONGEST_SIDE = 1600
"""Pixels; enough for a page of documentation, small enough for a repository."""
TICKET = "ticket.png"
PAGE = "page.png"
PAGE_SIZE: ViewportSize = {"width": 1600, "height": 1190}
"""All four screens and what lies beside them."""
PHONE_SIZE: ViewportSize = {"width": 390, "height": 844}
CONSOLE_SIZE: ViewportSize = {"width": 1600, "height": 1000}
PHONE_WORTH = '.band[data-state="waiting"], .band[data-state="called"]'
"""What a picture of a phone should show, rather than a ticket that is over."""
PAGE_MS = 30_000
"""How long the browser may take until every screen has come through."""
PAINTED_MS = 1500
"""From a screen's connection to its whole first picture."""
WALL = "wall"
LOOKS, LOOK_S = 45, 1.0
"""The wall turns its page of windows every few seconds; in this time all are seen."""
TABLE = (0.53, 0.2, 1.0, 0.76)
CALLS = (0.0, 0.1, 0.52, 0.79)
"""Where the wall's table of windows and its calls stand: left, top, right, bottom, as parts of the screen."""
NEARLY = 0.93
MOVE_S = 0.4
"""Between two moves of a hand."""
LAMP_LOOKS = 50

Moves: TypeAlias = tuple[tuple[str, ...], ...]


def _click(x: int, y: int) -> tuple[str, ...]:
    return ("mousemove", str(x), str(y), "click", "1")


# Places on the card of 420 x 616 (counter_client.views.forms); a wrong one is told by the window's lamp.
_FIRST_BUTTON = _click(212, 380)
_OPERATOR_FIELD = _click(212, 268)
_PIN_FIELD = _click(212, 342)
_NUMBER = _click(212, 114)
_ASIDE = ("mousemove", "423", "619")


@dataclass(frozen=True, slots=True)
class Clerk:
    """Somebody who works at a counter by hand: on which screen, at which window, as whom, up to which lamp."""

    screen: str
    window: int
    operator: str
    serves: bool = False

    @property
    def moves(self) -> tuple[tuple[Moves, str], ...]:
        """What the hand does, and what the window's lamp says after it."""
        sign_in = (
            _FIRST_BUTTON, _OPERATOR_FIELD, ("type", self.operator), _PIN_FIELD, ("type", hall.DEMO_PIN),
            ("key", "Return"), ("sleep", "1"), _FIRST_BUTTON,
        )  # fmt: skip
        steps: tuple[tuple[Moves, str], ...] = (
            (sign_in, "欢迎光临"),
            ((_NUMBER, ("key", "F1")), f"到{self.window}号窗口"),
        )
        if self.serves:
            steps = (*steps, ((("key", "F3"),), "正在办理"))
        return (*steps, ((_ASIDE,), ""))


CLERKS = (Clerk("counter-2", 2, "1002", serves=True), Clerk("counter-1", 1, "1001"))


def small(picture: Image.Image) -> Image.Image:
    """Give a picture in the size of documentation, in few colours: screens are flat, and so are their files."""
    shown = picture.convert("RGB")
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return shown.quantize(256, dither=Image.Dither.NONE)


async def take(
    cast: Cast, out: Path, tickets: int, seconds: float, clerks: Sequence[Clerk] = (), *, pages: bool = False
) -> list[Path]:
    """Run a cast until that many tickets are printed and some seconds more, and take the pictures.

    ``pages``: the hub's own too, which a cast without a hub has not. Raises ProgramFailedError when the hall cannot
    start.
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
                sitting = Sitting(cast, show, client, out)
                await sitting.fill(tickets, seconds)
                for clerk in clerks:
                    await sitting.work(clerk)
                taken = [*await sitting.screens(), *await sitting.ticket(), *await sitting.browser(pages)]
    finally:
        show.end()
        waiting.cancel()
        await running
    return taken


class Sitting:
    """One running hall in front of the camera."""

    def __init__(self, cast: Cast, show: Show, client: httpx.AsyncClient, out: Path) -> None:
        self._cast = cast
        self._show = show
        self._client = client
        self._out = out
        self._full = 0.0
        out.mkdir(parents=True, exist_ok=True)

    async def fill(self, tickets: int, seconds: float) -> None:
        """Let simulated people in until so many tickets are printed, and then some more. Raises ClickException."""
        await self._client.post("/simulation", params={"on": True})
        while len((state := await self._state())["tickets"]) < tickets:
            _still_well(state)
            await asyncio.sleep(0.2)
        await asyncio.sleep(seconds)

    async def work(self, clerk: Clerk) -> None:
        """Sign in at a counter, open the window, call somebody. Raises ClickException when the lamp does not say so."""
        display = f":{self._show.facts[f'screen-{clerk.screen}'][DISPLAY]}"
        for moves, wanted in clerk.moves:
            for move in moves:
                await _xdotool(display, *move)
                await asyncio.sleep(MOVE_S)
            await self._lamp_says(clerk.window, wanted)

    async def screens(self) -> list[Path]:
        """Take every screen; of the wall, which turns pages, the fullest of some looks."""
        taken = []
        for screen in self._cast.screens:
            seen = [await self._seen(screen)]
            for _ in range(LOOKS if screen.name == WALL else 0):
                before = await self._seen(screen)
                await asyncio.sleep(LOOK_S)
                after = await self._seen(screen)
                if part(before, CALLS).tobytes() == part(after, CALLS).tobytes():  # no call is just sliding in
                    seen.append(after)
            fullest = max(seen, key=fullness)
            if screen.name == WALL:
                self._full = fullness(fullest)
            taken.append(self._out / f"{screen.name}.png")
            small(fullest).save(taken[-1], optimize=True)
        return taken

    async def _seen(self, screen: Screen) -> Image.Image:
        display = f":{self._show.facts[screen.server][DISPLAY]}"
        return await asyncio.to_thread(ImageGrab.grab, xdisplay=display)

    async def _until_the_wall_is_full(self) -> None:
        """Wait for the page of windows that was the fullest; not for ever."""
        for screen in self._cast.screens:
            for _ in range(LOOKS if screen.name == WALL else 0):
                if fullness(await self._seen(screen)) > self._full * NEARLY:
                    return
                await asyncio.sleep(LOOK_S)

    async def ticket(self) -> list[Path]:
        """Take the newest ticket."""
        tickets = (await self._state())["tickets"]
        if not tickets:
            return []
        path = self._out / TICKET
        path.write_bytes((await self._client.get(tickets[0]["picture"])).content)
        return [path]

    async def browser(self, pages: bool) -> list[Path]:
        """Take the demo page, and the hub's pages if asked for; nothing without a browser."""
        found = shutil.which("chromium")
        if found is None:
            return []
        async with async_playwright() as play:
            # Chromium's own sandbox does not run as root, as in a container; the pages are ours.
            chromium = await play.chromium.launch(executable_path=found, chromium_sandbox=os.geteuid() != 0)
            taken = [await self._demo_page(chromium)]
            if pages:
                taken += [await self._phone(chromium), await self._console(chromium)]
            await chromium.close()
        for path in taken:
            with Image.open(path) as picture:
                small(picture).save(path, optimize=True)
        return taken

    async def _demo_page(self, chromium: Browser) -> Path:
        """The page once every screen has come through."""
        page = await chromium.new_page(viewport=PAGE_SIZE)
        await page.goto(str(self._client.base_url))
        await page.locator(".screen.live").nth(len(self._cast.screens) - 1).wait_for(timeout=PAGE_MS)
        await page.wait_for_timeout(PAINTED_MS)
        await self._until_the_wall_is_full()
        path = self._out / PAGE
        await page.screenshot(path=path)
        return path

    async def _phone(self, chromium: Browser) -> Path:
        """A ticket on its citizen's phone: one that still waits, if there is one among the newest."""
        page = await chromium.new_page(viewport=PHONE_SIZE, device_scale_factor=2)
        addresses = [ticket["phone"] for ticket in (await self._state())["tickets"] if ticket["phone"]]
        for address in addresses:
            await page.goto(address)
            if await page.locator(PHONE_WORTH).count():
                break
        path = self._out / "phone.png"
        await page.screenshot(path=path)
        return path

    async def _console(self, chromium: Browser) -> Path:
        """The console, signed in."""
        page = await chromium.new_page(viewport=CONSOLE_SIZE)
        await page.goto(self._cast.links["console"])
        await page.locator("input[name=password]").fill(hall.DEMO_PIN)
        await page.locator("form button").first.click()
        await page.locator("input[name=password]").wait_for(state="detached", timeout=PAGE_MS)
        await page.wait_for_timeout(PAINTED_MS)
        path = self._out / "console.png"
        await page.screenshot(path=path)
        return path

    async def _state(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self._client.get("/state.json")).json()
        return found

    async def _lamp_says(self, window: int, wanted: str) -> None:
        for _ in range(LAMP_LOOKS):
            bars = (await self._state())["led"]
            text = next((bar["text"] for bar in bars if bar["address"] == window), "")
            if wanted in text:
                return
            await asyncio.sleep(MOVE_S)
        raise click.ClickException(f"{window} 号窗口的条屏没有显示“{wanted}” · window {window}'s lamp says “{text}”")


async def _xdotool(display: str, *arguments: str) -> None:
    tool = await asyncio.create_subprocess_exec("xdotool", *arguments, env=os.environ | {"DISPLAY": display})
    await tool.wait()


def fullness(picture: Image.Image) -> float:
    """How much stands in a dark wall's table of windows: the mean light of that part."""
    return float(ImageStat.Stat(part(picture, TABLE).convert("L")).mean[0])


def part(picture: Image.Image, of: tuple[float, float, float, float]) -> Image.Image:
    """A part of a screen."""
    left, top, right, bottom = of
    width, height = picture.size
    return picture.crop((int(width * left), int(height * top), int(width * right), int(height * bottom)))


def _still_well(state: dict[str, Any]) -> None:
    """Raise ClickException when a program is in trouble: there would be no tickets to wait for."""
    for program in state["programs"]:
        if program["state"] == State.FAILED:
            raise click.ClickException(f"“{program['zh']}”出了问题 · “{program['en']}” failed: {program['last_line']}")


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("docs/pictures"), show_default=True)
@click.option("--pack", default="changan", show_default=True, help="大厅配置 · hall pack")
@click.option("--tickets", type=click.IntRange(0), default=12, show_default=True, help="至少几张票 · tickets at least")
@click.option("--seconds", type=click.FloatRange(0), default=8.0, show_default=True, help="之后再等几秒 · then wait")
def pictures_command(out: Path, pack: str, tickets: int, seconds: float) -> None:
    """从运行中的系统截取图片 · Take pictures from the running system."""
    virtual_screens("page")
    with tempfile.TemporaryDirectory(prefix="ting-pictures-") as folder, screen_folder(True) as sockets:
        data = Path(folder)
        # Not the usual ports: a demo may be starting beside this one.
        ports = Ports(*(any_free() for _ in fields(Ports)))
        plan = hall.Plan(data, pack, ports, sockets)
        try:
            taken = asyncio.run(take(cast_of(plan), out, tickets, seconds, CLERKS, pages=True))
        except ProgramFailedError as failed:
            raise click.ClickException(words_of(failed)) from None
    for path in taken:
        click.echo(path)


if __name__ == "__main__":
    pictures_command()
