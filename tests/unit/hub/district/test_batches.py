"""What the district takes, and how it says no."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from starlette.testclient import TestClient

from hub.district.faults import STATUS, Refusal
from hub.district.messages import MAX_BODY_BYTES
from hub.district.register import Register, batch_digest
from tests.fakes.reporting import OtherHall, day_record, ticket_record


def post(district: TestClient, hall: OtherHall, body: bytes, signer: OtherHall | None = None) -> Response:
    """Send a batch, signed by the hall or by somebody else."""
    headers = (signer or hall).signature("batch", body)
    return district.post(f"/v1/halls/{hall.hall}/batches", content=body, headers=headers)


def refusal(answer: Response) -> tuple[int, str]:
    """Status and code; every refusal has words in both languages."""
    error = answer.json()["error"]
    assert error["zh"]
    assert error["en"]
    return answer.status_code, error["code"]


def kept(district: TestClient, hall: OtherHall) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = district.get(f"/v1/halls/{hall.hall}/records").json()["records"]
    return found


def test_batches_in_order_are_taken_and_can_be_read(district: TestClient, hall: OtherHall) -> None:
    records = [day_record(1), ticket_record(3, business_date="2026-11-22")]
    first = hall.batch(1, 3, records=records)
    second = hall.batch(4, 9, previous=batch_digest(first), records=[ticket_record(9, "start", "started")])
    assert post(district, hall, first).json()["position"] == {
        "seq": 3, "head": f"{3:064x}", "batch": batch_digest(first),
    }  # fmt: skip
    assert post(district, hall, second).status_code == 200
    assert [record["seq"] for record in kept(district, hall)] == [1, 3, 9]
    assert kept(district, hall)[0] == records[0]
    found = district.get(f"/v1/halls/{hall.hall}/position").json()["position"]
    assert found == {"seq": 9, "head": f"{9:064x}", "batch": batch_digest(second)}


def test_records_can_be_read_on_from_a_row(district: TestClient, hall: OtherHall) -> None:
    post(district, hall, hall.batch(1, 3, records=[day_record(1), day_record(2, "closed"), day_record(3)]))
    answer = district.get(f"/v1/halls/{hall.hall}/records", params={"after": 1, "limit": 1})
    assert [record["seq"] for record in answer.json()["records"]] == [2]


def test_batch_without_records_moves_the_position(district: TestClient, hall: OtherHall) -> None:
    assert post(district, hall, hall.batch(1, 50)).json()["position"]["seq"] == 50


def test_the_same_batch_again_is_taken_once(district: TestClient, hall: OtherHall) -> None:
    body = hall.batch(1, 2, records=[day_record(1)])
    assert post(district, hall, body).json() == post(district, hall, body).json()
    assert len(kept(district, hall)) == 1


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(1, 3, "overlap"), (3, 8, "overlap"), (5, 8, "gap"), (4, 8, "chain_broken")],
)
def test_batch_out_of_line_changes_nothing_and_is_told_where_to_continue(
    district: TestClient, hall: OtherHall, first: int, last: int, code: str
) -> None:
    taken = hall.batch(1, 3, records=[day_record(1)])
    post(district, hall, taken)
    answer = post(district, hall, hall.batch(first, last, previous="ab" * 32, records=[day_record(last)]))
    assert refusal(answer) == (409, code)
    assert answer.json()["position"] == {"seq": 3, "head": f"{3:064x}", "batch": batch_digest(taken)}
    assert "4" in answer.json()["error"]["zh"]
    assert len(kept(district, hall)) == 1


def test_signature_of_another_key_is_refused(district: TestClient, hall: OtherHall) -> None:
    answer = post(district, hall, hall.batch(1, 1, records=[day_record(1)]), signer=OtherHall())
    assert refusal(answer) == (401, "signature_wrong")
    assert kept(district, hall) == []


def test_signature_of_a_registration_signs_no_batch(district: TestClient, hall: OtherHall) -> None:
    body = hall.batch(1, 1)
    answer = district.post(
        f"/v1/halls/{hall.hall}/batches", content=body, headers=hall.signature("registration", body)
    )  # fmt: skip
    assert refusal(answer) == (401, "signature_wrong")


@pytest.mark.parametrize("signature", [{}, {"Ting-Signature": "???"}, {"Ting-Signature": "AAAA"}])
def test_batch_without_a_proper_signature_is_refused(
    district: TestClient, hall: OtherHall, signature: dict[str, str]
) -> None:
    answer = district.post(f"/v1/halls/{hall.hall}/batches", content=hall.batch(1, 1), headers=signature)
    assert refusal(answer) == (401, "signature_wrong")


def test_batch_of_one_hall_is_not_taken_for_another(district: TestClient, hall: OtherHall) -> None:
    assert refusal(post(district, hall, hall.batch(1, 1, hall="third"))) == (422, "hall_mismatch")


def test_hall_that_never_registered_is_unknown_everywhere(district: TestClient) -> None:
    stranger = OtherHall("stranger")
    assert refusal(post(district, stranger, stranger.batch(1, 1))) == (404, "hall_unknown")
    assert refusal(district.get("/v1/halls/stranger/position")) == (404, "hall_unknown")
    assert refusal(district.get("/v1/halls/stranger/records")) == (404, "hall_unknown")


def test_too_large_a_body_is_refused_before_it_is_read(district: TestClient, hall: OtherHall) -> None:
    assert refusal(post(district, hall, b" " * (MAX_BODY_BYTES + 1))) == (413, "too_large")


GIVEN = {"request": "r", "satisfaction": 1, "pf": 5}


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"first": 0},
        {"first": 5},
        {"last": 2_000},
        {"last": 2**60, "first": 2**60},
        {"head": "AB" * 32},
        {"profile": "mine"},
        {"surprise": 1},
        {"records": None},
        {"records": [day_record(4)]},
        {"records": [day_record(2), day_record(1)]},
        {"records": [day_record(1), day_record(1)]},
        {"records": [day_record(1) | {"action": "began"}]},
        {"records": [day_record(1) | {"kind": "gossip"}]},
        {"records": [day_record(1) | {"id_number": "11010519491231002X"}]},
        {"records": [day_record(1) | {"at": 1.5}]},
        {"records": [ticket_record(1, "evaluation", "given", request="r")]},
        {"records": [ticket_record(1, "evaluation", "not_given", **GIVEN)]},
        {"records": [ticket_record(1, "evaluation", "given", **(GIVEN | {"satisfaction": 6}))]},
    ],
)
def test_malformed_batch_is_refused_and_its_place_is_named(
    district: TestClient, hall: OtherHall, changes: dict[str, Any]
) -> None:
    body = json.dumps(json.loads(hall.batch(1, 3)) | changes).encode()
    answer = post(district, hall, body)
    assert refusal(answer) == (422, "malformed")
    assert "11010519491231002X" not in answer.text
    assert kept(district, hall) == []


def test_place_in_a_record_is_named_by_its_keys(district: TestClient, hall: OtherHall) -> None:
    answer = post(district, hall, hall.batch(1, 3, records=[ticket_record(1, window=7)]))
    assert "records.0.window" in answer.json()["error"]["en"]


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'{"v":1', b"\xff\xfe", b'"\\ud800"', b"[" * 5_000])
def test_body_that_is_no_batch_is_malformed(district: TestClient, hall: OtherHall, body: bytes) -> None:
    assert refusal(post(district, hall, body)) == (422, "malformed")


def test_registering_again_with_the_same_key_says_where_to_continue(district: TestClient, hall: OtherHall) -> None:
    post(district, hall, hall.batch(1, 7))
    body = hall.registration()
    answer = district.post("/v1/halls", content=body, headers=hall.signature("registration", body))
    assert answer.json()["position"]["seq"] == 7


def test_a_hall_keeps_its_key_until_the_district_releases_it(
    district: TestClient, hall: OtherHall, register: Register
) -> None:
    post(district, hall, hall.batch(1, 7))
    renewed = OtherHall(hall.hall)
    body = renewed.registration()
    headers = renewed.signature("registration", body)
    assert refusal(district.post("/v1/halls", content=body, headers=headers)) == (409, "key_taken")
    assert register.release(hall.hall)
    assert refusal(post(district, hall, hall.batch(8, 8))) == (404, "hall_unknown")
    assert refusal(district.get(f"/v1/halls/{hall.hall}/position")) == (404, "hall_unknown")
    assert district.post("/v1/halls", content=body, headers=headers).json()["position"]["seq"] == 7
    assert not register.release("nobody")


def test_wrong_token_registers_nothing(district: TestClient) -> None:
    hall = OtherHall()
    body = hall.registration(token="guessed")
    answer = district.post("/v1/halls", content=body, headers=hall.signature("registration", body))
    assert refusal(answer) == (403, "token_wrong")
    assert district.get("/health").json() == {"status": "ok", "halls": 0}


def test_nobody_registers_a_key_that_he_does_not_hold(district: TestClient) -> None:
    hall = OtherHall()
    body = hall.registration()
    answer = district.post("/v1/halls", content=body, headers=OtherHall().signature("registration", body))
    assert refusal(answer) == (401, "signature_wrong")


@pytest.mark.parametrize("changes", [{"public_key": "short"}, {"hall": "../x"}, {"proof": "00"}, {"v": 9}])
def test_malformed_registration_is_refused(district: TestClient, changes: dict[str, Any]) -> None:
    hall = OtherHall()
    body = hall.registration(**changes)
    answer = district.post("/v1/halls", content=body, headers=hall.signature("registration", body))
    assert refusal(answer) == (422, "malformed")


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/v2/halls", (404, "not_found")),
        ("DELETE", "/v1/halls", (405, "not_allowed")),
        ("GET", "/v1/halls/other/records?after=x", (422, "malformed")),
        ("GET", "/v1/halls/other/records?after=-1", (422, "malformed")),
        ("GET", "/v1/halls/other/records?limit=99999", (422, "malformed")),
    ],
)
def test_wrong_address_or_question_gets_a_typed_answer(
    district: TestClient, method: str, path: str, expected: tuple[int, str]
) -> None:
    assert refusal(district.request(method, path)) == expected


def test_every_refusal_has_a_status_and_words() -> None:
    assert set(STATUS) == set(Refusal)
    assert all(400 <= status < 600 for status in STATUS.values())


def test_codes_of_both_standards_are_kept_as_one_level(
    district: TestClient, hall: OtherHall, register: Register
) -> None:
    rated = [ticket_record(1, "evaluation", "given", request="r", satisfaction=5, pf=5)]
    first = hall.batch(1, 1, records=rated)
    second = hall.batch(2, 2, batch_digest(first), [{**rated[0], "seq": 2}], profile="hcp")
    assert post(district, hall, first).status_code == 200
    assert post(district, hall, second).status_code == 200
    assert [kept.level for kept in register.newest(2)] == [1, 5]


def test_every_batch_is_kept_as_it_was_signed(
    district: TestClient, hall: OtherHall, register: Register, tmp_path: Path
) -> None:
    body = hall.batch(1, 2, records=[day_record(1)])
    post(district, hall, body)
    with sqlite3.connect(tmp_path / "district.db") as database:
        row = database.execute("SELECT body, signature, public_key FROM batch").fetchone()
    assert row == (body, hall.signature("batch", body)["Ting-Signature"], hall.public)
    assert json.loads(row[0])["hall"] == hall.hall


def test_database_that_cannot_be_written_is_said_and_the_batch_is_taken_later(
    district: TestClient, hall: OtherHall, tmp_path: Path
) -> None:
    body = hall.batch(1, 1, records=[day_record(1)])
    with sqlite3.connect(tmp_path / "district.db") as other:
        other.execute("ALTER TABLE batch RENAME TO elsewhere")
    assert refusal(post(district, hall, body)) == (503, "busy")
    with sqlite3.connect(tmp_path / "district.db") as other:
        other.execute("ALTER TABLE elsewhere RENAME TO batch")
    assert post(district, hall, body).status_code == 200
