"""A database that the stories of one file share; each has a programme of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres_fixtures import _database
from treue.store.embedded import Server


@pytest.fixture(scope="module")
def shared_database(postgres_server: Server, migrated_template: str) -> Iterator[str]:
    """The conninfo of that database."""
    yield from _database(postgres_server, migrated_template)
