"""The agent's words for a window's state."""

from device_drivers.agent.window_text import PAUSE_WORDS, text_of
from hub.contract.vocabulary import PauseReason
from hub.service.window_screen import PAUSED
from tests.unit.device_drivers.agent.conftest import hall_view, ticket, window_view


def test_reasons_read_like_the_hubs_orders() -> None:
    assert PAUSE_WORDS == PAUSED
    assert set(PAUSE_WORDS) == set(PauseReason)


def test_a_call_is_not_guessed_without_the_windows_number() -> None:
    called = window_view("w1", current=ticket())
    assert text_of(called, None) is None
    assert text_of(window_view("w77", current=ticket()), hall_view()) is None
    assert text_of(called, hall_view()) == "请A001到1号窗口"
