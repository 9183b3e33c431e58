"""A process with this folder on its path finds only the packages of demo.lock, as on the machine of who runs the demo.

What tests need besides brings packages along that Treue must not lean on without saying so.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType

LOCK = Path(__file__).resolve().parents[3] / "locks" / "demo.lock"


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


LOCKED = {plain(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text("utf-8"), re.MULTILINE)}
MISSING = {
    module
    for module, owners in packages_distributions().items()
    if not LOCKED & {plain(owner) for owner in owners} and "treue" not in owners
}


class NotInstalled:
    """Answers for packages that would not be there."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        del path, target
        if name.partition(".")[0] in MISSING:
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)
        return None


sys.meta_path.insert(0, NotInstalled)
