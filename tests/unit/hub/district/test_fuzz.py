"""Whatever arrives, the district answers with a typed refusal, never with a fault of its own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from hub.district.app import create_app
from hub.district.register import Register
from tests.fakes.reporting import TOKEN, OtherHall, day_record, ticket_record

HALL = OtherHall("fuzzed")

leaves = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(["a" * 64, ""])
)
json_values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
some_records = st.sampled_from([day_record(1), ticket_record(2), ticket_record(3, "call", "called", call=3, times=1)])


@st.composite
def damaged(draw: st.DrawFn, base: dict[str, Any]) -> dict[str, Any]:
    """A message of which some keys have other values, are gone, or are new."""
    made = dict(base)
    for key in draw(st.lists(st.sampled_from([*base, "more"]), max_size=3)):
        if draw(st.booleans()):
            made[key] = draw(json_values)
        else:
            made.pop(key, None)
    return made


@st.composite
def batches(draw: st.DrawFn) -> bytes:
    """Bodies from nonsense to nearly right."""
    if draw(st.integers(0, 3)) == 0:
        return draw(st.binary(max_size=200))
    records = [draw(damaged(record)) for record in draw(st.lists(some_records, max_size=4))]
    base = json.loads(HALL.batch(draw(st.integers(-1, 5)), draw(st.integers(-1, 5)), records=records))
    body = json.dumps(draw(damaged(base)), ensure_ascii=draw(st.booleans())).encode(errors="surrogatepass")
    cut = draw(st.integers(0, len(body)))
    return body[:cut] if draw(st.integers(0, 9)) == 0 else body


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("fuzzed")
    register = Register(folder / "district.db", lambda: 1_795_320_000_000)
    with TestClient(create_app(register, TOKEN, lambda: 1_795_320_000_000), raise_server_exceptions=False) as client:
        body = HALL.registration()
        assert client.post("/v1/halls", content=body, headers=HALL.signature("registration", body)).is_success
        yield client
    register.close()


def check(answer: Any) -> None:
    """Taken, or refused with a code and words."""
    assert answer.status_code < 500, answer.text
    body = answer.json()
    assert "position" in body or {"code", "zh", "en"} == set(body["error"])


@settings(max_examples=150, deadline=None)
@given(batches())
def test_no_signed_body_makes_the_district_fail(district: TestClient, body: bytes) -> None:
    check(district.post(f"/v1/halls/{HALL.hall}/batches", content=body, headers=HALL.signature("batch", body)))


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=60), st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=90))
def test_no_signature_makes_the_district_fail(district: TestClient, body: bytes, signature: str) -> None:
    answer = district.post(f"/v1/halls/{HALL.hall}/batches", content=body, headers={"Ting-Signature": signature})
    assert answer.status_code == 401


@settings(max_examples=60, deadline=None)
@given(damaged(json.loads(HALL.registration())))
def test_no_registration_makes_the_district_fail(district: TestClient, message: dict[str, Any]) -> None:
    body = json.dumps(message).encode()
    check(district.post("/v1/halls", content=body, headers=HALL.signature("registration", body)))


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30))
def test_no_address_makes_the_district_fail(district: TestClient, hall: str) -> None:
    name = quote(hall.encode(errors="surrogatepass"), safe="")
    for path in ("position", "records", "batches"):
        assert district.get(f"/v1/halls/{name}/{path}").status_code < 500
