from dataclasses import replace

import pytest

from counter_client.actions import COMMANDS, OPENS, VERB_OF
from counter_client.keys import GUIDE_KEYS, KEYS, Action, key_of
from counter_client.sample import called, serving, ticket, window
from counter_client.situation import ALLOWED, PRIMARY, Situation, Verb, allowed, situation_of
from hub.contract.commands import COMMANDS as CONTRACT
from hub.contract.commands import VERBS_OF
from hub.contract.vocabulary import OpenTicketRule, SiteRules, StationKind, WindowState

C012 = ticket("C012", "budongchan", 5)


@pytest.mark.parametrize(
    ("bound", "view", "expected"),
    [
        (None, None, Situation.STARTING),
        (False, None, Situation.UNBOUND),
        (True, None, Situation.STARTING),
        (True, window(WindowState.CLOSED, signed_in=False), Situation.SIGNED_OUT),
        (True, window(WindowState.CLOSED), Situation.CLOSED),
        (True, window(WindowState.PAUSED), Situation.PAUSED),
        (True, window(), Situation.FREE),
        (True, window(current=called(C012, 1)), Situation.CALLED),
        (True, window(current=serving(C012, 1)), Situation.SERVING),
        (True, window(WindowState.PAUSED, current=serving(C012, 1)), Situation.SERVING),
    ],
)
def test_the_situation_follows_from_the_published_state_alone(bound, view, expected):
    assert situation_of(StationKind.COUNTER, bound, view, "") is expected


def test_a_guide_desk_only_knows_whether_somebody_is_signed_in():
    assert situation_of(StationKind.GUIDE, None, None, "") is Situation.SIGNED_OUT
    assert situation_of(StationKind.GUIDE, None, None, "2001") is Situation.GUIDE


@pytest.mark.parametrize("situation", [Situation.CALLED, Situation.SERVING])
def test_the_next_person_can_be_called_over_an_open_ticket_only_where_the_site_lets_it(situation):
    refuse = SiteRules(call_next_while_open=OpenTicketRule.REFUSE)
    assert Verb.CALL_NEXT not in allowed(situation, refuse)
    for rule in (OpenTicketRule.ASK, OpenTicketRule.COMPLETE):
        assert Verb.CALL_NEXT in allowed(situation, replace(refuse, call_next_while_open=rule))


def test_every_situation_has_its_row_and_its_one_primary_action():
    assert set(ALLOWED) == set(PRIMARY) == set(Situation)


def test_the_verbs_are_those_that_the_contract_lets_desks_send():
    assert {verb.value for verb in Verb} <= set(CONTRACT)
    counters = set().union(*(ALLOWED[one] for one in Situation if one is not Situation.GUIDE))
    assert {verb.value for verb in counters} <= VERBS_OF[StationKind.COUNTER]
    assert {verb.value for verb in ALLOWED[Situation.GUIDE]} <= VERBS_OF[StationKind.GUIDE]
    assert {verb.value for verb in counters} | {"catch_up"} == VERBS_OF[StationKind.COUNTER]


def test_each_function_key_does_one_thing_and_each_action_is_known_to_the_presenter():
    known = {*COMMANDS, *OPENS, Action.PAUSE_OR_RESUME, Action.ABANDON, Action.BACK, Action.PRIMARY}
    assert known == set(Action)
    for keys in (KEYS, GUIDE_KEYS):
        assert len(set(keys.values())) == len(keys)
    assert [f"F{at}" for at in range(1, 13)] == [key for key in KEYS if key != "Esc"]
    assert key_of(Action.TRANSFER, KEYS) == "F9"
    assert key_of(Action.SIGN_IN, KEYS) == ""
    assert VERB_OF[Action.CALL_SPECIFIC] is Verb.CALL_SPECIFIC
