import pytest

from kiosk.flow import Screen
from kiosk.session import IDLE_MS, REFUSED_MS, TAKEN_MS, Visit


def visit(*, begun: bool = True) -> Visit:
    made = Visit(1_000, "zh")
    made.begun = begun
    return made


def test_an_untouched_home_screen_never_ends() -> None:
    assert visit(begun=False).remaining_ms(Screen.HOME, 10**9) is None
    assert not visit(begun=False).is_over(Screen.HOME, 10**9)


def test_a_silent_screen_is_kept_for_a_minute_and_warns_in_the_last_quarter() -> None:
    one = visit()
    assert one.countdown_s(Screen.CONFIRM, 1_000 + 44_999) is None
    assert one.countdown_s(Screen.CONFIRM, 1_000 + 45_000) == 15
    assert one.countdown_s(Screen.CONFIRM, 1_000 + 45_001) == 15
    assert not one.is_over(Screen.CONFIRM, 1_000 + IDLE_MS - 1)
    assert one.is_over(Screen.CONFIRM, 1_000 + IDLE_MS)


def test_a_touch_starts_the_minute_anew() -> None:
    one = visit(begun=False)
    one.touch(50_000)
    assert one.begun
    assert one.remaining_ms(Screen.CONFIRM, 50_000) == IDLE_MS


@pytest.mark.parametrize(
    ("screen", "keep"), [(Screen.TAKEN, TAKEN_MS), (Screen.ON_SCREEN, IDLE_MS), (Screen.REFUSED, REFUSED_MS)]
)
def test_a_result_counts_down_from_the_start(screen: Screen, keep: int) -> None:
    assert visit().countdown_s(screen, 1_000) == keep // 1000


@pytest.mark.parametrize("screen", [Screen.TAKING, Screen.PRINTING])
def test_what_is_under_way_does_not_end_by_itself(screen: Screen) -> None:
    assert visit().remaining_ms(screen, 10**9) is None
    assert visit().countdown_s(screen, 10**9) is None
