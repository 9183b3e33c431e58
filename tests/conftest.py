"""Settings of the whole test run: the databases it can ask for, and how many examples Hypothesis tries.

`make check` uses the profile `check`, `make test` the profile `test`. Both draw new examples in every run; a failure
prints the example and the line that repeats it.
"""

from __future__ import annotations

import pytest
from hypothesis import settings

pytest_plugins = ["tests.postgres_fixtures"]

# No deadline per example: the first one may start a server or fill a cache.
settings.register_profile("check", max_examples=20, stateful_step_count=20, deadline=None, print_blob=True)
settings.register_profile("test", max_examples=150, stateful_step_count=50, deadline=None, print_blob=True)
# Always the same examples, so that what a mutant is found by does not depend on the day.
settings.register_profile(
    "mutate", max_examples=20, stateful_step_count=20, deadline=None, derandomize=True, database=None
)
settings.load_profile("test")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the server is marked `postgres`, however it asks."""
    for item in items:
        if "postgres_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgres)
