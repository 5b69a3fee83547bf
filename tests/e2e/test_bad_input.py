"""Whatever arrives over the real broker is answered with a typed refusal, and the log says so without quoting it."""

import json
import queue
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from hub.bench.rig import Rig, counters, kiosks, wait_until
from hub.bench.sample_hall import HALL
from hub.contract import topics, wire
from hub.contract.faults import SENTENCES, FaultCode

NAME, ID_NUMBER, PHONE = "慕容测试甲", "110101199003072316", "13911112222"
SECRETS = (NAME, ID_NUMBER, PHONE)
NOT_AUTHORIZED = 0x87


class Speaker:
    """A bare MQTT client under some account: says anything, hears one station's answers."""

    def __init__(self, port: int, username: str, password: str, hears: str, client_id: str) -> None:
        self.replies: queue.SimpleQueue[wire.Reply] = queue.SimpleQueue()
        self.acknowledged: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.thrown_out: queue.SimpleQueue[int] = queue.SimpleQueue()
        ready: queue.SimpleQueue[None] = queue.SimpleQueue()
        self.client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id, protocol=MQTTProtocolVersion.MQTTv5, reconnect_on_failure=False
        )
        self.client.username_pw_set(username, password)
        self.client.on_connect = lambda client, *_: client.subscribe(topics.reply(HALL, hears), 1)
        self.client.on_subscribe = lambda *_: ready.put(None)
        self.client.on_message = lambda _client, _data, message: self.replies.put(wire.decode_reply(message.payload))
        self.client.on_publish = lambda _client, _data, _mid, reason, _: self.acknowledged.put(reason.value)
        self.client.on_disconnect = lambda _client, _data, _flags, reason, _: self.thrown_out.put(reason.value)
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()
        ready.get(timeout=20)

    def say(self, topic: str, payload: bytes) -> int:
        """Publish; the broker's own reason code."""
        self.client.publish(topic, payload, 1)
        return self.acknowledged.get(timeout=20)

    def refusal(self, topic: str, payload: bytes) -> wire.Reply:
        """Publish; the hub's answer."""
        assert self.say(topic, payload) < 0x80
        return self.replies.get(timeout=20)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


class BadHall:
    """A hall with one kiosk and one counter, and its hub's log."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        files = rig.enroll([*counters([1]), *kiosks(1)])
        self.port = json.loads((rig.data / "broker" / "listeners.json").read_text(encoding="utf-8"))["port"]
        credential = json.loads(files[1].read_text(encoding="utf-8"))
        self.kiosk = Speaker(self.port, "kiosk-1", credential["password"], "kiosk-1", "kiosk-1")
        self.kiosk_password = credential["password"]
        # The hub opens the day within a second of its start.
        wait_until(lambda: self.kiosk.refusal(TAKE, as_json(envelope())).fault is None)

    def insider(self, hears: str) -> Speaker:
        """Somebody with the hub's own account, whom the broker lets say everything."""
        login = json.loads((self.rig.data / "broker" / "admin.json").read_text(encoding="utf-8"))["hub"]
        return Speaker(self.port, login["username"], login["password"], hears, "insider")

    @property
    def log(self) -> str:
        """All that the hub has logged."""
        return (self.rig.folder / "hub.log").read_text(encoding="utf-8")

    def quoted(self) -> list[str]:
        """Personal data that the hub's log or the broker's has picked up."""
        broker = (self.rig.data / "broker" / "mosquitto.log").read_text(encoding="utf-8")
        return [secret for secret in SECRETS if secret in self.log + broker]

    def journal_rows(self) -> str:
        """What ``ting verify`` says of the journal; fails when it is not content."""
        return self.rig.ting("verify", "--data", str(self.rig.data))


@pytest.fixture(scope="module")
def hall() -> Iterator[BadHall]:
    with Rig(windows=1) as rig:
        hall = BadHall(rig)
        yield hall
        hall.kiosk.close()


def envelope(**changed: Any) -> dict[str, Any]:
    """A good ``take_ticket`` for somebody, with some fields changed; None takes a field out."""
    good = {
        "v": 1,
        "id": uuid.uuid4().hex,
        "at": time.time_ns() // 1_000_000,
        "hall": HALL,
        "body": {"business_id": "b1", "person": {"name": NAME, "id_number": ID_NUMBER, "phone": PHONE}},
    }
    return {key: value for key, value in (good | changed).items() if value is not None}


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


TAKE = topics.command(HALL, "kiosk-1", "take_ticket")
BODY: dict[str, Any] = envelope()["body"]


def cases() -> dict[str, tuple[bytes, FaultCode]]:
    """What is wrong, its bytes pressed just now, and how it is refused."""
    return {
        "nothing": (b"", FaultCode.MALFORMED),
        "no JSON": (f"{NAME} {ID_NUMBER}".encode(), FaultCode.MALFORMED),
        "cut in the middle": (as_json(envelope())[:-20], FaultCode.MALFORMED),
        "another encoding": (json.dumps(envelope(), ensure_ascii=False).encode("gb18030"), FaultCode.MALFORMED),
        "zero bytes": (b"\0" * 100, FaultCode.MALFORMED),
        "a list": (as_json([envelope()]), FaultCode.MALFORMED),
        "deeply nested": (b"[" * 4000 + b"]" * 4000, FaultCode.MALFORMED),
        "no id": (as_json(envelope(id=None)), FaultCode.MALFORMED),
        "an id that is none": (as_json(envelope(id=f"{NAME}/../#")), FaultCode.MALFORMED),
        "no body": (as_json(envelope(body=None)), FaultCode.MALFORMED),
        "an unknown key": (as_json(envelope(extra=PHONE)), FaultCode.MALFORMED),
        "an unknown key in the body": (as_json(envelope(body=BODY | {"window": PHONE})), FaultCode.MALFORMED),
        "a number for a text": (as_json(envelope(body=BODY | {"business_id": 3})), FaultCode.MALFORMED),
        "a class that there is not": (as_json(envelope(body=BODY | {"priority_class": NAME})), FaultCode.MALFORMED),
        "a moment beyond all time": (as_json(envelope(at=2**70)), FaultCode.MALFORMED),
        "a moment before all time": (as_json(envelope(at=-1)), FaultCode.MALFORMED),
        "an older version": (as_json(envelope(v=0)), FaultCode.WRONG_VERSION),
        "a newer version with new keys": (as_json(envelope(v=2, person=NAME)), FaultCode.WRONG_VERSION),
        "another hall": (as_json(envelope(hall="chengmai")), FaultCode.WRONG_HALL),
        "a business that there is not": (as_json(envelope(body={"business_id": "b999"})), FaultCode.UNKNOWN_BUSINESS),
        "more than a press can be": (as_json(envelope(note=NAME * 2000)), FaultCode.OVERSIZE),
        "a press of long ago": (as_json(envelope(at=time.time_ns() // 1_000_000 - 300_000)), FaultCode.TOO_LATE),
    }


@pytest.mark.parametrize("case", list(cases()))
def test_a_bad_command_is_refused_in_words_and_logged_without_what_it_said(hall: BadHall, case: str) -> None:
    payload, code = cases()[case]
    before = len(hall.log)
    reply = hall.kiosk.refusal(TAKE, payload)
    assert reply.fault is not None
    assert reply.fault.code is code
    assert reply.fault.sentence("zh")
    assert reply.fault.sentence("en")
    assert reply.seq == 0
    wait_until(lambda: code in RULES or f"refused {code}: 'take_ticket' from 'kiosk-1'" in hall.log[before:])
    assert hall.quoted() == []


RULES = {FaultCode.UNKNOWN_BUSINESS}
"""Refusals by a rule of the hall are answers like any other; only what is wrong in itself is logged."""

FOREIGN = {
    "another station's name": topics.command(HALL, "counter-1", "call_next"),
    "a verb that kiosks may not use": topics.command(HALL, "kiosk-1", "call_next"),
    "a verb that there is not": topics.command(HALL, "kiosk-1", "open_sesame"),
    "a notice": topics.event(HALL, "called"),
    "the hub's presence": topics.hub_presence(HALL),
    "another station's answers": topics.reply(HALL, "counter-1"),
    "another hall": topics.command("chengmai", "kiosk-1", "take_ticket"),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_the_broker_refuses_what_a_kiosk_may_not_say(hall: BadHall, what: str) -> None:
    assert hall.kiosk.say(FOREIGN[what], as_json(envelope(body={}))) == NOT_AUTHORIZED
    assert hall.kiosk.replies.empty()


@pytest.mark.parametrize(
    ("topic", "code"),
    [
        (topics.command(HALL, "kiosk-1", "open_sesame"), FaultCode.UNKNOWN_VERB),
        (topics.command(HALL, "kiosk-1", NAME), FaultCode.UNKNOWN_VERB),
        (topics.command(HALL, "kiosk-1", "call_next"), FaultCode.STATION_NOT_ALLOWED),
        (topics.command(HALL, "kiosk-1", "load_pack"), FaultCode.STATION_NOT_ALLOWED),
    ],
)
def test_behind_a_broker_that_lets_it_through_the_hub_refuses_too(hall: BadHall, topic: str, code: FaultCode) -> None:
    insider = hall.insider("kiosk-1")
    reply = insider.refusal(topic, as_json(envelope()))
    insider.close()
    hall.kiosk.replies.get(timeout=20)  # the answer goes to the station that the topic names
    assert reply.fault is not None
    assert reply.fault.code is code
    assert hall.quoted() == []


def test_a_station_that_is_not_enrolled_is_told_so(hall: BadHall) -> None:
    stranger = hall.insider("kiosk-9")
    reply = stranger.refusal(topics.command(HALL, "kiosk-9", "take_ticket"), as_json(envelope()))
    stranger.close()
    assert reply.fault is not None
    assert reply.fault.code is FaultCode.UNKNOWN_STATION
    assert "refused unknown_station: 'take_ticket' from 'kiosk-9'" in hall.log


def test_the_broker_throws_out_who_sends_more_than_any_message_can_be(hall: BadHall) -> None:
    hall.kiosk.client.publish(TAKE, NAME.encode() * 200_000, 1)
    assert hall.kiosk.thrown_out.get(timeout=20) >= 0x80
    hall.kiosk.close()
    hall.kiosk = Speaker(hall.port, "kiosk-1", hall.kiosk_password, "kiosk-1", "kiosk-1")
    assert hall.kiosk.refusal(TAKE, b"still there?").fault is not None


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(SECRETS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
damaged = st.dictionaries(
    st.sampled_from(["v", "id", "at", "hall", "body"]) | st.text(max_size=8), values, min_size=1, max_size=3
).map(lambda changed: as_json(envelope() | changed))
cut = st.tuples(st.integers(0, 250), st.integers(0, 250), st.binary(max_size=4)).map(
    lambda at: as_json(envelope())[: at[0]] + at[2] + as_json(envelope())[at[1] :]
)
verbs = st.sampled_from(["take_ticket", "confirm_printed", "reprint", "catch_up"])


@given(verb=verbs, payload=st.one_of(st.binary(max_size=300), values.map(as_json), damaged, cut))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_anything_at_all_gets_exactly_one_typed_answer(hall: BadHall, verb: str, payload: bytes) -> None:
    reply = hall.kiosk.refusal(topics.command(HALL, "kiosk-1", verb), payload)
    assert reply.fault is None or reply.fault.code in SENTENCES
    assert hall.kiosk.replies.empty()


def test_after_all_this_the_hall_is_whole_and_its_log_has_quoted_nobody(hall: BadHall) -> None:
    good = hall.kiosk.refusal(TAKE, as_json(envelope()))
    assert good.fault is None
    assert hall.quoted() == []
    assert "Traceback" not in hall.log
    assert "一致" in hall.journal_rows()
