from dataclasses import replace

import pytest

from counter_client import sample
from counter_client.keys import Action
from counter_client.presenter import DOUBLE_PRESS_MS
from counter_client.sample import called, serving, ticket, window
from hub.client.port import LinkState
from hub.contract.commands import (
    Abandon,
    CallNext,
    CloseWindow,
    CompleteService,
    HoldTicket,
    OpenWindow,
    PassAndNext,
    PassTicket,
    Recall,
    ResumeWindow,
    StartService,
)
from hub.contract.faults import FaultCode
from hub.contract.notices import CallAnswer, Done
from hub.contract.vocabulary import (
    OpenTicketRule,
    WindowState,
)

C012 = ticket("C012", "budongchan", 25)


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
    counter.presenter.choose(counter.row("C013").buttons[0])
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


def test_what_is_not_possible_now_is_said_not_sent(counter):
    counter.press(Action.RECALL)
    assert counter.link.commands == []
    assert "现在不能这样操作" in counter.note()
    counter.later(10_000)
    counter.press(Action.TRANSFER)
    assert counter.presenter.model.panel is None
    assert "现在不能这样操作" in counter.note()


def test_a_press_without_connection_says_that_it_was_not_done(counter):
    counter.link.go(LinkState.OFFLINE)
    counter.press(Action.CALL_NEXT)
    assert counter.link.commands == []
    assert "这次按键没有执行" in counter.note()


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


def test_an_answer_without_a_question_is_nothing(counter):
    counter.reply(True)
    assert counter.link.commands == []
