"""Evaluators under the agent, from the hub's ask to the rating that names its request."""

import logging
import random

import pytest

from device_drivers.agent.bindings import FOUR_KEYS
from device_drivers.agent.telling import Pace
from device_drivers.caller_bus.codec import EvaluatorPressed, Key, device_frame, encode_frame
from device_drivers.caller_bus.twin import VirtualCallerBus
from device_drivers.twins.port import Link
from hub.contract.commands import Evaluate
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import EvaluationLevel
from tests.unit.device_drivers.agent.conftest import PATIENCE_S, Hall, wait_until

LEVELS = EvaluationLevel


def press(caller: VirtualCallerBus, address: int, key: int) -> None:
    caller.wait_for_open(address, PATIENCE_S)
    assert caller.press_evaluator(address, key)


@pytest.mark.parametrize(
    ("key", "level"),
    [(0, LEVELS.VERY_SATISFIED), (1, LEVELS.SATISFIED), (2, LEVELS.BASICALLY_SATISFIED), (3, LEVELS.DISSATISFIED)],
)
def test_each_of_four_keys_has_its_level(
    hall: Hall, caller: VirtualCallerBus, key: int, level: EvaluationLevel
) -> None:
    hall.start(hall.evaluator(1), hall.evaluator(2))
    hall.ask("caller-2", "request-1")
    press(caller, 2, key)
    wait_until(lambda: hall.evaluations)
    assert hall.evaluations == [Evaluate("request-1", level)]
    assert not caller.evaluator(1).open


def test_a_site_says_what_its_keys_mean(hall: Hall, caller: VirtualCallerBus) -> None:
    hall.start(hall.evaluator(1, key_0="dissatisfied", key_1="very_satisfied"))
    hall.ask("caller-1", "request-1")
    press(caller, 1, 2)  # a key without a level
    hall.ask("caller-1", "request-2")
    press(caller, 1, 0)
    wait_until(lambda: hall.evaluations)
    assert hall.evaluations == [Evaluate("request-2", LEVELS.DISSATISFIED)]


def test_a_press_after_the_next_call_names_the_request_it_was_asked_for(
    hall: Hall, caller: VirtualCallerBus, led: object
) -> None:
    hall.start(hall.bar(1), hall.evaluator(1), hall.evaluator(2))
    hall.ask("caller-1", "request-of-A001")
    caller.wait_for_open(1, PATIENCE_S)
    hall.call("led-1", "请A002到1号窗口")
    hall.ask("caller-2", "request-of-B001")
    press(caller, 2, 1)
    press(caller, 1, 0)
    wait_until(lambda: len(hall.evaluations) == 2)
    assert hall.evaluations == [
        Evaluate("request-of-B001", LEVELS.SATISFIED),
        Evaluate("request-of-A001", LEVELS.VERY_SATISFIED),
    ]


def test_a_newer_ask_at_the_same_evaluator_takes_the_press(hall: Hall, caller: VirtualCallerBus) -> None:
    hall.start(hall.evaluator(1))
    hall.ask("caller-1", "request-1")
    hall.ask("caller-1", "request-2")
    press(caller, 1, 1)
    wait_until(lambda: hall.evaluations)
    assert hall.evaluations == [Evaluate("request-2", LEVELS.SATISFIED)]


def ignored(caplog: pytest.LogCaptureFixture, reason: str) -> bool:
    return any(reason in record.getMessage() for record in caplog.records)


def test_a_press_after_the_prompt_is_ignored_with_a_line_in_the_log(
    hall: Hall, caller: VirtualCallerBus, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    hall.start(hall.evaluator(1))
    hall.ask("caller-1", "request-1", lives_ms=400)
    caller.wait_for_open(1, PATIENCE_S)
    over = hall.link.hub_clock.now() + 400
    wait_until(lambda: hall.link.hub_clock.now() >= over)
    assert caller.press_evaluator(1, 0)
    wait_until(lambda: ignored(caplog, "the time to answer was over"))
    assert hall.evaluations == []


def test_a_press_that_nobody_asked_for_is_ignored_and_a_second_one_too(
    hall: Hall, caller: VirtualCallerBus, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    hall.start(hall.evaluator(1))
    wait_until(lambda: hall.state("caller-1"))
    assert caller.press_key(1, Key.EVALUATE)  # the acknowledgement opens the evaluator
    press(caller, 1, 0)
    wait_until(lambda: ignored(caplog, "nothing was asked"))
    assert caller.press_key(2, Key.EVALUATE)
    press(caller, 2, 0)
    wait_until(lambda: ignored(caplog, "where no evaluator is set up"))
    assert hall.evaluations == []


def test_an_ask_waits_for_its_line_but_not_beyond_its_time(hall: Hall) -> None:
    hall.start(hall.evaluator(1), hall.evaluator(2))
    wait_until(lambda: hall.state("caller-1") == "failed")
    hall.ask("caller-1", "request-1", lives_ms=50)
    hall.ask("caller-2", "request-2")
    over = hall.link.hub_clock.now() + 50
    wait_until(lambda: hall.link.hub_clock.now() > over)
    twin = VirtualCallerBus([], [1, 2], ack_s=2.0)
    hall.plug(twin, "caller")
    press(twin, 2, 0)
    wait_until(lambda: hall.evaluations)
    assert hall.evaluations == [Evaluate("request-2", LEVELS.VERY_SATISFIED)]
    assert not twin.evaluator(1).open
    wait_until(lambda: hall.state("caller-2") == "online")


def test_noise_on_the_line_makes_no_rating_and_loses_none(hall: Hall) -> None:
    noise = random.Random(3)

    class Babbling(VirtualCallerBus):
        """Sends noise before each of its frames; some of it looks like the head of a long one."""

        def attached(self, link: Link) -> None:
            class Noisy:
                def send(self, data: bytes) -> None:
                    link.send(noise.randbytes(40) + b"\xff\x68\x20\x20\x68" + noise.randbytes(3))
                    link.send(data)

                def drop(self) -> None:
                    link.drop()

            super().attached(Noisy())

    twin = Babbling([], [1], ack_s=0.2)
    hall.plug(twin, "caller")
    hall.start(hall.evaluator(1), pace=Pace())
    keys = [0, 1, 0, 1]  # the same frame within 150 ms would be a repeat, not a second citizen
    for number, key in enumerate(keys):
        hall.ask("caller-1", f"request-{number}")
        press(twin, 1, key)
    wait_until(lambda: len(hall.evaluations) == len(keys))
    assert hall.evaluations == [Evaluate(f"request-{number}", FOUR_KEYS[key]) for number, key in enumerate(keys)]


def test_a_babbling_line_does_not_hold_up_the_bars(hall: Hall, led: object) -> None:
    class Flood(VirtualCallerBus):
        """Answers whatever it hears with presses of an evaluator that is not there."""

        def attached(self, link: Link) -> None:
            super().attached(link)
            for index in range(50):
                link.send(encode_frame(device_frame(EvaluatorPressed(9, index))))

    hall.plug(Flood([], [1]), "caller")
    hall.start(hall.evaluator(1), hall.bar(1))
    hall.call("led-1", "请A001到1号窗口")
    led.wait_for_text(1, "请A001到1号窗口", PATIENCE_S)  # type: ignore[attr-defined]
    assert hall.evaluations == []


def test_a_prompt_outlasts_a_change_of_the_keys_but_not_of_the_window(hall: Hall, caller: VirtualCallerBus) -> None:
    hall.start(hall.evaluator(1), hall.evaluator(2))
    hall.ask("caller-1", "request-1")
    hall.ask("caller-2", "request-2")
    caller.wait_for_open(1, PATIENCE_S)
    caller.wait_for_open(2, PATIENCE_S)
    hall.configure(hall.evaluator(1, key_0="dissatisfied"))
    assert caller.press_evaluator(2, 0)
    assert caller.press_evaluator(1, 0)
    wait_until(lambda: hall.evaluations)
    assert hall.evaluations == [Evaluate("request-1", LEVELS.DISSATISFIED)]
    assert hall.state("caller-2") == "unknown"


def test_a_line_that_becomes_another_kind_is_opened_anew(hall: Hall, caller: VirtualCallerBus) -> None:
    hall.start(hall.bar(1, "caller"))
    wait_until(lambda: hall.state("caller-1"))
    hall.configure(hall.evaluator(1))
    hall.ask("caller-1", "request-1")
    press(caller, 1, 0)
    wait_until(lambda: hall.evaluations)


def test_an_order_for_another_kind_of_device_is_ignored(
    hall: Hall, caller: VirtualCallerBus, caplog: pytest.LogCaptureFixture
) -> None:
    hall.start(hall.evaluator(1))
    hall.call("caller-1", "请A001到1号窗口")
    hall.ask("nobody", "request-1")
    assert [record.getMessage() for record in caplog.records if record.name.endswith("agent.agent")] == [
        "caller-1: order show_text is for no such device here",
        "nobody: order ask_evaluation is for no such device here",
    ]


def test_a_refused_rating_is_written_down(
    hall: Hall, caller: VirtualCallerBus, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    hall.link.answers[Evaluate] = Fault(FaultCode.ALREADY_EVALUATED)
    hall.start(hall.evaluator(1))
    hall.ask("caller-1", "request-1")
    press(caller, 1, 0)
    wait_until(lambda: ignored(caplog, "refused: already_evaluated"))
