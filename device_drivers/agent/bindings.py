"""What the hub says an agent looks after, read strictly: bindings become lines with the devices on them.

Options of a `led_bar`: `variant` (sum, xor) and `answers_probe` (yes, no) belong to the line and must agree on it;
`colour` (red, green, yellow) is the bar's own. Options of an `evaluator`: `key_0`, `key_1` … name the level of each
key; when one is given, the keys that are not have none.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeVar

from device_drivers.caller_bus.driver import CallerBusConfig
from device_drivers.faults import DeviceFault, Severity
from device_drivers.led_bar.codec import Colour, Variant
from device_drivers.led_bar.driver import LedBusConfig
from device_drivers.transport.address import transport_for
from device_drivers.transport.errors import TransportError
from device_drivers.transport.wire import Timeouts
from hub.contract.vocabulary import DeviceBinding, EvaluationLevel, WindowId

LED_BAR, EVALUATOR = "led_bar", "evaluator"
"""The kinds of devices that an agent looks after."""

FOUR_KEYS: Mapping[int, EvaluationLevel] = MappingProxyType({
    0: EvaluationLevel.VERY_SATISFIED,
    1: EvaluationLevel.SATISFIED,
    2: EvaluationLevel.BASICALLY_SATISFIED,
    3: EvaluationLevel.DISSATISFIED,
})  # fmt: skip
"""What the keys mean unless the site says otherwise. The source of the protocol does not name their order."""

_TIMEOUTS = Timeouts(connect_s=1.0, write_s=1.0)
"""A serial server stands in the same building, and the longest frame takes 0.3 s at 9600 baud."""

_HIGHEST_ADDRESS = 255
_KEYS = 16
"""More keys than any evaluator has."""

ValueT = TypeVar("ValueT")


class BindingError(Exception):
    """A binding that cannot be: `fault` says why, for the console."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.fault = DeviceFault(code, Severity.BLOCKING, zh, en)


@dataclass(frozen=True, slots=True)
class Bar:
    """One window bar on a line."""

    device_id: str
    address: int
    window_id: WindowId
    colour: Colour = Colour.RED


@dataclass(frozen=True, slots=True)
class EvaluatorKeys:
    """One evaluator on a line, with what its keys mean."""

    device_id: str
    address: int
    window_id: WindowId
    levels: Mapping[int, EvaluationLevel]


@dataclass(frozen=True, slots=True)
class LedLinePlan:
    """A line of window bars, by address."""

    config: LedBusConfig
    devices: Mapping[int, Bar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CallerLinePlan:
    """A line of evaluators, by address."""

    config: CallerBusConfig
    devices: Mapping[int, EvaluatorKeys] = field(default_factory=dict)


LinePlan = LedLinePlan | CallerLinePlan


@dataclass(frozen=True, slots=True)
class Refused:
    """A binding that cannot be carried out, and why."""

    binding: DeviceBinding
    fault: DeviceFault


@dataclass(frozen=True, slots=True)
class AgentPlan:
    """All lines by url, and the bindings that cannot be."""

    lines: Mapping[str, LinePlan]
    refused: tuple[Refused, ...] = ()


def plan_of(bindings: Iterable[DeviceBinding]) -> AgentPlan:
    """Sort bindings into lines. One that cannot be is put aside; the others are not held up by it."""
    lines: dict[str, LinePlan] = {}
    refused: list[Refused] = []
    seen: set[str] = set()
    for binding in bindings:
        try:
            lines[binding.url] = _joined(lines.get(binding.url), _line_of(binding, seen))
            seen.add(binding.device_id)
        except BindingError as error:
            refused.append(Refused(binding, error.fault))
    return AgentPlan(lines, tuple(refused))


def plan_kinds(plan: AgentPlan) -> dict[str, str]:
    """The kind of every device of a plan by its id, refused ones too."""
    kinds = {refused.binding.device_id: refused.binding.kind for refused in plan.refused}
    for line in plan.lines.values():
        kind = LED_BAR if isinstance(line, LedLinePlan) else EVALUATOR
        kinds.update({device.device_id: kind for device in line.devices.values()})
    return kinds


def _line_of(binding: DeviceBinding, seen: set[str]) -> LinePlan:
    """A line with this device alone. Raises BindingError."""
    if binding.device_id in seen:
        raise BindingError("device_twice", "设备编号重复。", "The device's id stands there twice.")
    reader = _READERS.get(binding.kind)
    if reader is None:
        raise _unknown("unknown_kind", "设备种类", "kind of device", binding.kind, _READERS)
    return reader(binding)


def _joined(line: LinePlan | None, new: LinePlan) -> LinePlan:
    """The line with one device more. Raises BindingError when it does not fit there."""
    if line is None:
        return new
    if line.config != new.config:
        raise BindingError(
            "line_mixed",
            "同一条线上的设备种类或线路设置不一致。",
            "Devices on one line differ in kind or in the line's settings.",
        )
    ((address, device),) = new.devices.items()
    if address in line.devices:
        raise BindingError(
            "address_taken",
            f"地址 {address} 已被同一条线上的另一设备占用。",
            f"Address {address} belongs to another device on this line.",
        )
    return replace(line, devices={**line.devices, address: device})  # type: ignore[arg-type]


def _led_line(binding: DeviceBinding) -> LinePlan:
    options = _Options(binding)
    can_read = _can_read(binding)
    config = LedBusConfig(
        binding.url,
        binding.url,
        options.take("variant", {variant.value: variant for variant in Variant}, Variant.SUM),
        options.take("answers_probe", {"yes": True, "no": False}, True) and can_read,
        _TIMEOUTS,
    )
    colour = options.take("colour", {colour.name.lower(): colour for colour in Colour}, Colour.RED)
    options.finish()
    bar = Bar(binding.device_id, _address(binding), binding.window_id, colour)
    return LedLinePlan(config, {bar.address: bar})


def _caller_line(binding: DeviceBinding) -> LinePlan:
    options = _Options(binding)
    if not _can_read(binding):
        raise BindingError(
            "write_only", "评价器的线路必须能读取。", "The line of an evaluator must be one that can be read."
        )
    levels = {level.value: level for level in EvaluationLevel}
    keys = {index: options.take(f"key_{index}", levels, None) for index in range(_KEYS)}
    options.finish()
    given = {index: level for index, level in keys.items() if level is not None}
    device = EvaluatorKeys(binding.device_id, _address(binding), binding.window_id, given or FOUR_KEYS)
    return CallerLinePlan(CallerBusConfig(binding.url, binding.url, timeouts=_TIMEOUTS), {device.address: device})


_READERS: dict[str, Callable[[DeviceBinding], LinePlan]] = {LED_BAR: _led_line, EVALUATOR: _caller_line}


def _address(binding: DeviceBinding) -> int:
    if not 1 <= binding.address <= _HIGHEST_ADDRESS:
        raise BindingError(
            "bad_bus_address",
            f"总线地址应为 1 到 {_HIGHEST_ADDRESS}，现为 {binding.address}。",
            f"A bus address is 1 to {_HIGHEST_ADDRESS}, not {binding.address}.",
        )
    return binding.address


def _can_read(binding: DeviceBinding) -> bool:
    try:
        return transport_for(binding.url).can_read
    except TransportError as error:
        raise BindingError("bad_address", error.zh, error.en) from error


def _unknown(code: str, zh: str, en: str, given: str, known: Iterable[str]) -> BindingError:
    names = list(known)
    near = difflib.get_close_matches(given, names, n=1)
    listed = near or names
    return BindingError(
        code,
        f"{zh}“{given}”不认识；" + (f"是否应为“{near[0]}”？" if near else f"可用：{'、'.join(listed)}。"),
        f"Unknown {en} “{given}”; " + (f"did you mean “{near[0]}”?" if near else f"known: {', '.join(listed)}."),
    )


class _Options:
    """The options of one binding: every one is to be taken, or it is unknown."""

    def __init__(self, binding: DeviceBinding) -> None:
        self._left = dict(binding.options)
        self._known: list[str] = []

    def take(self, name: str, values: Mapping[str, ValueT], default: ValueT) -> ValueT:
        """The value of an option. Raises BindingError for a value that is none."""
        self._known.append(name)
        given = self._left.pop(name, None)
        if given is None:
            return default
        if given not in values:
            raise _unknown("bad_option", f"选项 {name} 的值", f"value of option {name}:", given, values)
        return values[given]

    def finish(self) -> None:
        """Raises BindingError for an option that nobody took."""
        for name in self._left:
            raise _unknown("bad_option", "选项", "option", name, self._known)
