"""Units: names for every language, and every way to become available and to end."""

from __future__ import annotations

from typing import Any

from treue.domain.calendar import Never
from treue.programme.compiling.expressions import Expressions
from treue.programme.compiling.parts import by_level
from treue.programme.records import Extension, Forfeit, Inactivity, Pause, Unit
from treue.programme.schema.units import UnitPart


def unit_of(name: str, part: UnitPart, languages: tuple[str, ...], expressions: Expressions) -> Unit:
    """The unit as the engine knows it."""
    keys = ("units", name)
    inactivity, pause = part.inactivity, part.pause
    return Unit(
        id=name,
        names={language: (part.name[language][0], part.name[language][1]) for language in languages},
        decimals=part.decimals,
        available=by_level(part.available, _same),
        expires=by_level(part.expires, _ending),
        counted_from="available" if part.from_ == "available" else "occurred",
        inactivity=None
        if inactivity is None
        else Inactivity(
            inactivity.after,
            frozenset(str(event) for event in inactivity.reset_by),
            expressions.condition((*keys, "inactivity", "when"), inactivity.when),
        ),
        pause=None
        if pause is None
        else Pause(_required(expressions.condition((*keys, "pause", "while"), pause.while_)), _then(pause.then)),
        extend=tuple(
            Extension(
                str(one.event),
                expressions.condition((*keys, "extend", index, "when"), one.when),
                one.by,
                _span(one.once_per),
                _span(one.skips),
            )
            for index, one in enumerate(part.extend)
        ),
        forfeit=tuple(
            Forfeit(str(one.event), expressions.condition((*keys, "forfeit", index, "when"), one.when), one.after)
            for index, one in enumerate(part.forfeit)
        ),
        starts_again=part.starts_again,
        is_spendable=part.spendable,
        worth=part.worth,
        pays=part.pays,
        shown_ahead=part.shown_ahead,
        first_out="oldest" if part.first_out == "oldest" else "soonest_expiry",
    )


def _same(value: Any) -> Any:
    return value


def _ending(value: Any) -> Any:
    # A level whose units never end overrules the value of the others.
    return None if isinstance(value, Never) else value


def _required(found: Any) -> Any:
    assert found is not None, "a pause has a condition; the form says so"
    return found


def _then(word: str) -> Any:
    return word


def _span(word: str | None) -> Any:
    return word
