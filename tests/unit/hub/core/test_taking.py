"""Taking numbers, how they reach people, copies; and that no number is ever given twice."""

import pytest

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract.faults import FaultCode
from hub.contract.vocabulary import (
    Business,
    Channel,
    Delivery,
    PriorityClass,
    SiteRules,
    StationKind,
    TicketState,
    Words,
)
from hub.core.numbering import number_of
from tests.fakes.halls import DrivenHall, driven, plan, staffed


def test_the_first_number_grants_a_block_and_the_block_is_journaled_before_it() -> None:
    hall = driven()
    granted, taken = hall.do(cmd.TakeTicket("b1"), "kiosk-1")
    assert isinstance(granted, ev.BlockGranted)
    assert (granted.prefix, granted.first, granted.last, granted.holder) == ("A", 1, 50, "hub")
    assert isinstance(taken, ev.TicketTaken)
    assert taken.number == "A001"
    assert hall.hall.tickets[taken.ticket_id].state is TicketState.WAITING


def test_prefixes_count_apart_and_blocks_follow_one_another_without_a_gap() -> None:
    hall = driven(rules=SiteRules(block_size=3))
    numbers = [hall.number(hall.take(business)) for business in ["b1", "b2", "b1", "b1", "b1", "b2"]]
    assert numbers == ["A001", "B001", "A002", "A003", "A004", "B002"]
    assert sorted(hall.hall.blocks) == [("A", 1), ("A", 4), ("B", 1)]


def test_after_999_numbers_have_four_digits() -> None:
    hall = driven(rules=SiteRules(block_size=999))
    for _ in range(998):
        hall.take()
    assert [hall.number(hall.take()) for _ in range(3)] == ["A999", "A1000", "A1001"]
    found = hall.do(cmd.Reprint(number="a1000"), "kiosk-1")[0]
    assert isinstance(found, ev.TicketReprinted)
    assert found.number == "A1000"
    assert number_of("AB", 7) == "AB007"


def test_a_new_day_starts_at_001_and_yesterdays_numbers_are_not_found() -> None:
    hall = driven()
    hall.take()
    hall.take()
    hall.do(cmd.CloseDay("2025-11-22"), "hub")
    hall.do(cmd.OpenDay("2025-11-23"), "hub")
    assert hall.refused(cmd.Reprint(number="A002"), "kiosk-1").code is FaultCode.UNKNOWN_TICKET
    assert hall.number(hall.take()) == "A001"


def test_a_ticket_says_who_took_it_where_and_for_whom() -> None:
    hall = driven()
    ticket = hall.hall.tickets[hall.take(priority_class=PriorityClass.ELDERLY)]
    assert (ticket.channel, ticket.taken_at_station, ticket.priority_class) == (
        Channel.KIOSK, "kiosk-1", PriorityClass.ELDERLY,
    )  # fmt: skip
    assert ticket.taken_at == ticket.queued_at == hall.now
    assert ticket.ticket_id == f"press-{hall.presses:06d}", "the press's own id: it can never make two"
    assert ticket.token == f"token-{hall.presses}"


def test_no_number_is_given_without_a_plan_an_open_day_a_business_and_a_window() -> None:
    bare = DrivenHall()
    assert bare.refused(cmd.TakeTicket("b1"), "kiosk-1").code is FaultCode.NO_PLAN
    bare.do(cmd.LoadPack(plan()), "hub")
    assert bare.refused(cmd.TakeTicket("b1"), "kiosk-1").code is FaultCode.DAY_NOT_OPEN
    hall = driven()
    refused = hall.refused(cmd.TakeTicket("b9"), "kiosk-1")
    assert refused.code is FaultCode.UNKNOWN_BUSINESS
    assert "b9" in refused.sentence("zh")


def test_no_number_is_given_for_a_business_that_no_window_serves() -> None:
    hall = driven()
    old = hall.hall.plan
    assert old is not None
    lonely = Business("b3", Words("户籍", "Residence"), "C", Words("部门", "Office"))
    more = type(old)(old.hall_id, old.name, old.areas, (*old.businesses, lonely), old.windows, old.operators, old.rules)
    hall.do(cmd.LoadPack(more), "console")
    refused = hall.refused(cmd.TakeTicket("b3"), "kiosk-1")
    assert refused.code is FaultCode.BUSINESS_WITHOUT_WINDOW
    assert "户籍" in refused.sentence("zh")


def test_a_guide_takes_a_number_that_a_kiosk_prints() -> None:
    hall = staffed()
    assert hall.refused(cmd.TakeTicket("b1"), "guide-1").code is FaultCode.NOT_SIGNED_IN
    hall.do(cmd.SignIn("1004", "1357"), "guide-1")
    taken = hall.do(cmd.TakeTicket("b1", print_at="kiosk-2"), "guide-1")[-1]
    assert isinstance(taken, ev.TicketTaken)
    assert (taken.channel, taken.operator_id, taken.print_at) == (Channel.GUIDE, "1004", "kiosk-2")
    ticket = hall.hall.tickets[taken.ticket_id]
    assert ticket.printed_at_station == "kiosk-2"
    hall.do(cmd.ConfirmPrinted(ticket.ticket_id, Delivery.PAPER), "kiosk-2")


@pytest.mark.parametrize("where", ["counter-1", "kiosk-9", "wall-1"])
def test_nothing_but_a_kiosk_prints(where: str) -> None:
    hall = staffed()
    hall.do(cmd.SignIn("1004", "1357"), "guide-1")
    refused = hall.refused(cmd.TakeTicket("b1", print_at=where), "guide-1")
    assert refused.code is FaultCode.NO_PRINTER
    assert where in refused.sentence("zh")


def test_a_kiosk_that_names_itself_prints_itself() -> None:
    hall = driven()
    taken = hall.do(cmd.TakeTicket("b1", print_at="kiosk-1"), "kiosk-1")[-1]
    assert isinstance(taken, ev.TicketTaken)
    assert taken.print_at == ""


# -- how it reached the citizen ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "then", "taken"),
    [
        ((), Delivery.PAPER, True),
        ((), Delivery.SCREEN, True),
        ((), Delivery.UNKNOWN, True),
        ((), Delivery.PENDING, False),
        ((Delivery.SCREEN,), Delivery.PAPER, True),
        ((Delivery.SCREEN,), Delivery.UNKNOWN, False),
        ((Delivery.UNKNOWN,), Delivery.PAPER, True),
        ((Delivery.UNKNOWN,), Delivery.SCREEN, True),
        ((Delivery.PAPER,), Delivery.PAPER, False),
        ((Delivery.PAPER,), Delivery.SCREEN, False),
    ],
)
def test_what_is_known_of_a_delivery_only_gets_better(known: tuple[Delivery, ...], then: Delivery, taken: bool) -> None:
    hall = driven()
    ticket_id = hall.take()
    for delivery in known:
        hall.do(cmd.ConfirmPrinted(ticket_id, delivery), "kiosk-1")
    fact = cmd.ConfirmPrinted(ticket_id, then)
    if taken:
        hall.do(fact, "kiosk-1")
        assert hall.hall.tickets[ticket_id].delivery is then
    else:
        assert hall.refused(fact, "kiosk-1").code is FaultCode.ALREADY_DELIVERED


def test_only_the_kiosk_that_printed_a_ticket_says_so() -> None:
    hall = driven()
    ticket_id = hall.take(station="kiosk-1")
    fact = cmd.ConfirmPrinted(ticket_id, Delivery.PAPER)
    assert hall.refused(fact, "kiosk-2").code is FaultCode.NOT_YOUR_TICKET
    assert hall.refused(cmd.ConfirmPrinted("nothing", Delivery.PAPER), "kiosk-1").code is FaultCode.UNKNOWN_TICKET


# -- copies -----------------------------------------------------------------------------------------------------


def test_a_kiosk_copies_its_own_ticket_under_the_same_number_and_counts_it() -> None:
    hall = driven()
    ticket_id = hall.take(station="kiosk-1")
    copied = hall.do(cmd.Reprint(ticket_id), "kiosk-1")[0]
    assert isinstance(copied, ev.TicketReprinted)
    assert (copied.number, copied.print_at) == ("A001", "kiosk-1")
    assert hall.hall.tickets[ticket_id].reprints == 1


def test_another_kiosk_sends_people_to_the_guide_who_can_copy_it_anywhere() -> None:
    hall = driven()
    ticket_id = hall.take(station="kiosk-1")
    refused = hall.refused(cmd.Reprint(ticket_id), "kiosk-2")
    assert refused.code is FaultCode.NOT_YOUR_TICKET
    assert "导办台" in refused.sentence("zh")
    assert hall.refused(cmd.Reprint(number="A001"), "guide-1").code is FaultCode.NOT_SIGNED_IN
    hall.do(cmd.SignIn("1004", "1357"), "guide-1")
    where_taken = hall.do(cmd.Reprint(number=" a1 "), "guide-1")[0]
    assert isinstance(where_taken, ev.TicketReprinted)
    assert (where_taken.print_at, where_taken.operator_id) == ("kiosk-1", "1004")
    elsewhere = hall.do(cmd.Reprint(number="A001", print_at="kiosk-2"), "guide-1")[0]
    assert isinstance(elsewhere, ev.TicketReprinted)
    assert elsewhere.print_at == hall.hall.tickets[ticket_id].printed_at_station == "kiosk-2"


def test_a_finished_ticket_is_not_copied() -> None:
    hall = staffed()
    ticket_id = hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.CompleteService(), "counter-1")
    refused = hall.refused(cmd.Reprint(ticket_id), "kiosk-1")
    assert refused.code is FaultCode.TICKET_STATE
    assert "已办结" in refused.sentence("zh")


@pytest.mark.parametrize("typed", ["A1", "a01", " A001 ", "a001"])
def test_a_number_is_found_as_people_type_it(typed: str) -> None:
    hall = driven()
    hall.take()
    assert hall.do(cmd.Reprint(number=typed), "kiosk-1")


@pytest.mark.parametrize("typed", ["", "A", "1", "A002", "A1x", "A0000000001"])
def test_a_number_that_is_not_there_is_named_in_the_refusal(typed: str) -> None:
    hall = driven()
    hall.take()
    assert hall.refused(cmd.Reprint(number=typed), "kiosk-1").code is FaultCode.UNKNOWN_TICKET


def test_each_kind_of_station_may_send_only_its_own_verbs() -> None:
    hall = staffed()
    samples = {"take_ticket": cmd.TakeTicket("b1"), "call_next": cmd.CallNext(), "open_day": cmd.OpenDay("2025-11-23")}
    for station in ("kiosk-1", "counter-1", "wall-1", "devices-1", "hub"):
        for verb, command in samples.items():
            if verb not in cmd.VERBS_OF[StationKind(station.split("-")[0])]:
                assert hall.refused(command, station).code is FaultCode.STATION_NOT_ALLOWED
