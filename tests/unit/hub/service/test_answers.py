"""What stands on a ticket's paper, and what a press is answered."""

from hub.contract import commands as cmd
from hub.contract.notices import Answer, CallAnswer, Done, TicketIssued
from hub.contract.vocabulary import PauseReason, Words
from hub.service.answers import answer_to
from tests.fakes.halls import DrivenHall, driven, staffed


def answered(hall: DrivenHall, command: cmd.Command, station: str) -> Answer:
    events = hall.do(command, station)
    return answer_to(hall.hall, command, station, events, lambda token: f"http://hall/t/{token}")


def test_a_ticket_says_everything_that_a_person_needs() -> None:
    hall = staffed()
    hall.take()
    answer = answered(hall, cmd.TakeTicket("b1"), "kiosk-1")
    assert isinstance(answer, TicketIssued)
    slip = answer.slip
    assert (slip.number, slip.ahead, slip.expected_wait_s, slip.copy) == ("A002", 1, None, False)
    assert (slip.business_name.zh, slip.hall_name.zh, slip.area_name) == (
        "业务1", "测试大厅", Words("一楼", "Ground floor"),
    )  # fmt: skip
    assert slip.window_numbers == ("1", "2", "3")
    assert slip.url == f"http://hall/t/token-{hall.presses}"
    assert answer.printed_at == ""


def test_a_ticket_names_the_windows_that_are_really_open_or_all_before_the_first() -> None:
    hall = driven()
    before = answered(hall, cmd.TakeTicket("b1"), "kiosk-1")
    assert isinstance(before, TicketIssued)
    assert before.slip.window_numbers == ("1", "2", "3")
    hall.do(cmd.SignIn("1002", "8437"), "counter-2")
    hall.do(cmd.OpenWindow(), "counter-2")
    hall.do(cmd.PauseWindow(PauseReason.AWAY), "counter-2")
    after = answered(hall, cmd.TakeTicket("b1"), "kiosk-1")
    assert isinstance(after, TicketIssued)
    assert after.slip.window_numbers == ("2",)


def test_a_copy_says_so_and_who_prints_it() -> None:
    hall = staffed()
    ticket_id = hall.take()
    hall.do(cmd.SignIn("1004", "8437"), "guide-1")
    answer = answered(hall, cmd.Reprint(ticket_id), "guide-1")
    assert isinstance(answer, TicketIssued)
    assert (answer.slip.copy, answer.printed_at) == (True, "kiosk-1")


def test_a_copy_for_somebody_sent_to_one_window_names_that_window() -> None:
    hall = staffed()
    ticket_id = hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.Transfer(to_window_id="3"), "counter-1")
    answer = answered(hall, cmd.Reprint(ticket_id), "kiosk-1")
    assert isinstance(answer, TicketIssued)
    assert answer.slip.window_numbers == ("3",)


def test_a_pass_that_finds_nobody_next_calls_nobody() -> None:
    hall = staffed()
    hall.take()
    called = answered(hall, cmd.CallNext(), "counter-1")
    assert isinstance(called, CallAnswer)
    assert called.called is not None
    assert called.why.zh == "等候最久"
    assert answered(hall, cmd.PassAndNext(), "counter-1") == CallAnswer(None)
    assert answered(hall, cmd.CloseWindow(), "counter-1") == Done()
