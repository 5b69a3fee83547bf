"""A hall on SQLite in a folder of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.ledgers import Store, sqlite_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = sqlite_store(tmp_path)
    yield store
    store.close()
