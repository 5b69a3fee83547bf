from dataclasses import replace

import pytest

from assets.translations.catalog import differences
from counter_client import sample
from counter_client.keys import Action
from counter_client.models import Panel, RowButton, Tone
from counter_client.panels import ticket_number
from counter_client.presenter import DOUBLE_PRESS_MS, RETRY_SAID_MS
from counter_client.sample import called, queue, serving, ticket, window
from counter_client.wording import clock
from hub.client.port import LinkState
from hub.contract.commands import (
    Abandon,
    CallNext,
    CallSpecific,
    CloseWindow,
    CompleteService,
    HoldTicket,
    OpenWindow,
    PassAndNext,
    PassTicket,
    PauseWindow,
    Reactivate,
    Recall,
    ResumeTicket,
    ResumeWindow,
    SignIn,
    SignOut,
    StartService,
    Transfer,
)
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import CallAnswer, Done, EvaluationNotice, SignedIn
from hub.contract.vocabulary import (
    EvaluationState,
    OpenTicketRule,
    PauseReason,
    PriorityClass,
    StationKind,
    TicketState,
    WindowState,
    Words,
)

C012 = ticket("C012", "budongchan", 25)
HELD = (ticket("D028", "shichang", 48, TicketState.HELD),)


def row(desk, title):
    panel = desk.presenter.model.panel
    return next(one for section in panel.sections for one in section.rows if title in one.title)


def press_row(desk, title, at=0):
    desk.choose(row(desk, title).buttons[at])


@pytest.mark.parametrize(
    ("view", "key", "command"),
    [
        (window(), "F1", CallNext()),
        (window(current=called(C012, 3)), "F2", Recall()),
        (window(current=called(C012, 3)), "F3", StartService()),
        (window(current=serving(C012, 3)), "F4", CompleteService()),
        (window(current=called(C012, 3)), "F5", PassTicket()),
        (window(current=called(C012, 3)), "F6", PassAndNext()),
        (window(current=serving(C012, 3)), "F7", HoldTicket()),
        (window(WindowState.PAUSED), "F10", ResumeWindow()),
    ],
)
def test_a_function_key_sends_its_verb(counter, view, key, command):
    counter.window(view)
    assert counter.key(key)
    assert counter.last == command


def test_a_key_that_means_nothing_is_left_to_others(counter):
    assert not counter.key("A")


@pytest.mark.parametrize(
    ("view", "command"),
    [
        (window(), CallNext()),
        (window(current=called(C012, 3)), StartService()),
        (window(current=serving(C012, 3)), CompleteService()),
        (window(WindowState.CLOSED), OpenWindow()),
        (window(WindowState.PAUSED), ResumeWindow()),
    ],
)
def test_the_primary_action_follows_the_state(counter, view, command):
    counter.window(view)
    primary = [one for one in counter.presenter.model.primary if one.primary]
    assert len(primary) == 1
    assert primary[0].enabled
    counter.press(Action.PRIMARY)
    assert counter.last == command


def test_buttons_never_change_their_places(counter):
    places = [one.action for one in counter.presenter.model.buttons]
    for view in (window(current=called(C012, 3)), window(WindowState.PAUSED), window(WindowState.CLOSED)):
        counter.window(view)
        assert [one.action for one in counter.presenter.model.buttons] == places


def test_only_what_is_possible_now_can_be_pressed(counter):
    texts = counter.texts()
    assert texts["下一位"]
    assert not texts["办结"]
    assert not texts["重呼"]
    counter.window(window(current=called(C012, 3)))
    texts = counter.texts()
    assert texts["重呼"]
    assert texts["过号叫下位"]
    assert not texts["下一位"]


def test_the_held_button_counts_and_is_off_without_any(counter):
    assert not counter.texts()["回呼"]
    counter.window(window(held=HELD))
    assert counter.texts()["回呼 1"]


def test_the_second_click_of_a_double_click_does_not_start_the_service(counter):
    counter.press(Action.CALL_NEXT)
    counter.window(window(current=called(C012, 0), as_of=120))
    counter.answer(CallAnswer(C012), seq=120)
    counter.now += DOUBLE_PRESS_MS - 1
    counter.presenter.press(Action.START_SERVICE)
    assert counter.link.commands == [CallNext()]
    assert "没有执行" in counter.note()
    counter.now += 1
    counter.presenter.press(Action.START_SERVICE)
    assert counter.last == StartService()


def test_two_different_keys_may_follow_each_other_quickly_the_same_one_may_not(counter):
    counter.presenter.press_key("F1")
    counter.window(window(current=called(C012, 0), as_of=120))
    counter.answer(CallAnswer(C012), seq=120)
    counter.presenter.press_key("F3")
    assert counter.last == StartService()
    counter.window(window(current=called(C012, 0), as_of=121))
    counter.answer(Done(), seq=121)
    counter.presenter.press_key("F3")
    assert counter.link.commands == [CallNext(), StartService()]


def test_a_double_click_does_not_answer_the_question_that_it_raised(counter):
    counter.press(Action.CLOSE_WINDOW)
    counter.refuse(FaultCode.LAST_WINDOW, business="不动产登记", waiting=4)
    counter.presenter.answer(True)
    assert counter.link.commands == [CloseWindow()]
    assert counter.presenter.model.question is not None


def test_a_double_click_on_a_button_does_not_reach_the_page_that_it_opened(counter):
    counter.press(Action.CALL_SPECIFIC)
    counter.presenter.choose(row(counter, "C013").buttons[0])
    counter.presenter.submit()
    assert counter.link.commands == []


def test_a_press_while_the_answer_is_pending_is_ignored_and_said(counter):
    counter.press(Action.CALL_NEXT)
    busy = [one for one in counter.presenter.model.primary if one.busy]
    assert [one.action for one in busy] == [Action.CALL_NEXT]
    counter.now += 1_000
    counter.press(Action.CALL_NEXT)
    assert counter.link.commands == [CallNext()]
    assert "正在处理上一次按键" in counter.note()
    counter.later(1_900)
    assert "正在处理上一次按键" not in counter.note()


def test_an_answer_that_is_late_is_said_in_words(counter):
    counter.press(Action.CALL_NEXT)
    assert counter.note() == ""
    counter.later(RETRY_SAID_MS)
    assert "不能确定是否已执行" in counter.note()


def test_an_answer_that_never_came_names_the_press_and_says_what_to_do(counter):
    counter.press(Action.CALL_NEXT)
    counter.refuse(FaultCode.NO_ANSWER)
    assert "“下一位”" in counter.note()
    assert "请先看当前号码" in counter.note()
    counter.press(Action.BACK)
    assert counter.note() == ""


def test_a_refusal_speaks_the_faults_sentence_and_goes_by_itself(counter):
    counter.window(window(current=called(C012, 95, times=5)))
    counter.press(Action.RECALL)
    counter.refuse(FaultCode.RECALL_LIMIT, number="C012", times=5)
    assert counter.note() == "C012 号已叫 5 次。请过号或开始办理。"
    counter.later(6_000)
    assert counter.note() == ""


def test_what_is_not_possible_now_is_said_not_sent(counter):
    counter.press(Action.RECALL)
    assert counter.link.commands == []
    assert "现在不能这样操作" in counter.note()
    counter.later(10_000)
    counter.press(Action.TRANSFER)
    assert counter.presenter.model.panel is None
    assert "现在不能这样操作" in counter.note()


@pytest.mark.parametrize(("state", "word"), [(LinkState.OFFLINE, "网络中断"), (LinkState.NO_HUB, "大厅主机没有回应")])
def test_offline_is_said_in_words_the_list_stays_grey_and_all_resumes(counter, state, word):
    counter.later(1)
    before = counter.presenter.model
    counter.link.go(state)
    model = counter.presenter.model
    assert model.note is not None
    assert model.note.tone is Tone.OFFLINE
    assert word in model.note.text
    assert "10:15" in model.note.text
    assert model.stale
    assert model.next_number == before.next_number
    assert not any(one.enabled for one in model.primary)
    counter.later(120_000)
    assert "10:15" in counter.note()
    counter.link.go(LinkState.ONLINE)
    assert counter.note() == ""
    assert counter.texts()["下一位"]


def test_offline_with_a_press_on_its_way_says_that_it_is_uncertain(counter):
    counter.press(Action.CALL_NEXT)
    counter.link.go(LinkState.OFFLINE)
    assert "不能确定是否已执行" in counter.note()


def test_a_press_without_connection_says_that_it_was_not_done(counter):
    counter.link.go(LinkState.OFFLINE)
    counter.press(Action.CALL_NEXT)
    assert counter.link.commands == []
    assert "这次按键没有执行" in counter.note()


def test_before_the_first_connection_nothing_is_claimed(new_desk):
    desk = new_desk(StationKind.COUNTER)
    model = desk.presenter.model
    assert model.waiting == "–"
    assert model.hero.text == "正在连接"
    assert model.note is None
    assert model.next_detail == "正在读取等候名单"


def test_the_hero_is_the_current_number_with_its_time_business_and_priority(counter):
    elder = replace(called(C012, 95, times=3), priority_class=PriorityClass.ELDERLY)
    counter.window(window(current=elder))
    hero = counter.presenter.model.hero
    assert (hero.text, hero.number, hero.detail, hero.badge) == ("C012", True, "不动产登记", "老年人")
    assert hero.state.text == "已叫 3 次 1:35"
    counter.window(window(current=serving(C012, 3_907)))
    assert counter.presenter.model.hero.state.text == "办理中 1:05:07"
    counter.later(1_000)
    assert counter.presenter.model.hero.state.text == "办理中 1:05:08"


def test_a_number_without_times_is_shown_without_them(counter):
    counter.window(window(current=replace(C012, state=TicketState.CALLED)))
    assert counter.presenter.model.hero.state.text.strip() == "已叫号"


@pytest.mark.parametrize(
    ("view", "text", "detail"),
    [
        (window(), "空闲", "可以叫下一位"),
        (window(WindowState.CLOSED), "未开窗", "开窗后可以叫号"),
        (window(WindowState.CLOSED, signed_in=False), "未登录", "登录后可以开窗叫号"),
        (replace(window(WindowState.PAUSED), reason=PauseReason.LUNCH), "暂停中", "午休"),
        (window(WindowState.PAUSED), "暂停中", "暂停服务"),
    ],
)
def test_without_anybody_the_hero_says_why(counter, view, text, detail):
    counter.window(view)
    hero = counter.presenter.model.hero
    assert (hero.text, hero.state.text) == (text, detail)


def test_an_empty_queue_says_that_nobody_is_waiting(counter):
    for business in ("budongchan", "shichang", "shuiwu"):
        counter.link.show(business, queue(business))
    model = counter.presenter.model
    assert model.waiting == "0"
    assert model.next_detail == "现在没有人等候"
    assert model.hero.state.text == "现在没有人等候"


def test_who_is_next_and_how_many_wait_is_seen_at_one_glance(counter):
    model = counter.presenter.model
    assert (model.next_number, model.waiting) == ("C018", "18")
    assert model.next_detail == "老年人 · 等了 4 分钟 · 不动产登记"
    assert model.aside == "过号 2 · 挂起 0"
    assert (model.place, model.operator, model.connection.text) == ("3 号窗口", "李敏", "已连接")


def test_why_is_shown_small_after_a_call_and_the_evaluation_after_it(counter):
    counter.press(Action.CALL_NEXT)
    counter.window(window(current=called(C012, 0), as_of=120))
    counter.answer(CallAnswer(C012, Words("等候最久", "has waited longest")), seq=120)
    assert counter.presenter.model.line.text == "叫号依据：等候最久"
    counter.link.tell(EvaluationNotice(1, 0, 1, counter.now, "r", EvaluationState.ASKED, "C011", "w03", 60))
    assert counter.presenter.model.line.text == "叫号依据：等候最久"
    counter.window(window(current=serving(C012, 1), as_of=121))
    assert counter.presenter.model.line.text == "已请 C011 号办事人评价"
    counter.link.tell(EvaluationNotice(2, 1, 1, counter.now, "r", EvaluationState.GIVEN, "C011", "w03", 60))
    assert counter.presenter.model.line.text == "C011 号已评价，谢谢"
    counter.later(60_000)
    assert counter.presenter.model.line.text == "叫号依据：等候最久"


def test_pausing_asks_for_the_reason(counter):
    counter.key("F10")
    assert counter.presenter.model.panel.panel is Panel.PAUSE
    press_row(counter, "午休")
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
    press_row(counter, "13 号窗口")
    assert counter.last == Transfer(to_window_id="w13")
    counter.refuse(FaultCode.TRANSFER_TARGET)
    assert counter.presenter.model.panel is not None
    assert "不能转到那里" in counter.note()
    counter.now += 1_000
    press_row(counter, "税务")
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
    press_row(counter, "C013")
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
    press_row(counter, "D028")
    assert counter.last == ResumeTicket(ticket_id="t-D028")


def test_a_passed_ticket_is_revived_from_the_list_and_the_list_stays_open(counter):
    counter.press(Action.LISTS)
    press_row(counter, "C009", 1)
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
    assert "只到本窗口" in row(counter, "H001").detail


def test_dropping_the_called_number_is_asked_first(counter):
    counter.window(window(current=called(C012, 30)))
    counter.press(Action.ABANDON)
    question = counter.presenter.model.question
    assert "C012" in question.text
    assert question.danger
    counter.reply(False)
    assert counter.link.commands == []
    counter.press(Action.ABANDON)
    counter.reply(True)
    assert counter.last == Abandon(ticket_id="t-C012")


def test_dropping_another_number_goes_by_list_or_number_and_is_asked_first(counter):
    counter.press(Action.ABANDON)
    assert counter.presenter.model.panel.panel is Panel.ABANDON
    press_row(counter, "C013")
    assert "C013" in counter.presenter.model.question.text
    counter.press(Action.BACK)
    assert counter.presenter.model.question is None
    counter.presenter.set_value("number", "e008")
    counter.submit()
    assert "E008" in counter.presenter.model.question.text
    counter.reply(True)
    assert counter.last == Abandon(number="E008")


def test_closing_the_last_window_asks_in_the_page(counter):
    counter.press(Action.CLOSE_WINDOW)
    counter.refuse(FaultCode.LAST_WINDOW, business="不动产登记", waiting=4)
    question = counter.presenter.model.question
    assert question.text == "这是“不动产登记”最后一个开放的窗口，还有 4 人在等。确定要关吗？"
    assert question.yes == "仍要关窗"
    counter.reply(True)
    assert counter.last == CloseWindow(confirmed=True)


def test_finish_first_asks_whether_to_complete_and_call(counter):
    rules = replace(sample.HALL.rules, call_next_while_open=OpenTicketRule.ASK)
    counter.link.show("plan", replace(sample.HALL, rules=rules))
    counter.window(window(current=serving(C012, 60)))
    counter.key("F1")
    counter.refuse(FaultCode.FINISH_FIRST, number="C012")
    assert counter.presenter.model.question.yes == "办结并叫下一位"
    assert not counter.presenter.model.question.danger
    counter.now += 1_000
    counter.reply(True)
    assert counter.last == CallNext(complete_open=True)


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


def test_models_go_out_only_when_something_to_see_has_changed(counter):
    shown = []
    counter.presenter.listen(shown.append)
    counter.presenter.tick()
    counter.presenter.tick()
    assert shown == []
    counter.press(Action.CALL_NEXT)
    assert shown


def test_english_is_complete(new_desk):
    desk = new_desk(StationKind.COUNTER, "en").ready(window(current=serving(C012, 60)))
    model = desk.presenter.model
    assert model.hero.detail == "Real estate"
    assert model.place == "Window 3"
    desk.press(Action.RECALL)
    assert "cannot be done" in desk.note()
    assert differences("counter_client") == []


def test_a_hall_that_lost_a_business_shows_its_id(counter):
    counter.window(window(current=called(ticket("Z001", "gone", 3), 3)))
    assert counter.presenter.model.hero.detail == "gone"


def test_numbers_are_read_as_people_type_them():
    assert ticket_number("ａ０１２") == "A012"
    assert ticket_number(" a 012\n") == "A012"


def test_times_never_run_backwards():
    assert clock(-5_000) == "0:00"
    assert clock(59_999) == "0:59"
    assert clock(3_661_000) == "1:01:01"


def test_a_row_that_needs_no_question_is_sent(counter):
    counter.choose(RowButton("叫号", CallSpecific(ticket_id="t-C013")))
    assert counter.last == CallSpecific(ticket_id="t-C013")


def test_an_answer_without_a_question_is_nothing(counter):
    counter.reply(True)
    assert counter.link.commands == []


def test_a_waiting_person_who_just_came_is_said_to_have_just_come(counter):
    counter.press(Action.LISTS)
    assert row(counter, "E008").detail.endswith("刚到")


def test_a_fault_without_words_of_its_own_is_still_said(counter):
    counter.press(Action.CALL_NEXT)
    counter.answer(Fault(FaultCode.BUSY))
    assert counter.note().startswith("大厅主机正忙")
