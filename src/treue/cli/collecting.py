"""How a command that makes millions of records looks for those that nobody needs any more."""

from __future__ import annotations

import gc


def collect_rarely() -> None:
    """Records have no cycles: looking for some after every few hundred new ones costs an import a quarter of its
    time."""
    gc.set_threshold(100_000, 50, 100)
