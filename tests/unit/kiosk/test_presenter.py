from collections.abc import Callable
from dataclasses import replace

import pytest

from device_drivers.escpos.codec.frames import Alignment
from device_drivers.escpos.document import TextLine
from device_drivers.escpos.status import COVER_OPEN, PAPER_OUT
from device_drivers.faults import NO_ANSWER
from hub.client.port import LinkState
from hub.contract.commands import ConfirmPrinted, Reprint, TakeTicket
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import Done, PrintTicket, QueueView, ShowText, TicketIssued
from hub.contract.vocabulary import DayState, Delivery, PriorityClass
from kiosk.flow import Screen
from kiosk.gallery import START_MS, sample_hall, sample_queues, sample_slip
from kiosk.model import (
    BusyBody,
    ConfirmBody,
    Frame,
    HomeBody,
    NoticeBody,
    OnScreenBody,
    PriorityBody,
    RefusedBody,
    TakenBody,
)
from kiosk.presenter import Condition, Presenter
from kiosk.printing import PrintOutcome
from tests.fakes.kiosk_desk import FakeDesk
from tests.fakes.link import FakeLink


class Kiosk:
    """A presenter with a hall, its time in the test's hand."""

    def __init__(self, *, hall: bool = True, state: LinkState = LinkState.ONLINE, businesses: int = 12) -> None:
        self.now = START_MS
        self.link = FakeLink(state=state)
        self.desk = FakeDesk()
        self.frames: list[Frame] = []
        self.moments: list[str] = []
        if hall:
            made = sample_hall(businesses)
            self.link.show("plan", made)
            for item, queue in sample_queues(made).items():
                self.link.show(item, queue)
        self.link.answers[TakeTicket] = TicketIssued(sample_slip())
        self.presenter = Presenter(
            self.link,
            self.desk,
            self.post,
            lambda: self.now,
            self.frames.append,
            trace=lambda moment, _ns: self.moments.append(moment),
        )
        self.presenter.start()

    def post(self, call: Callable[[], object]) -> None:
        call()

    def later(self, ms: int) -> None:
        self.now += ms
        self.presenter.tick()

    def take(self) -> None:
        self.presenter.choose("b0")
        self.presenter.take()

    @property
    def body(self) -> object:
        return self.presenter.frame.body

    @property
    def deliveries(self) -> list[Delivery]:
        return [one.delivery for one in self.link.commands if isinstance(one, ConfirmPrinted)]


@pytest.fixture
def kiosk() -> Kiosk:
    return Kiosk()


# ---- the business page


def test_the_idle_kiosk_shows_businesses_with_who_waits_and_how_long(kiosk: Kiosk) -> None:
    body = kiosk.body
    assert isinstance(body, HomeBody)
    first, third, fourth = body.tiles[0], body.tiles[2], body.tiles[3]
    assert (first.name, first.prefix, first.waiting, first.wait) == ("社会保险", "A", "等候 4 人", "约 12 分钟")
    assert (third.waiting, third.wait) == ("无人等候", "")
    assert (fourth.waiting, fourth.wait) == ("等候 7 人", "")
    assert kiosk.presenter.frame.chrome.hall_name == "长安区政务服务中心"
    assert kiosk.presenter.frame.chrome.clock == "09:13"
    assert kiosk.presenter.frame.chrome.date == "11月22日　星期日"


def test_a_business_without_window_says_why_and_cannot_be_chosen(kiosk: Kiosk) -> None:
    body = kiosk.body
    assert isinstance(body, HomeBody)
    assert body.tiles[9].reason == "暂无窗口，请问导办台"
    kiosk.presenter.choose("b9")
    assert kiosk.presenter.screen is Screen.HOME


def test_a_business_whose_windows_are_closed_can_be_taken_but_says_so(kiosk: Kiosk) -> None:
    body = kiosk.body
    assert isinstance(body, HomeBody)
    assert (body.tiles[7].wait, body.tiles[7].reason) == ("窗口还未开", "")


def test_an_unknown_business_cannot_be_chosen(kiosk: Kiosk) -> None:
    kiosk.presenter.choose("nonsense")
    assert kiosk.presenter.screen is Screen.HOME


def test_more_than_twelve_businesses_get_pages() -> None:
    kiosk = Kiosk(businesses=20)
    body = kiosk.body
    assert isinstance(body, HomeBody)
    assert (len(body.tiles), body.pages, body.page_words) == (12, 2, "第 1 页，共 2 页")
    kiosk.presenter.turn_page(1)
    kiosk.presenter.turn_page(1)
    body = kiosk.body
    assert isinstance(body, HomeBody)
    assert (len(body.tiles), body.page) == (8, 1)


def test_a_small_glass_holds_fewer_tiles(kiosk: Kiosk) -> None:
    kiosk.presenter.set_page_size(9)
    body = kiosk.body
    assert isinstance(body, HomeBody)
    assert (len(body.tiles), body.pages) == (9, 2)


def test_a_hall_without_businesses_says_so() -> None:
    body = Kiosk(businesses=0).body
    assert isinstance(body, HomeBody)
    assert "导办台" in body.empty


def test_a_new_queue_view_is_shown_at_once(kiosk: Kiosk) -> None:
    queue = kiosk.link.view(QueueView, "b0")
    assert queue is not None
    kiosk.link.show("b0", replace(queue, waiting=5))
    body = kiosk.body
    assert isinstance(body, HomeBody)
    assert body.tiles[0].waiting == "等候 5 人"


# ---- when the hall cannot be used


@pytest.mark.parametrize("state", [LinkState.NO_HUB, LinkState.OFFLINE])
def test_without_the_hub_the_kiosk_sends_people_to_the_guide_desk_and_recovers_by_itself(state: LinkState) -> None:
    kiosk = Kiosk()
    kiosk.presenter.choose("b0")
    kiosk.link.go(state)
    body = kiosk.body
    assert isinstance(body, NoticeBody)
    assert (body.title, body.working) == ("取号机正在重新连接", True)
    assert "导办台" in body.detail
    kiosk.presenter.take()
    assert not kiosk.link.commands
    kiosk.link.go(LinkState.ONLINE)
    assert isinstance(kiosk.body, ConfirmBody)


def test_a_kiosk_that_starts_says_that_it_connects() -> None:
    kiosk = Kiosk(hall=False, state=LinkState.CONNECTING)
    assert kiosk.presenter.condition is Condition.CONNECTING


def test_a_hall_without_plan_is_called_so_only_after_the_plan_had_time_to_come() -> None:
    kiosk = Kiosk(hall=False, state=LinkState.CONNECTING)
    kiosk.link.go(LinkState.ONLINE)
    assert kiosk.presenter.condition is Condition.CONNECTING
    kiosk.later(2_000)
    body = kiosk.body
    assert isinstance(body, NoticeBody)
    assert body.title == "大厅还没有配置"
    kiosk.link.show("plan", sample_hall())
    assert isinstance(kiosk.body, HomeBody)


def test_before_the_day_opens_the_hours_are_told(kiosk: Kiosk) -> None:
    kiosk.link.show("plan", sample_hall(day=DayState.CLOSED))
    body = kiosk.body
    assert isinstance(body, NoticeBody)
    assert "08:00 至 18:00" in body.detail
    kiosk.presenter.choose("b0")
    kiosk.presenter.care()
    assert kiosk.presenter.screen is Screen.HOME


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


# ---- paper


def test_no_number_is_made_when_the_printer_cannot_print_until_the_citizen_agrees(kiosk: Kiosk) -> None:
    kiosk.desk.fault = PAPER_OUT
    kiosk.presenter.choose("b0")
    body = kiosk.body
    assert isinstance(body, ConfirmBody)
    assert body.paperless.startswith("小票打印机没有纸了。您仍然可以取号")
    assert body.take == "取号，显示在屏幕上"
    assert not kiosk.link.commands
    kiosk.presenter.take()
    shown = kiosk.body
    assert isinstance(shown, OnScreenBody)
    assert (shown.number, shown.reason) == ("A012", "号码已经取好，没有小票也一样叫号。")
    assert kiosk.deliveries == [Delivery.SCREEN]
    assert not kiosk.desk.printed


def test_paper_that_runs_out_while_the_citizen_reads_is_offered_first(kiosk: Kiosk) -> None:
    kiosk.presenter.choose("b0")
    kiosk.desk.fault = COVER_OPEN
    kiosk.presenter.take()
    body = kiosk.body
    assert isinstance(body, ConfirmBody)
    assert "盖子" in body.paperless
    assert not kiosk.link.commands
    kiosk.presenter.back()
    assert kiosk.presenter.frame.chrome.warning


def test_a_ticket_that_did_not_come_out_stands_on_the_screen(kiosk: Kiosk) -> None:
    kiosk.desk.outcome = PrintOutcome(Delivery.SCREEN, PAPER_OUT)
    kiosk.take()
    body = kiosk.body
    assert isinstance(body, OnScreenBody)
    assert body.reason == "小票打印机没有纸了，小票没有打印出来。您的号码有效，照样叫号。"
    assert body.url == sample_slip().url
    assert kiosk.deliveries == [Delivery.SCREEN]


def test_a_printer_that_fell_silent_leaves_the_delivery_unknown(kiosk: Kiosk) -> None:
    kiosk.desk.outcome = PrintOutcome(Delivery.UNKNOWN, NO_ANSWER)
    kiosk.take()
    body = kiosk.body
    assert isinstance(body, OnScreenBody)
    assert body.reason.startswith("小票可能没有打印完整")
    assert kiosk.deliveries == [Delivery.UNKNOWN]


def test_printing_is_said_while_it_lasts(kiosk: Kiosk) -> None:
    kiosk.desk.outcome = None
    kiosk.take()
    assert kiosk.body == BusyBody("正在打印小票，请稍候")
    kiosk.later(600_000)
    assert kiosk.presenter.screen is Screen.PRINTING
    kiosk.desk.waiting[0](PrintOutcome(Delivery.PAPER))
    assert isinstance(kiosk.body, TakenBody)


def test_a_copy_goes_over_the_hub_and_is_told_as_paper(kiosk: Kiosk) -> None:
    kiosk.desk.outcome = PrintOutcome(Delivery.SCREEN, PAPER_OUT)
    kiosk.take()
    kiosk.desk.outcome = PrintOutcome(Delivery.PAPER)
    kiosk.link.answers[Reprint] = TicketIssued(sample_slip(copy=True))
    kiosk.presenter.reprint()
    assert isinstance(kiosk.body, TakenBody)
    assert Reprint(ticket_id="ticket-0001") in kiosk.link.commands
    assert kiosk.deliveries == [Delivery.SCREEN, Delivery.PAPER]
    assert len(kiosk.desk.claimed) == 1


def test_a_copy_that_fails_again_is_no_news_to_the_hub(kiosk: Kiosk) -> None:
    kiosk.desk.fault = PAPER_OUT
    kiosk.take()
    kiosk.presenter.take()
    kiosk.desk.fault = None
    kiosk.desk.outcome = PrintOutcome(Delivery.SCREEN, COVER_OPEN)
    kiosk.link.answers[Reprint] = TicketIssued(sample_slip(copy=True))
    kiosk.presenter.reprint()
    body = kiosk.body
    assert isinstance(body, OnScreenBody)
    assert "盖子" in body.reason
    assert kiosk.deliveries == [Delivery.SCREEN]


def test_a_copy_is_not_asked_for_while_the_printer_cannot_print(kiosk: Kiosk) -> None:
    kiosk.desk.outcome = PrintOutcome(Delivery.SCREEN, PAPER_OUT)
    kiosk.take()
    kiosk.desk.fault = PAPER_OUT
    kiosk.presenter.reprint()
    body = kiosk.body
    assert isinstance(body, OnScreenBody)
    assert "还是不能打印" in body.reason
    assert not any(isinstance(one, Reprint) for one in kiosk.link.commands)


def test_a_refused_copy_keeps_the_number_on_the_screen(kiosk: Kiosk) -> None:
    kiosk.desk.outcome = PrintOutcome(Delivery.SCREEN, PAPER_OUT)
    kiosk.take()
    kiosk.link.answers[Reprint] = Fault(FaultCode.BUSY)
    kiosk.presenter.reprint()
    body = kiosk.body
    assert isinstance(body, OnScreenBody)
    assert body.number == "A012"
    assert body.reason.startswith("大厅主机正忙")


def test_a_check_for_a_copy_that_comes_after_the_citizen_left_does_nothing(kiosk: Kiosk) -> None:
    kiosk.desk.outcome = PrintOutcome(Delivery.SCREEN, PAPER_OUT)
    kiosk.take()
    kiosk.desk.holds_checks = True
    kiosk.presenter.reprint()
    kiosk.presenter.reprint()
    assert len(kiosk.desk.checks) == 1
    kiosk.presenter.finish()
    kiosk.desk.checks[0](None)
    assert not any(isinstance(one, Reprint) for one in kiosk.link.commands)


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


# ---- orders


def order(*, copy: bool) -> PrintTicket:
    return PrintTicket("order-1", START_MS + 60_000, sample_slip(copy=copy))


def test_a_number_that_a_guide_took_is_printed_and_confirmed(kiosk: Kiosk) -> None:
    kiosk.link.order("printer", order(copy=False))
    order_id, _, expires_at, done = kiosk.desk.orders[0]
    assert (order_id, expires_at) == ("order-1", START_MS + 60_000)
    done(PrintOutcome(Delivery.PAPER))
    assert kiosk.deliveries == [Delivery.PAPER]
    assert isinstance(kiosk.body, HomeBody)


def test_a_copy_by_order_is_printed_and_marked(kiosk: Kiosk) -> None:
    kiosk.link.order("printer", order(copy=True))
    _, document, _, done = kiosk.desk.orders[0]
    assert "【补打】" in {line.text for line in document.lines if isinstance(line, TextLine)}
    done(PrintOutcome(Delivery.PAPER))
    assert kiosk.deliveries == []


def test_orders_for_other_devices_are_not_the_kiosks(kiosk: Kiosk) -> None:
    kiosk.link.order("bar", ShowText("order-2", START_MS, "A012"))
    assert not kiosk.desk.orders


def test_the_hub_is_told_of_the_printer_after_every_connection(kiosk: Kiosk) -> None:
    before = kiosk.desk.published
    kiosk.link.go(LinkState.OFFLINE)
    kiosk.link.go(LinkState.ONLINE)
    assert kiosk.desk.published == before + 1
