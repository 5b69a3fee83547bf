import json

import pytest

from hub.bench.result import Result, p50, percentile


def test_a_percentile_is_the_value_below_which_that_share_lies() -> None:
    values = list(range(1, 101))
    assert percentile(values, 0.5) == 51
    assert percentile(values, 0.99) == 100
    assert percentile([7.0], 0.99) == 7.0


def test_the_median_does_not_mind_the_order() -> None:
    assert p50([3.0, 1.0, 2.0]) == 2.0
    assert p50([4.0, 1.0, 2.0, 3.0]) == 2.5


@pytest.mark.parametrize(("got", "held"), [(14.9, True), (15.0, True), (15.1, False)])
def test_a_limit_from_above_is_held_up_to_itself(got: float, held: bool) -> None:
    result = Result("any")
    result.at_most("median_ms", 15, got)
    goal = result.goals["median_ms"]
    assert (goal.want, goal.got, goal.held) == ("<= 15", got, held)


@pytest.mark.parametrize(("got", "held"), [(1499.0, False), (1500.0, True)])
def test_a_limit_from_below_is_held_from_itself(got: float, held: bool) -> None:
    result = Result("any")
    result.at_least("per_s", 1500, got)
    goal = result.goals["per_s"]
    assert (goal.want, goal.got, goal.held) == (">= 1500", got, held)


def test_a_result_is_one_json_object_of_figures_floors_and_goals() -> None:
    result = Result("ticket", figures={"p99_ms": 12.34567, "glass": "xcb"}, floors={"commit_ms": 0.33333})
    result.at_most("p99_ms", 300, 12.34567)
    assert json.loads(json.dumps(result.as_json())) == {
        "bench": "ticket",
        "figures": {"p99_ms": 12.346, "glass": "xcb"},
        "floors": {"commit_ms": 0.333},
        "goals": {"p99_ms": {"want": "<= 300", "got": 12.346, "held": True}},
    }
