"""The supervisor's console: coming in, the live hall, presses and their refusals, hall packs."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.contract import commands as cmd
from hub.contract.notices import DeviceHealth, StationPresence
from hub.contract.vocabulary import TicketState, WindowState, Words
from hub.web.console.sessions import IDLE_MS, LOCK_MS, LONGEST_MS, TRIES
from tests.fakes.ticking import Ticking
from tests.fakes.webhall import PASSWORD, SETUP_CODE, Broker, Uplink, WebHall
from tests.unit.hub.web.conftest import Browser, hidden, run
from tests.unit.hub.web.test_phone import words_of

# -- coming in -------------------------------------------------------------------------------------------------------


def test_without_a_password_the_console_leads_to_its_setup(hall: WebHall) -> None:
    async def look(browser: Browser) -> list[str]:
        console = await browser.get("/console")
        sign_in = await browser.get("/console/sign-in")
        return [console.headers["location"], sign_in.headers["location"]]

    assert run(hall, look) == ["/console/sign-in", "/console/setup"]


def test_the_first_password_needs_the_setup_code(hall: WebHall) -> None:
    async def try_it(browser: Browser) -> None:
        wrong = await browser.send("/console/setup", "/console/setup", code="guess", password=PASSWORD, again=PASSWORD)
        assert wrong.status_code == 403
        assert "启动码不对" in wrong.text
        assert not hall.ports.secrets.known()

    run(hall, try_it)


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("short", "short", "密码太短"),
        ("long enough here", "something else", "两次输入的密码不一样"),
        ("x" * 201, "x" * 201, "密码太长"),
    ],
)
def test_an_unfit_password_is_explained(hall: WebHall, password: str, again: str, sentence: str) -> None:
    async def try_it(browser: Browser) -> str:
        answer = await browser.send("/console/setup", "/console/setup", code=SETUP_CODE, password=password, again=again)
        return answer.text

    assert sentence in run(hall, try_it)
    assert not hall.ports.secrets.known()


def test_the_setup_code_works_once(hall: WebHall) -> None:
    async def twice(browser: Browser) -> None:
        first = await browser.get("/console/setup")
        fields = hidden(first.text, "/console/setup")
        again = {"code": SETUP_CODE, "password": "another password", "again": "another password"}
        await browser.sign_in()
        late = await browser.client.post("/console/setup", data=fields | again)
        assert late.headers["location"] == "/console/sign-in"
        assert hall.ports.secrets.check(PASSWORD)

    run(hall, twice)


def test_the_session_cookie_is_for_this_site_and_no_script(hall: WebHall) -> None:
    async def cookies(browser: Browser) -> str:
        await browser.sign_in()
        answer = await browser.send("/console/sign-in", "/console/sign-in", password=PASSWORD)
        return next(value for value in answer.headers.get_list("set-cookie") if value.startswith("ting_console="))

    cookie = run(hall, cookies)
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/console" in cookie


def test_five_wrong_passwords_close_the_door_for_a_quarter_of_an_hour(hall: WebHall, clock: Ticking) -> None:
    async def guess(browser: Browser) -> None:
        await browser.sign_in()
        for _ in range(TRIES):
            answer = await browser.send("/console/sign-in", "/console/sign-in", password="wrong password")
        assert "输错次数太多" in answer.text
        right = await browser.send("/console/sign-in", "/console/sign-in", password=PASSWORD)
        assert right.status_code == 429
        clock.pass_ms(LOCK_MS)
        right = await browser.send("/console/sign-in", "/console/sign-in", password=PASSWORD)
        assert right.headers["location"] == "/console"

    run(hall, guess)


def test_another_address_is_not_locked_out(hall: WebHall, clock: Ticking) -> None:
    async def guess(browser: Browser) -> None:
        for _ in range(TRIES):
            await browser.send("/console/setup", "/console/setup", code="x", password=PASSWORD, again=PASSWORD)

    run(hall, guess, "10.0.0.66")
    run(hall, Browser.sign_in, "10.0.0.9")


@pytest.mark.parametrize("away", [IDLE_MS + 1, LONGEST_MS + 1])
def test_who_was_away_signs_in_again(hall: WebHall, clock: Ticking, away: int) -> None:
    async def leave(browser: Browser) -> None:
        await browser.sign_in()
        clock.pass_ms(away)
        page = await browser.get("/console")
        assert page.headers["location"] == "/console/sign-in?why=over"
        part = await browser.get("/console/live", headers={"HX-Request": "true"})
        assert part.headers["hx-redirect"].startswith("/console/sign-in")

    run(hall, leave)


def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(hall: WebHall, clock: Ticking) -> None:
    async def idle(browser: Browser) -> None:
        await browser.sign_in()
        for _ in range(4):
            clock.pass_ms(IDLE_MS // 3)
            await browser.get("/console/live")
        assert (await browser.get("/console")).status_code == 303

    run(hall, idle)


def test_signing_out_ends_the_session(hall: WebHall) -> None:
    async def leave(browser: Browser) -> None:
        await browser.sign_in()
        cookie = browser.client.cookies.get("ting_console")
        await browser.send("/console", "/console/sign-out")
        browser.client.cookies.set("ting_console", cookie or "", domain="hall", path="/console")
        assert (await browser.get("/console")).status_code == 303

    run(hall, leave)


@pytest.mark.parametrize(
    "path",
    ["/console/windows/1/open", "/console/tickets/abandon", "/console/packs/check", "/console/packs/load",
     "/console/sign-out"],
)  # fmt: skip
def test_a_press_without_the_pages_own_token_is_refused(hall: WebHall, path: str) -> None:
    async def forge(browser: Browser) -> None:
        assert (await browser.client.post(path, data={"csrf": "x"})).status_code == 303, "nobody is signed in"
        await browser.sign_in()
        assert (await browser.client.post(path, data={"csrf": "guess", "press": "0" * 32})).status_code == 403
        elsewhere = {"Origin": "http://evil.example"}
        assert (await browser.client.post(path, data={}, headers=elsewhere)).status_code == 403

    run(hall, forge)


def test_a_sign_in_form_of_another_site_is_refused(hall: WebHall) -> None:
    async def forge(browser: Browser) -> None:
        await browser.sign_in()
        browser.client.cookies.delete("ting_form")
        answer = await browser.client.post("/console/sign-in", data={"password": PASSWORD, "token": "0" * 64})
        assert answer.status_code == 403

    run(hall, forge)


# -- the live hall ---------------------------------------------------------------------------------------------------


def live(hall: WebHall, language: str = "zh") -> str:
    async def look(browser: Browser) -> str:
        await browser.sign_in()
        answer = await browser.get("/console", params={"lang": language})
        assert answer.status_code == 200
        return answer.text

    return str(run(hall, look))


def everybody_there(hall: WebHall) -> None:
    for station in ("counter-1", "counter-2", "counter-3", "kiosk-1", "kiosk-2", "wall-1"):
        hall.stations.presence(StationPresence(station, True, 0), True)


def concerns_of(page: str) -> list[str]:
    return re.findall(r'data-concern="([^"]*)"', page)


def test_an_empty_hall_asks_for_a_pack(empty_hall: WebHall) -> None:
    page = words_of(live(empty_hall))
    assert "还没有大厅配置" in page


def test_when_all_is_well_the_page_says_so(hall: WebHall) -> None:
    everybody_there(hall)
    assert "一切正常" in live(hall)


def test_windows_and_queues_are_shown(hall: WebHall, clock: Ticking) -> None:
    hall.staff(1, 2)
    for _ in range(3):
        hall.take()
    hall.press(cmd.CallNext(), "counter-1")
    clock.pass_ms(180_000)
    page = words_of(live(hall))
    assert "2 人在等候" in page
    assert "1 张1 已叫号 A001 已 3 分钟" in page
    assert "2 张2 空闲" in page
    assert "A 业务1 2 3 分钟 无法估计 2 / 3" in page
    assert "A Business 1 2 3 min not known 2 / 3" in words_of(live(hall, "en"))


def test_what_needs_a_person_stands_first_and_in_order(hall: WebHall, clock: Ticking) -> None:
    everybody_there(hall)
    hall.staff(1)
    hall.take(printed=False)
    hall.take("b2")
    hall.broker = Broker("restarting")
    hall.uplink = Uplink(7, clock(), None, Words("连接不上。", "Cannot be reached."))
    hall.stations.presence(StationPresence("wall-1", False, 0), True)
    hall.stations.health("kiosk-1", DeviceHealth("printer", "printer", "failed", 0, (), Words("没有回应。", "Silent.")))
    hall.stations.health("kiosk-2", DeviceHealth("printer", "printer", "degraded", 0))
    hall.stations.health("wall-1", DeviceHealth("led", "led_bar", "failed", 0))
    early = concerns_of(live(hall))
    assert "ticket-A001" not in early, "20 s have not passed yet"
    assert "district" not in early
    clock.pass_ms(61_000)
    page = live(hall)
    assert concerns_of(page) == [
        "broker", "unserved-b2", "ticket-A001", "device-kiosk-1-printer", "station-wall-1", "device-kiosk-2-printer",
        "district",
    ]  # fmt: skip
    assert "上报区级平台落后 7 条" in page
    assert "打印机没有回应" not in page
    assert "kiosk-1：没有回应。" in page
    assert "7 records behind at the district" in live(hall, "en")


def test_nothing_is_swapped_while_nothing_looks_different(hall: WebHall) -> None:
    async def look(browser: Browser) -> tuple[int, int]:
        await browser.sign_in()
        page = await browser.get("/console")
        address = re.search(r'hx-get="(/console/live\?have=\w+)"', page.text)
        assert address is not None
        same = await browser.get(address[1])
        hall.take()
        return same.status_code, (await browser.get(address[1])).status_code

    assert run(hall, look) == (204, 200)


# -- presses ---------------------------------------------------------------------------------------------------------


def seat(hall: WebHall, number: str) -> WindowState:
    return hall.ask(lambda state: state.seats[number].state)  # type: ignore[return-value]


def test_a_window_is_opened_paused_resumed_and_closed(hall: WebHall) -> None:
    hall.press(cmd.SignIn("1001", "1357"), "counter-1")

    async def work(browser: Browser) -> None:
        await browser.sign_in()
        panel = "/console/windows/1"
        done = await browser.send(panel, f"{panel}/open")
        assert "1 号窗口已开放" in done.text
        assert seat(hall, "1") is WindowState.OPEN
        done = await browser.send(panel, f"{panel}/pause", reason="lunch", htmx=True)
        assert "1 号窗口已暂停" in done.text
        assert "<html" not in done.text, "htmx gets the part that changes"
        assert seat(hall, "1") is WindowState.PAUSED
        await browser.send(panel, f"{panel}/resume")
        assert seat(hall, "1") is WindowState.OPEN
        await browser.send(panel, f"{panel}/close")
        assert seat(hall, "1") is WindowState.CLOSED
        done = await browser.send(panel, f"{panel}/sign_out")
        assert "请窗口工作人员先登录" in done.text

    run(hall, work)


def test_the_last_window_is_closed_only_after_a_second_yes(hall: WebHall) -> None:
    hall.staff(1)
    hall.take()
    hall.take()

    async def work(browser: Browser) -> None:
        await browser.sign_in()
        panel = "/console/windows/1"
        asked = await browser.send(panel, f"{panel}/close")
        assert "还有 2 人在等" in asked.text
        assert seat(hall, "1") is WindowState.OPEN
        fields = hidden(asked.text, f"{panel}/close")
        assert fields["confirmed"] == "1"
        await browser.client.post(f"{panel}/close", data=fields)
        assert seat(hall, "1") is WindowState.CLOSED

    run(hall, work)


def test_the_same_button_pressed_twice_is_done_once(hall: WebHall) -> None:
    ticket = hall.take()

    async def work(browser: Browser) -> None:
        await browser.sign_in()
        page = await browser.get("/console/tickets?number=a1")
        fields = hidden(page.text, "/console/tickets/reprint")
        for _ in range(2):
            done = await browser.client.post("/console/tickets/reprint", data=fields)
            assert "A001 号已送到 kiosk-1 补打" in done.text

    run(hall, work)
    assert hall.ask(lambda state: state.tickets[ticket.slip.ticket_id].reprints) == 1


def test_a_number_is_cancelled_only_after_a_second_yes(hall: WebHall) -> None:
    ticket = hall.take()

    def state() -> TicketState:
        return hall.ask(lambda held: held.tickets[ticket.slip.ticket_id].state)  # type: ignore[return-value]

    async def work(browser: Browser) -> None:
        await browser.sign_in()
        asked = await browser.send("/console/tickets?number=A001", "/console/tickets/abandon")
        assert "确定取消 A001 号吗" in asked.text
        assert state() is TicketState.WAITING
        done = await browser.client.post(
            "/console/tickets/abandon", data=hidden(asked.text, "/console/tickets/abandon")
        )
        assert "A001 号已取消" in done.text
        assert "不能再操作" in done.text
        assert state() is TicketState.ABANDONED

    run(hall, work)


def test_unknown_things_are_named_politely(hall: WebHall) -> None:
    async def look(browser: Browser) -> None:
        await browser.sign_in()
        assert "今天没有这个号：Z999" in (await browser.get("/console/tickets?number=z999")).text
        assert "没有这个窗口：77" in (await browser.get("/console/windows/77")).text
        assert "没有这个页面" in (await browser.get("/console/nowhere")).text

    run(hall, look)


# -- packs -----------------------------------------------------------------------------------------------------------


def test_a_built_in_pack_is_looked_at_and_then_loaded(hall: WebHall) -> None:
    async def work(browser: Browser) -> None:
        await browser.sign_in()
        page = await browser.get("/console/packs")
        fields = hidden(page.text, "/console/packs/check")
        seen = await browser.client.post("/console/packs/check", data=fields | {"name": "large"})
        assert "1 个区域，9 个窗口，4 项业务" in seen.text
        assert hall.ask(lambda state: len(state.windows)) == 3, "looking changes nothing"
        done = await browser.client.post("/console/packs/load", data=hidden(seen.text, "/console/packs/load"))
        assert "已载入“大厅”" in done.text
        assert hall.ask(lambda state: len(state.windows)) == 9

    run(hall, work)


def test_an_uploaded_pack_with_a_fault_is_named_with_file_and_line(hall: WebHall) -> None:
    async def work(browser: Browser) -> None:
        await browser.sign_in()
        page = await browser.get("/console/packs")
        fields = hidden(page.text, "/console/packs/check")

        async def upload(name: str, content: bytes) -> str:
            answer = await browser.client.post("/console/packs/check", data=fields, files={"file": (name, content)})
            return answer.text

        assert "我的大厅.yaml:1：没有大厅名称。" in await upload("C:\\文件\\我的大厅.yaml", b"x: 1")
        assert "新大厅" in await upload("my.yaml", "hall: 新大厅".encode())
        assert "文件太大" in await upload("big.yaml", b"x" * (1024 * 1024 + 1))
        assert "&lt;script&gt;" in await upload("<script>.yaml", b"x: 1")
        answer = await browser.client.post("/console/packs/check", data=fields | {"name": ""})
        assert "请先选择一个文件" in answer.text

    run(hall, work)


def test_a_pack_that_takes_away_what_is_in_use_is_refused(hall: WebHall) -> None:
    hall.staff(3)
    small = hall.packs.plans["small"]
    hall.packs.plans["tiny"] = replace(small, windows=small.windows[:2], name=Words("袖珍厅", "Tiny"))

    async def work(browser: Browser) -> str:
        await browser.sign_in()
        page = await browser.get("/console/packs")
        fields = hidden(page.text, "/console/packs/check") | {"name": "tiny"}
        seen = await browser.client.post("/console/packs/check", data=fields)
        done = await browser.client.post("/console/packs/load", data=hidden(seen.text, "/console/packs/load"))
        return done.text

    assert "还有人在使用“3 号窗口”" in run(hall, work)


# -- anything at all -------------------------------------------------------------------------------------------------

names = st.sampled_from(["csrf", "press", "number", "reason", "confirmed", "print_at", "name", "token", "code"])


@given(
    path=st.sampled_from([
        "/console/windows/1/open", "/console/windows/1/pause", "/console/windows/1/nonsense",
        "/console/windows/x/close", "/console/tickets/reprint", "/console/tickets/abandon",
        "/console/tickets/nonsense", "/console/packs/check",
        "/console/packs/load", "/console/sign-in", "/console/setup",
    ]),
    fields=st.dictionaries(names, st.text(max_size=300), max_size=6),
    ours=st.booleans(),
)  # fmt: skip
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_form_makes_the_console_fail(hall: WebHall, path: str, fields: dict[str, str], ours: bool) -> None:
    async def send(browser: Browser) -> int:
        if ours:
            session = await browser.get("/console")
            fields["csrf"] = hidden(session.text, "/console/sign-out")["csrf"]
        return (await browser.client.post(path, data=fields)).status_code

    async def signed_in(browser: Browser) -> int:
        if not hall.ports.secrets.known():
            await browser.sign_in()
        else:
            await browser.send("/console/sign-in", "/console/sign-in", password=PASSWORD)
        return await send(browser)

    assert run(hall, signed_in if ours else send, "10.1.1.1" if ours else "10.2.2.2") < 500


kinds = st.sampled_from(
    ["multipart/form-data; boundary=x", "multipart/form-data", "application/x-www-form-urlencoded", "text/plain"]
)


@given(body=st.binary(max_size=400), kind=kinds)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_makes_the_entrance_fail(hall: WebHall, body: bytes, kind: str) -> None:
    async def send(browser: Browser) -> int:
        answer = await browser.client.post("/console/sign-in", content=body, headers={"Content-Type": kind})
        return answer.status_code

    assert run(hall, send) < 500
