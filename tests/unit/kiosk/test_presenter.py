from dataclasses import replace

from device_drivers.escpos.codec.frames import Alignment
from device_drivers.escpos.document import TextLine
from hub.contract.commands import ConfirmPrinted, TakeTicket
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import Done, TicketIssued
from hub.contract.vocabulary import Delivery, PriorityClass
from kiosk.flow import Screen
from kiosk.gallery import sample_hall, sample_slip
from kiosk.model import (
    BusyBody,
    ConfirmBody,
    PriorityBody,
    RefusedBody,
    TakenBody,
)
from tests.fakes.kiosk import Kiosk

# ---- taking a number


def test_confirm_shows_people_ahead_and_the_wait(kiosk: Kiosk) -> None:
    kiosk.presenter.choose("b0")
    body = kiosk.body
    assert isinstance(body, ConfirmBody)
    assert [(one.number, one.unit) for one in body.figures] == [("4", "人"), ("12", "分钟")]
    assert (body.take, body.paperless, body.busy) == ("取号", "", "")


def test_nothing_is_claimed_about_a_wait_that_is_not_known(kiosk: Kiosk) -> None:
    kiosk.presenter.choose("b3")
    body = kiosk.body
    assert isinstance(body, ConfirmBody)
    assert len(body.figures) == 1


def test_nobody_ahead_is_said_in_words(kiosk: Kiosk) -> None:
    kiosk.presenter.choose("b2")
    body = kiosk.body
    assert isinstance(body, ConfirmBody)
    assert (body.figures, body.calm) == ((), "现在没有人等候")


def test_without_a_queue_view_confirm_claims_nothing() -> None:
    kiosk = Kiosk()
    kiosk.link._views.pop(("queue", "b0"))
    kiosk.presenter.choose("b0")
    body = kiosk.body
    assert isinstance(body, ConfirmBody)
    assert (body.figures, body.calm) == ((), "")


def test_a_number_is_taken_printed_and_told(kiosk: Kiosk) -> None:
    kiosk.take()
    body = kiosk.body
    assert isinstance(body, TakenBody)
    assert body.number == "A012"
    assert body.sentence == "请取走小票，到综合服务区 1、2、3 号窗口旁等候，\n前面还有 4 人，大约 12 分钟。"
    assert kiosk.link.commands == [TakeTicket("b0"), ConfirmPrinted("ticket-0001", Delivery.PAPER)]
    assert TextLine("A012", size=6, align=Alignment.CENTER, bold=True) in kiosk.desk.printed[0].lines
    assert kiosk.moments == ["touch", "asked", "answered", "shown"]


def test_with_one_area_the_sentence_names_only_the_window() -> None:
    kiosk = Kiosk()
    hall = sample_hall()
    kiosk.link.show("plan", replace(hall, areas=hall.areas[:1]))
    kiosk.link.answers[TakeTicket] = TicketIssued(replace(sample_slip(), window_numbers=("3",)))
    kiosk.take()
    body = kiosk.body
    assert isinstance(body, TakenBody)
    assert body.sentence == "请取走小票，到 3 号窗口旁等候，\n前面还有 4 人，大约 12 分钟。"


def test_a_ticket_without_windows_or_people_ahead_still_makes_a_sentence(kiosk: Kiosk) -> None:
    kiosk.link.answers[TakeTicket] = TicketIssued(replace(sample_slip(ahead=0), window_numbers=()))
    kiosk.take()
    body = kiosk.body
    assert isinstance(body, TakenBody)
    assert body.sentence == "请取走小票，到等候区座位旁等候，\n马上就会叫到您。"


def test_the_screen_returns_by_itself_and_forgets_everything(kiosk: Kiosk) -> None:
    kiosk.presenter.switch_language()
    kiosk.presenter.switch_type()
    kiosk.presenter.care()
    kiosk.presenter.declare(PriorityClass.ELDERLY)
    kiosk.take()
    count = kiosk.presenter.frame.chrome.countdown
    assert count is not None
    assert count.seconds == 12
    kiosk.later(12_000)
    chrome = kiosk.presenter.frame.chrome
    assert kiosk.presenter.screen is Screen.HOME
    assert (chrome.language, chrome.large, chrome.care_chosen) == ("zh", False, False)


def test_a_silent_citizen_is_warned_and_stays_by_a_touch(kiosk: Kiosk) -> None:
    kiosk.presenter.choose("b0")
    kiosk.later(50_000)
    count = kiosk.presenter.frame.chrome.countdown
    assert count is not None
    assert (count.seconds, count.question) == (10, "您还在吗？")
    kiosk.presenter.touch()
    assert kiosk.presenter.frame.chrome.countdown is None
    kiosk.later(60_000)
    assert kiosk.presenter.screen is Screen.HOME


def test_one_number_comes_of_two_quick_touches(kiosk: Kiosk) -> None:
    kiosk.link.answers.clear()
    kiosk.take()
    kiosk.presenter.take()
    kiosk.presenter.choose("b1")
    assert kiosk.link.commands == [TakeTicket("b0")]
    assert isinstance(kiosk.body, BusyBody)
    kiosk.presenter.finish()
    assert kiosk.presenter.screen is Screen.TAKING


def test_a_priority_class_goes_with_the_number(kiosk: Kiosk) -> None:
    kiosk.presenter.care()
    assert isinstance(kiosk.body, PriorityBody)
    kiosk.presenter.declare(PriorityClass.PREGNANT)
    assert kiosk.presenter.frame.chrome.care == "优先：孕妇"
    kiosk.presenter.choose("b0")
    body = kiosk.body
    assert isinstance(body, ConfirmBody)
    assert "孕妇优先" in body.priority
    kiosk.presenter.take()
    assert kiosk.link.commands[0] == TakeTicket("b0", PriorityClass.PREGNANT)


def test_vip_cannot_be_declared_by_oneself(kiosk: Kiosk) -> None:
    kiosk.presenter.care()
    body = kiosk.body
    assert isinstance(body, PriorityBody)
    assert PriorityClass.VIP not in {one.priority_class for one in body.options}
    kiosk.presenter.back()
    kiosk.presenter.declare(PriorityClass.ELDERLY)
    assert not kiosk.presenter.frame.chrome.care_chosen


def test_back_returns_and_late_printer_news_disturb_nobody(kiosk: Kiosk) -> None:
    kiosk.desk.holds_checks = True
    kiosk.presenter.choose("b0")
    kiosk.presenter.take()
    body = kiosk.body
    assert isinstance(body, ConfirmBody)
    assert body.busy == "正在检查打印机"
    kiosk.presenter.back()
    for done in kiosk.desk.checks:
        done(None)
    assert kiosk.presenter.screen is Screen.HOME
    assert not kiosk.link.commands


def test_english_and_large_type_can_be_chosen_on_any_screen(kiosk: Kiosk) -> None:
    kiosk.presenter.choose("b0")
    kiosk.presenter.switch_language()
    body = kiosk.body
    assert isinstance(body, ConfirmBody)
    assert (body.business, body.take) == ("Social Insurance", "Take a number")
    kiosk.presenter.take()
    taken = kiosk.body
    assert isinstance(taken, TakenBody)
    assert "4 people are ahead of you" in taken.sentence
    kiosk.presenter.switch_language()
    assert kiosk.presenter.frame.chrome.language == "zh"


# ---- refusals


def test_a_refusal_is_told_in_the_faults_own_words(kiosk: Kiosk) -> None:
    kiosk.link.answers[TakeTicket] = Fault(FaultCode.BUSY)
    kiosk.take()
    body = kiosk.body
    assert isinstance(body, RefusedBody)
    assert body.sentence == "大厅主机正忙，没有执行。请稍等几秒再按一次。"
    assert body.advice == "如需帮助，请到导办台。"
    kiosk.later(20_000)
    assert kiosk.presenter.screen is Screen.HOME


def test_the_guide_desk_is_not_named_twice(kiosk: Kiosk) -> None:
    kiosk.link.answers[TakeTicket] = Fault(FaultCode.DAY_NOT_OPEN)
    kiosk.take()
    body = kiosk.body
    assert isinstance(body, RefusedBody)
    assert ("导办台" in body.sentence, body.advice) == (True, "")


def test_without_an_answer_nobody_is_told_to_press_again(kiosk: Kiosk) -> None:
    kiosk.link.answers[TakeTicket] = Fault(FaultCode.NO_ANSWER)
    kiosk.take()
    body = kiosk.body
    assert isinstance(body, RefusedBody)
    assert "不要重复取号" in body.sentence


def test_an_answer_of_another_kind_is_a_refusal(kiosk: Kiosk) -> None:
    kiosk.link.answers[TakeTicket] = Done()
    kiosk.take()
    assert isinstance(kiosk.body, RefusedBody)
    assert kiosk.presenter.refusal is not None


def test_a_business_that_a_new_plan_took_away_is_refused_in_words() -> None:
    kiosk = Kiosk()
    kiosk.presenter.choose("b11")
    kiosk.link.show("plan", sample_hall(3))
    assert isinstance(kiosk.body, RefusedBody)
    kiosk.presenter.finish()
    assert kiosk.presenter.screen is Screen.HOME
