"""Pages set by Typst from a template of this folder and values.

A template is a program that reads its values as data. A value is set letter by letter, so nothing in a name is taken
for markup. Nothing is read from the network; the same values give the same bytes.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec
import typst

ACCESSIBLE: Literal["ua-1"] = "ua-1"
"""The standard for documents that a screen reader can read (PDF/UA, ISO 14289-1)."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    system_fonts: bool
    accessible: bool


# Typst brings fonts for the alphabets of Europe. A name in other letters needs a font of the machine, and where that
# has none either, an empty box in its place is better than no page; only then the standard cannot be promised.
_ATTEMPTS = (_Attempt(False, True), _Attempt(True, True), _Attempt(True, False))


def set_pages(template: str, values: Mapping[str, Any], made_at: datetime) -> bytes:
    """A PDF of the template with the values, which says that it was made at this instant."""
    for attempt in _ATTEMPTS[:-1]:
        try:
            return _compile(template, values, made_at, attempt)
        except typst.TypstError as fault:
            if "could not be displayed" not in str(fault):
                raise
    return _compile(template, values, made_at, _ATTEMPTS[-1])


def _compile(template: str, values: Mapping[str, Any], made_at: datetime, attempt: _Attempt) -> bytes:
    page = typst.compile(
        _source(template),
        format="pdf",
        ignore_system_fonts=not attempt.system_fonts,
        sys_inputs=_inputs(values),
        pdf_standards=[ACCESSIBLE] if attempt.accessible else [],
        timestamp=int(made_at.timestamp()),
    )
    assert isinstance(page, bytes)
    return page


def _source(template: str) -> bytes:
    return importlib.resources.files(__package__).joinpath("templates", f"{template}.typ").read_bytes()


def _inputs(values: Mapping[str, Any]) -> dict[str, str]:
    return {"values": msgspec.json.encode(values).decode()}
