"""A database for many small tests, each of which publishes a programme of its own in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres_fixtures import _database
from treue.store.embedded import Server


@pytest.fixture(scope="module")
def shared_database(postgres_server: Server, migrated_template: str) -> Iterator[str]:
    """The conninfo of a database that the tests of one file share; their programmes are apart."""
    yield from _database(postgres_server, migrated_template)
