"""What a station is given at its enrolment: one small JSON file, read strictly.

``{"hall": …, "station": …, "kind": …, "brokers": ["mqtt://host:port", …], "password": …, "ca_file": null}``.
Everything else about a station comes from the hub, retained, and is edited in the console.
"""

import difflib
import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hub.contract.faults import Fault, FaultCode
from hub.contract.vocabulary import HallId, StationId, StationKind

_PORTS = {"mqtt": 1883, "mqtts": 8883}
"""Default ports by scheme, as IANA registers them."""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where a broker listens."""

    host: str
    port: int
    tls: bool


@dataclass(frozen=True, slots=True)
class StationCredential:
    """Who a station is and how it reaches the hub. ``brokers`` are tried in this order."""

    hall: HallId
    station: StationId
    kind: StationKind
    brokers: tuple[str, ...]
    password: str = field(repr=False)
    ca_file: str | None = None


def broker_of(url: str) -> Broker:
    """Read ``mqtt://host[:port]`` or ``mqtts://host[:port]``. Raises ``Fault`` configuration."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _PORTS or not parts.hostname or parts.path not in ("", "/") or parts.username:
        raise Fault(
            FaultCode.CONFIGURATION,
            zh=f"消息服务器地址“{url}”应写成 mqtt://主机:端口 或 mqtts://主机:端口。",
            en=f"the broker address “{url}” should read mqtt://host:port or mqtts://host:port.",
        )
    return Broker(parts.hostname, port or _PORTS[parts.scheme], parts.scheme == "mqtts")


def load(path: Path) -> StationCredential:
    """Read a station's credential file. Raises ``Fault`` configuration that names the file and what is wrong in it."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _wrong(path, f"不能读取（{reason}）。", f"cannot be read ({reason}).") from None
    except ValueError:
        raise _wrong(path, "不是有效的 JSON。", "is not valid JSON.") from None
    if not isinstance(value, dict):
        raise _wrong(path, "应是一个 JSON 对象。", "should be one JSON object.")
    return _credential(path, value)


def _credential(path: Path, value: dict[str, Any]) -> StationCredential:
    names = [item.name for item in fields(StationCredential)]
    for key in value:
        if key not in names:
            near = difflib.get_close_matches(key, names, n=1)
            raise _wrong(
                path,
                f"不认识“{key}”" + (f"；是否应为“{near[0]}”？" if near else "。"),
                f"unknown key “{key}”" + (f"; did you mean “{near[0]}”?" if near else "."),
            )
    for name in ("hall", "station", "kind", "password"):
        if not isinstance(value.get(name), str) or not value[name]:
            raise _wrong(path, f"“{name}”应是一段文字。", f"“{name}” should be a text.")
    # These two become levels of a topic, where the characters / + # would name other stations.
    for name in ("hall", "station"):
        if set(value[name]) & set("/+#\0"):
            raise _wrong(path, f"“{name}”不能含有 / + #。", f"“{name}” may not contain / + #.")
    kinds = [str(kind) for kind in StationKind]
    if value["kind"] not in kinds:
        wanted = ", ".join(kinds)
        raise _wrong(path, f"“kind”应是其中之一：{wanted}。", f"“kind” should be one of: {wanted}.")
    brokers = value.get("brokers")
    if not isinstance(brokers, list) or not brokers or not all(isinstance(url, str) for url in brokers):
        raise _wrong(path, "“brokers”应列出至少一个地址。", "“brokers” should list at least one address.")
    for url in brokers:
        try:
            broker_of(url)
        except Fault as fault:
            raise _wrong(path, str(fault.details["zh"]), str(fault.details["en"])) from None
    ca_file = value.get("ca_file")
    if ca_file is not None and not isinstance(ca_file, str):
        raise _wrong(path, "“ca_file”应是文件名或 null。", "“ca_file” should be a file name or null.")
    return StationCredential(
        value["hall"], value["station"], StationKind(value["kind"]), tuple(brokers), value["password"], ca_file
    )


def _wrong(path: Path, zh: str, en: str) -> Fault:
    return Fault(FaultCode.CONFIGURATION, zh=f"{path.name}：{zh}", en=f"{path.name}: {en}")
