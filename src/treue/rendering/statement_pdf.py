"""A member's statement as PDF, in A4, with titles and a language that a screen reader can tell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from treue.rendering.typesetting import set_pages
from treue.words.statement import Sheet

_TEMPLATE = "statement"


def statement_pdf(sheet: Sheet, made_at: datetime) -> bytes:
    """The pages. The same sheet and instant give the same bytes."""
    return set_pages(_TEMPLATE, _values(sheet), made_at)


def _values(sheet: Sheet) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(sheet)
    return values
