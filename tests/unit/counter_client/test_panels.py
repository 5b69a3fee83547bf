from dataclasses import replace

from counter_client.keys import Action
from counter_client.models import Panel, RowButton
from counter_client.panels import ticket_number
from counter_client.sample import called, serving, ticket, window
from hub.contract.commands import (
    Abandon,
    CallSpecific,
    PauseWindow,
    Reactivate,
    ResumeTicket,
    SignIn,
    SignOut,
    Transfer,
)
from hub.contract.faults import FaultCode
from hub.contract.notices import Done, SignedIn
from hub.contract.vocabulary import (
    PauseReason,
    TicketState,
    WindowState,
)

C012 = ticket("C012", "budongchan", 25)
HELD = (ticket("D028", "shichang", 48, TicketState.HELD),)


def test_pausing_asks_for_the_reason(counter):
    counter.key("F10")
    assert counter.presenter.model.panel.panel is Panel.PAUSE
    counter.press_row("午休")
    assert counter.last == PauseWindow(PauseReason.LUNCH)
    counter.window(replace(window(WindowState.PAUSED, as_of=120), reason=PauseReason.LUNCH))
    counter.answer(Done(), seq=120)
    assert counter.presenter.model.panel is None


def test_a_page_that_the_new_state_makes_pointless_closes_by_itself(counter):
    counter.key("F10")
    counter.window(window(current=called(C012, 1)))
    assert counter.presenter.model.panel is None


def test_transfer_offers_other_businesses_and_open_windows_of_the_same_one(counter):
    for at, state in ((2, WindowState.PAUSED), (4, WindowState.CLOSED), (13, WindowState.OPEN)):
        waiting = (C012,) if at == 13 else ()
        counter.link.show(f"w{at:02}", window(state, window_id=f"w{at:02}", waiting_here=waiting))
    counter.window(window(current=serving(C012, 60)))
    counter.key("F9")
    panel = counter.presenter.model.panel
    assert panel.title == "转走 C012 号"
    businesses, windows = panel.sections
    assert len(businesses.rows) == 11
    assert [one.title for one in windows.rows] == ["13 号窗口 综合窗口", "2 号窗口 综合窗口"]
    assert windows.rows[0].detail == "开放 · 1 人等候"
    counter.press_row("13 号窗口")
    assert counter.last == Transfer(to_window_id="w13")
    counter.refuse(FaultCode.TRANSFER_TARGET)
    assert counter.presenter.model.panel is not None
    assert "不能转到那里" in counter.note()
    counter.now += 1_000
    counter.press_row("税务")
    assert counter.last == Transfer(to_business_id="shuiwu")


def test_an_open_transfer_page_follows_the_other_windows(counter):
    counter.window(window(current=serving(C012, 60)))
    counter.key("F9")
    assert counter.presenter.model.panel.sections[1].rows == ()
    counter.link.show("w13", window(window_id="w13"))
    counter.later(1_000)
    assert len(counter.presenter.model.panel.sections[1].rows) == 1


def test_calling_a_chosen_number_from_the_list_or_by_typing_it(counter):
    counter.window(window(held=HELD))
    counter.key("F11")
    counter.press_row("C013")
    assert counter.last == CallSpecific(ticket_id="t-C013")
    counter.refuse(FaultCode.TICKET_STATE, number="C013", state="called")
    assert counter.note() == "C013 号现在是“已叫号”，不能这样操作。"
    counter.presenter.set_value("number", " c ０14 ")
    counter.submit()
    assert counter.last == CallSpecific(number="C014")


def test_a_form_without_a_number_says_what_is_missing(counter):
    counter.key("F11")
    counter.submit()
    assert counter.note() == "请输入号码，例如 A012。"
    counter.presenter.set_value("number", "C")
    assert counter.note() == ""
    counter.presenter.set_value("number", "C")
    assert counter.link.commands == []


def test_submitting_without_a_form_does_nothing(counter):
    counter.submit()
    counter.press(Action.MORE)
    counter.submit()
    assert counter.link.commands == []


def test_a_held_ticket_is_called_back_from_its_list(counter):
    counter.window(window(held=HELD))
    counter.key("F8")
    counter.press_row("D028")
    assert counter.last == ResumeTicket(ticket_id="t-D028")


def test_a_passed_ticket_is_revived_from_the_list_and_the_list_stays_open(counter):
    counter.press(Action.LISTS)
    counter.press_row("C009", 1)
    assert counter.last == Reactivate(ticket_id="t-C009")
    counter.answer(Done(), seq=120)
    assert counter.presenter.model.panel.panel is Panel.LISTS


def test_the_lists_offer_only_what_is_possible_now(counter):
    counter.window(window(current=serving(C012, 60)))
    counter.press(Action.LISTS)
    waiting, passed, _ = counter.presenter.model.panel.sections
    assert all(one.buttons == () for one in waiting.rows)
    assert [button.text for button in passed.rows[0].buttons] == ["激活"]


def test_a_ticket_that_waits_for_this_window_alone_says_so(counter):
    counter.window(window(waiting_here=(ticket("H001", "churujing", 3),)))
    counter.press(Action.LISTS)
    assert "只到本窗口" in counter.row("H001").detail


def test_dropping_another_number_goes_by_list_or_number_and_is_asked_first(counter):
    counter.press(Action.ABANDON)
    assert counter.presenter.model.panel.panel is Panel.ABANDON
    counter.press_row("C013")
    assert "C013" in counter.presenter.model.question.text
    counter.press(Action.BACK)
    assert counter.presenter.model.question is None
    counter.presenter.set_value("number", "e008")
    counter.submit()
    assert "E008" in counter.presenter.model.question.text
    counter.reply(True)
    assert counter.last == Abandon(number="E008")


def test_signing_in_with_the_wrong_pin_stays_on_the_page_and_forgets_it_when_left(counter):
    counter.window(window(WindowState.CLOSED, signed_in=False))
    counter.press(Action.PRIMARY)
    counter.submit()
    assert counter.note() == "请输入工号和密码。"
    counter.presenter.set_value("operator", " 1003 ")
    counter.presenter.set_value("pin", "1111")
    counter.submit()
    assert counter.last == SignIn("1003", "1111")
    counter.refuse(FaultCode.WRONG_PIN)
    assert counter.presenter.model.panel.panel is Panel.SIGN_IN
    assert "工号或密码不对" in counter.note()
    counter.press(Action.BACK)
    assert counter.presenter.values == {}


def test_signing_in_closes_the_page(counter):
    counter.window(window(WindowState.CLOSED, signed_in=False))
    counter.press(Action.SIGN_IN)
    counter.presenter.set_value("operator", "1003")
    counter.presenter.set_value("pin", "8642")
    counter.submit()
    assert counter.presenter.model.panel.busy
    counter.window(window(WindowState.CLOSED, as_of=120))
    counter.answer(SignedIn("1003", "李敏"), seq=120)
    assert counter.presenter.model.panel is None
    counter.press(Action.SIGN_OUT)
    assert counter.last == SignOut()


def test_more_holds_the_rare_actions_greyed_as_the_table_says(counter):
    counter.key("F12")
    actions = {one.text: one.enabled for one in counter.presenter.model.panel.actions}
    assert actions == {"等候名单": True, "过号激活": True, "弃号": True, "开窗": False, "关窗": True, "注销": False}
    counter.key("F12")
    assert counter.presenter.model.panel is None
    counter.key("F12")
    counter.key("Esc")
    assert counter.presenter.model.panel is None


def test_numbers_are_read_as_people_type_them():
    assert ticket_number("ａ０１２") == "A012"
    assert ticket_number(" a 012\n") == "A012"


def test_a_row_that_needs_no_question_is_sent(counter):
    counter.choose(RowButton("叫号", CallSpecific(ticket_id="t-C013")))
    assert counter.last == CallSpecific(ticket_id="t-C013")


def test_a_waiting_person_who_just_came_is_said_to_have_just_come(counter):
    counter.press(Action.LISTS)
    assert counter.row("E008").detail.endswith("刚到")
