"""The hub's own connection against a real broker."""

import pytest

from hub.client.clock import now_ms
from hub.client.link import Link, LinkState
from hub.client.settings import StationCredential
from hub.contract import topics
from hub.contract.notices import HubPresence, StationConfig
from hub.contract.vocabulary import StationKind
from hub.contract.wire import decode_record
from hub.mqtt.session import Account, Life, Listeners, Session
from tests.fakes.records import called, queue_view
from tests.integration.conftest import OpenBroker, wait_until
from tests.integration.mqtt.conftest import HALL, HubEnd
from tests.integration.mqtt.listener import Listener


def test_the_hubs_presence_is_retained_and_its_going_is_told(open_broker: OpenBroker) -> None:
    hub = HubEnd(open_broker, life="life-7", epoch=3).start()
    listener = Listener(open_broker, topics.hub_presence(HALL))
    wait_until(lambda: listener.messages)
    presence = decode_record(HubPresence, listener.messages[0].payload)
    assert (presence.online, presence.life, presence.epoch, presence.version) == (True, "life-7", 3, "1.0")
    assert listener.messages[0].retain
    hub.session.close()
    wait_until(lambda: len(listener.messages) == 2)
    assert not decode_record(HubPresence, listener.messages[1].payload).online
    listener.close()


def test_state_of_an_earlier_life_is_cleared_and_what_is_there_said_again(open_broker: OpenBroker) -> None:
    first = HubEnd(open_broker).start()
    for item in ("social", "tax"):
        first.publisher.publish_view(queue_view(5), item)
    for station in ("k1", "k-old"):
        first.publisher.publish_config(StationConfig(5, station, StationKind.KIOSK, "", "", ""))
    first.session.close()

    second = HubEnd(open_broker, life="life-2", epoch=2)
    second.views = {"social": queue_view(6, epoch=2)}
    second.configs = [StationConfig(6, "k1", StationKind.KIOSK, "", "", "")]
    second.start()
    wait_until(lambda: second.connections)
    assert second.found == {
        topics.state(HALL, "queue", "social"), topics.state(HALL, "queue", "tax"),
        topics.station_config(HALL, "k1"), topics.station_config(HALL, "k-old"),
    }  # fmt: skip
    cold = Listener(open_broker, topics.states(HALL), topics.station_config(HALL, "+"))
    wanted = {topics.state(HALL, "queue", "social"), topics.station_config(HALL, "k1")}
    wait_until(lambda: cold.retained() == wanted)
    cold.close()
    second.session.close()


def test_after_each_connection_all_state_is_said_again(open_broker: OpenBroker, hub_end: HubEnd) -> None:
    hub_end.views = {"social": queue_view(6)}
    open_broker.kill()
    wait_until(lambda: not hub_end.session.connected)
    assert not hub_end.session.publish("x", b"")
    hub_end.publisher.publish_notice(called(9, 0))
    open_broker.start()
    cold = Listener(open_broker, topics.states(HALL), topics.event(HALL, "+"))
    wait_until(lambda: hub_end.connections == 2 and cold.messages)
    assert [message.topic for message in cold.messages] == [topics.state(HALL, "queue", "social")]
    cold.close()


def test_presence_and_health_that_cannot_be_read_are_passed_over(hub_end: HubEnd, open_broker: OpenBroker) -> None:
    speaker = Listener(open_broker)
    speaker.client.publish(topics.station_presence(HALL, "k1"), b"{")
    speaker.client.publish(topics.device_health(HALL, "k1", "d"), b"{")
    speaker.client.publish(topics.device_health(HALL, "k1", "d"), b"")
    speaker.client.publish(topics.device_event(HALL, "k1", "d"), b"")
    speaker.client.publish(
        topics.station_presence(HALL, "k1"),
        b'{"v":1,"kind":"station_presence","body":{"station_id":"w1","online":true,"since":1}}',
    )
    speaker.client.publish(
        topics.station_presence(HALL, "w1"),
        b'{"v":1,"kind":"station_presence","body":{"station_id":"w1","online":true,"since":2}}',
    )
    wait_until(lambda: hub_end.presences)
    assert {name: presence.since for name, presence in hub_end.presences.items()} == {"w1": 2}
    assert hub_end.healths == {}
    speaker.close()


def test_a_listener_that_fails_does_not_end_the_hubs_ear(
    open_broker: OpenBroker, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []

    def command(topic: str, payload: bytes, expiry_s: int | None) -> None:
        heard.append(topic)
        raise ValueError("张三 110101199003077578")

    listeners = Listeners(command=command, connected=lambda _found: None)
    session = Session(HALL, Account("127.0.0.1", open_broker.port, "hub", ""), Life("l", 1, now_ms()), listeners)
    session.start()
    wait_until(lambda: session.connected)
    speaker = Listener(open_broker)
    for _ in range(2):
        speaker.client.publish(topics.command(HALL, "w1", "call_next"), b"{}")
    wait_until(lambda: len(heard) == 2)
    lines = [record.getMessage() for record in caplog.records if record.name == "hub.mqtt.session"]
    assert lines == ["hub mqtt: error in a listener (ValueError)"]
    speaker.close()
    session.close()


def test_a_broker_that_is_not_there_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    listeners = Listeners(command=lambda *_: None, connected=lambda _found: None)
    session = Session(HALL, Account("127.0.0.1", 1, "hub", ""), Life("l", 1, now_ms()), listeners)
    session.start()
    wait_until(lambda: caplog.records)
    session.close()
    assert [record.getMessage() for record in caplog.records] == [
        "hub mqtt: the broker cannot be reached (ConnectionRefusedError)"
    ]
    assert "password" not in repr(Account("h", 1, "u", "secret"))


def test_a_broker_that_refuses_is_said_once_and_tried_again(
    tmp_path_factory: pytest.TempPathFactory, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path_factory.mktemp("closed")
    broker = OpenBroker(folder, more="allow_anonymous false\n")
    broker.start()
    listeners = Listeners(command=lambda *_: None, connected=lambda _found: None)
    session = Session(HALL, Account("127.0.0.1", broker.port, "hub", "x"), Life("l", 1, now_ms()), listeners)
    credential = StationCredential(HALL, "w1", StationKind.COUNTER, (broker.url,), "x")
    link = Link(credential)
    session.start()
    link.start()
    wait_until(lambda: len(caplog.records) == 2 and link.state is LinkState.OFFLINE)
    assert not session.connected
    assert sorted(record.getMessage() for record in caplog.records) == [
        "hub mqtt: the broker refuses the hub (Not authorized)",
        "w1: the broker refuses this station (Not authorized)",
    ]
    link.close()
    session.close()
    broker.kill()
