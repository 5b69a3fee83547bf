from device_drivers.escpos.document import TextLine
from device_drivers.escpos.status import COVER_OPEN, PAPER_OUT
from device_drivers.faults import NO_ANSWER
from hub.client.port import LinkState
from hub.contract.commands import Reprint
from hub.contract.faults import Fault, FaultCode
from hub.contract.notices import PrintTicket, ShowText, TicketIssued
from hub.contract.vocabulary import Delivery
from kiosk.flow import Screen
from kiosk.gallery import START_MS, sample_slip
from kiosk.model import (
    BusyBody,
    ConfirmBody,
    HomeBody,
    OnScreenBody,
    TakenBody,
)
from kiosk.printing import PrintOutcome
from tests.fakes.kiosk import Kiosk

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
