"""The page behind the QR code: what it says in every state, and what it never says."""

import asyncio
import contextlib
import logging
import re
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.contract import commands as cmd
from hub.contract.faults import Fault
from hub.contract.vocabulary import DayState, Person, PriorityClass
from hub.web.following import MAX_WATCHES_A_TICKET
from hub.web.guard import masked
from tests.fakes.ticking import Ticking
from tests.fakes.webhall import WebHall
from tests.unit.hub.web.conftest import Browser, run


def words_of(page: str) -> str:
    """What a person reads."""
    body = re.sub(r"(?s)<(head|svg|script).*?</\1>", "", page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", " ")


def page_of(hall: WebHall, url: str) -> str:
    async def look(browser: Browser) -> str:
        answer = await browser.get(url)
        assert answer.status_code == 200
        return answer.text

    return words_of(run(hall, look))


def test_a_waiting_citizen_reads_number_people_ahead_and_where_to_wait(hall: WebHall) -> None:
    hall.staff(1, 2)
    hall.take()
    hall.take()
    url = hall.take().slip.url
    page = page_of(hall, url)
    assert "A003" in page
    assert "前面还有 2 人" in page
    assert "1、2 号窗口附近" in page
    assert "大约" not in page, "nothing honest can be said before the first service"


def test_the_expected_wait_is_told_once_it_is_known(hall: WebHall, clock: Ticking) -> None:
    hall.staff(1)
    for _ in range(4):
        hall.take()
    url = hall.take().slip.url
    hall.press(cmd.CallNext(), "counter-1")
    clock.pass_ms(240_000)
    hall.press(cmd.CompleteService(), "counter-1")
    assert "大约 12 分钟" in page_of(hall, url)
    assert "about 12 minutes" in page_of(hall, url + "?lang=en")


def test_nobody_ahead_says_that_one_is_next(hall: WebHall) -> None:
    hall.staff(1)
    assert "下一位就是您" in page_of(hall, hall.take().slip.url)


def test_without_an_open_window_the_page_says_so(hall: WebHall) -> None:
    page = page_of(hall, hall.take().slip.url)
    assert "现在没有窗口在办理这项业务" in page


def test_each_state_has_its_words_and_what_to_do(hall: WebHall) -> None:
    hall.staff(1, 2)
    issued = hall.take()
    url, ticket_id = issued.slip.url, issued.slip.ticket_id
    hall.press(cmd.CallNext(), "counter-2")
    assert "请到 2 号窗口 请带好材料" in page_of(hall, url)
    hall.press(cmd.Recall(), "counter-2")
    assert "第 2 次叫号" in page_of(hall, url)
    hall.press(cmd.PassTicket(), "counter-2")
    assert "您的号已过" in page_of(hall, url)
    hall.press(cmd.Reactivate(ticket_id), "counter-2")
    assert "已为您重新排队。号码不变" in page_of(hall, url)
    hall.press(cmd.CallNext(), "counter-2")
    hall.press(cmd.StartService(), "counter-2")
    assert "2 号窗口正在为您办理" in page_of(hall, url)
    hall.press(cmd.HoldTicket(), "counter-2")
    assert "2 号窗口会再叫您。号码不变" in page_of(hall, url)
    hall.press(cmd.ResumeTicket(ticket_id), "counter-2")
    hall.press(cmd.Transfer(to_business_id="b2"), "counter-2")
    page = page_of(hall, url)
    assert "已为您转到“业务2”。号码不变" in page
    assert issued.slip.number in page
    hall.press(cmd.CallNext(), "counter-2")
    hall.press(cmd.CompleteService(), "counter-2")
    assert "已办结 谢谢您" in page_of(hall, url)


def test_a_cancelled_and_an_expired_ticket_say_what_to_do(hall: WebHall) -> None:
    first, second = hall.take(), hall.take()
    hall.press(cmd.Abandon(ticket_id=first.slip.ticket_id), "console")
    hall.press(cmd.CloseDay(hall.ask(lambda state: state.business_date)), "console")
    assert "此号已取消" in page_of(hall, first.slip.url)
    assert "此号已失效" in page_of(hall, second.slip.url)


def test_the_next_day_the_ticket_is_politely_over(hall: WebHall, clock: Ticking) -> None:
    url = hall.take().slip.url
    assert "A001" in page_of(hall, url)
    clock.pass_ms(24 * 3600 * 1000)
    hall.until(lambda state: state.day_state is DayState.CLOSED)
    clock.pass_ms(1000)
    hall.until(lambda state: state.business_date == "2025-11-23")

    async def look(browser: Browser) -> tuple[int, str]:
        answer = await browser.get(url)
        return answer.status_code, answer.text

    status, text = run(hall, look)
    assert status == 404
    assert "这张号票已经结束" in text
    assert "A001" not in text


def test_large_type_and_english_are_links_that_need_no_script(hall: WebHall) -> None:
    url = hall.take().slip.url

    async def look(browser: Browser) -> str:
        return (await browser.get(url + "?lang=en&large=1")).text

    page = run(hall, look)
    assert '<html lang="en" data-type="large">' in page
    assert 'href="?lang=en"' in page, "back to ordinary type, still English"
    assert 'href="?large=1"' in page, "back to Chinese, still large"


def test_the_page_tells_no_class_no_person_and_no_other_number(hall: WebHall) -> None:
    hall.take()
    person = Person(name="李秀英", id_number="61011619500101002X", phone="13900001111")
    taken = hall.press(cmd.TakeTicket("b1", PriorityClass.ELDERLY, person), "kiosk-1")
    page = page_of(hall, taken.slip.url)  # type: ignore[union-attr]
    for secret in ("李秀英", "61011619500101002X", "13900001111", "老年人", "A001", "elderly"):
        assert secret not in page


def test_a_phone_page_stays_out_of_caches_referrers_frames_and_search_engines(hall: WebHall) -> None:
    url = hall.take().slip.url

    async def look(browser: Browser) -> dict[str, str]:
        return dict((await browser.get(url)).headers)

    headers = run(hall, look)
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert "noindex" in headers["x-robots-tag"]
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_a_token_stands_in_no_log(hall: WebHall, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    url = hall.take().slip.url
    page_of(hall, url)
    token = url.removeprefix("/t/")
    # The client of the test logs its own requests; the server's loggers must not.
    assert [record.name for record in caplog.records if token in record.getMessage() and record.name != "httpx"] == []
    assert masked(url) == "/t/…"
    assert masked(url + "/events") == "/t/…"
    assert masked("/console/packs") == "/console/packs"


@given(token=st.text(min_size=1, max_size=80))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_for_gets_the_polite_page(hall: WebHall, token: str) -> None:
    async def look(browser: Browser) -> tuple[int, str]:
        answer = await browser.get("/t/" + quote(token, safe=""))
        return answer.status_code, answer.text

    status, text = run(hall, look)
    assert status == 404
    assert "这张号票已经结束" in text or "没有这个页面" in text


async def read_events(hall: WebHall, url: str, act: list[cmd.Command], until: str) -> list[str]:
    """Listen to a ticket's stream, press as counter 1 after the first event, until a text arrives."""
    seen: list[str] = []
    pressed = False
    done = asyncio.Event()
    first = {"type": "http.request", "body": b"", "more_body": False}
    asked = False

    async def receive() -> dict[str, object]:
        nonlocal asked
        if not asked:
            asked = True
            return first
        await done.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        nonlocal pressed
        text = bytes(message.get("body", b"")).decode()  # type: ignore[call-overload]
        if not text:
            return
        seen.append(text)
        if "event: ticket" in text and not pressed:
            pressed = True
            for command in act:
                await asyncio.to_thread(hall.press, command, "counter-1")
        if until in text:
            done.set()

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": url, "raw_path": url.encode(), "query_string": b"", "headers": [(b"host", b"hall")],
        "client": ("10.0.0.9", 1), "server": ("hall", 80), "root_path": "",
    }  # fmt: skip
    await asyncio.wait_for(hall.app(scope, receive, send), 20)  # type: ignore[arg-type]
    return seen


def test_the_stream_tells_the_state_and_then_the_call(hall: WebHall) -> None:
    hall.staff(1)
    url = hall.take().slip.url
    seen = asyncio.run(read_events(hall, url + "/events", [cmd.CallNext()], 'data-state="called"'))
    assert seen[0].startswith("retry: ")
    assert 'data-state="next"' in seen[1]


def test_the_stream_of_those_behind_follows_too(hall: WebHall) -> None:
    hall.staff(1)
    hall.take()
    url = hall.take().slip.url
    seen = asyncio.run(read_events(hall, url + "/events", [cmd.CallNext()], 'data-state="next"'))
    assert "前面还有\u00a01\u00a0人" in "".join(seen)


def test_a_stream_for_no_ticket_says_that_it_is_over(hall: WebHall) -> None:
    seen = asyncio.run(read_events(hall, "/t/AAAAAAAAAAAAAAAAAAAAAA/events", [], "event: over"))
    assert "这张号票已经结束" in "".join(seen)


def test_one_ticket_cannot_take_all_streams(hall: WebHall) -> None:
    async def crowd() -> None:
        with contextlib.ExitStack() as stack:
            for _ in range(MAX_WATCHES_A_TICKET):
                stack.enter_context(hall.pictures.watch_ticket("one-token"))
            with pytest.raises(Fault), hall.pictures.watch_ticket("one-token"):
                pass
            with hall.pictures.watch_ticket("other-token"):
                pass

    asyncio.run(crowd())
