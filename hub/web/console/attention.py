"""What needs a person first: a pure reading of the hall, its stations, its broker and the district.

A concern says what is wrong and what it means; the page adds where to go. The most pressing stand first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from hub.contract.vocabulary import DayState, Delivery, Instant, StationKind
from hub.web.pictures import DeskTicket, EnrolledStation, HallPicture, StationsPicture
from hub.web.ports import BrokerStatus, UplinkStatus
from hub.web.wording import Wording

UNDELIVERED_MS = 20_000
"""A number that has not reached its citizen after this needs a person (DESIGN section 3)."""

DISTRICT_LATE_MS = 60_000
"""The uplink posts every second; a minute behind is no hiccup any more."""

BROKER_RUNNING = "running"
DEVICE_STATES = frozenset({"failed", "degraded"})
DEVICE_NAMES = frozenset({"led_bar", "evaluator", "printer"})


class Weight(IntEnum):
    """How pressing: the hall stands still, a citizen stands there, a machine is missing, look when there is time."""

    HALL = 0
    CITIZEN = 1
    MACHINE = 2
    LOOK = 3


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that needs a person. ``number`` and ``window_id`` say what the page can open for it."""

    key: str
    weight: Weight
    icon: str
    title: str
    more: str
    number: str = ""

    @property
    def bad(self) -> bool:
        """Whether it is drawn as a fault rather than as something to look at."""
        return self.weight is not Weight.LOOK


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that a concern can come from."""

    hall: HallPicture
    stations: StationsPicture
    broker: BrokerStatus | None
    uplink: UplinkStatus | None

    @property
    def online(self) -> frozenset[str]:
        """The stations that are there."""
        return frozenset(key for key, presence in self.stations.presence.items() if presence.online)


def concerns(sources: Sources, words: Wording, now: Instant) -> tuple[Concern, ...]:
    """All of them, the most pressing first."""
    found = [
        *_broker(sources.broker, words),
        *_unserved(sources.hall, words, now),
        *_undelivered(sources.hall, words, now),
        *_devices(sources, words),
        *_stations(sources, words),
        *_district(sources.uplink, words, now),
    ]
    return tuple(sorted(found, key=lambda concern: concern.weight))


def waits_too_long(ticket: DeskTicket, now: Instant) -> bool:
    """Whether a ticket's delivery needs a person."""
    return ticket.delivery is Delivery.UNKNOWN or now - ticket.taken_at > UNDELIVERED_MS


def _broker(broker: BrokerStatus | None, words: Wording) -> Iterator[Concern]:
    if broker is None or broker.state == BROKER_RUNNING:
        return
    title = words("concern.broker.stopped" if broker.state == "stopped" else "concern.broker")
    yield Concern("broker", Weight.HALL, "wifi-off", title, words("concern.broker.more", error=broker.last_error))


def _unserved(hall: HallPicture, words: Wording, now: Instant) -> Iterator[Concern]:
    if hall.day_state is not DayState.OPEN:
        return
    for queue in hall.queues:
        if queue.waiting and queue.open_windows == 0 and queue.longest_since is not None:
            title = words("concern.unserved", business=words.say(queue.name), n=queue.waiting)
            more = words("concern.unserved.more", span=words.span(queue.longest_since, now))
            yield Concern(f"unserved-{queue.business_id}", Weight.CITIZEN, "person", title, more)


def _undelivered(hall: HallPicture, words: Wording, now: Instant) -> Iterator[Concern]:
    for ticket in hall.undelivered:
        if not waits_too_long(ticket, now):
            continue
        unknown = ticket.delivery is Delivery.UNKNOWN
        title = words("concern.unknown" if unknown else "concern.undelivered", number=ticket.number)
        more = (
            words("concern.unknown.more", station=ticket.printed_at)
            if unknown
            else words("concern.undelivered.more", station=ticket.printed_at, span=words.seconds(ticket.taken_at, now))
        )
        yield Concern(f"ticket-{ticket.number}", Weight.CITIZEN, "printer", title, more, ticket.number)


def _devices(sources: Sources, words: Wording) -> Iterator[Concern]:
    """Failed and degraded devices of stations that are there; of one that is gone only that is said."""
    enrolled = {item.station_id for item in sources.hall.stations}
    for (station_id, device_id), health in sorted(sources.stations.health.items()):
        if health.state not in DEVICE_STATES or station_id not in enrolled & sources.online:
            continue
        kind = words(f"device.{health.kind}" if health.kind in DEVICE_NAMES else "device.other")
        said = words.say(health.words) or words("concern.device.unsaid")
        yield Concern(
            f"device-{station_id}-{device_id}",
            Weight.MACHINE if health.state == "failed" else Weight.LOOK,
            "warning",
            words(f"concern.device.{health.state}", device=f"{kind} {device_id}"),
            words("concern.device.more", station=station_id, words=said),
        )


def _stations(sources: Sources, words: Wording) -> Iterator[Concern]:
    """Stations that should be there while the hall is open."""
    if sources.hall.day_state is not DayState.OPEN:
        return
    numbers = {window.window_id: window.number for window in sources.hall.windows}
    for station in sources.hall.stations:
        if station.station_id in sources.online or station.kind in (StationKind.CONSOLE, StationKind.HUB):
            continue
        place = (
            words("concern.station.place", window=numbers[station.window_id]) if station.window_id in numbers else ""
        )
        more = words("concern.station.more", kind=words(f"kind.{station.kind}"), place=place)
        yield Concern(f"station-{station.station_id}", _missed(station), "wifi-off",
                      words("concern.station", station=station.station_id), more)  # fmt: skip


def _missed(station: EnrolledStation) -> Weight:
    """A kiosk, a wall or the devices are missed by everybody; a window's caller is switched off with its window."""
    return Weight.LOOK if station.kind in (StationKind.COUNTER, StationKind.GUIDE) else Weight.MACHINE


def _district(uplink: UplinkStatus | None, words: Wording, now: Instant) -> Iterator[Concern]:
    if uplink is None or uplink.behind == 0 or uplink.behind_since is None:
        return
    if now - uplink.behind_since < DISTRICT_LATE_MS:
        return
    error = words.say(uplink.last_error) if uplink.last_error is not None else ""
    yield Concern(
        "district", Weight.LOOK, "building", words("concern.district", n=uplink.behind),
        words("concern.district.more", span=words.span(uplink.behind_since, now), error=error),
    )  # fmt: skip
