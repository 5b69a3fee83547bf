"""What window bars say and when evaluators ask."""

import itertools

import pytest

from hub.contract import commands as cmd
from hub.contract.notices import AskEvaluation, ShowText
from hub.contract.vocabulary import DeviceBinding, PauseReason, StationKind
from hub.service.window_screen import SHOW_FOR_MS, WindowScreens
from tests.fakes.halls import DrivenHall, staffed
from tests.fakes.writers import WrittenDown


class Screens:
    """A hall with a bar and an evaluator at window 1, and a bar at window 3."""

    def __init__(self) -> None:
        self.hall: DrivenHall = staffed()
        bindings = (
            DeviceBinding("bar-1", "led_bar", "tcp://x", 1, "1"),
            DeviceBinding("eval-1", "evaluator", "tcp://x", 1, "1"),
            DeviceBinding("bar-3", "led_bar", "tcp://x", 3, "3"),
        )
        self.hall.do(cmd.EnrollStation("devices-1", StationKind.DEVICES, devices=bindings), "hub")
        self.hall.take()
        self.publisher = WrittenDown()
        numbers = itertools.count(1)
        self.screens = WindowScreens(self.publisher, lambda: f"order-{next(numbers)}")

    def do(self, command: cmd.Command, station: str = "counter-1") -> list[tuple[str, str, object]]:
        self.publisher.said.clear()
        before = len(self.hall.journal)
        self.hall.do(command, station)
        self.screens.committed(self.hall.journal[before:], self.hall.hall)
        return list(self.publisher.said)


def test_a_call_flashes_on_the_windows_own_bar_and_expires() -> None:
    screens = Screens()
    ((station, device, order),) = screens.do(cmd.CallNext())
    assert (station, device) == ("devices-1", "bar-1")
    until = screens.hall.now + SHOW_FOR_MS
    seq = screens.hall.hall.seq
    assert order == ShowText("order-1", until, "请A001到1号窗口", flash=True, call_seq=seq)
    ((_, _, again),) = screens.do(cmd.Recall())
    assert again == ShowText("order-2", until, "请A001到1号窗口", flash=True, call_seq=seq)


@pytest.mark.parametrize(
    ("before", "press", "text"),
    [
        ((cmd.CallNext(),), cmd.StartService(), "A001 正在办理"),
        ((cmd.CallNext(),), cmd.PassTicket(), "欢迎光临"),
        ((cmd.CallNext(),), cmd.HoldTicket(), "欢迎光临"),
        ((cmd.CallNext(),), cmd.Transfer(to_business_id="b2"), "欢迎光临"),
        ((), cmd.PauseWindow(PauseReason.LUNCH), "暂停服务 午休"),
        ((cmd.PauseWindow(PauseReason.AWAY),), cmd.ResumeWindow(), "欢迎光临"),
        ((), cmd.CloseWindow(confirmed=True), "窗口已关闭"),
        ((cmd.CloseWindow(confirmed=True),), cmd.OpenWindow(), "欢迎光临"),
    ],
)
def test_a_bar_says_what_its_window_does(before: tuple[cmd.Command, ...], press: cmd.Command, text: str) -> None:
    screens = Screens()
    for command in before:
        screens.do(command)
    ((_, device, order),) = screens.do(press)
    assert device == "bar-1"
    assert isinstance(order, ShowText)
    assert (order.text, order.flash, order.call_seq) == (text, False, 0)


def test_a_completed_service_clears_the_bar_and_asks_at_the_evaluator() -> None:
    screens = Screens()
    screens.do(cmd.CallNext())
    shown, asked = screens.do(cmd.CompleteService())
    assert shown[1] == "bar-1"
    assert asked[:2] == ("devices-1", "eval-1")
    assert isinstance(asked[2], AskEvaluation)
    assert (asked[2].number, asked[2].expires_at) == ("A001", screens.hall.now + 60_000)
    assert asked[2].request_id in screens.hall.hall.evaluations


def test_what_is_no_window_matter_orders_nothing_and_no_bar_gets_nothing() -> None:
    screens = Screens()
    assert screens.do(cmd.TakeTicket("b1"), "kiosk-1") == []
    assert screens.do(cmd.CallNext(), "counter-2") == []
    screens.do(cmd.CallNext(), "counter-1")
    screens.hall.hall.plan = None
    asked = screens.do(cmd.CompleteService())[-1][2]
    assert isinstance(asked, AskEvaluation)
    assert asked.expires_at == screens.hall.now, "without a plan nobody is asked for long"
