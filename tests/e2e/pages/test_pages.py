"""What people see in a browser, without ever reloading."""

from playwright.sync_api import Browser, Page, expect

from hub.contract import commands as cmd
from hub.contract.vocabulary import WindowState
from tests.fakes.webhall import PASSWORD, SETUP_CODE, WebHall

PATIENCE_MS = 20_000
"""For a machine with much else to do; nothing waits this long when it works."""


def sign_in(page: Page, address: str) -> None:
    """Set the first password and sign in, as a supervisor does."""
    page.goto(f"{address}/console")
    page.fill("[name=code]", SETUP_CODE)
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.click("button:has-text('设置密码')")
    page.fill("[name=password]", PASSWORD)
    page.click("button:has-text('登录')")
    expect(page.locator("#live")).to_be_visible(timeout=PATIENCE_MS)


def test_the_phone_follows_its_ticket_from_waiting_to_completed(hall: WebHall, chromium: Browser) -> None:
    hall.staff(1)
    hall.take()
    issued = hall.take()
    address = hall.serve()
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append("load"))
    page.goto(address + issued.slip.url)
    band = page.locator(".band")
    expect(page.locator("h1")).to_have_text("A002")
    expect(band).to_contain_text("前面还有", timeout=PATIENCE_MS)
    hall.press(cmd.CallNext(), "counter-1")
    expect(band).to_contain_text("下一位就是您", timeout=PATIENCE_MS)
    hall.press(cmd.CompleteService(), "counter-1")
    hall.press(cmd.CallNext(), "counter-1")
    expect(band).to_contain_text("号窗口", timeout=PATIENCE_MS)
    expect(band).to_have_attribute("data-state", "called", timeout=PATIENCE_MS)
    hall.press(cmd.StartService(), "counter-1")
    expect(band).to_contain_text("正在办理", timeout=PATIENCE_MS)
    hall.press(cmd.CompleteService(), "counter-1")
    expect(band).to_contain_text("已办结", timeout=PATIENCE_MS)
    assert loads == ["load"], "the page was never loaded again"
    context.close()


def test_the_phone_says_when_it_is_cut_off(hall: WebHall, chromium: Browser) -> None:
    issued = hall.take()
    address = hall.serve()
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(address + issued.slip.url)
    lost = page.locator("#lost")
    expect(lost).to_be_hidden()
    assert hall.server is not None
    hall.server.stop()
    expect(lost).to_be_visible(timeout=PATIENCE_MS)
    context.close()
    hall.server = None


def test_the_supervisor_signs_in_and_opens_a_window(hall: WebHall, chromium: Browser) -> None:
    hall.press(cmd.SignIn("1001", "1357"), "counter-1")
    address = hall.serve()
    context = chromium.new_context(viewport={"width": 1366, "height": 900})
    page = context.new_page()
    sign_in(page, address)
    page.click("#window-1")
    page.click("dialog button:has-text('开窗')")
    expect(page.locator("dialog")).to_contain_text("1 号窗口已开放", timeout=PATIENCE_MS)
    assert hall.ask(lambda state: state.seats["1"].state) is WindowState.OPEN
    page.click("dialog [data-close]")
    expect(page.locator("#window-1")).to_have_attribute("data-state", "free", timeout=PATIENCE_MS)
    hall.take()
    hall.press(cmd.CallNext(), "counter-1")
    expect(page.locator("#window-1")).to_have_attribute("data-state", "calling", timeout=PATIENCE_MS)
    expect(page.locator("#window-1")).to_contain_text("A001")
    page.click("#window-2")
    expect(page.locator("dialog")).to_contain_text("2 号窗口", timeout=PATIENCE_MS)
    context.close()


def test_eight_tabs_of_the_console_share_one_stream(hall: WebHall, chromium: Browser) -> None:
    address = hall.serve()
    context = chromium.new_context()
    first = context.new_page()
    sign_in(first, address)
    tabs = [context.new_page() for _ in range(7)]
    for tab in tabs:
        tab.goto(f"{address}/console")
        expect(tab.locator("#live")).to_be_visible(timeout=PATIENCE_MS)
    hall.staff(1)
    for tab in [first, *tabs]:
        expect(tab.locator("#window-1")).to_have_attribute("data-state", "free", timeout=PATIENCE_MS)
    context.close()


def test_no_page_runs_into_its_own_policy(hall: WebHall, chromium: Browser) -> None:
    issued = hall.take()
    address = hall.serve()
    context = chromium.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address + issued.slip.url)
    sign_in(page, address)
    page.goto(f"{address}/console/packs")
    assert [text for text in said if "Content Security Policy" in text or "Error" in text] == []
    context.close()
