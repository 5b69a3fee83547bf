"""A killed hub comes back to the press that waited for it. Nothing here is about how soon."""

from hub.bench.restart import measure


def test_a_press_that_waits_for_a_killed_hub_is_accepted_by_the_next_one() -> None:
    result = measure(tickets=30, times=1)
    assert result.figures["open_tickets"] == 30
    assert result.figures["longest_ms"] > 0
    assert set(result.goals) == {"longest_ms"}
