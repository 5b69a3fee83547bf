"""The uplink against districts that behave badly; those that behave stand in tests/integration/upstream."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.contract.faults import Fault, FaultCode
from hub.upstream.backoff import Pace
from hub.upstream.batch import sm3_hex
from hub.upstream.key import load_key
from hub.upstream.standards import HCP
from hub.upstream.uplink import FOLLOWER, Uplink
from tests.fakes.reporting import WrittenHall
from tests.fakes.scripted_district import Answer, Asked, ScriptedDistrict
from tests.fakes.ticking import Ticking

QUICK = Pace(rows=20, linger_s=0.01, first_wait_s=0.02, longest_wait_s=0.05, keep_every_s=0.0, timeout_s=0.3)
NOTHING = {"seq": 0, "head": "", "batch": ""}


def until(condition: Callable[[], object], within_s: float = 10.0) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def position(place: dict[str, Any]) -> bytes:
    return json.dumps({"position": place}).encode()


def refused(code: str, zh: str = "不行。", en: str = "No.") -> bytes:
    return json.dumps({"error": {"code": code, "zh": zh, "en": en}}).encode()


class Taking:
    """A district that takes everything and remembers its place."""

    def __init__(self, place: dict[str, Any] | None = None) -> None:
        self.place = place or dict(NOTHING)
        self.bodies: list[dict[str, Any]] = []

    def __call__(self, asked: Asked) -> Answer:
        if asked.path.endswith("/batches"):
            body = json.loads(asked.body)
            assert (body["first"], body["previous"]) == (self.place["seq"] + 1, self.place["batch"])
            self.bodies.append(body)
            self.place = {"seq": body["last"], "head": body["head"], "batch": sm3_hex(asked.body)}
        return 200, position(self.place)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[WrittenHall]:
    made = WrittenHall(tmp_path)
    made.serve(6)
    yield made
    made.close()


class Meeting:
    """One uplink and one district, both ended with the test."""

    def __init__(self, hall: WrittenHall) -> None:
        self.hall = hall
        self.clock = Ticking()
        self.district = ScriptedDistrict(Taking())
        self.uplinks: list[Uplink] = []

    def uplink(self, *, token: str = "token", pace: Pace = QUICK, url: str = "", **more: Any) -> Uplink:
        made = Uplink(
            self.hall.journal, "test", url or self.district.url, token, load_key(self.hall.folder),
            clock=self.clock, jitter=lambda: 0.0, pace=pace, **more,
        )  # fmt: skip
        self.uplinks.append(made)
        made.start()
        return made

    def meets(self, script: Callable[[Asked], Answer], **more: Any) -> Uplink:
        self.district.script = script
        return self.uplink(**more)

    def end(self) -> None:
        for uplink in self.uplinks:
            uplink.stop()
        self.district.close()


@pytest.fixture
def meeting(hall: WrittenHall) -> Iterator[Meeting]:
    made = Meeting(hall)
    yield made
    made.end()


def says(uplink: Uplink, zh: str, en: str) -> None:
    """Wait until the status says both."""
    until(lambda: uplink.status().last_error is not None)
    error = uplink.status().last_error
    assert error is not None
    assert zh in error.zh
    assert en in error.en


def test_everything_goes_up_in_batches_that_follow_each_other(meeting: Meeting) -> None:
    taking = Taking()
    uplink = meeting.meets(taking)
    until(lambda: uplink.status().behind == 0)
    newest = meeting.hall.newest
    assert [(body["first"], body["last"]) for body in taking.bodies] == [
        (first, min(first + 19, newest)) for first in range(1, newest + 1, 20)
    ]
    assert taking.bodies[-1]["head"] == meeting.hall.ledger.head.hex()
    status = uplink.status()
    assert (status.behind_since, status.last_error, status.last_ok_at) == (None, None, meeting.clock.now)
    assert status.sent == sum(len(body["records"]) for body in taking.bodies)


def test_profile_of_the_district_stands_in_every_batch(meeting: Meeting) -> None:
    taking = Taking()
    uplink = meeting.meets(taking, profile=HCP)
    until(lambda: uplink.status().behind == 0)
    assert {body["profile"] for body in taking.bodies} == {"hcp"}
    levels = [record["satisfaction"] for body in taking.bodies for record in body["records"] if "pf" in record]
    assert levels == [5, 4, 3, 2, 1, 5]


def test_a_wake_sends_what_was_written_since(meeting: Meeting) -> None:
    taking = Taking()
    uplink = meeting.meets(taking)
    until(lambda: uplink.status().behind == 0)
    meeting.hall.serve(1)
    assert uplink.status().behind > 0
    assert uplink.status().behind_since == meeting.hall.journal.tail(taking.place["seq"]).waits_since
    uplink.committed((), meeting.hall.driven.hall)
    until(lambda: uplink.status().behind == 0)


def test_position_is_stored_when_all_is_said(meeting: Meeting) -> None:
    uplink = meeting.uplink(pace=Pace(rows=20, linger_s=0.01, keep_every_s=3600))
    until(lambda: uplink.status().behind == 0)
    until(lambda: meeting.hall.journal.position(FOLLOWER) == meeting.hall.newest)


def test_a_stored_position_counts_what_waits_while_the_district_is_away(meeting: Meeting) -> None:
    meeting.hall.journal.keep_position(FOLLOWER, meeting.hall.newest - 3)
    uplink = meeting.meets(lambda _: (500, b""))
    says(uplink, "内部出错（500）", "(500)")
    assert uplink.status().behind == 3


def test_district_that_is_not_there_is_told_and_logged_once(meeting: Meeting, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "hub.upstream")
    taking, calls = Taking(), []

    def away_at_first(asked: Asked) -> Answer:
        calls.append(asked)
        return (503, b"") if len(calls) < 5 else taking(asked)

    uplink = meeting.meets(away_at_first)
    until(lambda: uplink.status().behind == 0)
    until(lambda: uplink.status().last_error is None)
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("hub.upstream")]
    assert len(lines) == 2
    assert "not informed" in lines[0]
    assert "informed again" in lines[1]


def test_nobody_at_the_address_is_said_in_words(meeting: Meeting) -> None:
    gone = ScriptedDistrict(Taking())
    url = gone.url
    gone.close()
    says(meeting.uplink(url=url), "连不上区级平台", "cannot be reached")


def test_silent_district_is_given_up_after_a_while(meeting: Meeting) -> None:
    release = threading.Event()

    def silent(_: Asked) -> Answer:
        release.wait(5)
        return 200, position(NOTHING)

    says(meeting.meets(silent), "没有及时回应", "in time")
    release.set()


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>"), (200, b"[]"), (200, b"{}"), (200, b'{"position": {"seq": "1"}}'), (404, b"lost"),
        (200, b'{"position": {"seq": -1, "head": "", "batch": ""}}'), (302, b""), (200, b"[" * 9000), (404, b"\xff"),
    ],
)  # fmt: skip
def test_answer_of_something_else_than_a_district_is_said_so(meeting: Meeting, answer: Answer) -> None:
    says(meeting.meets(lambda _: answer), "无法读懂", "cannot be understood")


def test_refusal_is_passed_on_in_the_districts_own_words(meeting: Meeting) -> None:
    uplink = meeting.meets(lambda _: (403, refused("maintenance", "维护中。", "Closed for repair.")))
    says(uplink, "没有接受（maintenance）。维护中。", "Closed for repair.")


def test_hall_without_a_token_is_told_where_to_get_one(meeting: Meeting) -> None:
    says(meeting.meets(lambda _: (404, refused("hall_unknown")), token=""), "登记码", "registration token")


def test_unknown_hall_registers_first_and_the_token_is_not_on_the_way(meeting: Meeting) -> None:
    taking = Taking()

    def unknown_at_first(asked: Asked) -> Answer:
        known = any(one.path == "/v1/halls" for one in meeting.district.asked)
        return taking(asked) if known else (404, refused("hall_unknown"))

    uplink = meeting.meets(unknown_at_first, token="secret-token")
    until(lambda: uplink.status().behind == 0)
    registration = next(one for one in meeting.district.asked if one.path == "/v1/halls")
    assert json.loads(registration.body)["public_key"] == load_key(meeting.hall.folder).public
    assert not [one for one in meeting.district.asked if b"secret-token" in one.body or "secret-token" in one.path]


def test_district_that_knows_more_than_the_journal_stops_the_report(meeting: Meeting) -> None:
    ahead = {"seq": meeting.hall.newest + 5, "head": "ab" * 32, "batch": "cd" * 32}
    taking = Taking(ahead)
    says(meeting.meets(taking), f"到第 {ahead['seq']} 行", "old backup")
    assert taking.bodies == []


def test_district_that_knows_another_journal_stops_the_report(meeting: Meeting) -> None:
    taking = Taking({"seq": 4, "head": "ab" * 32, "batch": "cd" * 32})
    says(meeting.meets(taking), "第 4 行的摘要", "row 4")
    assert taking.bodies == []


def test_district_that_says_continue_elsewhere_is_followed(meeting: Meeting) -> None:
    taking = Taking()
    first_asked = threading.Event()

    def overlap_once(asked: Asked) -> Answer:
        if asked.path.endswith("/batches") and not first_asked.is_set():
            first_asked.set()
            entry = meeting.hall.journal.read_after(9, 1)[0]
            taking.place = {"seq": 10, "head": entry.digest.hex(), "batch": "ef" * 32}
            return 409, json.dumps({"position": taking.place} | json.loads(refused("overlap"))).encode()
        return taking(asked)

    uplink = meeting.meets(overlap_once)
    until(lambda: uplink.status().behind == 0)
    assert taking.bodies[0]["first"] == 11
    assert uplink.status().last_error is None


def test_district_that_goes_in_circles_is_left_alone_for_a_while(meeting: Meeting) -> None:
    def circles(asked: Asked) -> Answer:
        if asked.path.endswith("/batches"):
            return 409, json.dumps({"position": NOTHING} | json.loads(refused("chain_broken"))).encode()
        return 200, position(NOTHING)

    says(meeting.meets(circles), "没有进展", "any further")


def test_district_whose_place_after_a_batch_is_another_is_believed_only_with_our_digest(meeting: Meeting) -> None:
    def wrong(asked: Asked) -> Answer:
        place = {"seq": 7, "head": "12" * 32, "batch": "34" * 32} if asked.path.endswith("/batches") else NOTHING
        return 200, position(place)

    says(meeting.meets(wrong), "第 7 行的摘要", "row 7")


def test_missing_rows_in_the_journal_are_not_skipped(meeting: Meeting) -> None:
    with meeting.hall.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM journal WHERE seq = 6")
    taking = Taking()
    uplink = meeting.meets(taking)
    until(lambda: uplink.status().last_error is not None)
    assert taking.bodies == []


def test_stop_does_not_wait_for_a_long_back_off(meeting: Meeting) -> None:
    uplink = meeting.meets(lambda _: (500, b""), pace=Pace(first_wait_s=60))
    until(lambda: uplink.status().last_error is not None)
    started = time.monotonic()
    uplink.stop()
    uplink.stop()
    assert time.monotonic() - started < 30
    assert not [thread for thread in threading.enumerate() if thread.name == "district-uplink"]


def test_status_stays_the_last_known_one_while_the_database_is_away(meeting: Meeting) -> None:
    uplink = meeting.meets(lambda _: (500, b""))
    behind = uplink.status().behind
    with meeting.hall.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE journal RENAME TO elsewhere")
    assert uplink.status().behind == behind


@pytest.mark.parametrize("url", ["district.example", "ftp://district.example", "http://", "http://x:port", ""])
def test_address_that_is_none_is_refused_at_the_start(hall: WrittenHall, url: str) -> None:
    with pytest.raises(Fault) as caught:
        Uplink(
            hall.journal, "test", url, "", load_key(hall.folder), clock=Ticking(), jitter=lambda: 0.0
        )  # fmt: skip
    assert caught.value.code is FaultCode.CONFIGURATION


def test_plain_http_to_another_machine_is_warned_of(hall: WrittenHall, caplog: pytest.LogCaptureFixture) -> None:
    # 192.0.2.0/24 is reserved for documentation: nobody is there, and nothing is sent before the stop.
    pace = Pace(first_wait_s=60, timeout_s=0.1)
    uplink = Uplink(
        hall.journal, "test", "http://192.0.2.1", "", load_key(hall.folder), clock=Ticking(), jitter=lambda: 0.0,
        pace=pace,
    )  # fmt: skip
    uplink.start()
    uplink.stop()
    assert "without TLS" in caplog.text
