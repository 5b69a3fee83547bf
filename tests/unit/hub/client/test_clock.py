from hub.client.clock import HubClock, now_ms, ticks_ms
from tests.fakes.records import called
from tests.fakes.ticking import Ticking


def test_clocks_are_taken_to_agree_until_told_otherwise() -> None:
    clock = Ticking(1_000_000)
    hub = HubClock(clock)
    assert hub.age_ms(called(1, 0, at=960_000)) == 40_000
    assert hub.age_ms(called(1, 0, at=1_000_500)) == 0


def test_one_notice_that_waited_does_not_pass_for_fresh() -> None:
    clock = Ticking(1_000_000)
    hub = HubClock(clock)
    hub.learn(940_000)
    assert hub.age_ms(called(1, 0, at=940_000)) == 60_000


def test_a_hub_ahead_is_known_at_once() -> None:
    clock = Ticking(1_000_000)
    hub = HubClock(clock)
    hub.learn(1_300_000)
    assert hub.offset_ms == 300_000
    assert hub.now() == 1_300_000


def test_a_hub_behind_is_known_after_a_few_notices() -> None:
    clock = Ticking(1_000_000)
    hub = HubClock(clock)
    for _ in range(5):
        hub.learn(clock() - 300_000)
    assert hub.offset_ms == -300_000
    assert hub.age_ms(called(1, 0, at=700_000)) == 0


def test_the_quickest_of_the_latest_notices_counts() -> None:
    clock = Ticking(1_000_000)
    hub = HubClock(clock)
    for late in (900, 20, 400, 700, 600):
        hub.learn(clock() - late)
    assert hub.offset_ms == -20


def test_the_machines_clocks_run_in_milliseconds() -> None:
    assert now_ms() > 1_600_000_000_000
    assert ticks_ms() <= ticks_ms()
