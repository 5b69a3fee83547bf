from dataclasses import replace

import pytest

from assets.translations.catalog import differences
from counter_client.face import RETRY_SAID_MS
from counter_client.keys import Action
from counter_client.models import Tone
from counter_client.sample import called, queue, serving, ticket, window
from counter_client.wording import clock
from hub.client.port import LinkState
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import CallAnswer, EvaluationNotice
from hub.contract.vocabulary import (
    EvaluationState,
    PauseReason,
    PriorityClass,
    StationKind,
    TicketState,
    WindowState,
    Words,
)

C012 = ticket("C012", "budongchan", 25)
HELD = (ticket("D028", "shichang", 48, TicketState.HELD),)


def test_buttons_never_change_their_places(counter):
    places = [one.action for one in counter.presenter.model.buttons]
    for view in (window(current=called(C012, 3)), window(WindowState.PAUSED), window(WindowState.CLOSED)):
        counter.window(view)
        assert [one.action for one in counter.presenter.model.buttons] == places


def test_the_held_button_counts_and_is_off_without_any(counter):
    assert not counter.texts()["回呼"]
    counter.window(window(held=HELD))
    assert counter.texts()["回呼 1"]


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
    assert model.next_detail == "老年人 · 不动产登记 · 等了 4 分钟"
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


def test_times_never_run_backwards():
    assert clock(-5_000) == "0:00"
    assert clock(59_999) == "0:59"
    assert clock(3_661_000) == "1:01:01"


def test_a_fault_without_words_of_its_own_is_still_said(counter):
    counter.press(Action.CALL_NEXT)
    counter.answer(Fault(FaultCode.BUSY))
    assert counter.note().startswith("大厅主机正忙")
