"""The interface for other systems, the files that pages load, and the server around them."""

import re
import socket
import threading

import httpx
import pytest

from hub.contract import commands as cmd
from hub.contract.faults import Fault
from hub.web.guard import MAX_BODY_BYTES, Pace
from hub.web.server import WebServer
from hub.web.wording import Wording, runs
from tests.fakes.ticking import Ticking
from tests.fakes.webhall import WebHall
from tests.unit.hub.web.conftest import Browser, run


def test_health_tells_that_the_hall_works_and_nothing_secret(hall: WebHall) -> None:
    async def look(browser: Browser) -> dict[str, object]:
        return (await browser.get("/health")).json()  # type: ignore[no-any-return]

    told = run(hall, look)
    assert told["ok"] is True
    assert set(told) == {"ok", "hall", "day", "as_of", "broker"}


def test_queues_and_windows_are_told_without_people(hall: WebHall) -> None:
    hall.staff(1)
    hall.take()
    hall.take()
    hall.press(cmd.CallNext(), "counter-1")

    async def look(browser: Browser) -> tuple[httpx.Response, httpx.Response]:
        return await browser.get("/api/v1/queues"), await browser.get("/api/v1/windows")

    queues, windows = run(hall, look)
    assert queues.json()["queues"][0]["waiting"] == 1
    first = windows.json()["windows"][0]
    assert (first["state"], first["activity"], first["current"]) == ("open", "calling", "A001")
    assert "张1" not in queues.text + windows.text
    assert "token" not in queues.text + windows.text


def test_the_interface_is_described(hall: WebHall) -> None:
    async def look(browser: Browser) -> dict[str, object]:
        return (await browser.get("/api/v1/openapi.json")).json()  # type: ignore[no-any-return]

    described = run(hall, look)
    assert set(described["paths"]) == {"/api/v1/queues", "/api/v1/windows"}  # type: ignore[call-overload]


def test_who_asks_too_often_is_told_to_wait(hall: WebHall, clock: Ticking) -> None:
    async def hurry(browser: Browser) -> list[int]:
        return [(await browser.get("/api/v1/queues")).status_code for _ in range(21)]

    assert run(hall, hurry, "10.9.9.9").count(429) == 1
    assert run(hall, hurry, "10.9.9.8").count(429) == 1, "each address has its own pace"


def test_a_pace_recovers_and_does_not_grow_without_end() -> None:
    clock = Ticking()
    pace = Pace(1.0, 2, clock)
    assert [pace.admits("a") for _ in range(3)] == [True, True, False]
    clock.pass_ms(1000)
    assert pace.admits("a")
    pace.MAX_CALLERS = 2
    assert all(pace.admits(str(number)) for number in range(10))


def test_files_are_fingerprinted_and_only_the_known_ones_are_served(hall: WebHall) -> None:
    async def look(browser: Browser) -> None:
        page = (await browser.get(hall.take().slip.url)).text
        addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
        assert len(addresses) == 4
        for address in addresses:
            served = await browser.get(address)
            assert served.status_code == 200
            assert "immutable" in served.headers["cache-control"]
            again = await browser.get(address, headers={"If-None-Match": served.headers["etag"]})
            assert again.status_code == 304
        assert (await browser.get("/static/server.py")).status_code == 404
        assert (await browser.get("/static/..%2f..%2fpyproject.toml")).status_code == 404

    run(hall, look)


def test_a_body_that_is_too_large_is_refused(hall: WebHall) -> None:
    async def flood(browser: Browser) -> tuple[int, int]:
        declared = await browser.client.post("/console/sign-in", content=b"x" * (MAX_BODY_BYTES + 1))

        async def drops() -> object:
            for _ in range(20):
                yield b"x" * 100_000

        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        chunked = await browser.client.post("/console/sign-in", content=drops(), headers=kind)  # type: ignore[arg-type]
        return declared.status_code, chunked.status_code

    declared, chunked = run(hall, flood)
    assert declared == 413
    assert chunked in (400, 413), "whoever counts first, the form reader or the guard"


def test_the_front_leads_to_the_console_and_robots_stay_out(hall: WebHall) -> None:
    async def look(browser: Browser) -> tuple[str, str]:
        front, robots = await browser.get("/"), await browser.get("/robots.txt")
        return front.headers["location"], robots.text

    front, robots = run(hall, look)
    assert front == "/console"
    assert "Disallow: /" in robots


def test_a_silent_writer_is_told_as_busy(hall: WebHall) -> None:
    release = threading.Event()
    url = hall.take().slip.url
    hall.writer.errand(lambda _hall: release.wait(30) and None)

    async def look(browser: Browser) -> tuple[httpx.Response, httpx.Response]:
        return await browser.get(url), await browser.get("/health")

    try:
        page, health = run(hall, look)
    finally:
        release.set()
    assert page.status_code == 503
    assert "大厅系统正忙" in page.text
    assert "您的号码仍然有效" in page.text
    assert (health.status_code, health.json()["ok"]) == (503, False)


def test_the_server_takes_a_free_port_and_gives_it_back(hall: WebHall) -> None:
    address = hall.serve()
    assert httpx.get(f"{address}/health").json()["ok"] is True
    port = int(address.rsplit(":", 1)[1])
    assert hall.server is not None
    hall.server.stop()
    hall.server = None
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_a_taken_port_is_named(hall: WebHall) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Fault) as refused:
            WebServer(hall.app, port=port).start()
    assert str(port) in refused.value.sentence("zh")


def test_streams_end_when_the_server_stops(hall: WebHall) -> None:
    address = hall.serve()
    url = hall.take().slip.url
    with httpx.stream("GET", f"{address}{url}/events", timeout=20) as stream:
        lines = stream.iter_lines()
        assert next(line for line in lines if line.startswith("event")) == "event: ticket"
        assert hall.server is not None
        hall.server.stop()
        hall.server = None
        assert 'data-state="called"' not in "".join(lines), "it just ends"


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (None, "", ""), (0, "大约 1 分钟", "about 1 minute"), (720, "大约 12 分钟", "about 12 minutes"),
        (1261, "大约 25 分钟", "about 25 minutes"), (3600, "大约 1 小时", "about 1 hour"),
        (4000, "大约 1 小时 10 分钟", "about 1 h 10 min"),
    ],
)  # fmt: skip
def test_a_wait_is_said_no_finer_than_it_is_known(seconds: int | None, zh: str, en: str) -> None:
    assert (Wording("zh").wait(seconds), Wording("en").wait(seconds)) == (zh, en)


def test_window_numbers_are_drawn_together_as_people_read_them() -> None:
    assert runs(("2", "5", "6", "7", "9", "10")) == ["2", "5–7", "9", "10"]
    assert runs(("A1", "A2")) == ["A1", "A2"]
    assert Wording("zh").numbers(("1", "3", "5", "7", "9", "11")) == "", "nobody keeps six numbers in mind"


def test_dates_and_spans_are_said_in_both_languages() -> None:
    zh, en = Wording("zh"), Wording("en")
    assert zh.date("2025-11-22") == "11月22日 星期六"
    assert en.date("2025-11-22") == "Saturday, 22 November"
    assert zh.date("not a date") == ""
    assert (zh.span(0, 59_000), zh.span(0, 60_000), zh.span(0, 3_660_000)) == ("刚刚", "1 分钟", "1 小时 1 分钟")
    assert (zh.seconds(0, 35_000), en.seconds(0, 7_200_000)) == ("35 秒", "2 h")
