"""One rating a service, on the ticket that it is about; calls that were really shown and spoken."""

import pytest

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract.faults import FaultCode
from hub.contract.vocabulary import EvaluationLevel, EvaluationState, SiteRules, TicketState
from tests.fakes.halls import DrivenHall, staffed

GOOD = EvaluationLevel.SATISFIED


def completed() -> tuple[DrivenHall, str]:
    """A hall in which window 1 has completed A001, and the name of the request."""
    hall = staffed(rules=SiteRules(evaluation_open_s=600))
    hall.take()
    hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.CompleteService(), "counter-1")
    return hall, hall.journal[-1].event.request_id  # type: ignore[union-attr]


def test_a_completed_service_asks_once_until_the_sites_time_is_over() -> None:
    hall, request_id = completed()
    asked = hall.hall.evaluations[request_id]
    assert asked.state is EvaluationState.ASKED
    assert asked.level is None
    assert asked.closes_at == hall.now + 600_000


def test_a_press_after_the_next_call_lands_on_the_finished_ticket() -> None:
    hall, request_id = completed()
    hall.do(cmd.CallNext(), "counter-1")
    given = hall.do(cmd.Evaluate(request_id, GOOD, ("polite", "quick")), "devices-1")[0]
    assert isinstance(given, ev.EvaluationGiven)
    assert (given.number, given.window_id, given.operator_id, given.leg) == ("A001", "1", "1001", 1)
    kept = hall.hall.evaluations[request_id]
    assert (kept.level, kept.options, kept.answered_at) == (GOOD, ("polite", "quick"), hall.now)


def test_an_evaluation_names_the_window_of_its_leg_even_when_the_ticket_has_moved_on() -> None:
    hall = staffed()
    ticket_id = hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.Transfer(to_business_id="b2"), "counter-1")
    hall.do(cmd.CallNext(), "counter-2")
    hall.do(cmd.CompleteService(), "counter-2")
    given = hall.do(cmd.Evaluate(f"{ticket_id}.2", GOOD), "devices-1")[0]
    assert isinstance(given, ev.EvaluationGiven)
    assert (given.window_id, given.operator_id, given.leg) == ("2", "1002", 2)


def test_a_second_rating_is_refused_and_the_first_one_stands() -> None:
    hall, request_id = completed()
    hall.do(cmd.Evaluate(request_id, GOOD), "devices-1")
    again = cmd.Evaluate(request_id, EvaluationLevel.VERY_DISSATISFIED)
    assert hall.refused(again, "devices-1").code is FaultCode.ALREADY_EVALUATED
    assert hall.hall.evaluations[request_id].level is GOOD


@pytest.mark.parametrize(("late_ms", "taken"), [(0, True), (1, False)])
def test_a_rating_is_taken_until_the_last_moment(late_ms: int, taken: bool) -> None:
    hall, request_id = completed()
    hall.now = hall.hall.evaluations[request_id].closes_at + late_ms
    if taken:
        hall.do(cmd.Evaluate(request_id, GOOD), "devices-1")
    else:
        assert hall.refused(cmd.Evaluate(request_id, GOOD), "devices-1").code is FaultCode.EVALUATION_CLOSED


def test_time_that_runs_out_is_no_rating() -> None:
    hall, request_id = completed()
    hall.do(cmd.CloseEvaluation(request_id), "hub")
    kept = hall.hall.evaluations[request_id]
    assert (kept.state, kept.level) == (EvaluationState.NOT_GIVEN, None)
    assert hall.refused(cmd.Evaluate(request_id, GOOD), "devices-1").code is FaultCode.EVALUATION_CLOSED
    assert hall.refused(cmd.CloseEvaluation(request_id), "hub").code is FaultCode.EVALUATION_CLOSED


def test_a_rating_that_answers_nothing_is_refused() -> None:
    hall, _ = completed()
    assert hall.refused(cmd.Evaluate("no.1", GOOD), "devices-1").code is FaultCode.UNKNOWN_REQUEST
    assert hall.refused(cmd.CloseEvaluation("no.1"), "hub").code is FaultCode.UNKNOWN_REQUEST


def test_the_end_of_the_day_ends_the_asking() -> None:
    hall, request_id = completed()
    hall.do(cmd.CloseDay("2025-11-22"), "hub")
    assert hall.hall.evaluations[request_id].state is EvaluationState.NOT_GIVEN


def test_a_request_from_after_the_days_end_can_be_answered_on_the_next_day() -> None:
    hall = staffed()
    hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.do(cmd.StartService(), "counter-1")
    hall.do(cmd.CloseDay("2025-11-22"), "hub")
    hall.do(cmd.CompleteService(), "counter-1")
    request_id = hall.journal[-1].event.request_id  # type: ignore[union-attr]
    hall.do(cmd.OpenDay("2025-11-23"), "hub")
    assert hall.hall.tickets[hall.hall.evaluations[request_id].ticket_id].state is TicketState.COMPLETED
    hall.do(cmd.Evaluate(request_id, GOOD), "devices-1")


def test_only_the_first_screen_and_the_first_voice_are_kept() -> None:
    hall = staffed()
    hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    call_seq = hall.hall.seq
    shown_at = hall.now
    assert hall.do(cmd.Shown(call_seq), "wall-1")
    hall.now += 1000
    assert hall.do(cmd.Spoken(call_seq), "wall-1")
    hall.now += 1000
    assert hall.do(cmd.Shown(call_seq), "devices-1") == ()
    assert hall.do(cmd.Spoken(call_seq), "wall-1") == ()
    call = hall.hall.calls[call_seq]
    assert (call.shown_at, call.spoken_at) == (shown_at, shown_at + 1000)


@pytest.mark.parametrize("fact", [cmd.Shown(999), cmd.Spoken(999)])
def test_nobody_shows_a_call_that_was_not_made(fact: cmd.Command) -> None:
    assert staffed().refused(fact, "wall-1").code is FaultCode.UNKNOWN_CALL


def test_without_a_plan_a_request_closes_at_once() -> None:
    hall = staffed()
    hall.take()
    hall.do(cmd.CallNext(), "counter-1")
    hall.hall.plan = None
    asked = hall.do(cmd.CompleteService(), "counter-1")[1]
    assert isinstance(asked, ev.EvaluationAsked)
    assert asked.closes_at == hall.now
