"""The district's server without a socket, over a real database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from hub.district.app import create_app
from hub.district.register import Register
from tests.fakes.reporting import TOKEN, OtherHall
from tests.fakes.ticking import Ticking

NOON_MS = 1_795_320_000_000
"""2026-11-22 12:00 in Beijing."""


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    made = Register(tmp_path / "district.db", Ticking(NOON_MS))
    yield made
    made.close()


@pytest.fixture
def district(register: Register) -> Iterator[TestClient]:
    with TestClient(create_app(register, TOKEN, Ticking(NOON_MS))) as client:
        yield client


@pytest.fixture
def hall(district: TestClient) -> OtherHall:
    """A hall that is registered."""
    made = OtherHall()
    body = made.registration()
    answer = district.post("/v1/halls", content=body, headers=made.signature("registration", body))
    assert answer.status_code == 200, answer.text
    return made
