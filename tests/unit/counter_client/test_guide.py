from dataclasses import replace

from counter_client import sample
from counter_client.keys import Action
from counter_client.models import Panel
from hub.client.port import LinkState
from hub.contract.commands import Abandon, Reactivate, Reprint, SignOut, TakeTicket
from hub.contract.faults import FaultCode
from hub.contract.notices import Done, SignedIn, TicketIssued
from hub.contract.vocabulary import Person, PriorityClass
from tests.unit.counter_client.test_session import slip


def signed_in(desk):
    desk.presenter.set_value("operator", "2001")
    desk.presenter.set_value("pin", "8642")
    desk.submit()
    desk.answer(SignedIn("2001", "王芳"))
    desk.now += 1_000
    return desk


def fill(desk, **values):
    for name, value in values.items():
        desk.presenter.set_value(name, value)


def test_a_guide_desk_begins_with_signing_in_and_goes_on_to_taking_numbers(guide):
    assert guide.presenter.model.panel.panel is Panel.SIGN_IN
    assert guide.presenter.model.tabs == ()
    signed_in(guide)
    model = guide.presenter.model
    assert model.panel.panel is Panel.TAKE
    assert (model.place, model.operator) == ("导办台", "王芳")
    assert guide.presenter.values == {}


def test_a_number_is_taken_for_somebody_and_printed_at_a_kiosk(guide):
    signed_in(guide)
    fill(guide, business="huji", priority="elderly", name=" 张三 ", phone="138 0000 0000", print_at="kiosk-2")
    guide.submit()
    person = Person(name="张三", phone="13800000000")
    assert guide.last == TakeTicket("huji", PriorityClass.ELDERLY, person, "kiosk-2")
    guide.answer(TicketIssued(slip("G007"), "kiosk-2"))
    assert guide.note() == "G007 号已取，正在 kiosk-2 打印。"
    assert guide.presenter.values == {"print_at": "kiosk-2"}


def test_name_and_phone_are_optional_and_the_first_kiosk_is_chosen(guide):
    signed_in(guide)
    fill(guide, business="huji")
    guide.submit()
    assert guide.last == TakeTicket("huji", PriorityClass.ORDINARY, None, "kiosk-1")


def test_a_business_must_be_chosen(guide):
    signed_in(guide)
    guide.submit()
    assert guide.note() == "请先选择要办理的业务。"
    assert len(guide.link.commands) == 1


def test_without_a_kiosk_nothing_is_taken_or_printed_again(guide):
    signed_in(guide)
    guide.link.show("plan", replace(sample.HALL, kiosks=()))
    fill(guide, business="huji")
    guide.submit()
    assert "没有取号机" in guide.note()
    guide.press(Action.REPRINT)
    fill(guide, number="G007")
    guide.submit()
    assert "没有取号机" in guide.note()
    assert len(guide.link.commands) == 1


def test_a_ticket_is_printed_again_by_its_number(guide):
    signed_in(guide)
    guide.key("F2")
    guide.submit()
    assert guide.note() == "请输入号码，例如 A012。"
    fill(guide, number="g007")
    guide.submit()
    assert guide.last == Reprint(number="G007", print_at="kiosk-1")
    guide.answer(TicketIssued(slip("G007"), "kiosk-1"))
    assert guide.note() == "G007 号正在 kiosk-1 补打。"
    assert guide.presenter.model.panel.panel is Panel.REPRINT


def test_a_passed_number_is_revived_by_list_or_number(guide):
    signed_in(guide)
    guide.key("F3")
    passed = guide.presenter.model.panel.sections[0]
    guide.choose(next(one for one in passed.rows if one.title == "C009").buttons[0])
    assert guide.last == Reactivate(ticket_id="t-C009")
    guide.answer(Done())
    assert guide.presenter.model.panel.panel is Panel.TAKE


def test_dropping_a_number_is_asked_first(guide):
    signed_in(guide)
    guide.key("F4")
    fill(guide, number="C013")
    guide.submit()
    guide.reply(True)
    assert guide.last == Abandon(number="C013")


def test_the_whole_halls_waiting_people_stand_large(guide):
    signed_in(guide)
    assert guide.presenter.model.hero.text == "20"


def test_the_lists_are_to_be_read_with_passed_ones_to_be_revived(guide):
    signed_in(guide)
    guide.key("F5")
    waiting, passed = guide.presenter.model.panel.sections
    assert waiting.rows[0].buttons == ()
    assert [one.text for one in passed.rows[0].buttons] == ["激活"]


def test_signing_out_goes_back_to_the_beginning(guide):
    signed_in(guide)
    guide.press(Action.SIGN_OUT)
    assert guide.last == SignOut()
    guide.answer(Done())
    assert guide.presenter.model.panel.panel is Panel.SIGN_IN
    assert guide.presenter.model.operator == ""


def test_the_home_page_does_not_close_by_back(guide):
    signed_in(guide)
    guide.press(Action.BACK)
    assert guide.presenter.model.panel.panel is Panel.TAKE
    guide.press(Action.TAKE_TICKET)
    assert guide.presenter.model.panel.panel is Panel.TAKE


def test_offline_a_guide_is_told_and_cannot_take(guide):
    signed_in(guide)
    guide.link.go(LinkState.OFFLINE)
    assert "网络中断" in guide.note()
    assert not guide.presenter.model.panel.enabled
    fill(guide, business="huji")
    guide.submit()
    assert len(guide.link.commands) == 1


def test_somebody_who_is_no_guide_is_told_so(guide):
    guide.presenter.set_value("operator", "1003")
    guide.presenter.set_value("pin", "8642")
    guide.submit()
    guide.refuse(FaultCode.NOT_A_GUIDE)
    assert "不是导办人员" in guide.note()
