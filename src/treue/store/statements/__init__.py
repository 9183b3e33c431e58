"""Named SQL statements, kept as text in the `.sql` files of this folder.

A statement begins with a line `-- name: what_it_does`; comment lines that follow belong to it.
"""

from __future__ import annotations

import importlib.resources
import re
from functools import cache

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


@cache
def statements(file: str) -> dict[str, str]:
    """The statements of `file`.sql by name."""
    text = importlib.resources.files(__name__).joinpath(f"{file}.sql").read_text(encoding="utf-8")
    pieces = _NAME.split(text)
    return {name: body.strip().rstrip(";") for name, body in zip(pieces[1::2], pieces[2::2], strict=True)}
