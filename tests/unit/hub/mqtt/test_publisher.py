from dataclasses import dataclass, field
from typing import Any

from hub.contract import topics
from hub.contract.notices import Called, Done, ShowText, StationConfig
from hub.contract.vocabulary import StationKind
from hub.contract.wire import Reply, decode_notice, decode_order, decode_record, decode_reply, decode_view
from hub.mqtt.publisher import Publisher
from tests.fakes.records import called, day_notice, queue_view
from tests.fakes.ticking import Ticking

HALL = "changan"


@dataclass
class Notepad:
    """A wire that writes down what goes out; cut, it takes nothing."""

    cut: bool = False
    sent: list[tuple[str, bytes, dict[str, Any]]] = field(default_factory=list)

    def publish(
        self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> bool:
        if not self.cut:
            self.sent.append((topic, payload, {"qos": qos, "retain": retain, "expiry_s": expiry_s}))
        return not self.cut


def publisher(wire: Notepad) -> Publisher:
    return Publisher(wire, HALL, clock=Ticking(1_000_000))


def config(station: str) -> StationConfig:
    return StationConfig(1, station, StationKind.KIOSK, "", "", "http://hall")


def test_a_reply_goes_to_its_station_alone() -> None:
    wire = Notepad()
    publisher(wire).publish_reply("w1", Reply("command-01", 5, Done()))
    (topic, payload, how) = wire.sent[0]
    assert topic == topics.reply(HALL, "w1")
    assert decode_reply(payload) == Reply("command-01", 5, Done())
    assert how["retain"] is False


def test_each_notice_names_the_one_before_it_of_its_kind() -> None:
    wire = Notepad()
    voice = publisher(wire)
    for notice in (called(5, prev=0), day_notice(6, prev=0), called(9, prev=0)):
        voice.publish_notice(notice)
    heard = [decode_notice(payload) for _, payload, _ in wire.sent]
    assert [(notice.seq, notice.prev) for notice in heard] == [(5, 0), (6, 0), (9, 5)]


def test_a_notice_said_while_the_broker_was_away_leaves_a_gap_to_see() -> None:
    wire = Notepad()
    voice = publisher(wire)
    voice.publish_notice(called(5, prev=0))
    wire.cut = True
    voice.publish_notice(called(7, prev=0))
    wire.cut = False
    voice.publish_notice(called(9, prev=0))
    assert [decode_notice(payload).prev for _, payload, _ in wire.sent] == [0, 7]


def test_a_restarted_hub_goes_on_where_it_was() -> None:
    wire = Notepad()
    voice = publisher(wire)
    voice.prime(Called.kind, 41)
    voice.publish_notice(called(44, prev=0))
    assert decode_notice(wire.sent[0][1]).prev == 41


def test_a_view_is_retained_and_can_be_cleared() -> None:
    wire = Notepad()
    voice = publisher(wire)
    voice.publish_view(queue_view(5), "social")
    voice.clear_view("queue", "social")
    assert [(topic, how["retain"]) for topic, _, how in wire.sent] == [
        (topics.state(HALL, "queue", "social"), True)
    ] * 2
    assert decode_view(wire.sent[0][1]) == queue_view(5)
    assert wire.sent[1][1] == b""


def test_an_order_expires_at_the_broker_too() -> None:
    wire = Notepad()
    order = ShowText("order-01", 1_004_200, "A001")
    publisher(wire).publish_order("dev", "led-1", order)
    (topic, payload, how) = wire.sent[0]
    assert topic == topics.device_order(HALL, "dev", "led-1")
    assert decode_order(payload) == order
    assert how == {"qos": 1, "retain": False, "expiry_s": 5}


def test_an_order_that_has_expired_is_not_given() -> None:
    wire = Notepad()
    publisher(wire).publish_order("dev", "led-1", ShowText("order-01", 1_000_000, "A001"))
    assert wire.sent == []


def test_everything_is_said_again_and_what_should_no_longer_be_is_cleared() -> None:
    wire = Notepad()
    found = [
        topics.state(HALL, "queue", "social"),
        topics.state(HALL, "window", "9"),
        topics.station_config(HALL, "old"),
    ]
    publisher(wire).publish_everything([(queue_view(5), "social")], [config("k1")], found)
    said = [(topic, bool(payload)) for topic, payload, _ in wire.sent]
    assert said[:2] == [(topics.state(HALL, "queue", "social"), True), (topics.station_config(HALL, "k1"), True)]
    assert sorted(said[2:]) == [
        (topics.state(HALL, "window", "9"), False),
        (topics.station_config(HALL, "old"), False),
    ]
    assert all(how["retain"] for _, _, how in wire.sent)
    assert decode_record(StationConfig, wire.sent[1][1]) == config("k1")
