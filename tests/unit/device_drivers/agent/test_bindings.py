"""Bindings become lines; what cannot be is said in one sentence each."""

import pytest

from device_drivers.agent.bindings import FOUR_KEYS, CallerLinePlan, LedLinePlan, plan_kinds, plan_of
from device_drivers.led_bar.codec import Colour, Variant
from hub.contract.vocabulary import DeviceBinding, EvaluationLevel

LINE = "serial:///dev/ttyS1?baud=9600"


def bar(address: int = 1, device_id: str = "", url: str = LINE, **options: str) -> DeviceBinding:
    return DeviceBinding(device_id or f"bar-{address}", "led_bar", url, address, f"w{address}", options)


def evaluator(address: int = 1, url: str = "serial:///dev/ttyS2", **options: str) -> DeviceBinding:
    return DeviceBinding(f"evaluator-{address}", "evaluator", url, address, f"w{address}", options)


def test_devices_of_one_url_share_a_line() -> None:
    plan = plan_of([bar(1), bar(2, colour="green"), evaluator(1)])
    led = plan.lines[LINE]
    assert isinstance(led, LedLinePlan)
    assert {address: device.colour for address, device in led.devices.items()} == {1: Colour.RED, 2: Colour.GREEN}
    assert led.config.variant is Variant.SUM
    assert led.config.answers_probe
    caller = plan.lines["serial:///dev/ttyS2"]
    assert isinstance(caller, CallerLinePlan)
    assert caller.devices[1].levels == FOUR_KEYS
    assert plan_kinds(plan) == {"bar-1": "led_bar", "bar-2": "led_bar", "evaluator-1": "evaluator"}
    assert plan.refused == ()


def test_options_of_the_line_and_of_the_keys_are_read() -> None:
    plan = plan_of([bar(variant="xor", answers_probe="no"), evaluator(key_3="very_satisfied")])
    led, caller = plan.lines.values()
    assert isinstance(led, LedLinePlan)
    assert (led.config.variant, led.config.answers_probe) == (Variant.XOR, False)
    assert isinstance(caller, CallerLinePlan)
    assert caller.devices[1].levels == {3: EvaluationLevel.VERY_SATISFIED}


def test_a_line_that_is_only_written_to_is_not_probed() -> None:
    (line,) = plan_of([bar(url="file:///dev/usb/lp0")]).lines.values()
    assert isinstance(line, LedLinePlan)
    assert not line.config.answers_probe


@pytest.mark.parametrize(
    ("binding", "code", "said"),
    [
        (DeviceBinding("x", "led_bra", LINE, 1), "unknown_kind", "did you mean “led_bar”"),
        (DeviceBinding("x", "camera", LINE, 1), "unknown_kind", "known: led_bar, evaluator"),
        (bar(0), "bad_bus_address", "1 to 255, not 0"),
        (bar(256), "bad_bus_address", "1 to 255, not 256"),
        (bar(url="serail:///dev/ttyS1"), "bad_address", "begin with one of"),
        (evaluator(url="file:///dev/usb/lp0"), "write_only", "can be read"),
        (bar(colur="red"), "bad_option", "did you mean “colour”"),
        (bar(colour="blue"), "bad_option", "known: red, green, yellow"),
        (evaluator(key_0="satisfide"), "bad_option", "did you mean “satisfied”"),
        (bar(2, device_id="bar-3"), "device_twice", "twice"),
        (bar(3, device_id="another"), "address_taken", "Address 3"),
        (bar(4, variant="xor"), "line_mixed", "differ"),
        (evaluator(4, url=LINE), "line_mixed", "differ"),
    ],
)
def test_what_cannot_be_is_refused_alone(binding: DeviceBinding, code: str, said: str) -> None:
    plan = plan_of([bar(3), binding])
    (refused,) = plan.refused
    assert refused.binding is binding
    assert refused.fault.code == code
    assert said in refused.fault.en
    assert refused.fault.zh
    assert list(plan.lines) == [LINE]
    assert list(plan.lines[LINE].devices) == [3]
    assert binding.device_id in plan_kinds(plan)
