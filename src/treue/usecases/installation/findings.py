"""What an examination finds: which check, how bad, and a code for which there are words and a remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Gravity = Literal["good", "notice", "bad"]
"""Bad is what loses or holds up something; a notice is worth knowing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `code` leads to its sentence and remedy in `words/doctor.py`, which `values` fill."""

    check: str
    gravity: Gravity
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


def good(check: str, code: str, **values: object) -> Finding:
    """As it should be."""
    return Finding(check, "good", code, values)


def notice(check: str, code: str, **values: object) -> Finding:
    """Worth knowing."""
    return Finding(check, "notice", code, values)


def bad(check: str, code: str, **values: object) -> Finding:
    """To be mended."""
    return Finding(check, "bad", code, values)
