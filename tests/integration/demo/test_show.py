"""A run of the demo over real virtual devices and a real virtual screen: the page shows and takes what is there."""

import asyncio
import contextlib
import json
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import psutil
import pytest
import websockets
from PIL import Image

from device_drivers.led_bar.codec import Colour, Mode, ShowText, Variant, encode
from hub.demo.hall import EVALUATORS, module
from hub.demo.pictures import PAGE_SIZE, take
from hub.demo.ports import listening
from hub.demo.program import Facts, Launch, Program, Restart, State, Status
from hub.demo.readiness import PrintsJson, Stays
from hub.demo.screens import Screen, environment_on, server_of
from hub.demo.show import Cast, Show
from hub.demo.supervisor import ProgramFailedError

DEADLINE_S = 30.0
SCREEN = Screen("kiosk", "取号机", "Kiosk", 320, 480)
STAY = "import time; time.sleep(600)"

pytestmark = pytest.mark.skipif(shutil.which("Xtigervnc") is None, reason="Xtigervnc is not installed")


@pytest.fixture
def sockets() -> Iterator[Path]:
    """A folder with a short name: a Unix socket's path may have 107 bytes."""
    folder = Path(tempfile.mkdtemp(prefix="ting-"))
    yield folder
    shutil.rmtree(folder)


def cast(tmp_path: Path, sockets: Path, *more: Program, drawing: str = STAY) -> Cast:
    def draw(facts: Facts) -> Launch:
        return Launch((sys.executable, "-c", drawing), environment_on(SCREEN, facts))

    devices = module("device_drivers.twins", "--folder", tmp_path / "tickets", "--led-link", tmp_path / "led")
    return Cast(
        name_zh="演示大厅",
        name_en="Demo hall",
        programs=[
            Program("devices", "虚拟设备", "virtual devices", lambda _facts: devices, PrintsJson()),
            server_of(SCREEN, sockets),
            Program("kiosk", "取号机", "Kiosk", draw, Stays(0.0), needs=(SCREEN.server,)),
            *more,
        ],
        simulation=Program(
            "simulation", "模拟", "people", lambda _facts: Launch((sys.executable, "-c", STAY)), Stays(0.0),
            restart=Restart.NEVER,
        ),
        screens=[SCREEN],
        sockets=sockets,
        evaluators=EVALUATORS,
        links={"console": "http://127.0.0.1:1/console"},
        logs=tmp_path / "log",
        devices="devices",
    )  # fmt: skip


@contextlib.asynccontextmanager
async def running(played: Cast) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    page = listening(0)
    host = f"127.0.0.1:{page.getsockname()[1]}"
    show = Show(played, page, lambda _status: None)
    ready = asyncio.Event()
    run = asyncio.create_task(show.run(ready.set))
    waiting = asyncio.create_task(ready.wait())
    try:
        await asyncio.wait({run, waiting}, timeout=DEADLINE_S, return_when=asyncio.FIRST_COMPLETED)
        if run.done():
            run.result()
        assert ready.is_set()
        async with httpx.AsyncClient(base_url=f"http://{host}", trust_env=False) as client:
            yield client, host
    finally:
        show.end()
        waiting.cancel()
        await asyncio.wait({run}, timeout=DEADLINE_S)
        run.result()


def play(body: object) -> None:
    asyncio.run(asyncio.wait_for(body, 3 * DEADLINE_S))  # type: ignore[arg-type]


async def state(client: httpx.AsyncClient) -> dict[str, object]:
    return dict((await client.get("/state.json")).json())


def test_the_page_and_all_it_loads_are_served(tmp_path: Path, sockets: Path) -> None:
    async def body() -> None:
        async with running(cast(tmp_path, sockets)) as (client, _):
            for path in (
                "/", "/theme.css", "/static/page.js", "/static/page.css", "/words/zh.json", "/words/en.json",
                "/vendor/novnc/core/rfb.js", "/icons/ticket.svg", "/hall.json",
            ):  # fmt: skip
                answer = await client.get(path)
                assert answer.status_code == 200, path
                assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            assert (await client.get("/words/fr.json")).status_code == 404
            assert (await client.get("/hall.json")).json()["name"]["zh"] == "演示大厅"

    play(body())


def test_the_page_shows_programs_bars_and_printed_paper(tmp_path: Path, sockets: Path) -> None:
    async def body() -> None:
        async with running(cast(tmp_path, sockets)) as (client, _):
            before = await state(client)
            assert {one["name"]: one["state"] for one in before["programs"]}["kiosk"] == State.RUNNING  # type: ignore[attr-defined]
            assert before["tickets"] == []
            said = await control(client)
            host, _, port = said["printer"]["transport"].removeprefix("tcp://").partition(":")
            with socket.create_connection((host, int(port))) as printer:
                printer.sendall(b"\x1b@A001\n\n\x1dV\x00")
            (tmp_path / "led").open("wb", buffering=0).write(
                encode(ShowText(1, "请A001号", Mode.AT_ONCE, Colour.RED), Variant.SUM)
            )
            async with asyncio.timeout(DEADLINE_S):
                while not (seen := await state(client))["tickets"] or not seen["led"][0]["text"]:  # type: ignore[index]
                    await asyncio.sleep(0.05)
            assert seen["led"][0]["text"] == "请A001号"  # type: ignore[index]
            picture = await client.get(seen["tickets"][0]["picture"])  # type: ignore[index]
            assert picture.headers["content-type"] == "image/png"
            assert (await client.get("/tickets/999.png")).status_code == 404

    play(body())


async def control(client: httpx.AsyncClient) -> dict[str, dict[str, str]]:
    """What the twins said about themselves: their last line, which the page has too."""
    programs = (await state(client))["programs"]
    line = next(one["last_line"] for one in programs if one["name"] == "devices")  # type: ignore[attr-defined]
    return dict(json.loads(line))


def test_paper_can_be_taken_out_and_put_back_and_a_closed_evaluator_takes_no_press(
    tmp_path: Path, sockets: Path
) -> None:
    async def body() -> None:
        async with running(cast(tmp_path, sockets)) as (client, _):
            assert (await client.post("/printer/fault?name=paper_out")).json() == {"done": True}
            assert (await state(client))["paper_out"] is True
            assert (await client.post("/printer/fault?name=none")).json() == {"done": True}
            assert (await state(client))["paper_out"] is False
            assert (await client.post("/evaluators/1/press?key=0")).json() == {"done": False}

    play(body())


def test_a_screen_comes_through_to_the_browser(tmp_path: Path, sockets: Path) -> None:
    async def body() -> None:
        async with running(cast(tmp_path, sockets)) as (_, host):
            async with websockets.connect(f"ws://{host}/screens/kiosk", proxy=None) as wire:
                assert await wire.recv() == b"RFB 003.008\n"
                await wire.send(b"RFB 003.008\n")
                assert await wire.recv() == b"\x01\x01"  # one way to sign in: none, for the socket is private
            assert (sockets / "kiosk.vnc").stat().st_mode & 0o077 == 0

    play(body())


@pytest.mark.parametrize(("path", "origin"), [("kiosk", "http://elsewhere.example"), ("no-such-screen", None)])
def test_a_foreign_page_and_an_unknown_screen_are_refused(
    tmp_path: Path, sockets: Path, path: str, origin: str | None
) -> None:
    async def body() -> None:
        async with running(cast(tmp_path, sockets)) as (_, host):
            with pytest.raises(websockets.InvalidStatus) as refused:
                await websockets.connect(f"ws://{host}/screens/{path}", origin=origin, proxy=None)  # type: ignore[arg-type]
            assert refused.value.response.status_code == 403

    play(body())


def test_a_screen_that_is_not_there_yet_is_asked_for_again(tmp_path: Path, sockets: Path) -> None:
    async def body() -> None:
        async with running(cast(tmp_path, sockets)) as (_, host):
            (sockets / "kiosk.vnc").unlink()
            async with websockets.connect(f"ws://{host}/screens/kiosk", proxy=None) as wire:
                with pytest.raises(websockets.ConnectionClosed) as closed:
                    await wire.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4404

    play(body())


def test_other_hosts_and_origins_can_press_nothing(tmp_path: Path, sockets: Path) -> None:
    async def body() -> None:
        async with running(cast(tmp_path, sockets)) as (client, _):
            assert (await client.get("/", headers={"Host": "rebound.example"})).status_code == 400
            foreign = {"Origin": "http://elsewhere.example"}
            for path in ("/simulation?on=true", "/printer/fault?name=paper_out", "/evaluators/1/press?key=0"):
                assert (await client.post(path, headers=foreign)).status_code == 403
            assert (await state(client))["simulated"] is False

    play(body())


def test_the_simulation_starts_and_stops_from_the_page(tmp_path: Path, sockets: Path) -> None:
    async def body() -> None:
        async with running(cast(tmp_path, sockets)) as (client, _):
            assert (await client.post("/simulation?on=true")).json() == {"simulated": True}
            assert (await client.post("/simulation?on=true")).json() == {"simulated": True}
            assert (await client.post("/simulation?on=false")).json() == {"simulated": False}

    play(body())


def test_nothing_runs_on_after_the_end(tmp_path: Path, sockets: Path) -> None:
    before = {child.pid for child in psutil.Process().children(recursive=True)}

    async def body() -> None:
        async with running(cast(tmp_path, sockets)):
            assert len({child.pid for child in psutil.Process().children(recursive=True)} - before) == 3

    play(body())
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before


def test_a_program_that_cannot_start_ends_the_run_and_is_named(tmp_path: Path, sockets: Path) -> None:
    bad = Program(
        "bad", "坏程序", "bad program", lambda _facts: Launch((sys.executable, "-c", "raise SystemExit('no')")),
        PrintsJson(),
    )  # fmt: skip
    statuses: list[Status] = []

    async def body() -> None:
        await Show(cast(tmp_path, sockets, bad), listening(0), statuses.append).run(lambda: None)

    with pytest.raises(ProgramFailedError) as failed:
        play(body())
    assert failed.value.lines[-1] == "no"
    assert statuses[-1].state in (State.STOPPED, State.FAILED)


RED = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.setStyleSheet("background: #B3261E")
window.setGeometry(0, 0, 320, 480)
window.show()
app.exec()
"""


def test_pictures_are_taken_of_what_the_screens_show(tmp_path: Path, sockets: Path) -> None:
    async def body() -> None:
        out = tmp_path / "out"
        async with asyncio.timeout(DEADLINE_S):
            while True:  # the window may need a moment on a busy machine
                taken = await take(cast(tmp_path, sockets, drawing=RED), out, tickets=0, seconds=0.5)
                with Image.open(out / "kiosk.png") as picture:
                    middle = picture.convert("RGB").getpixel((160, 240))
                if middle == (0xB3, 0x26, 0x1E):
                    break
        assert out / "kiosk.png" in taken
        if shutil.which("chromium"):
            with Image.open(out / "page.png") as page:
                assert page.size == tuple(PAGE_SIZE.values())

    play(body())
