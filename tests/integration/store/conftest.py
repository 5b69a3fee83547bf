"""The same hall on both databases: tests ask for ``store`` and run twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.ledgers import Store, sqlite_store
from tests.fakes.postgres import Cluster, binaries


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    cluster = Cluster(programs)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture
def on_postgres(cluster: Cluster, tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path, cluster.hall())
    yield store
    store.close()


DATABASES = ["sqlite", "postgresql"]


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "postgresql":
        yield request.getfixturevalue("on_postgres")
        return
    store = sqlite_store(tmp_path)
    yield store
    store.close()
