"""Counted rights: how many days in which window, at which level."""

from __future__ import annotations

from treue.programme.compiling.expressions import Expressions
from treue.programme.compiling.parts import by_level, in_each, limits_of
from treue.programme.records import Right
from treue.programme.schema.declarations import EntitlementPart


def right_of(name: str, part: EntitlementPart, languages: tuple[str, ...], expressions: Expressions) -> Right:
    """The right as the engine knows it."""
    return Right(
        name,
        in_each(languages, part.name),
        by_level(part.count, lambda one: limits_of(one)[0]),
        expressions.condition(("entitlements", name, "when"), part.when),
    )
