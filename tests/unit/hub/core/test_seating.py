"""Signing in and out; windows that open, pause, resume and close."""

from dataclasses import replace

import pytest

from hub.contract import commands as cmd
from hub.contract.faults import FaultCode
from hub.contract.vocabulary import Operator, PauseReason, PriorityClass, StationKind, WindowState
from tests.fakes.halls import DrivenHall, driven, plan, staffed

IN = cmd.SignIn("1001", "1357")


def test_an_operator_signs_in_and_again_changes_nothing() -> None:
    hall = driven()
    assert [event.kind for event in hall.do(IN, "counter-1")] == ["window_signed_in"]
    assert hall.do(IN, "counter-1") == ()
    assert hall.hall.seats["1"].operator_id == "1001"


def test_a_wrong_pin_and_an_unknown_number_are_told_alike() -> None:
    hall = driven()
    wrong = hall.refused(IN, "counter-1", proven=False)
    unknown = hall.refused(cmd.SignIn("9999", "1357"), "counter-1")
    assert wrong.code is unknown.code is FaultCode.WRONG_PIN
    assert wrong.sentence() == unknown.sentence()


def test_a_window_has_one_operator_and_an_operator_one_window() -> None:
    hall = driven()
    hall.do(IN, "counter-1")
    taken = hall.refused(cmd.SignIn("1002", "1357"), "counter-1")
    assert taken.code is FaultCode.WINDOW_TAKEN
    assert "张1" in taken.sentence("zh")
    elsewhere = hall.refused(IN, "counter-2")
    assert elsewhere.code is FaultCode.OPERATOR_ELSEWHERE
    assert "1" in elsewhere.sentence("zh")


def test_guides_sign_in_at_a_guide_desk_and_clerks_do_not() -> None:
    hall = driven()
    assert hall.refused(IN, "guide-1").code is FaultCode.NOT_A_GUIDE
    assert hall.refused(cmd.SignOut(), "guide-1").code is FaultCode.NOT_SIGNED_IN
    assert hall.do(cmd.SignIn("1004", "1357"), "guide-1")
    assert hall.do(cmd.SignIn("1004", "1357"), "guide-1") == ()
    assert hall.do(cmd.SignOut(), "guide-1")
    assert hall.hall.stations["guide-1"].operator_id == ""


def test_a_second_guide_does_not_push_the_first_one_out() -> None:
    hall = staffed(windows=2)
    hall.do(cmd.LoadPack(replace(plan(2), operators=(*plan(2).operators, Operator("1009", "李9", guide=True)))), "hub")
    hall.do(cmd.SignIn("1003", "1357"), "guide-1")
    assert hall.refused(cmd.SignIn("1009", "1357"), "guide-1").code is FaultCode.WINDOW_TAKEN
    assert hall.hall.stations["guide-1"].operator_id == "1003"


def test_a_desk_that_becomes_another_kind_of_station_has_no_guide_any_more() -> None:
    hall = driven()
    hall.do(cmd.SignIn("1004", "1357"), "guide-1")
    hall.do(cmd.EnrollStation("guide-1", StationKind.KIOSK), "hub")
    assert hall.hall.stations["guide-1"].operator_id == ""


def test_a_desk_that_gets_a_new_area_keeps_its_guide() -> None:
    hall = driven()
    hall.do(cmd.SignIn("1004", "1357"), "guide-1")
    hall.do(cmd.EnrollStation("guide-1", StationKind.GUIDE, area_id="main"), "hub")
    assert hall.hall.stations["guide-1"].operator_id == "1004"


def test_a_station_that_is_not_enrolled_or_has_no_window_cannot_act_for_one() -> None:
    hall = driven()
    assert hall.refused(IN, "counter-9").code is FaultCode.UNKNOWN_STATION
    assert hall.refused(cmd.CallNext(), "counter-9").code is FaultCode.UNKNOWN_STATION
    assert hall.refused(cmd.SignOut(), "console").code is FaultCode.NO_WINDOW
    assert hall.refused(cmd.OpenWindow("9"), "console").code is FaultCode.UNKNOWN_WINDOW
    assert hall.refused(cmd.SignIn("1004", "1"), "guide-9").code is FaultCode.UNKNOWN_STATION


def test_a_counter_acts_for_its_own_window_alone_and_the_console_for_any() -> None:
    hall = driven()
    hall.do(IN, "counter-1")
    hall.do(cmd.SignIn("1002", "1357"), "counter-2")
    assert hall.refused(cmd.OpenWindow("2"), "counter-1").code is FaultCode.STATION_NOT_ALLOWED
    hall.do(cmd.OpenWindow("1"), "counter-1")
    hall.do(cmd.OpenWindow("2"), "console")
    assert hall.hall.seats["2"].state is WindowState.OPEN


def test_a_window_goes_through_its_day() -> None:
    hall = driven()
    hall.do(IN, "counter-1")
    seat = []
    for press in (
        cmd.OpenWindow(), cmd.PauseWindow(PauseReason.LUNCH), cmd.ResumeWindow(), cmd.CloseWindow(), cmd.SignOut(),
    ):  # fmt: skip
        hall.now += 1000
        hall.do(press, "counter-1")
        now = hall.hall.seats["1"]
        assert now.since == hall.now
        seat.append((now.state, now.reason, now.operator_id))
    assert seat == [
        (WindowState.OPEN, None, "1001"),
        (WindowState.PAUSED, PauseReason.LUNCH, "1001"),
        (WindowState.OPEN, None, "1001"),
        (WindowState.CLOSED, None, "1001"),
        (WindowState.CLOSED, None, ""),
    ]


@pytest.mark.parametrize(
    "press", [cmd.OpenWindow(), cmd.PauseWindow(PauseReason.AWAY), cmd.ResumeWindow(), cmd.SignOut()]
)
def test_nobody_signed_in_nobody_at_the_window(press: cmd.Command) -> None:
    assert driven().refused(press, "counter-1").code is FaultCode.NOT_SIGNED_IN


@pytest.mark.parametrize("press", [cmd.PauseWindow(PauseReason.AWAY), cmd.ResumeWindow(), cmd.CloseWindow()])
def test_a_closed_window_can_only_be_opened(press: cmd.Command) -> None:
    hall = driven()
    hall.do(IN, "counter-1")
    refused = hall.refused(press, "counter-1")
    assert refused.code is FaultCode.WINDOW_STATE
    assert "未开" in refused.sentence("zh")


def test_an_open_window_is_not_left_behind() -> None:
    hall = staffed()
    assert hall.refused(cmd.SignOut(), "counter-1").code is FaultCode.WINDOW_STATE
    hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    for press in (cmd.SignOut(), cmd.CloseWindow()):
        refused = hall.refused(press, "counter-1")
        assert refused.code is FaultCode.TICKET_STILL_OPEN
        assert "A001" in refused.sentence("zh")


def test_a_window_opens_only_on_an_open_day() -> None:
    hall = driven()
    hall.do(IN, "counter-1")
    hall.do(cmd.CloseDay("2025-11-22"), "hub")
    hall.do(IN, "counter-1")
    assert hall.refused(cmd.OpenWindow(), "counter-1").code is FaultCode.DAY_NOT_OPEN


def test_another_operator_takes_over_a_paused_window() -> None:
    hall = staffed()
    hall.do(cmd.PauseWindow(PauseReason.LUNCH), "counter-1")
    hall.do(cmd.SignOut(), "counter-1")
    hall.do(cmd.SignIn("1004", "1357"), "counter-1")
    hall.do(cmd.ResumeWindow(), "counter-1")
    assert hall.hall.seats["1"].operator_id == "1004"


# -- the last window --------------------------------------------------------------------------------------------


def left_alone(hall: DrivenHall, window: int) -> dict[str, object]:
    refused = hall.refused(cmd.CloseWindow(), f"counter-{window}")
    assert refused.code is FaultCode.LAST_WINDOW
    assert str(refused.details["waiting"]) in refused.sentence("zh")
    assert str(refused.details["business_en"]) in refused.sentence("en")
    return {name: refused.details[name] for name in ("business", "waiting")}


def test_closing_the_last_window_warns_with_the_number_waiting_and_a_yes_closes_it() -> None:
    hall = staffed(windows=2)
    for _ in range(3):
        hall.take("b2")
    assert left_alone(hall, 2) == {"business": "业务2", "waiting": 3}
    hall.do(cmd.CloseWindow(confirmed=True), "counter-2")


def test_the_business_with_most_people_is_named() -> None:
    hall = staffed(windows=2)
    for business in ("b1", "b2", "b2"):
        hall.take(business, priority_class=PriorityClass.ELDERLY)
    hall.do(cmd.CloseWindow(), "counter-1")
    assert left_alone(hall, 2) == {"business": "业务2", "waiting": 2}


def test_no_warning_while_another_window_serves_them_or_nobody_waits() -> None:
    hall = staffed()
    hall.do(cmd.CloseWindow(), "counter-1")
    hall.take()
    hall.do(cmd.CloseWindow(), "counter-2")
    assert left_alone(hall, 3) == {"business": "业务1", "waiting": 1}


def test_who_waits_for_this_window_alone_is_never_left_without_a_word() -> None:
    hall = staffed()
    hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.Transfer(to_window_id="2"), "counter-1")
    assert left_alone(hall, 2) == {"business": "业务1", "waiting": 1}
    hall.do(cmd.CloseWindow(), "counter-3")
    hall.take("b2")
    hall.take("b2")
    assert left_alone(hall, 2) == {"business": "业务2", "waiting": 2}, "those of A001 are one only"


def test_a_paused_window_that_was_the_last_warns_as_well() -> None:
    hall = staffed(windows=2)
    hall.take("b2")
    hall.do(cmd.PauseWindow(PauseReason.AWAY), "counter-2")
    assert left_alone(hall, 2) == {"business": "业务2", "waiting": 1}
