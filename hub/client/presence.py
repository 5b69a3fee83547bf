"""What a station says of itself and its devices: retained, so that whoever looks later knows."""

from hub.client.connection import Parcel
from hub.contract import topics, wire
from hub.contract.notices import DeviceHealth, StationPresence
from hub.contract.vocabulary import HallId, Instant, StationId


def presence(hall_id: HallId, station_id: StationId, *, online: bool, since: Instant, version: str) -> Parcel:
    """Whether a station is there. Sent live at every connection, ``since`` tells the hub this station's clock."""
    record = StationPresence(station_id, online, since, version)
    return Parcel(topics.station_presence(hall_id, station_id), wire.encode_record(record), retain=True)


def device_health(hall_id: HallId, station_id: StationId, health: DeviceHealth) -> Parcel:
    """How one of its devices is."""
    topic = topics.device_health(hall_id, station_id, health.device_id)
    return Parcel(topic, wire.encode_record(health), retain=True)
