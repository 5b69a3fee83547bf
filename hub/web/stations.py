"""Which stations are there and how their devices are: what the broker tells, kept for the console."""

import threading
from collections.abc import Callable

from hub.contract.notices import DeviceHealth, StationPresence
from hub.contract.vocabulary import StationId
from hub.web.pictures import StationsPicture


class Stations:
    """Listens to presence and health (``hub.mqtt.session.Listeners``), from the network thread."""

    def __init__(self, ring: Callable[[], None] = lambda: None) -> None:
        self._ring = ring
        self._guard = threading.Lock()
        self._presence: dict[StationId, StationPresence] = {}
        self._health: dict[tuple[StationId, str], DeviceHealth] = {}

    def presence(self, presence: StationPresence, _live: bool) -> None:
        """A station came or went; retained news counts as well as new ones."""
        with self._guard:
            before = self._presence.get(presence.station_id)
            self._presence[presence.station_id] = presence
        if before is None or before.online is not presence.online:
            self._ring()

    def health(self, station_id: StationId, health: DeviceHealth) -> None:
        """How a device is; counters alone wake nobody."""
        with self._guard:
            before = self._health.get((station_id, health.device_id))
            self._health[station_id, health.device_id] = health
        if before is None or (before.state, before.faults) != (health.state, health.faults):
            self._ring()

    def picture(self) -> StationsPicture:
        """As it stands now; from any thread."""
        with self._guard:
            return StationsPicture(dict(self._presence), dict(self._health))
