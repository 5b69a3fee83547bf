"""Tells the hub how devices are: at every change, and once a minute as a sign of life."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from device_drivers.health import Health, HealthState
from hub.contract.notices import DeviceHealth
from hub.contract.vocabulary import Instant, Words

REMOVED = Words("设备已从配置中移除。", "The device has been taken out of the configuration.")


@dataclass(frozen=True, slots=True)
class Pace:
    """How often things are done, in seconds."""

    probe_s: float = 20.0
    """A bar without power is missed by then; on a long line probes are rarer, one a second for all bars."""
    health_s: float = 60.0
    retry_s: float = 1.0
    """An absent line costs nothing but a log line; a person who plugs it in waits for this long."""
    poll_s: float = 0.1
    """An order to an evaluator may wait for so long behind the reading of its line: nobody sees it."""


def health_of(device_id: str, kind: str, health: Health, counters: Mapping[str, int] | None = None) -> DeviceHealth:
    """A driver's health as it travels."""
    return DeviceHealth(
        device_id,
        kind,
        health.state.value,
        health.since,
        tuple(fault.code for fault in health.faults),
        Words(health.detail_zh, health.detail_en),
        dict(counters or {}),
    )


def removed(device_id: str, kind: str, now: Instant) -> DeviceHealth:
    """What is said of a device that is looked after no more."""
    return DeviceHealth(device_id, kind, HealthState.UNKNOWN.value, now, (), REMOVED)


@dataclass(slots=True)
class Teller:
    """Publishes the health of a line's devices; used by one thread."""

    publish: Callable[[DeviceHealth], None]
    every_s: float
    _told: dict[str, tuple[Health, float]] = field(default_factory=dict)

    def tell(self, device_id: str, kind: str, health: Health, counters: Mapping[str, int], now: float) -> None:
        """Publish if this is news or a minute has passed since the last time; `now` in seconds, monotonic."""
        told = self._told.get(device_id)
        if told is None or told[0] != health or now - told[1] >= self.every_s:
            self._told[device_id] = (health, now)
            self.publish(health_of(device_id, kind, health, counters))

    def forget(self, device_id: str) -> None:
        """The device is gone, or another one has its id."""
        self._told.pop(device_id, None)

    def due_at(self) -> float:
        """When the next sign of life is due, monotonic; infinity for no devices."""
        return min((at + self.every_s for _, at in self._told.values()), default=float("inf"))
