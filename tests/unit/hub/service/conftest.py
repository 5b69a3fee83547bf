"""A hall's store in the test's own folder, and desks over it that end with the test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.ledgers import Store, sqlite_store
from tests.fakes.writers import Desk

MakeDesk = Callable[..., Desk]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = sqlite_store(tmp_path)
    yield store
    store.close()


@pytest.fixture
def make_desk(store: Store) -> Iterator[MakeDesk]:
    desks: list[Desk] = []

    def make(**options: Any) -> Desk:
        desks.append(Desk(store, **options))
        return desks[-1]

    yield make
    for desk in desks:
        desk.stop()


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    """A furnished hall."""
    return make_desk().furnish()
