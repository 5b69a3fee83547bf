"""Window bars under the agent, from the hub's order to the face of the real twin."""

import logging
import random

import pytest

from device_drivers.agent.led_line import fitting
from device_drivers.agent.telling import Pace
from device_drivers.led_bar.codec import Mode
from device_drivers.led_bar.twin import VirtualLedBus
from device_drivers.twins.port import Link, TcpPort
from hub.client.port import LinkState
from hub.contract.vocabulary import PauseReason, TicketState, WindowState
from tests.unit.device_drivers.agent.conftest import PATIENCE_S, QUICK, Hall, hall_view, ticket, wait_until, window_view

CALL = "请A001到2号窗口"
LAZY = Pace(probe_s=60.0, health_s=60.0, retry_s=0.05, poll_s=0.01)
"""Probes keep out of the way of what a test counts."""


def texts(twin: VirtualLedBus, address: int) -> list[str]:
    return [face.text for face in twin.history if face.address == address]


def test_a_call_blinks_at_its_own_bar_and_no_other(hall: Hall, led: VirtualLedBus) -> None:
    hall.start(hall.bar(1), hall.bar(2), hall.bar(3))
    hall.call("led-2", CALL, call_seq=41)
    assert led.wait_for_text(2, CALL, PATIENCE_S).mode is Mode.BLINK
    assert [face.text for face in led.faces] == ["", CALL, ""]
    wait_until(lambda: hall.traced)
    assert hall.traced == [("led_bytes", 41)]


def test_a_state_does_not_blink_and_is_no_moment_of_a_call(hall: Hall, led: VirtualLedBus) -> None:
    hall.start(hall.bar(2))
    hall.call("led-2", "A001 正在办理", call_seq=0)
    assert led.wait_for_text(2, "A001 正在办理", PATIENCE_S).mode is Mode.AT_ONCE
    assert hall.traced == []


def test_the_newest_order_for_a_bar_wins(hall: Hall, led: VirtualLedBus) -> None:
    hall.start(hall.bar(1), pace=LAZY)
    wait_until(lambda: hall.state("led-1") == "online")
    for number in range(20):
        hall.call("led-1", f"请A{number:03}到1号窗口")
    led.wait_for_text(1, "请A019到1号窗口", PATIENCE_S)
    assert len(texts(led, 1)) <= 3


def test_a_call_goes_before_the_states_of_other_bars(hall: Hall, led: VirtualLedBus) -> None:
    hall.link.show("plan", hall_view())
    for number in (1, 2, 3):
        hall.link.show(f"w{number}", window_view(f"w{number}"))
    hall.start(hall.bar(1), hall.bar(2), hall.bar(3))
    hall.call("led-3", CALL)
    led.wait_for_text(3, CALL, PATIENCE_S)
    led.wait_for_text(2, "欢迎光临", PATIENCE_S)
    shown = [face.address for face in led.history]
    assert shown.index(3) <= 1


def test_an_expired_order_is_never_shown(hall: Hall) -> None:
    hall.link.show("w1", window_view("w1"))
    hall.start(hall.bar(1), pace=Pace(probe_s=0.2, health_s=0.02, retry_s=0.05, poll_s=0.01))
    wait_until(lambda: hall.state("led-1") == "failed")
    hall.call("led-1", CALL, lives_ms=100)
    wait_until(lambda: expired(hall, "led-1") == 1)
    twin = VirtualLedBus([1])
    hall.plug(twin, "led")
    twin.wait_for_text(1, "欢迎光临", PATIENCE_S)
    assert CALL not in texts(twin, 1)


def expired(hall: Hall, device_id: str) -> int:
    health = hall.health(device_id)
    return -1 if health is None else health.counters["expired"]


def test_an_order_waits_for_its_line_while_it_lives(hall: Hall) -> None:
    hall.start(hall.bar(1))
    wait_until(lambda: hall.state("led-1") == "failed")
    hall.call("led-1", CALL)
    twin = VirtualLedBus([1])
    hall.plug(twin, "led")
    assert twin.wait_for_text(1, CALL, PATIENCE_S).mode is Mode.BLINK


def test_a_reconnection_takes_no_order_away_that_waits_for_its_line(hall: Hall) -> None:
    hall.link.show("w1", window_view("w1"))
    hall.start(hall.bar(1), hall.evaluator(1))
    wait_until(lambda: hall.state("led-1") == "failed")
    hall.call("led-1", CALL)
    hall.link.go(LinkState.OFFLINE)
    hall.link.go(LinkState.ONLINE)
    twin = VirtualLedBus([1])
    hall.plug(twin, "led")
    assert twin.wait_for_text(1, CALL, PATIENCE_S).mode is Mode.BLINK


def test_a_dead_line_does_not_hold_up_another(hall: Hall, led: VirtualLedBus) -> None:
    class Deaf:
        """A serial server that takes connections and reads nothing."""

        def attached(self, link: Link) -> None: ...
        def detached(self) -> None: ...
        def received(self, data: bytes) -> None: ...

    deaf = TcpPort(Deaf())
    hall.start(hall.bar(1), hall.bar(5, "gone"), hall.bar(1, "deaf", window_id="w9"))
    hall.call("gone-5", "请A001到5号窗口")
    hall.call("deaf-1", "请A001到9号窗口")
    hall.call("led-1", CALL)
    led.wait_for_text(1, CALL, PATIENCE_S)
    deaf.close()


def test_a_dead_bar_does_not_silence_its_neighbours(hall: Hall, led: VirtualLedBus) -> None:
    led.kill(1)
    hall.start(hall.bar(1), hall.bar(2), hall.bar(3))
    wait_until(lambda: hall.state("led-1") == "failed")
    hall.call("led-1", "请A001到1号窗口")
    hall.call("led-2", CALL)
    led.wait_for_text(2, CALL, PATIENCE_S)
    wait_until(lambda: hall.state("led-2") == "online")
    wait_until(lambda: hall.state("led-3") == "online")
    health = hall.health("led-1")
    assert health is not None
    assert (health.kind, health.faults) == ("led_bar", ("no_answer",))
    assert "电源" in health.words.zh


def test_a_bar_that_gets_its_power_back_is_told_the_present_state(hall: Hall, led: VirtualLedBus) -> None:
    hall.link.show("plan", hall_view())
    hall.link.show("w1", window_view("w1", current=ticket("A007")))
    hall.start(hall.bar(1))
    led.wait_for_text(1, "请A007到1号窗口", PATIENCE_S)
    led.kill(1)
    wait_until(lambda: hall.state("led-1") == "failed")
    led.revive(1)
    led.wait_for_text(1, "请A007到1号窗口", PATIENCE_S)
    wait_until(lambda: hall.state("led-1") == "online")


def test_a_fault_is_logged_once_and_its_recovery_once(
    hall: Hall, led: VirtualLedBus, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    led.kill(1)
    hall.start(hall.bar(1))
    wait_until(lambda: hall.state("led-1") == "failed")
    hall.call("led-1", CALL)
    hall.call("led-1", "请A002到1号窗口")
    led.revive(1)
    wait_until(lambda: hall.state("led-1") == "online")
    said = [record.getMessage() for record in caplog.records if record.name == "device_drivers.health"]
    assert said == ["led-1: fault no_answer", "led-1: fault no_answer is over"]


@pytest.mark.parametrize(
    ("view", "text"),
    [
        (window_view("w3"), "欢迎光临"),
        (window_view("w3", state=WindowState.CLOSED), "窗口已关闭"),
        (window_view("w3", state=WindowState.PAUSED), "暂停服务"),
        (window_view("w3", state=WindowState.PAUSED, reason=PauseReason.LUNCH), "暂停服务 午休"),
        (window_view("w3", current=ticket("A001")), "请A001到3号窗口"),
        (window_view("w3", current=ticket("A001", TicketState.SERVING)), "A001 正在办理"),
        (window_view("w3", current=ticket("A001", TicketState.COMPLETED)), "欢迎光临"),
    ],
)
def test_a_bar_shows_its_windows_present_state_from_cold(hall: Hall, led: VirtualLedBus, view, text: str) -> None:
    hall.start(hall.bar(3))
    hall.link.show("w3", view)
    hall.link.show("plan", hall_view())
    led.wait_for_text(3, text, PATIENCE_S)


def test_after_a_reconnection_the_bar_says_what_is_true_now(hall: Hall, led: VirtualLedBus) -> None:
    hall.link.show("plan", hall_view())
    hall.start(hall.bar(1))
    hall.call("led-1", "请A001到1号窗口")
    led.wait_for_text(1, "请A001到1号窗口", PATIENCE_S)
    hall.link.go(LinkState.OFFLINE)
    hall.link.show("w1", window_view("w1", 2))
    hall.link.go(LinkState.ONLINE)
    led.wait_for_text(1, "欢迎光临", PATIENCE_S)
    hall.link.show("w1", window_view("w1", 3, state=WindowState.CLOSED))
    led.wait_for_text(1, "窗口已关闭", PATIENCE_S)


def test_orders_alone_speak_once_one_has_come(hall: Hall, led: VirtualLedBus) -> None:
    hall.link.show("plan", hall_view())
    hall.link.show("w1", window_view("w1"))
    hall.start(hall.bar(1))
    led.wait_for_text(1, "欢迎光临", PATIENCE_S)
    hall.call("led-1", "请A001到1号窗口")
    hall.link.show("w1", window_view("w1", 2))  # told late: the call is newer
    led.wait_for_text(1, "请A001到1号窗口", PATIENCE_S)
    hall.call("led-1", "请A002到1号窗口")
    led.wait_for_text(1, "请A002到1号窗口", PATIENCE_S)
    assert texts(led, 1)[-2:] == ["请A001到1号窗口", "请A002到1号窗口"]


def test_a_line_that_is_plugged_in_again_shows_the_present_states(hall: Hall) -> None:
    hall.link.show("w1", window_view("w1"))
    hall.link.show("w2", window_view("w2", state=WindowState.CLOSED))
    port = hall.plug(VirtualLedBus([1, 2]), "led")
    hall.start(hall.bar(1), hall.bar(2))
    wait_until(lambda: hall.state("led-2") == "online")
    port.close()
    wait_until(lambda: (hall.state("led-1"), hall.state("led-2")) == ("failed", "failed"))
    twin = VirtualLedBus([1, 2])
    hall.plug(twin, "led")
    twin.wait_for_text(1, "欢迎光临", PATIENCE_S)
    twin.wait_for_text(2, "窗口已关闭", PATIENCE_S)
    wait_until(lambda: (hall.state("led-1"), hall.state("led-2")) == ("online", "online"))


def test_noise_on_the_line_keeps_no_text_away(hall: Hall) -> None:
    noise = random.Random(5)

    class Babbling(VirtualLedBus):
        """Answers every frame with noise as well."""

        def attached(self, link: Link) -> None:
            super().attached(link)
            self.babble = link

        def received(self, data: bytes) -> None:
            self.babble.send(bytes(noise.choice(range(0x20, 0x100)) for _ in range(200)))
            super().received(data)

    twin = Babbling([1, 2])
    hall.plug(twin, "led")
    hall.start(hall.bar(1), hall.bar(2))
    for number in range(4):
        hall.call("led-1", f"请A{number:03}到1号窗口")
        twin.wait_for_text(1, f"请A{number:03}到1号窗口", PATIENCE_S)


def test_bars_come_go_and_move_without_a_restart(hall: Hall, led: VirtualLedBus) -> None:
    hall.link.show("plan", hall_view())
    hall.link.show("w1", window_view("w1"))
    hall.link.show("w2", window_view("w2", state=WindowState.CLOSED))
    hall.start(hall.bar(1))
    led.wait_for_text(1, "欢迎光临", PATIENCE_S)
    wait_until(lambda: hall.state("led-1") == "online")  # probed: nothing waits any more
    before = len(texts(led, 1))
    hall.configure(hall.bar(1), hall.bar(2))
    led.wait_for_text(2, "窗口已关闭", PATIENCE_S)
    assert len(texts(led, 1)) == before  # not disturbed
    hall.configure(hall.bar(2, window_id="w1"))
    led.wait_for_text(2, "欢迎光临", PATIENCE_S)
    removed = hall.health("led-1")
    assert removed is not None
    assert (removed.state, removed.words.zh) == ("unknown", "设备已从配置中移除。")
    hall.call("led-1", CALL)
    hall.call("led-2", "请A009到2号窗口")
    led.wait_for_text(2, "请A009到2号窗口", PATIENCE_S)
    assert led.face(1).text == "欢迎光临"


def test_a_line_is_opened_anew_when_its_settings_change(hall: Hall, led: VirtualLedBus) -> None:
    hall.start(hall.bar(1, options={"variant": "xor"}))
    wait_until(lambda: hall.state("led-1") == "online")  # probes are alike in both variants
    hall.call("led-1", CALL)
    wait_until(lambda: led.damaged)
    hall.configure(hall.bar(1, options={"variant": "sum", "colour": "green"}))
    hall.call("led-1", CALL)
    assert led.wait_for_text(1, CALL, PATIENCE_S).colour.name == "GREEN"


def test_a_line_that_is_no_longer_wanted_is_let_go(hall: Hall, led: VirtualLedBus) -> None:
    hall.start(hall.bar(1))
    wait_until(lambda: hall.state("led-1") == "online")
    hall.configure()
    assert hall.state("led-1") == "unknown"
    other = Hall(hall.folder)  # a line is taken exclusively: another agent gets it only when it is free
    other.start(other.bar(1))
    wait_until(lambda: other.state("led-1") == "online")
    other.close()


def test_health_is_told_again_as_a_sign_of_life(hall: Hall, led: VirtualLedBus) -> None:
    hall.start(hall.bar(1), pace=Pace(probe_s=60, health_s=0.05, retry_s=0.05, poll_s=0.01))
    wait_until(lambda: [told.state for told in hall.link.healths].count("online") >= 3)


def test_a_device_that_cannot_be_is_told_and_holds_nobody_up(hall: Hall, led: VirtualLedBus) -> None:
    hall.start(hall.bar(1), hall.bar(2, options={"colur": "red"}))
    refused = hall.health("led-2")
    assert refused is not None
    assert (refused.state, refused.faults) == ("failed", ("bad_option",))
    assert "colour" in refused.words.zh
    hall.configure(hall.bar(1), hall.bar(2, options={"colur": "red"}))
    assert [told.device_id for told in hall.link.healths].count("led-2") == 1
    hall.call("led-1", CALL)
    led.wait_for_text(1, CALL, PATIENCE_S)


def test_ready_is_said_once_when_connected_and_configured(hall: Hall) -> None:
    hall.start()
    hall.link.go(LinkState.OFFLINE)
    hall.link.go(LinkState.ONLINE)
    hall.configure()
    assert hall.ready == [True]


def test_a_text_is_cut_to_what_a_bar_takes() -> None:
    assert fitting("厅" * 200) == "厅" * 120
    assert fitting("好") == "好"


def test_a_closed_agent_takes_no_configuration(hall: Hall, led: VirtualLedBus) -> None:
    hall.start()
    assert hall.agent is not None
    hall.agent.close()
    hall.configure(hall.bar(1))
    assert hall.health("led-1") is None
    assert QUICK.health_s == 60.0
