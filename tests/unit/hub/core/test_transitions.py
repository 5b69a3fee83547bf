"""The tables of states: every pair, known or not."""

from itertools import product

import pytest

from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import EvaluationState, TicketState, WindowState
from hub.core.transitions import (
    AT_A_WINDOW,
    EVALUATION,
    OPEN_STATES,
    TICKET,
    WINDOW,
    EvaluationAct,
    TicketAct,
    WindowAct,
    evaluation_after,
    ticket_after,
    window_after,
)


@pytest.mark.parametrize(("state", "act"), list(product(TicketState, TicketAct)))
def test_a_ticket_follows_its_table_and_any_other_pair_is_refused_by_number(state: TicketState, act: TicketAct) -> None:
    if (state, act) in TICKET:
        assert ticket_after(state, act, "A001") is TICKET[state, act]
        return
    with pytest.raises(Fault) as refused:
        ticket_after(state, act, "A001")
    assert refused.value.code is FaultCode.TICKET_STATE
    assert "A001" in refused.value.sentence("zh")
    assert state.value not in refused.value.sentence("zh"), "the state is said in Chinese"


@pytest.mark.parametrize(("state", "act"), list(product(WindowState, WindowAct)))
def test_a_window_follows_its_table_and_any_other_pair_is_refused(state: WindowState, act: WindowAct) -> None:
    if (state, act) in WINDOW:
        assert window_after(state, act) is WINDOW[state, act]
        return
    with pytest.raises(Fault) as refused:
        window_after(state, act)
    assert refused.value.code is FaultCode.WINDOW_STATE


@pytest.mark.parametrize(("state", "act"), list(product(EvaluationState, EvaluationAct)))
def test_an_evaluation_is_answered_once(state: EvaluationState, act: EvaluationAct) -> None:
    if (state, act) in EVALUATION:
        assert evaluation_after(state, act) is EVALUATION[state, act]
        return
    with pytest.raises(Fault) as refused:
        evaluation_after(state, act)
    given = state is EvaluationState.GIVEN
    assert refused.value.code is (FaultCode.ALREADY_EVALUATED if given else FaultCode.EVALUATION_CLOSED)


def test_no_finished_ticket_moves_and_every_open_one_can_be_finished() -> None:
    leaves: dict[TicketState, set[TicketState]] = {state: set() for state in TicketState}
    for (state, _), after in TICKET.items():
        leaves[state].add(after)
    for state in TicketState:
        assert bool(leaves[state]) == (state in OPEN_STATES)
    assert AT_A_WINDOW < OPEN_STATES


def test_whoever_is_being_served_does_not_expire_with_the_day() -> None:
    expiring = {state for state, act in TICKET if act is TicketAct.EXPIRE}
    assert expiring == OPEN_STATES - {TicketState.SERVING}
