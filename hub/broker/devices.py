"""The file of `ting station enroll --devices`: which devices an agent looks after, read strictly.

A JSON list of `{"device_id", "kind", "url", "address", "window_id", "options"}`; the last three may be left out.
"""

import difflib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import DeviceBinding

KINDS = ("led_bar", "evaluator")


@dataclass(frozen=True, slots=True)
class _Key:
    """One key of an entry: what its value must be, in words for people."""

    fits: Callable[[Any], bool]
    zh: str
    en: str
    needed: bool = False


def _is_name(value: Any) -> bool:
    # It becomes a level of a topic, where the characters / + # would name other devices.
    return isinstance(value, str) and bool(value) and not set(value) & set("/+#\0")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_options(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


_KEYS: dict[str, _Key] = {
    "device_id": _Key(_is_name, "应是一个不含 / + # 的名称", "should be a name without / + #", needed=True),
    "kind": _Key(
        lambda value: value in KINDS, f"应是其中之一：{'、'.join(KINDS)}", f"should be one of: {', '.join(KINDS)}", True
    ),
    "url": _Key(
        lambda value: isinstance(value, str) and "://" in value,
        "应是线路地址，如 serial:///dev/ttyS1?baud=9600",
        "should be the address of a line, such as serial:///dev/ttyS1?baud=9600",
        needed=True,
    ),
    "address": _Key(
        lambda value: type(value) is int and 1 <= value <= 255, "应是 1 到 255 的整数", "should be a number, 1 to 255"
    ),
    "window_id": _Key(_is_text, "应是窗口编号", "should be a window's id"),
    "options": _Key(_is_options, "应是由文字组成的对象", "should be an object of texts"),
}


def read_devices(path: Path) -> tuple[DeviceBinding, ...]:
    """Read the devices of an agent. Raises ``Fault`` configuration with one sentence: file, entry, what is wrong."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _wrong(path, f"不能读取（{reason}）。", f"cannot be read ({reason}).") from None
    except ValueError:
        raise _wrong(path, "不是有效的 JSON。", "is not valid JSON.") from None
    if not isinstance(entries, list):
        raise _wrong(path, "应是设备的列表。", "should be a list of devices.")
    devices = tuple(_device(path, place, entry) for place, entry in enumerate(entries, start=1))
    _no_device_twice(path, [device.device_id for device in devices])
    return devices


def _device(path: Path, place: int, entry: Any) -> DeviceBinding:
    if not isinstance(entry, dict):
        raise _wrong(path, f"第 {place} 项应是一个对象。", f"entry {place} should be an object.")
    for name in entry:
        if name not in _KEYS:
            near = difflib.get_close_matches(name, _KEYS, n=1)
            raise _wrong(
                path,
                f"第 {place} 项：不认识“{name}”" + (f"；是否应为“{near[0]}”？" if near else "。"),
                f"entry {place}: unknown key “{name}”" + (f"; did you mean “{near[0]}”?" if near else "."),
            )
    for name, key in _KEYS.items():
        if name not in entry and key.needed:
            raise _wrong(path, f"第 {place} 项：缺少“{name}”。", f"entry {place}: “{name}” is missing.")
        if name in entry and not key.fits(entry[name]):
            raise _wrong(path, f"第 {place} 项：“{name}”{key.zh}。", f"entry {place}: “{name}” {key.en}.")
    return DeviceBinding(**entry)


def _no_device_twice(path: Path, ids: Iterable[str]) -> None:
    seen: dict[str, int] = {}
    for place, device_id in enumerate(ids, start=1):
        first = seen.setdefault(device_id, place)
        if first != place:
            raise _wrong(
                path,
                f"第 {place} 项：设备“{device_id}”已是第 {first} 项。",
                f"entry {place}: the device “{device_id}” is entry {first} already.",
            )


def _wrong(path: Path, zh: str, en: str) -> Fault:
    return Fault(FaultCode.CONFIGURATION, zh=f"{path.name}：{zh}", en=f"{path.name}: {en}")
