"""Every message as it stands on the wire and in journals: golden files, round trips, and what is refused."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contract import commands as cmd
from hub.contract import events as ev
from hub.contract import notices as say
from hub.contract import wire
from hub.contract.commands import COMMANDS
from hub.contract.events import EVENTS
from hub.contract.faults import SENTENCES, Fault, FaultCode
from hub.store.upcasters import read_event
from tests.contract import samples
from tests.contract.samples import FOLDER, goldens

KEPT = sorted(str(path.relative_to(FOLDER)) for folder in ("golden", "events") for path in (FOLDER / folder).glob("*"))


def test_every_message_has_a_sample() -> None:
    assert {type(item) for item in samples.COMMANDS} == set(COMMANDS.values())
    assert {type(item) for item in samples.EVENTS} == set(EVENTS.values())
    assert {type(item) for item in samples.NOTICES} == set(say.NOTICES.values())
    assert {type(item) for item in samples.VIEWS} == set(say.VIEWS.values())
    assert {type(item) for item in samples.ORDERS} == set(say.DEVICE_ORDERS.values())
    assert {type(item) for item in samples.ANSWERS} == set(say.ANSWERS.values())
    assert {type(item) for item in samples.RECORDS} == set(wire.RECORDS.values())


@pytest.mark.parametrize("name", sorted(goldens()))
def test_message_is_written_as_its_golden_file_says(name: str) -> None:
    path = FOLDER / name
    assert path.exists(), "new message: run `python -m tests.contract.samples` and commit the file"
    assert goldens()[name].decode() == path.read_text(encoding="utf-8").rstrip("\n")


def test_no_golden_file_is_left_of_a_message_that_is_gone() -> None:
    current = set(goldens())
    old_versions = {name for name in KEPT if name.startswith("events/")}
    assert set(KEPT) - old_versions == current - old_versions


@pytest.mark.parametrize("name", [name for name in KEPT if name.startswith("events/")])
def test_every_event_that_any_journal_may_hold_is_still_read(name: str) -> None:
    kind, version = name.removeprefix("events/").removesuffix(".json").rsplit(".v", 1)
    event = read_event(kind, int(version), (FOLDER / name).read_bytes().rstrip(b"\n"))
    assert event == next(item for item in samples.EVENTS if item.kind == kind)


# -- there and back ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", samples.COMMANDS, ids=lambda item: item.verb)
def test_a_command_is_read_back_as_it_was_sent(command: cmd.Command) -> None:
    message = wire.decode_command(command.verb, samples.command_bytes(command))
    assert message.body == command
    assert (message.id, message.at, message.hall) == (samples.ID, samples.AT, "test")
    assert wire.encode_body(message.body) == wire.encode_body(command)


def test_everything_else_is_read_back_as_it_was_sent() -> None:
    for notice in samples.NOTICES:
        assert wire.decode_notice(wire.encode_notice(notice)) == notice
    for view in samples.VIEWS:
        assert wire.decode_view(wire.encode_view(view)) == view
    for order in samples.ORDERS:
        assert wire.decode_order(wire.encode_order(order)) == order
    for answer in samples.ANSWERS:
        reply = wire.Reply(samples.ID, 17, answer=answer)
        assert wire.decode_reply(wire.encode_reply(reply)) == reply
    for record in samples.RECORDS:
        assert wire.decode_record(type(record), wire.encode_record(record)) == record


def test_a_refusal_is_read_back_with_its_code_and_words() -> None:
    back = wire.decode_reply(wire.encode_reply(samples.REFUSED))
    assert back.answer is None
    assert back.fault is not None
    assert (back.fault.code, back.fault.sentence("zh")) == (
        FaultCode.TICKET_STATE, "A001 号现在是“过号”，不能这样操作。",
    )  # fmt: skip


def test_a_reply_is_made_once() -> None:
    reply = wire.Reply(samples.ID, 0, encoded=b"{}")
    assert wire.encode_reply(reply) == b"{}"
    assert wire.decode_reply(wire.encode_reply(wire.Reply(samples.ID, 5))).answer == say.Done()


# -- what is refused --------------------------------------------------------------------------------------------


def changed(payload: bytes, /, **changes: Any) -> bytes:
    return json.dumps(json.loads(payload) | changes).encode()


PRESS = samples.command_bytes(cmd.Evaluate("r.1", samples.EvaluationLevel.SATISFIED, ("polite",)))
TAKE = samples.command_bytes(cmd.TakeTicket("b1", person=samples.PERSON))


@pytest.mark.parametrize(
    ("verb", "payload", "code"),
    [
        ("dance", PRESS, FaultCode.UNKNOWN_VERB),
        ("evaluate", b"", FaultCode.MALFORMED),
        ("evaluate", b"{", FaultCode.MALFORMED),
        ("evaluate", b"\xff\xfe", FaultCode.MALFORMED),
        ("evaluate", b"[]", FaultCode.MALFORMED),
        ("evaluate", b"null", FaultCode.MALFORMED),
        ("evaluate", b"[" * 10_000, FaultCode.MALFORMED),
        ("evaluate", changed(PRESS, more=1), FaultCode.MALFORMED),
        (
            "evaluate",
            changed(PRESS, body={"request_id": "r.1", "level": "satisfied", "window": 3}),
            FaultCode.MALFORMED,
        ),
        ("evaluate", changed(PRESS, body={"request_id": 5, "level": "satisfied"}), FaultCode.MALFORMED),
        ("evaluate", changed(PRESS, body={"request_id": "r.1", "level": "splendid"}), FaultCode.MALFORMED),
        ("evaluate", changed(PRESS, body={"level": "satisfied"}), FaultCode.MALFORMED),
        ("evaluate", changed(PRESS, at="now"), FaultCode.MALFORMED),
        ("evaluate", changed(PRESS, at=1.5), FaultCode.MALFORMED),
        ("evaluate", changed(PRESS, v="1"), FaultCode.MALFORMED),
        ("evaluate", changed(PRESS, v=True), FaultCode.MALFORMED),
        ("evaluate", changed(PRESS, v=2), FaultCode.WRONG_VERSION),
        ("evaluate", changed(PRESS, v=0), FaultCode.WRONG_VERSION),
        ("evaluate", changed(PRESS, v=2, body={"new": "shape"}), FaultCode.WRONG_VERSION),
        ("evaluate", changed(PRESS, id="short"), FaultCode.MALFORMED),
        ("evaluate", changed(PRESS, id="x" * 65), FaultCode.MALFORMED),
        ("evaluate", changed(PRESS, id="0d4f6a52-6f0e\n"), FaultCode.MALFORMED),
        ("evaluate", PRESS.replace(b"polite", b"\\ud800"), FaultCode.MALFORMED),
        ("evaluate", PRESS + b" " * wire.MAX_COMMAND_BYTES, FaultCode.OVERSIZE),
        ("load_pack", b" " * (wire.MAX_PACK_BYTES + 1), FaultCode.OVERSIZE),
        ("take_ticket", changed(TAKE, body={"business_id": "b1", "person": {"shoe": "44"}}), FaultCode.MALFORMED),
    ],
)
def test_a_command_that_is_not_quite_right_is_refused(verb: str, payload: bytes, code: FaultCode) -> None:
    with pytest.raises(Fault) as refused:
        wire.decode_command(verb, payload)
    assert refused.value.code is code


def test_a_pack_may_be_larger_than_a_press() -> None:
    payload = samples.command_bytes(cmd.LoadPack(samples.PLAN)) + b" " * wire.MAX_COMMAND_BYTES
    assert wire.decode_command("load_pack", payload).body == cmd.LoadPack(samples.PLAN)


def test_a_refusal_never_quotes_a_person() -> None:
    payload = TAKE.replace(b'"elderly"', b'"x"').replace(b'"ordinary"', b'"x"')
    with pytest.raises(Fault) as refused:
        wire.decode_command("take_ticket", payload)
    assert refused.value.__suppress_context__
    assert "王" not in f"{refused.value}{refused.value.__cause__}"


@pytest.mark.parametrize(
    ("payload", "command_id"),
    [
        (b'{"id": "0d4f6a52", "v": 9}', "0d4f6a52"),
        (b'{"id": 5}', ""),
        (b"[]", ""),
        (b"\x00", ""),
        (b'{"id": "' + b"x" * 65 + b'"}', ""),
        (b'{"id": "0d4f6a52", "pad": "' + b" " * wire.MAX_PACK_BYTES + b'"}', ""),
    ],
)
def test_the_sender_of_an_unreadable_command_is_told_by_its_id_where_there_is_one(
    payload: bytes, command_id: str
) -> None:
    assert wire.command_id_of(payload) == command_id


READERS = (wire.decode_notice, wire.decode_view, wire.decode_order, wire.decode_reply)
TAGGED = wire.encode_notice(samples.CALLED)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("payload", [b"", b"{}", b"[]", b'{"v":1}', b'{"v":1,"kind":"dance","body":{}}'])
def test_what_is_no_message_is_malformed(read: Any, payload: bytes) -> None:
    with pytest.raises(Fault) as refused:
        read(payload)
    assert refused.value.code is FaultCode.MALFORMED


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (changed(TAGGED, v=2), FaultCode.WRONG_VERSION),
        (changed(TAGGED, kind=["called"]), FaultCode.MALFORMED),
        (changed(TAGGED, body=json.loads(TAGGED)["body"] | {"mood": "fine"}), FaultCode.MALFORMED),
        (changed(TAGGED, body=json.loads(TAGGED)["body"] | {"seq": "many"}), FaultCode.MALFORMED),
        (TAGGED + b" " * wire.MAX_PACK_BYTES, FaultCode.MALFORMED),
    ],
)
def test_a_notice_that_is_not_quite_right_is_refused(payload: bytes, code: FaultCode) -> None:
    with pytest.raises(Fault) as refused:
        wire.decode_notice(payload)
    assert refused.value.code is code


@pytest.mark.parametrize(
    "change",
    [
        {"fault": {"code": "mood", "details": {}}},
        {"fault": {"code": "busy", "details": 5}},
        {"fault": {"code": "busy", "details": {"code": "busy"}}},
        {"fault": "busy"},
        {"outcome": "accepted", "kind": "dance", "answer": {}},
    ],
)
def test_a_reply_that_is_not_quite_right_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Fault) as refused:
        wire.decode_reply(changed(wire.encode_reply(samples.REFUSED), **change))
    assert refused.value.code is FaultCode.MALFORMED


def test_a_record_of_another_kind_is_refused() -> None:
    with pytest.raises(Fault):
        wire.decode_record(say.HubPresence, wire.encode_record(samples.RECORDS[1]))


@given(st.binary(max_size=400), st.sampled_from(sorted(COMMANDS)))
def test_bytes_of_any_kind_are_a_command_or_a_refusal(payload: bytes, verb: str) -> None:
    with pytest.raises(Fault):
        wire.decode_command(verb, payload)


@given(st.sampled_from(samples.COMMANDS), st.data())
def test_a_damaged_command_is_read_or_refused(command: cmd.Command, data: st.DataObject) -> None:
    payload = bytearray(samples.command_bytes(command))
    at = data.draw(st.integers(0, len(payload) - 1))
    payload[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Fault):  # and nothing but a fault
        assert wire.decode_command(command.verb, bytes(payload)).body is not None


# -- a list of commands as a person writes it -------------------------------------------------------------------


def test_a_list_of_stations_is_read_and_a_slip_is_named_by_its_place() -> None:
    good = b'[{"station_id": "kiosk-1", "kind": "kiosk"}]'
    assert wire.decode_bodies(cmd.EnrollStation, good) == [cmd.EnrollStation("kiosk-1", samples.StationKind.KIOSK)]
    with pytest.raises(Fault) as refused:
        wire.decode_bodies(cmd.EnrollStation, good.replace(b'"kiosk"}', b'"teapot"}'))
    assert refused.value.code is FaultCode.CONFIGURATION
    assert "0.kind" in refused.value.sentence("zh")
    with pytest.raises(Fault) as refused:
        wire.decode_bodies(cmd.EnrollStation, b"{")
    assert refused.value.code is FaultCode.CONFIGURATION


# -- upcasters --------------------------------------------------------------------------------------------------


def first_names(fields: dict[str, Any]) -> dict[str, Any]:
    """A made-up first version said ``day``."""
    return {"business_date": fields["day"]}


def with_year(fields: dict[str, Any]) -> dict[str, Any]:
    """A made-up version before that left the year out."""
    return {"day": f"2025-{fields['day']}"}


MADE_UP = {("day_opened", 0): first_names, ("day_opened", -1): with_year}


@pytest.mark.parametrize(
    ("version", "body"),
    [(-1, b'{"day": "11-22"}'), (0, b'{"day": "2025-11-22"}'), (1, b'{"business_date": "2025-11-22"}')],
)
def test_an_old_event_goes_through_every_upcaster_from_its_own_version_on(version: int, body: bytes) -> None:
    assert read_event("day_opened", version, body, MADE_UP) == ev.DayOpened("2025-11-22")


@pytest.mark.parametrize(
    ("kind", "version", "body"),
    [
        ("day_opened", 2, b'{"business_date": "2025-11-22"}'),
        ("day_opened", 0, b'{"day": "2025-11-22"}'),
        ("sun_rose", 1, b"{}"),
        ("day_opened", 1, b"{"),
        ("day_opened", 1, b"\xff"),
        ("day_opened", 1, b"[]"),
        ("day_opened", 1, b"{}"),
        ("day_opened", 1, b'{"business_date": "2025-11-22", "mood": "fine"}'),
    ],
)
def test_an_event_that_nobody_can_read_is_a_fault_of_its_own(kind: str, version: int, body: bytes) -> None:
    with pytest.raises(Fault) as refused:
        read_event(kind, version, body)
    assert refused.value.code is FaultCode.MALFORMED


# -- words ------------------------------------------------------------------------------------------------------


def test_every_fault_has_a_sentence_in_both_languages_with_the_same_places() -> None:
    assert set(SENTENCES) == set(FaultCode)
    for zh, en in SENTENCES.values():
        assert zh.strip()
        assert en.strip()


def test_a_fault_says_both_languages_and_states_in_words() -> None:
    fault = Fault(FaultCode.WINDOW_STATE, state="paused")
    assert str(fault) == "窗口现在是“暂停”，不能这样操作。 The window is “paused” now; this cannot be done."
    assert "什么" in Fault(FaultCode.TICKET_STATE, number="A001", state="什么").sentence("zh")
