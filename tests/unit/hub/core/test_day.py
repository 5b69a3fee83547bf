"""The business date, hall packs, stations, and a person's right to be forgotten."""

from dataclasses import replace

import pytest

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract.faults import FaultCode
from hub.contract.vocabulary import (
    DayState,
    DeviceBinding,
    HallPlan,
    PauseReason,
    StationKind,
    TicketState,
    WindowState,
)
from hub.core.apply import apply
from hub.core.hall import Hall
from tests.fakes.halls import DrivenHall, driven, plan, staffed

TODAY, TOMORROW = "2025-11-22", "2025-11-23"


def test_a_day_opens_once_and_never_again() -> None:
    bare = DrivenHall()
    assert bare.refused(cmd.OpenDay(TODAY), "hub").code is FaultCode.NO_PLAN
    hall = driven()
    assert hall.refused(cmd.OpenDay(TODAY), "hub").code is FaultCode.DAY_ALREADY_OPEN
    other = hall.refused(cmd.OpenDay(TOMORROW), "hub")
    assert other.code is FaultCode.OTHER_DAY_OPEN
    assert TODAY in other.sentence("zh")
    hall.do(cmd.CloseDay(TODAY), "hub")
    for date in (TODAY, "2025-11-21"):
        assert hall.refused(cmd.OpenDay(date), "hub").code is FaultCode.DAY_ALREADY_OPEN


def test_only_the_open_day_is_closed() -> None:
    hall = driven()
    assert hall.refused(cmd.CloseDay(TOMORROW), "hub").code is FaultCode.DAY_NOT_OPEN
    hall.do(cmd.CloseDay(TODAY), "hub")
    assert hall.refused(cmd.CloseDay(TODAY), "hub").code is FaultCode.DAY_NOT_OPEN


def test_the_end_of_the_day_expires_everybody_but_those_being_served() -> None:
    hall = staffed()
    waiting = [hall.take() for _ in range(5)]
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.HoldTicket(), "counter-1")
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.PassTicket(), "counter-1")
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.CallNext(), "counter-2")
    hall.do(cmd.StartService(), "counter-2")
    hall.do(cmd.SignIn("1004", "1357"), "guide-1")
    hall.do(cmd.CloseDay(TODAY), "hub")
    states = [hall.hall.tickets[ticket_id].state for ticket_id in waiting]
    expired = TicketState.EXPIRED
    assert states == [expired, expired, expired, TicketState.SERVING, expired]
    seats = [(seat.state, seat.operator_id, seat.ticket_id) for seat in hall.hall.seats.values()]
    assert seats == [
        (WindowState.CLOSED, "", ""), (WindowState.OPEN, "1002", waiting[3]), (WindowState.CLOSED, "", ""),
    ]  # fmt: skip
    assert hall.hall.stations["guide-1"].operator_id == ""
    assert hall.journal[-1].event == ev.DayClosed(business_date=TODAY)


def test_an_operator_at_a_closed_window_is_signed_out_and_an_empty_one_left_as_it_is() -> None:
    hall = driven()
    hall.do(cmd.SignIn("1001", "1357"), "counter-1")
    kinds = [event.kind for event in hall.do(cmd.CloseDay(TODAY), "hub")]
    assert kinds == ["window_signed_out", "day_closed"]


def test_who_is_being_served_finishes_on_the_old_date_and_touches_nothing_of_the_new_one() -> None:
    hall = staffed()
    old = hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.StartService(), "counter-1")
    hall.do(cmd.CloseDay(TODAY), "hub")
    hall.do(cmd.OpenDay(TOMORROW), "hub")
    new = hall.take()
    assert hall.number(new) == hall.number(old) == "A001"
    hall.do(cmd.CompleteService(), "counter-1")
    assert hall.hall.tickets[old].business_date == TODAY
    assert hall.hall.tickets[old].state is TicketState.COMPLETED
    assert hall.hall.tickets[new].state is TicketState.WAITING
    found = hall.do(cmd.Reprint(number="A001"), "kiosk-1")[0]
    assert found.ticket_id == new, "the number means today's ticket"  # type: ignore[union-attr]
    hall.do(cmd.CallNext(), "counter-1")
    assert hall.hall.seats["1"].ticket_id == new


def test_a_new_day_forgets_what_is_finished_and_folds_to_the_same_from_the_journal() -> None:
    hall = staffed()
    hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.CompleteService(), "counter-1")
    hall.do(cmd.CloseDay(TODAY), "hub")
    hall.do(cmd.OpenDay(TOMORROW), "hub")
    assert hall.hall.tickets == hall.hall.calls == hall.hall.evaluations == hall.hall.blocks == hall.hall.numbers == {}
    assert (hall.hall.business_date, hall.hall.day_state) == (TOMORROW, DayState.OPEN)
    again = Hall("test")
    for row in hall.journal:
        apply(again, row)
    assert again == hall.hall


# -- packs ------------------------------------------------------------------------------------------------------


def without(old: HallPlan | None, *, business: str = "", window: str = "", operator: str = "") -> HallPlan:
    assert old is not None
    windows = tuple(
        replace(item, businesses=tuple(name for name in item.businesses if name != business))
        for item in old.windows
        if item.window_id != window
    )
    return replace(
        old,
        windows=windows,
        businesses=tuple(item for item in old.businesses if item.business_id != business),
        operators=tuple(item for item in old.operators if item.operator_id != operator),
    )


def test_the_same_pack_again_changes_nothing_and_another_halls_is_refused() -> None:
    hall = driven()
    assert hall.do(cmd.LoadPack(plan()), "console") == ()
    assert hall.refused(cmd.LoadPack(plan(hall_id="other")), "console").code is FaultCode.WRONG_HALL


def test_a_business_that_people_wait_for_stays() -> None:
    hall = staffed()
    ticket_id = hall.take("b2")
    refused = hall.refused(cmd.LoadPack(without(hall.hall.plan, business="b2")), "console")
    assert refused.code is FaultCode.PACK_IN_USE
    assert "业务2" in refused.sentence("zh")
    hall.do(cmd.Abandon(ticket_id), "console")
    hall.do(cmd.LoadPack(without(hall.hall.plan, business="b2")), "console")
    assert hall.refused(cmd.TakeTicket("b2"), "kiosk-1").code is FaultCode.UNKNOWN_BUSINESS


def test_a_window_that_somebody_was_sent_to_stays() -> None:
    hall = staffed()
    hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.Transfer(to_window_id="3"), "counter-1")
    hall.do(cmd.PauseWindow(PauseReason.AWAY), "counter-3")
    hall.do(cmd.SignOut(), "counter-3")
    refused = hall.refused(cmd.LoadPack(without(hall.hall.plan, window="3")), "console")
    assert refused.code is FaultCode.PACK_IN_USE
    assert "3 号窗口" in refused.sentence("zh")


@pytest.mark.parametrize("open_it", [True, False])
def test_a_window_at_which_somebody_sits_stays(open_it: bool) -> None:
    hall = driven()
    hall.do(cmd.SignIn("1001", "1357"), "counter-3")
    if open_it:
        hall.do(cmd.OpenWindow(), "counter-3")
    smaller = without(hall.hall.plan, window="3")
    assert hall.refused(cmd.LoadPack(smaller), "console").code is FaultCode.PACK_IN_USE
    if open_it:
        hall.do(cmd.CloseWindow(), "counter-3")
    hall.do(cmd.SignOut(), "counter-3")
    hall.do(cmd.LoadPack(smaller), "console")
    assert hall.refused(cmd.SignIn("1001", "1357"), "counter-3").code is FaultCode.UNKNOWN_WINDOW


def test_a_pack_that_leaves_somebody_out_who_is_signed_in_is_refused_until_they_sign_out() -> None:
    hall = driven()
    hall.do(cmd.SignIn("1001", "1357"), "counter-1")
    hall.do(cmd.SignIn("1004", "1357"), "guide-1")
    for operator, name in (("1001", "张1"), ("1004", "张4")):
        refused = hall.refused(cmd.LoadPack(without(hall.hall.plan, operator=operator)), "console")
        assert refused.code is FaultCode.PACK_IN_USE
        assert name in refused.sentence("zh")
    hall.do(cmd.SignOut(), "counter-1")
    hall.do(cmd.LoadPack(without(hall.hall.plan, operator="1001")), "console")
    assert hall.refused(cmd.SignIn("1001", "1357"), "counter-1").code is FaultCode.WRONG_PIN


def test_windows_that_stay_keep_their_people_through_a_new_pack() -> None:
    hall = staffed()
    ticket_id = hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.LoadPack(plan(windows=4)), "console")
    assert hall.hall.seats["1"].ticket_id == ticket_id
    assert hall.hall.seats["4"].state is WindowState.CLOSED
    assert hall.hall.seats["4"].since == hall.now


# -- stations ---------------------------------------------------------------------------------------------------


def test_a_counter_needs_a_window_of_the_plan() -> None:
    hall = driven()
    counter = StationKind.COUNTER
    assert hall.refused(cmd.EnrollStation("counter-9", counter), "console").code is FaultCode.NO_WINDOW
    refused = hall.refused(cmd.EnrollStation("counter-9", counter, window_id="9"), "console")
    assert refused.code is FaultCode.UNKNOWN_WINDOW


def test_the_same_enrolment_again_changes_nothing_and_a_changed_one_does() -> None:
    hall = driven()
    assert hall.do(cmd.EnrollStation("kiosk-1", StationKind.KIOSK), "hub") == ()
    devices = (DeviceBinding("printer", "printer", "tcp://127.0.0.1:1"),)
    assert hall.do(cmd.EnrollStation("kiosk-1", StationKind.KIOSK, devices=devices), "hub")
    assert hall.hall.stations["kiosk-1"].devices == devices


# -- forgetting -------------------------------------------------------------------------------------------------


def test_a_person_is_erased_once_and_only_where_there_is_one() -> None:
    hall = driven()
    assert hall.refused(cmd.ErasePerson("nothing"), "console").code is FaultCode.UNKNOWN_TICKET
    ticket_id = hall.take()
    assert hall.refused(cmd.ErasePerson(ticket_id), "console").code is FaultCode.NO_PERSON
    hall.press(cmd.TakeTicket("b1"), "kiosk-1", record_id="record-1", command_id="with-person")
    (erased,) = hall.do(cmd.ErasePerson("with-person"), "console")
    assert erased == ev.PersonErased(ticket_id="with-person", record_id="record-1")
    assert hall.refused(cmd.ErasePerson("with-person"), "console").code is FaultCode.NO_PERSON


def test_a_person_of_an_earlier_date_is_erased_by_the_record_that_was_looked_up() -> None:
    hall = driven()
    erased = hall.press(cmd.ErasePerson("long-ago"), "console", record_id="record-9")
    assert erased == (ev.PersonErased(ticket_id="long-ago", record_id="record-9"),)


@pytest.mark.parametrize("command", [cmd.HoldTicket(), cmd.Transfer(to_business_id="b2")])
def test_who_is_served_past_the_end_of_the_day_can_only_be_completed(command: cmd.Command) -> None:
    hall = staffed()
    hall.take()
    hall.do(cmd.CallNext(), "counter-2")
    hall.do(cmd.StartService(), "counter-2")
    hall.do(cmd.CloseDay("2025-11-22"), "hub")
    assert hall.refused(command, "counter-2").code is FaultCode.DAY_OVER
    hall.do(cmd.OpenDay("2025-11-23"), "hub")
    assert hall.refused(command, "counter-2").code is FaultCode.DAY_OVER, "its number is given anew today"
    hall.do(cmd.CompleteService(), "counter-2")


def test_an_erasure_of_a_ticket_that_is_no_longer_in_memory_folds_too() -> None:
    hall = driven()
    row = replace(hall.journal[-1], seq=hall.hall.seq + 1, event=ev.PersonErased(ticket_id="long-ago", record_id="r"))
    assert apply(hall.hall, row).seq == row.seq


def test_asking_for_missed_calls_changes_nothing() -> None:
    assert driven().do(cmd.CatchUp(0), "wall-1") == ()


def test_a_block_of_a_kiosk_is_not_issued_from_by_the_hub() -> None:
    hall = driven()
    leased = ev.BlockGranted(TODAY, "A", 1, 50, "kiosk-1", 1)
    row = replace(hall.journal[-1], seq=hall.hall.seq + 1, event=leased)
    apply(hall.hall, row)
    assert hall.number(hall.take()) == "A051"
