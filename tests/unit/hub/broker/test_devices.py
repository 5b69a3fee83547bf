"""The file that names an agent's devices: good ones are read, wrong ones get one clear sentence."""

import json
from pathlib import Path
from typing import Any

import pytest

from hub.broker.devices import read_devices
from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import DeviceBinding

LED = {"device_id": "led-1", "kind": "led_bar", "url": "serial:///dev/ttyS1?baud=9600"}


def written(folder: Path, value: Any) -> Path:
    path = folder / "devices.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def test_devices_are_read_with_and_without_what_may_be_left_out(tmp_path: Path) -> None:
    more = {"address": 3, "window_id": "3", "options": {"key_0": "satisfied"}}
    other = {"device_id": "evaluator-3", "kind": "evaluator", "url": "tcp://10.0.0.8:4001", **more}
    assert read_devices(written(tmp_path, [LED, other])) == (
        DeviceBinding("led-1", "led_bar", "serial:///dev/ttyS1?baud=9600"),
        DeviceBinding("evaluator-3", "evaluator", "tcp://10.0.0.8:4001", 3, "3", {"key_0": "satisfied"}),
    )
    assert read_devices(written(tmp_path, [])) == ()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("[", "is not valid JSON"),
        ({}, "should be a list of devices"),
        ([7], "entry 1 should be an object"),
        ([LED, {**LED, "windo_id": "1"}], "entry 2: unknown key “windo_id”; did you mean “window_id”?"),
        ([{**LED, "zzz": "1"}], "entry 1: unknown key “zzz”."),
        ([{"kind": "led_bar"}], "entry 1: “device_id” is missing"),
        ([{**LED, "device_id": "led/1"}], "entry 1: “device_id” should be a name without / + #"),
        ([{**LED, "kind": "printer"}], "entry 1: “kind” should be one of: led_bar, evaluator"),
        ([{**LED, "kind": []}], "entry 1: “kind” should be one of"),
        ([{**LED, "url": "/dev/ttyS1"}], "entry 1: “url” should be the address of a line"),
        ([{**LED, "address": "1"}], "entry 1: “address” should be a number, 1 to 255"),
        ([{**LED, "address": True}], "entry 1: “address” should be a number"),
        ([{**LED, "address": 256}], "entry 1: “address” should be a number"),
        ([{**LED, "window_id": 1}], "entry 1: “window_id” should be a window's id"),
        ([{**LED, "options": {"key_0": 1}}], "entry 1: “options” should be an object of texts"),
        ([LED, LED], "entry 2: the device “led-1” is entry 1 already"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(tmp_path: Path, value: Any, said: str) -> None:
    with pytest.raises(Fault) as wrong:
        read_devices(written(tmp_path, value))
    assert wrong.value.code is FaultCode.CONFIGURATION
    english = wrong.value.sentence("en")
    assert "devices.json" in english
    assert said in english
    assert len(str(wrong.value).splitlines()) == 1


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Fault) as wrong:
        read_devices(tmp_path / "gone.json")
    assert "gone.json: cannot be read" in wrong.value.sentence("en")
