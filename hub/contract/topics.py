"""The only MQTT strings of Ting: every topic is built, and taken apart, here.

``ting/{hall}/…`` as DESIGN section 4 draws them. Identity is the station segment, which the broker reserves to
that station's account; :func:`access_of` says what each kind of account may send and hear, and the broker's
access lists are made from it.
"""

from dataclasses import dataclass

from hub.contract.commands import VERBS_OF
from hub.contract.vocabulary import StationKind

_ROOT = "ting"


@dataclass(frozen=True, slots=True)
class CommandTopic:
    """A command's topic taken apart."""

    hall_id: str
    station_id: str
    verb: str


def command(hall_id: str, station_id: str, verb: str) -> str:
    """Where a station sends a command."""
    return f"{_ROOT}/{hall_id}/cmd/{station_id}/{verb}"


def commands_of_all(hall_id: str) -> str:
    """What the hub listens to."""
    return f"{_ROOT}/{hall_id}/cmd/+/+"


def parse_command(topic: str) -> CommandTopic | None:
    """Take a command's topic apart; None if it is not one."""
    parts = topic.split("/")
    if len(parts) != 5 or parts[0] != _ROOT or parts[2] != "cmd":
        return None
    return CommandTopic(parts[1], parts[3], parts[4])


def reply(hall_id: str, station_id: str) -> str:
    """Where a station, and nobody else, hears its answers."""
    return f"{_ROOT}/{hall_id}/reply/{station_id}"


def event(hall_id: str, kind: str) -> str:
    """Notices of one kind."""
    return f"{_ROOT}/{hall_id}/event/{kind}"


def hub_presence(hall_id: str) -> str:
    """Whether the hub is there."""
    return f"{_ROOT}/{hall_id}/hub/presence"


def state(hall_id: str, what: str, item: str) -> str:
    """Retained state of one thing."""
    return f"{_ROOT}/{hall_id}/state/{what}/{item}"


def states(hall_id: str, what: str = "+") -> str:
    """Retained state of all things of a kind."""
    return f"{_ROOT}/{hall_id}/state/{what}/+"


def parse_state(topic: str) -> tuple[str, str] | None:
    """``(what, item)`` of a state topic; None if it is not one."""
    parts = topic.split("/")
    if len(parts) != 5 or parts[0] != _ROOT or parts[2] != "state":
        return None
    return parts[3], parts[4]


def station_config(hall_id: str, station_id: str) -> str:
    """What makes a station itself, retained."""
    return f"{_ROOT}/{hall_id}/station/{station_id}/config"


def station_presence(hall_id: str, station_id: str) -> str:
    """Whether a station is there."""
    return f"{_ROOT}/{hall_id}/station/{station_id}/presence"


def stations_presence(hall_id: str) -> str:
    """Presence of all stations."""
    return station_presence(hall_id, "+")


def device_health(hall_id: str, station_id: str, device_id: str) -> str:
    """How a device is, retained."""
    return f"{_ROOT}/{hall_id}/station/{station_id}/device/{device_id}/health"


def devices_health(hall_id: str) -> str:
    """Health of all devices."""
    return device_health(hall_id, "+", "+")


def device_order(hall_id: str, station_id: str, device_id: str) -> str:
    """Orders to a device."""
    return f"{_ROOT}/{hall_id}/station/{station_id}/device/{device_id}/do"


def device_event(hall_id: str, station_id: str, device_id: str) -> str:
    """What a device reports."""
    return f"{_ROOT}/{hall_id}/station/{station_id}/device/{device_id}/event"


def parse_device(topic: str) -> tuple[str, str, str] | None:
    """``(station_id, device_id, what)`` of a device topic; None if it is not one."""
    parts = topic.split("/")
    if len(parts) != 7 or parts[0] != _ROOT or parts[2] != "station" or parts[4] != "device":
        return None
    return parts[3], parts[5], parts[6]


def parse_presence(topic: str) -> str | None:
    """The station of a presence topic; None if it is not one."""
    parts = topic.split("/")
    if len(parts) != 5 or parts[0] != _ROOT or parts[2] != "station" or parts[4] != "presence":
        return None
    return parts[3]


@dataclass(frozen=True, slots=True)
class Access:
    """Topics (with MQTT wildcards) that an account may publish to and subscribe to."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


FOLLOWED: dict[StationKind, tuple[str, ...]] = {
    StationKind.KIOSK: ("hall", "queue"),
    StationKind.GUIDE: ("hall", "queue"),
    StationKind.COUNTER: ("hall", "queue", "window"),
    StationKind.WALL: ("hall", "queue", "window", "calls"),
    StationKind.DEVICES: ("hall", "window"),
    StationKind.CONSOLE: ("hall", "queue", "window", "calls"),
}
"""Which retained state each kind of station draws from. What it does not show it does not have to hear."""


def followed_by(hall_id: str, station_id: str, kind: StationKind) -> tuple[str, ...]:
    """What a station subscribes to: of what it may hear, the state that it shows."""
    hears = access_of(hall_id, station_id, kind).subscribe
    states_followed = (states(hall_id, what) for what in FOLLOWED[kind])
    return (*(topic for topic in hears if topic != states(hall_id)), *states_followed)


def access_of(hall_id: str, station_id: str, kind: StationKind) -> Access:
    """What one station's account may do. The hub's own account may do everything in its hall."""
    if kind is StationKind.HUB:
        everything = (f"{_ROOT}/{hall_id}/#",)
        return Access(everything, everything)
    publish = [command(hall_id, station_id, verb) for verb in sorted(VERBS_OF[kind])]
    publish.append(station_presence(hall_id, station_id))
    publish.append(device_health(hall_id, station_id, "+"))
    publish.append(device_event(hall_id, station_id, "+"))
    subscribe = (
        reply(hall_id, station_id),
        event(hall_id, "+"),
        hub_presence(hall_id),
        states(hall_id),
        station_config(hall_id, station_id),
        device_order(hall_id, station_id, "+"),
    )
    return Access(tuple(publish), subscribe)
