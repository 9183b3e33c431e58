"""How far from now a fact may have happened (docs/rules.md R1.4)."""

from __future__ import annotations

from datetime import datetime

from treue.domain.reasons import Reason
from treue.programme.records import Programme


def untimely(programme: Programme, now: datetime, instant: datetime) -> Reason | None:
    """Why a fact of the instant is not accepted now, or None where it is."""
    if instant - now > programme.accepts_early:
        return Reason.TOO_EARLY
    if now - instant > programme.accepts_late:
        return Reason.TOO_LATE
    return None
