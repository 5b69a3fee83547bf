"""A device's health, and the record that logs a fault once and its recovery once."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from device_drivers.clock import Clock
from device_drivers.faults import DeviceFault, worst_blocking, worst_first

_log = logging.getLogger(__name__)


class HealthState(StrEnum):
    """The four states a device is shown in."""

    ONLINE = "online"
    DEGRADED = "degraded"
    FAILED = "failed"
    UNKNOWN = "unknown"


_STATE_WORDS: dict[HealthState, tuple[str, str]] = {
    HealthState.ONLINE: ("设备正常。", "The device works."),
    HealthState.DEGRADED: ("设备可用，但需要有人处理。", "The device works but needs attention."),
    HealthState.FAILED: ("设备不能工作。", "The device does not work."),
    HealthState.UNKNOWN: ("还没有收到设备的消息。", "Nothing has been heard from the device yet."),
}


@dataclass(frozen=True, slots=True)
class Health:
    """How a device is. `since` is the instant (ms, UTC) this state with these faults began."""

    state: HealthState
    since: int
    faults: tuple[DeviceFault, ...] = ()

    @property
    def detail_zh(self) -> str:
        """What to tell a person, in Chinese."""
        return "".join(fault.zh for fault in self.faults) or _STATE_WORDS[self.state][0]

    @property
    def detail_en(self) -> str:
        """What to tell a person, in English."""
        return " ".join(fault.en for fault in self.faults) or _STATE_WORDS[self.state][1]


class HealthRecord:
    """Keeps the health of one device; a fault that lasts is logged once, its end once."""

    def __init__(self, device: str, clock: Clock) -> None:
        self._device = device
        self._clock = clock
        self._health = Health(HealthState.UNKNOWN, clock.now_ms())

    @property
    def current(self) -> Health:
        """The health as last recorded."""
        return self._health

    def record(self, faults: Iterable[DeviceFault], heard: bool = True) -> Health:
        """Take note of all faults seen now; none means that the device works, if it was `heard` to say so."""
        found = worst_first(faults)
        if worst_blocking(found) is not None:
            state = HealthState.FAILED
        elif found:
            state = HealthState.DEGRADED
        else:
            state = HealthState.ONLINE if heard else HealthState.UNKNOWN
        before = self._health
        if (state, found) == (before.state, before.faults):
            return before
        for fault in found:
            if fault not in before.faults:
                _log.warning("%s: fault %s", self._device, fault.code)
        for fault in before.faults:
            if fault not in found:
                _log.info("%s: fault %s is over", self._device, fault.code)
        self._health = Health(state, self._clock.now_ms(), found)
        return self._health
