"""How a member is named in one word."""

from __future__ import annotations

from typing import Literal

from treue.processing.commands import MemberReference

NAMED = "a member's public id, or external: and the shop's own id, or card: and a card number,"
_KINDS: tuple[Literal["external", "card"], ...] = ("external", "card")


def reference_of(word: str) -> MemberReference:
    """The member named by a public id, or like `external:4711` and `card:2900001`."""
    for kind in _KINDS:
        if word.startswith(f"{kind}:"):
            return MemberReference(kind, word.removeprefix(f"{kind}:"))
    return MemberReference("public", word)
