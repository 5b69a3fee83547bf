import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.contract import topics
from hub.contract.commands import COMMANDS, CallNext, CatchUp, Command, ConfirmPrinted, TakeTicket
from hub.contract.faults import FaultCode
from hub.contract.notices import Done, StationPresence
from hub.contract.vocabulary import Delivery, Person, StationKind
from hub.contract.wire import MAX_COMMAND_BYTES, Reply, encode_command, encode_reply
from hub.mqtt.inbox import Inbox
from hub.service.ports import Incoming
from tests.fakes.ticking import Ticking

HALL = "changan"
ID = "0123456789abcdef"
KINDS = {"w1": StationKind.COUNTER, "k1": StationKind.KIOSK, "wall-1": StationKind.WALL, "pc": StationKind.CONSOLE}


class Door:
    """An inbox whose writer and replies are lists."""

    def __init__(self) -> None:
        self.clock = Ticking()
        self.submitted: list[tuple[Incoming, Callable[[Reply], None]]] = []
        self.replies: list[tuple[str, Reply]] = []
        self.inbox = Inbox(HALL, submit=self._submit, kind_of=KINDS.get, reply=self._reply, clock=self.clock)

    def take(self, station: str, command: Command, *, at: int | None = None, expiry_s: int | None = None) -> None:
        payload = encode_command(command, ID, self.clock() if at is None else at, HALL)
        self.inbox.take(topics.command(HALL, station, command.verb), payload, expiry_s)

    def refusal(self) -> FaultCode:
        assert self.submitted == []
        (_, reply) = self.replies[-1]
        assert reply.fault is not None
        assert reply.seq == 0
        return reply.fault.code

    def _submit(self, incoming: Incoming, answer: Callable[[Reply], None]) -> None:
        self.submitted.append((incoming, answer))

    def _reply(self, station_id: str, reply: Reply) -> None:
        self.replies.append((station_id, reply))


@pytest.fixture
def door() -> Door:
    return Door()


def payload(**changes: Any) -> bytes:
    return json.dumps({"v": 1, "id": ID, "at": 1_000_000, "hall": HALL, "body": {}, **changes}).encode()


CALL_NEXT = topics.command(HALL, "w1", "call_next")


def test_a_good_command_reaches_the_writer_with_its_sender(door: Door) -> None:
    door.take("w1", CallNext(complete_open=True), expiry_s=7)
    (incoming, _) = door.submitted[0]
    assert incoming.station_id == "w1"
    assert incoming.command == CallNext(complete_open=True)
    assert incoming.command_id == ID
    assert incoming.expires_at == door.clock() + 7_000
    assert len(incoming.body_digest) == 32
    assert door.replies == []


def test_the_writers_answer_goes_to_the_sender(door: Door) -> None:
    door.take("w1", CallNext())
    (_, answer) = door.submitted[0]
    answer(Reply(ID, 5, Done()))
    assert door.replies == [("w1", Reply(ID, 5, Done()))]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", FaultCode.MALFORMED),
        (b"null", FaultCode.MALFORMED),
        (b"\xff\xfe{", FaultCode.MALFORMED),
        (b"[" * 10_000, FaultCode.MALFORMED),
        (payload(body={"surprise": 1}), FaultCode.MALFORMED),
        (payload(body={"complete_open": "yes"}), FaultCode.MALFORMED),
        (payload(extra=1), FaultCode.MALFORMED),
        (payload(id="short"), FaultCode.MALFORMED),
        (payload(at="now"), FaultCode.MALFORMED),
        (payload(at=-1), FaultCode.MALFORMED),
        (payload(at=10**30), FaultCode.MALFORMED),
        (payload(v=2), FaultCode.WRONG_VERSION),
        (payload(v=2, body={"surprise": 1}), FaultCode.WRONG_VERSION),
        (payload(hall="chengmai"), FaultCode.WRONG_HALL),
        (b" " * (MAX_COMMAND_BYTES + 1), FaultCode.OVERSIZE),
    ],
)
def test_a_body_that_is_wrong_is_refused_by_name(door: Door, body: bytes, code: FaultCode) -> None:
    door.inbox.take(CALL_NEXT, body)
    assert door.refusal() is code


def test_a_refusal_names_the_command_when_its_id_can_be_read(door: Door) -> None:
    door.inbox.take(CALL_NEXT, payload(body={"surprise": 1}))
    assert door.replies[0][1].command_id == ID


@pytest.mark.parametrize(
    ("topic", "code"),
    [
        (topics.command(HALL, "w1", "make_tea"), FaultCode.UNKNOWN_VERB),
        (topics.command(HALL, "stranger", "call_next"), FaultCode.UNKNOWN_STATION),
        (topics.command(HALL, "k1", "call_next"), FaultCode.STATION_NOT_ALLOWED),
        (topics.command(HALL, "wall-1", "take_ticket"), FaultCode.STATION_NOT_ALLOWED),
        (topics.command("chengmai", "w1", "call_next"), FaultCode.WRONG_HALL),
    ],
)
def test_a_sender_that_may_not_is_refused_by_name(door: Door, topic: str, code: FaultCode) -> None:
    door.inbox.take(topic, payload())
    assert door.refusal() is code


def test_a_topic_that_is_no_commands_is_not_answered(door: Door) -> None:
    door.inbox.take("elsewhere", payload())
    assert (door.replies, door.submitted) == ([], [])


def test_the_hubs_own_command_line_may_enroll(door: Door) -> None:
    body = {"station_id": "k9", "kind": "kiosk"}
    door.inbox.take(topics.command(HALL, "hub", "enroll_station"), payload(body=body))
    assert door.submitted[0][0].station_id == "hub"


@pytest.mark.parametrize("value", [-1, 2**63, 10**40])
def test_row_numbers_beyond_a_database_are_refused(door: Door, value: int) -> None:
    door.inbox.take(topics.command(HALL, "w1", "catch_up"), payload(body={"after_seq": value}))
    assert door.refusal() is FaultCode.MALFORMED


def test_the_largest_row_number_passes(door: Door) -> None:
    door.take("w1", CatchUp(2**63 - 1))
    assert len(door.submitted) == 1


def test_a_press_from_three_minutes_ago_calls_nobody(door: Door) -> None:
    door.take("w1", CallNext(), at=door.clock() - 180_000)
    assert door.refusal() is FaultCode.TOO_LATE


def test_with_expiry_a_stations_wrong_clock_is_forgiven(door: Door) -> None:
    door.take("w1", CallNext(), at=door.clock() - 180_000, expiry_s=10)
    assert len(door.submitted) == 1


def test_with_a_known_clock_a_press_held_up_before_the_broker_is_too_late(door: Door) -> None:
    slow_by = 180_000
    door.inbox.learn_clock(StationPresence("w1", online=True, since=door.clock() - slow_by))
    door.take("w1", CallNext(), at=door.clock() - slow_by, expiry_s=10)
    assert len(door.submitted) == 1
    door.submitted.clear()
    door.take("w1", CallNext(), at=door.clock() - slow_by - 60_000, expiry_s=10)
    assert door.refusal() is FaultCode.TOO_LATE


def test_a_last_will_says_nothing_about_the_clock(door: Door) -> None:
    door.inbox.learn_clock(StationPresence("w1", online=False, since=0))
    door.take("w1", CallNext(), expiry_s=10)
    assert len(door.submitted) == 1


def test_no_press_lives_longer_than_its_verb_says(door: Door) -> None:
    door.take("w1", CallNext(), expiry_s=3_600)
    assert door.submitted[0][0].expires_at == door.clock() + 10_000


def test_a_fact_is_never_too_late(door: Door) -> None:
    door.take("k1", ConfirmPrinted("t1", Delivery.PAPER), at=0)
    assert door.submitted[0][0].expires_at is None


def test_a_writer_that_takes_nothing_makes_the_hub_busy() -> None:
    replies: list[Reply] = []

    def broken(incoming: Incoming, answer: Callable[[Reply], None]) -> None:
        raise OSError

    inbox = Inbox(HALL, submit=broken, kind_of=KINDS.get, reply=lambda _, reply: replies.append(reply), clock=Ticking())
    inbox.take(CALL_NEXT, payload())
    assert replies[0].fault is not None
    assert replies[0].fault.code is FaultCode.BUSY


def test_a_registry_that_stumbles_is_a_refusal_too() -> None:
    replies: list[Reply] = []

    def broken(station_id: str) -> StationKind | None:
        raise KeyError(station_id)

    inbox = Inbox(
        HALL, submit=lambda i, a: None, kind_of=broken, reply=lambda _, reply: replies.append(reply), clock=Ticking()
    )
    inbox.take(CALL_NEXT, payload())
    assert replies[0].fault is not None


SECRET = "110101199003077578"


def test_a_refusal_is_one_line_without_the_payload(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    person = {"name": "王小明", "id_number": SECRET, "phone": "13800000000", "surprise": 1}
    body = {"business_id": "social", "person": person}
    with caplog.at_level(logging.DEBUG):
        door.inbox.take(topics.command(HALL, "k1", "take_ticket"), payload(body=body))
    assert [record.getMessage() for record in caplog.records] == ["refused malformed: 'take_ticket' from 'k1'"]
    assert SECRET not in encode_reply(door.replies[0][1]).decode()


def test_a_topic_cannot_forge_lines_of_the_log(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    door.inbox.take(f"ting/{HALL}/cmd/w1\nall is well/call_next", payload())
    assert "\n" not in caplog.records[0].getMessage()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=15,
)
FIELDS = sorted({name for shape in COMMANDS.values() for name in shape.__dataclass_fields__})
BODIES = st.dictionaries(st.sampled_from(FIELDS), JSON | st.sampled_from(["paper", "elderly", "social"]), max_size=4)
ENVELOPES = st.fixed_dictionaries(
    {},
    optional={
        "v": st.just(1) | JSON,
        "id": st.just(ID) | JSON,
        "at": st.integers() | JSON,
        "hall": st.just(HALL) | JSON,
        "body": BODIES | JSON,
        "more": JSON,
    },
)
PAYLOADS = st.binary(max_size=200) | ENVELOPES.map(lambda value: json.dumps(value).encode())
TOPICS = st.builds(
    topics.command,
    st.sampled_from([HALL, "x"]),
    st.sampled_from([*KINDS, "hub", "stranger"]) | st.text(max_size=8),
    st.sampled_from(sorted(COMMANDS)) | st.text(max_size=8),
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(topic=TOPICS | st.text(max_size=30), body=PAYLOADS, expiry_s=st.none() | st.integers(0, 2**32 - 1))
def test_whatever_arrives_is_taken_or_refused_by_name_and_never_raises(
    caplog: pytest.LogCaptureFixture, topic: str, body: bytes, expiry_s: int | None
) -> None:
    door = Door()
    caplog.clear()
    door.inbox.take(topic, body, expiry_s)
    taken, refused = len(door.submitted), len(door.replies)
    assert taken + refused == (topics.parse_command(topic) is not None)
    for _, reply in door.replies:
        assert reply.fault is not None
        encode_reply(reply)
    assert len(caplog.records) == (0 if taken else 1)
    assert not any("raised" in record.getMessage() for record in caplog.records)


@settings(max_examples=50, deadline=None)
@given(
    st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=4, max_size=10), st.integers()
)
def test_what_is_refused_stands_in_no_log(name: str, at: int) -> None:
    door = Door()
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("hub").addHandler(handler)
    try:
        body = payload(at=at, body={"business_id": name, "person": {"name": name, "id": SECRET}})
        door.inbox.take(topics.command(HALL, "k1", "take_ticket"), body)
    finally:
        logging.getLogger("hub").removeHandler(handler)
    assert lines
    assert not any(name in line or SECRET in line for line in lines)


def test_a_repeat_has_the_digest_of_the_first(door: Door) -> None:
    command = TakeTicket("social", person=Person("王小明", SECRET))
    door.take("k1", command, expiry_s=30)
    door.clock.pass_ms(2_000)
    door.take("k1", command, at=door.clock() - 2_000, expiry_s=28)
    assert door.submitted[0][0].body_digest == door.submitted[1][0].body_digest
