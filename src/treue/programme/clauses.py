"""What only the operator can write into the member terms: who he is, and the clauses no rule of a programme implies."""

from __future__ import annotations

from treue.programme.schema.head import Clauses, ProgrammeHead

CLAUSES = ("changes", "termination", "liability")
"""Keys below `programme.clauses` that terms cannot be published without."""


def missing_clauses(head: ProgrammeHead) -> tuple[str, ...]:
    """What the terms still lack before they can be published, as keys below `programme`."""
    clauses = head.clauses or Clauses()
    lacking = [f"clauses.{key}" for key in CLAUSES if getattr(clauses, key) is None]
    return (*([] if head.operator else ["operator"]), *lacking)
