"""Faults of devices: a stable code, how bad it is, and words for the person who stands before the device."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    """How much of its work a device can still do; a greater value is worse."""

    WARNING = 1
    """It works, but somebody should come (paper low)."""
    BLOCKING = 2
    """It cannot do its work."""


@dataclass(frozen=True, slots=True)
class DeviceFault:
    """One thing that can be wrong with a device.

    `code` is stable and belongs to interfaces; `zh` and `en` say what happened and what to do.
    """

    code: str
    severity: Severity
    zh: str
    en: str

    @property
    def blocking(self) -> bool:
        """Whether the device cannot do its work while this lasts."""
        return self.severity is Severity.BLOCKING


UNREACHABLE = DeviceFault(
    "unreachable",
    Severity.BLOCKING,
    "连接不上设备，请检查电源、网线或串口线。",
    "The device cannot be reached. Check its power and its network or serial cable.",
)
WIRE_BROKE = DeviceFault(
    "wire_broke",
    Severity.BLOCKING,
    "与设备的连接中途断开，请检查线缆。",
    "The connection to the device broke off half-way. Check the cable.",
)
NO_ANSWER = DeviceFault(
    "no_answer",
    Severity.BLOCKING,
    "设备没有回应，请检查电源和连接线。",
    "The device does not answer. Check its power and its cable.",
)


def worst_first(faults: Iterable[DeviceFault]) -> tuple[DeviceFault, ...]:
    """The faults without repetition, blocking ones first, otherwise in the order given."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: -fault.severity))


def worst_blocking(faults: Iterable[DeviceFault]) -> DeviceFault | None:
    """The first fault that keeps the device from working, or None."""
    return next((fault for fault in faults if fault.blocking), None)
