"""Topics: built and taken apart in one place; who may send and hear what."""

import pytest

from hub.contract import topics
from hub.contract.commands import VERBS_OF
from hub.contract.vocabulary import StationKind


def test_a_command_topic_is_taken_apart_as_it_was_built() -> None:
    assert topics.parse_command(topics.command("h", "counter-1", "call_next")) == topics.CommandTopic(
        "h", "counter-1", "call_next"
    )
    assert topics.commands_of_all("h") == "ting/h/cmd/+/+"
    assert topics.parse_state(topics.state("h", "queue", "b1")) == ("queue", "b1")
    assert topics.parse_presence(topics.station_presence("h", "kiosk-1")) == "kiosk-1"
    for build, what in (
        (topics.device_health, "health"), (topics.device_order, "do"), (topics.device_event, "event"),
    ):  # fmt: skip
        assert topics.parse_device(build("h", "devices-1", "bar-1")) == ("devices-1", "bar-1", what)


@pytest.mark.parametrize(
    "topic",
    [
        "", "ting", "ting/h/cmd/counter-1", "ting/h/cmd/counter-1/call_next/x", "other/h/cmd/counter-1/call_next",
        "ting/h/reply/counter-1/x", "ting/h/station/x/presence/y", "ting/h/station/x/device/y/health/z",
        "other/h/station/x/device/y/health", "ting/h/hub/x/device/y/health", "ting/h/station/x/gadget/y/health",
        "other/h/state/queue/b1", "other/h/station/x/presence", "ting/h/hub/x/presence",
    ],
)  # fmt: skip
def test_what_is_no_such_topic_is_nothing(topic: str) -> None:
    parsers = (topics.parse_command, topics.parse_state, topics.parse_presence, topics.parse_device)
    assert [parse(topic) for parse in parsers] == [None] * 4


def test_the_wildcards_of_a_hall() -> None:
    assert topics.states("h") == "ting/h/state/+/+"
    assert topics.states("h", "queue") == "ting/h/state/queue/+"
    assert topics.stations_presence("h") == "ting/h/station/+/presence"
    assert topics.devices_health("h") == "ting/h/station/+/device/+/health"
    assert topics.hub_presence("h") == "ting/h/hub/presence"
    assert topics.event("h", "called") == "ting/h/event/called"


@pytest.mark.parametrize("kind", [kind for kind in StationKind if kind is not StationKind.HUB])
def test_a_station_sends_only_as_itself_and_only_its_verbs(kind: StationKind) -> None:
    access = topics.access_of("h", "me", kind)
    verbs = {found.verb for topic in access.publish if (found := topics.parse_command(topic)) is not None}
    assert verbs == VERBS_OF[kind]
    assert all("/me/" in topic for topic in access.publish)
    assert topics.reply("h", "me") in access.subscribe
    assert not any("+" in topic and "/cmd/" in topic for topic in access.publish)
    assert not any(topic.startswith("ting/h/reply/") and topic != topics.reply("h", "me") for topic in access.subscribe)


@pytest.mark.parametrize("kind", [kind for kind in StationKind if kind is not StationKind.HUB])
def test_a_station_follows_only_what_it_may_hear(kind: StationKind) -> None:
    followed = topics.followed_by("h", "me", kind)
    may_hear = topics.access_of("h", "me", kind).subscribe
    for topic in followed:
        assert topic in may_hear or topic.startswith("ting/h/state/")
    assert topics.states("h") not in followed
    assert topics.station_config("h", "me") in followed


def test_the_hub_may_do_everything_in_its_own_hall_only() -> None:
    assert topics.access_of("h", "hub", StationKind.HUB) == topics.Access(("ting/h/#",), ("ting/h/#",))
