"""One citizen's way through the hall, on the real programs, seen and touched as people see and touch them.

Mosquitto, hub, district, virtual devices, device agent, kiosk, counter and wall run as a site runs them. Nothing is
asked of them that a person could not see: paper, lamps, screens, sound, a phone, what the district holds.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from PIL import ImageChops
from playwright.sync_api import Page, sync_playwright
from PySide6.QtWidgets import QApplication

from device_drivers.escpos.codec.frames import Cut, QrStore, Text
from device_drivers.escpos.codec.reading import decode
from display_wall.voice import sound
from hub.bench.rig import wait_until
from hub.contract.faults import Fault
from tests.e2e.places import counter_places, kiosk_places
from tests.e2e.screen import Place
from tests.e2e.walking import COUNTER_CORNER, OPERATOR, PIN, WalkingHall

NEEDED = ("Xvfb", "xdotool", "chromium", "zbarimg", "espeak-ng")
PHONE = {"width": 390, "height": 844}
VERY_SATISFIED = 0
"""The evaluator's first key."""

pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason=f"needs {', '.join(NEEDED)}"),
]


@contextmanager
def phone(url: str) -> Iterator[tuple[Page, list[str]]]:
    """A citizen's phone that has opened this address, and every page that it has loaded since."""
    with sync_playwright() as play:
        # Chromium's own sandbox does not run as root, as in a container; the page is ours.
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), chromium_sandbox=os.geteuid() != 0)
        try:
            page = browser.new_page(viewport=PHONE, device_scale_factor=2)
            loads: list[str] = []
            page.on("framenavigated", lambda frame: loads.append(frame.url))
            page.goto(url)
            yield page, loads
        finally:
            browser.close()


def says(page: Page, state: str) -> str:
    """Wait until the phone shows this state; its words."""
    band = page.locator(f'.band[data-state="{state}"]')
    band.wait_for(timeout=30_000)
    return band.inner_text()


def words_in(job: bytes) -> tuple[str, list[str]]:
    """The text on a ticket and its QR codes, read from the printer's bytes."""
    text, codes, rest = "", [], job
    while rest:
        used, frame = decode(rest)
        assert used, "the job ends in the middle of a message"
        rest = rest[used:]
        if isinstance(frame, Text):
            text += frame.data.decode("gbk")
        elif isinstance(frame, QrStore):
            codes.append(frame.data.decode())
        elif isinstance(frame, Cut):
            text += "✂"
    return text, codes


def take_a_number(hall: WalkingHall, places: dict[str, Place], before: int) -> dict[str, object]:
    """Touch the business, 取号, and take the paper."""
    for touched in ("business", "take"):
        hall.kiosk_screen.touch_and_see(places[touched])
    wait_until(lambda: len(hall.printed()) > before, 30)
    hall.wait_for("ticket_delivered", before + 1)
    hall.kiosk_screen.touch_and_see(places["done"])
    return hall.printed()[-1]


def test_a_citizen_walks_through_the_hall(qapp: QApplication, tmp_path: Path) -> None:
    with ExitStack() as stack:
        hall = stack.enter_context(WalkingHall(stack))
        plan, queues = hall.seen_by_stations()
        kiosk = kiosk_places(qapp, hall.kiosk_screen.size, plan, queues, "social-insurance")
        counter = counter_places(qapp, COUNTER_CORNER)

        # A clerk signs in at window 1 and opens it.
        hall.counter_screen.touch_and_see(counter["登录"])
        hall.counter_screen.touch(counter["工号"])
        hall.counter_screen.write(OPERATOR)
        hall.counter_screen.touch(counter["密码"])
        hall.counter_screen.write(PIN)
        hall.counter_screen.key("Return")
        hall.wait_for("window_signed_in")
        until(lambda: hall.counter_screen.touch(counter["开窗"]), lambda: hall.has("window_opened"))
        wait_until(lambda: hall.bar() == "欢迎光临", 30)

        # A citizen takes a number; the paper says it in Chinese, and its QR code leads to a phone page.
        job = take_a_number(hall, kiosk, 0)
        text, codes = words_in(hall.web.get(f"{hall.devices}{job['bytes']}").content)
        for said in ("西安市长安区政务服务中心", "社会保险", "A001", "1号窗口", "前面没有人等候"):
            assert said in text
        assert text.endswith("✂")
        (tmp_path / "ticket.png").write_bytes(hall.web.get(f"{hall.devices}{job['picture']}").content)
        read = subprocess.run(
            ["zbarimg", "--raw", "-q", tmp_path / "ticket.png"], capture_output=True, text=True, check=True
        )
        address = read.stdout.strip()
        assert address.startswith(f"{hall.pages}/t/")
        assert codes in ([], [address])
        first = next(ticket for kind, ticket, _ in hall.journal() if kind == "ticket_taken")

        with phone(address) as (page, loads):
            assert page.locator("h1.number").inner_text() == "A001"
            assert "A001" not in hall.painted()
            says(page, "next")

            # The clerk calls by the hot key: lamp, wall, voice and phone say so.
            wall = hall.wall_screen.picture()
            hall.counter_screen.touch(counter["number"])
            until(lambda: hall.counter_screen.key("F1"), lambda: hall.painted() == ["A001"])
            assert ImageChops.difference(wall, hall.wall_screen.picture()).getbbox() is not None
            wait_until(lambda: hall.bar() == "请A001到1号窗口", 30)
            assert "1" in says(page, "called")
            hall.wait_for("call_shown")
            hall.wait_for("call_spoken")
            assert hall.spoken() == ["请 A零零一 号，到一号窗口办理"]
            assert sound.read((hall.sounds / "0001.wav").read_bytes()).seconds > 3

            # Served, and another citizen is called before the first one presses the evaluator.
            until(lambda: hall.counter_screen.key("F3"), lambda: hall.has("service_started"))
            says(page, "serving")
            wait_until(lambda: hall.bar() == "A001 正在办理", 30)
            assert take_a_number(hall, kiosk, 1)["qr"] != [address]
            until(lambda: hall.counter_screen.key("F4"), lambda: hall.has("service_completed"))
            says(page, "completed")
            wait_until(lambda: evaluator_open(hall), 30)
            until(lambda: hall.counter_screen.key("F1"), lambda: hall.painted() == ["A001", "A002"])
            press_key = hall.web.post(f"{hall.devices}/evaluator/1/press", params={"key": VERY_SATISFIED})
            assert press_key.json() == {"acknowledged": True}
            hall.wait_for("evaluation_given")
            assert [ticket for kind, ticket, _ in hall.journal() if kind == "evaluation_given"] == [first]
            assert loads == [address], "the phone page was loaded again"

        # The district holds the same, once and in order.
        wanted = ["taken", "called", "started", "completed", "given"]
        wait_until(lambda: actions(hall, first) == wanted, 30)
        told = [record for record in hall.reported() if record.get("ticket") == first]
        assert told[-1]["satisfaction"] == 1, "GB/T 39046 counts 非常满意 as 1"
        assert {record["number"] for record in told} == {"A001"}
        assert not re.search(address.rsplit("/", 1)[1], str(hall.reported())), "the phone page's address left the hall"

        assert "一致" in hall.ting("verify", "--data", str(hall.data))


def until(press: Callable[[], None], done: Callable[[], bool]) -> None:
    """Press, look, and press again when nothing has come of it: on a busy machine the screen may not be so far yet.
    No press here does a thing twice: the second one is refused."""
    for patience_s in (4.0, 4.0, 10.0, 30.0):
        press()
        with suppress(Fault):
            wait_until(done, patience_s)
            return
    raise AssertionError("pressed in vain")


def evaluator_open(hall: WalkingHall) -> bool:
    """Whether the evaluator of window 1 asks."""
    return any(face["address"] == 1 and face["open"] for face in hall.ask("/caller")["evaluators"])


def actions(hall: WalkingHall, ticket: str) -> list[str]:
    """What the district has heard of a ticket, in order."""
    return [str(record["action"]) for record in hall.reported() if record.get("ticket") == ticket]
