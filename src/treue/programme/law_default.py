"""Whose law a programme has to keep."""

from __future__ import annotations

from treue.programme.schema.head import ProgrammeHead


def law_of(head: ProgrammeHead) -> str:
    """What the head says, else DE for a programme in EUR with German texts and EU for any other."""
    return head.law or ("DE" if head.currency == "EUR" and "de" in head.languages else "EU")
