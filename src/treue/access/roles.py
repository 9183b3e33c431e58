"""The roles of the staff of a programme, and what each of them may do. Nothing else in Treue decides that.

A person may have several roles and then may do what any of them may. What is asked for is always a right, never a role.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Role(StrEnum):
    """What somebody of the staff is."""

    OWNER = "owner"
    MARKETER = "marketer"
    CASHIER = "cashier"
    SUPPORT = "support"
    FINANCE = "finance"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What somebody may do."""

    SEE_FIGURES = "see figures"
    """The overview: totals over the programme, nobody in person."""
    SEE_PROGRAMME = "see the programme"
    SEE_MEMBERS = "see members"
    """Find a member and see his wallet and history."""
    REDEEM = "redeem rewards"
    ADJUST = "adjust units"
    """Give or take units with a reason; above the limit of the document it waits for a second person."""
    AGREE = "agree to requests"
    """Be the second person."""
    SEE_AUDIT = "see the audit trail"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.MARKETER: frozenset({Right.SEE_FIGURES, Right.SEE_PROGRAMME}),
    Role.CASHIER: frozenset({Right.SEE_PROGRAMME, Right.SEE_MEMBERS, Right.REDEEM}),
    Role.SUPPORT: frozenset({Right.SEE_FIGURES, Right.SEE_PROGRAMME, Right.SEE_MEMBERS, Right.REDEEM, Right.ADJUST}),
    Role.FINANCE: frozenset({Right.SEE_FIGURES, Right.SEE_PROGRAMME, Right.AGREE, Right.SEE_AUDIT}),
    Role.AUDITOR: frozenset({Right.SEE_FIGURES, Right.SEE_PROGRAMME, Right.SEE_MEMBERS, Right.SEE_AUDIT}),
}


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """What somebody with these roles may do."""
    return frozenset(right for role in roles for right in RIGHTS[role])


def roles_from(words: Iterable[str]) -> tuple[Role, ...]:
    """The roles that the words name, each once. Raises ValueError, naming those there are."""
    found: dict[Role, None] = {}
    for word in words:
        try:
            found[Role(word)] = None
        except ValueError:
            raise ValueError(f"there is no role '{word}'; there are {', '.join(Role)}") from None
    return tuple(found)
