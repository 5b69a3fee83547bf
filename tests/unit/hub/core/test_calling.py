"""Calling: next, a chosen one, again; passing and coming back."""

import pytest

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract.faults import FaultCode
from hub.contract.vocabulary import OpenTicketRule, PauseReason, SiteRules, TicketState
from tests.fakes.halls import DrivenHall, driven, staffed


def state_of(hall: DrivenHall, ticket_id: str) -> TicketState:
    return hall.hall.tickets[ticket_id].state


def test_nobody_waiting_is_said_and_calls_nobody() -> None:
    assert staffed().refused(cmd.CallNext(), "counter-1").code is FaultCode.NOBODY_WAITING


def test_two_windows_get_two_people() -> None:
    hall = staffed()
    first, second = hall.take(), hall.take()
    calls = [hall.do(cmd.CallNext(), f"counter-{window}")[0] for window in (2, 3)]
    assert [call.ticket_id for call in calls if isinstance(call, ev.TicketCalled)] == [first, second]
    assert hall.hall.seats["2"].ticket_id == first
    assert hall.refused(cmd.CallNext(), "counter-1").code is FaultCode.NOBODY_WAITING


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        ((), FaultCode.NOT_SIGNED_IN),
        ((cmd.SignIn("1001", "1357"),), FaultCode.WINDOW_NOT_OPEN),
        (
            (cmd.SignIn("1001", "1357"), cmd.OpenWindow(), cmd.PauseWindow(PauseReason.AWAY)),
            FaultCode.WINDOW_NOT_OPEN,
        ),
    ],
)
def test_only_an_open_window_with_somebody_at_it_calls(prepare: tuple[cmd.Command, ...], code: FaultCode) -> None:
    hall = driven()
    hall.take()
    for command in prepare:
        hall.do(command, "counter-1")
    for press in (cmd.CallNext(), cmd.CallSpecific(number="A001"), cmd.PassAndNext()):
        assert hall.refused(press, "counter-1").code is code


def test_a_hall_without_a_plan_calls_nobody() -> None:
    hall = staffed()
    hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.hall.plan = None
    assert hall.refused(cmd.Recall(), "counter-1").code is FaultCode.NO_PLAN
    hall.hall.seats.clear()
    assert hall.refused(cmd.CallNext(), "counter-1").code is FaultCode.UNKNOWN_WINDOW


# -- the site switch: next while one is open --------------------------------------------------------------------


def served(rule: OpenTicketRule, *, others: int = 1) -> DrivenHall:
    hall = staffed(rules=SiteRules(call_next_while_open=rule))
    for _ in range(1 + others):
        hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.StartService(), "counter-1")
    return hall


def test_refuse_names_the_number_that_is_still_open_whatever_is_pressed() -> None:
    hall = served(OpenTicketRule.REFUSE)
    for press in (cmd.CallNext(), cmd.CallNext(complete_open=True)):
        refused = hall.refused(press, "counter-1")
        assert refused.code is FaultCode.TICKET_STILL_OPEN
        assert "A001" in refused.sentence("zh")


def test_ask_asks_and_a_yes_completes_and_calls_in_one_decision() -> None:
    hall = served(OpenTicketRule.ASK)
    asked = hall.refused(cmd.CallNext(), "counter-1")
    assert asked.code is FaultCode.FINISH_FIRST
    assert "A001" in asked.sentence("zh")
    kinds = [event.kind for event in hall.do(cmd.CallNext(complete_open=True), "counter-1")]
    assert kinds == ["service_completed", "evaluation_asked", "ticket_called"]


def test_complete_needs_no_question() -> None:
    hall = served(OpenTicketRule.COMPLETE)
    events = hall.do(cmd.CallNext(), "counter-1")
    assert [event.kind for event in events] == ["service_completed", "evaluation_asked", "ticket_called"]
    assert hall.hall.seats["1"].ticket_id == events[-1].ticket_id  # type: ignore[union-attr]


def test_complete_completes_even_when_nobody_is_next() -> None:
    hall = served(OpenTicketRule.COMPLETE, others=0)
    assert [event.kind for event in hall.do(cmd.CallNext(), "counter-1")] == ["service_completed", "evaluation_asked"]
    assert hall.hall.seats["1"].ticket_id == ""


# -- a chosen one -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ((), "窗口指定叫号"),
        ((cmd.CallNext(), cmd.PassTicket()), "过号后由窗口再次呼叫"),
        ((cmd.CallNext(), cmd.HoldTicket()), "挂起后回呼"),
    ],
)
def test_a_chosen_ticket_is_called_with_its_own_reason(before: tuple[cmd.Command, ...], why: str) -> None:
    hall = staffed()
    ticket_id = hall.take()
    for command in before:
        hall.do(command, "counter-2")
    event = hall.do(cmd.CallSpecific(number="a1"), "counter-1")[0]
    assert isinstance(event, ev.TicketCalled)
    assert event.why.zh == why
    assert event.why.en
    assert hall.hall.seats["1"].ticket_id == ticket_id


def test_a_chosen_ticket_must_be_one_that_this_window_serves() -> None:
    hall = staffed()
    hall.take("b2")
    assert hall.refused(cmd.CallSpecific(number="B001"), "counter-1").code is FaultCode.NOT_THIS_WINDOW
    hall.do(cmd.CallNext(), "counter-2")
    hall.do(cmd.Transfer(to_window_id="3"), "counter-2")
    refused = hall.refused(cmd.CallSpecific(number="B001"), "counter-2")
    assert refused.code is FaultCode.NOT_THIS_WINDOW
    assert "B001" in refused.sentence("en")


def test_a_chosen_ticket_waits_until_the_open_one_is_finished() -> None:
    hall = staffed()
    hall.take()
    hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    refused = hall.refused(cmd.CallSpecific(number="A002"), "counter-1")
    assert refused.code is FaultCode.TICKET_STILL_OPEN
    assert "A001" in refused.sentence("zh")


def test_a_ticket_at_another_window_cannot_be_called_away() -> None:
    hall = staffed()
    hall.take()
    hall.do(cmd.CallNext(), "counter-2")
    assert hall.refused(cmd.CallSpecific(number="A001"), "counter-1").code is FaultCode.TICKET_STATE


def test_only_a_held_ticket_is_resumed() -> None:
    hall = staffed()
    ticket_id = hall.take()
    assert hall.refused(cmd.ResumeTicket(ticket_id), "counter-1").code is FaultCode.TICKET_STATE
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.StartService(), "counter-1")
    hall.do(cmd.HoldTicket(), "counter-1")
    assert state_of(hall, ticket_id) is TicketState.HELD
    hall.do(cmd.ResumeTicket(number="A001"), "counter-3")
    assert hall.hall.seats["3"].ticket_id == ticket_id
    assert hall.hall.tickets[ticket_id].started_at is None, "the service starts anew"


# -- again ------------------------------------------------------------------------------------------------------


def test_a_recall_repeats_the_same_call_and_counts_to_the_sites_limit() -> None:
    hall = staffed(rules=SiteRules(recall_limit=2))
    ticket_id = hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    call_seq = hall.hall.seq
    for times in (2, 3):
        hall.now += 1000
        event = hall.do(cmd.Recall(), "counter-1")[0]
        assert isinstance(event, ev.TicketRecalled)
        assert (event.call_seq, event.times) == (call_seq, times)
    refused = hall.refused(cmd.Recall(), "counter-1")
    assert refused.code is FaultCode.RECALL_LIMIT
    assert "3" in refused.sentence("zh")
    assert hall.hall.tickets[ticket_id].called_at == hall.now - 2000, "waited until the first call"
    assert [(call.call_seq, call.times) for call in hall.hall.calls.values()] == [(call_seq, 3)]


def test_who_is_being_served_is_not_recalled_and_an_empty_window_recalls_nobody() -> None:
    hall = staffed()
    assert hall.refused(cmd.Recall(), "counter-1").code is FaultCode.NO_OPEN_TICKET
    hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.StartService(), "counter-1")
    assert hall.refused(cmd.Recall(), "counter-1").code is FaultCode.TICKET_STATE


def test_a_recalled_call_is_the_newest_again() -> None:
    hall = staffed()
    hall.take()
    hall.take()
    for window in (1, 2):
        hall.do(cmd.CallNext(), f"counter-{window}")
    hall.do(cmd.Recall(), "counter-1")
    assert [call.number for call in hall.hall.calls.values()] == ["A002", "A001"]


def test_a_recall_after_being_called_back_from_a_pass_keeps_the_number_and_starts_to_count_anew() -> None:
    hall = staffed()
    ticket_id = hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    first = hall.now
    hall.do(cmd.PassTicket(), "counter-1")
    hall.now += 60_000
    hall.do(cmd.CallSpecific(ticket_id), "counter-1")
    event = hall.do(cmd.Recall(), "counter-1")[0]
    assert isinstance(event, ev.TicketRecalled)
    assert (event.number, event.times) == ("A001", 2)
    ticket = hall.hall.tickets[ticket_id]
    assert (ticket.first_called_at, ticket.called_at, ticket.passes) == (first, hall.now, 1)


# -- passing ----------------------------------------------------------------------------------------------------


def test_pass_and_next_is_one_decision() -> None:
    hall = staffed()
    gone, here = hall.take(), hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    assert [event.kind for event in hall.do(cmd.PassAndNext(), "counter-1")] == ["ticket_passed", "ticket_called"]
    assert state_of(hall, gone) is TicketState.PASSED
    assert hall.hall.seats["1"].ticket_id == here


def test_the_pass_holds_also_when_nobody_is_next() -> None:
    hall = staffed()
    hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    assert [event.kind for event in hall.do(cmd.PassAndNext(), "counter-1")] == ["ticket_passed"]
    assert hall.hall.seats["1"].ticket_id == ""


def test_who_is_being_served_is_not_passed() -> None:
    hall = staffed()
    hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.StartService(), "counter-1")
    for press in (cmd.PassTicket(), cmd.PassAndNext()):
        assert hall.refused(press, "counter-1").code is FaultCode.TICKET_STATE
    assert hall.refused(cmd.PassTicket(), "counter-2").code is FaultCode.NO_OPEN_TICKET


def test_a_passed_ticket_waits_again_for_any_window_and_only_once() -> None:
    hall = staffed()
    ticket_id = hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.PassTicket(), "counter-1")
    event = hall.do(cmd.Reactivate(ticket_id), "console")[0]
    assert isinstance(event, ev.TicketReactivated)
    assert event.operator_id == "1001", "the console names nobody: who passed it stays"
    assert hall.refused(cmd.Reactivate(ticket_id), "counter-1").code is FaultCode.TICKET_STATE
    hall.do(cmd.CallNext(), "counter-3")


@pytest.mark.parametrize("station", ["guide-1", "counter-1"])
def test_nobody_signed_in_nobody_reactivated(station: str) -> None:
    hall = driven()
    hall.take()
    assert hall.refused(cmd.Reactivate(number="A001"), station).code is FaultCode.NOT_SIGNED_IN
    assert hall.refused(cmd.Abandon(number="A001"), station).code is FaultCode.NOT_SIGNED_IN
