"""Events as a line of a list: when, what, who, and what it did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from treue.access.scopes import Scope
from treue.engine.returning.standing import RETURN
from treue.programme.records import PURCHASE, Programme
from treue.store.overview import DecisionRow
from treue.store.wallets import HistoryRow
from treue.web.visits import Visit
from treue.words.happenings import KINDS, kind_in_words
from treue.words.history import Names, effect_in_words
from treue.words.languages import Language, readable
from treue.words.levels import level_name
from treue.words.units import amount_in_words, rule_name

_PLUS_OR_MINUS = ("+", "\N{MINUS SIGN}")


@dataclass(frozen=True, slots=True)
class Deed:
    """One event; `place` leads to its explanation where there is one for this reader."""

    seq: int
    kind: str
    kind_id: str
    when: str
    effect: str
    changes: tuple[tuple[str, bool], ...]
    """By unit what he has more or less of, and whether it is less."""
    is_refused: bool
    who: str = ""
    place: str = ""
    member_place: str = ""


def deeds_of(visit: Visit, rows: Iterable[DecisionRow], names: Names) -> list[Deed]:
    """Events of many members; only who may see members reads who they are."""
    may_see = visit.session.may(Scope.MEMBERS_READ)
    found = []
    for row in rows:
        moves = [(cause, source, unit, change) for cause, source, unit, change in row.moves]
        member = member_place(row.public_id) if may_see and row.public_id else ""
        found.append(
            Deed(
                row.seq,
                kind_told(visit, row.kind),
                row.kind,
                moment(visit, row.occurred_at),
                _effect(visit, names, row.kind, row.refused, row.figures, moves),
                changes_of(visit, names, moves),
                row.refused is not None,
                _who(visit, row) if may_see else "",
                f"{member}/events/{row.seq}" if member else "",
                member,
            )
        )
    return found


def history_of(
    visit: Visit, public_id: str, rows: Sequence[HistoryRow], names: Names, levels: Mapping[int, str]
) -> list[Deed]:
    """The events of one member; `levels` says which level an event was about."""
    return [
        Deed(
            row.seq,
            kind_told(visit, row.kind),
            row.kind,
            moment(visit, row.occurred_at),
            level_name(visit.look.language, visit.programme, levels[row.seq])
            if row.seq in levels
            else _effect(visit, names, row.kind, row.refused, row.figures, row.moves),
            changes_of(visit, names, row.moves),
            row.refused is not None,
            place=f"{member_place(public_id)}/events/{row.seq}",
        )
        for row in rows
    ]


def changes_of(visit: Visit, names: Names, moves: Iterable[tuple[str, str, str, int]]) -> tuple[tuple[str, bool], ...]:
    """What the event changed in all, by unit: `+52 points`."""
    sums: dict[str, int] = {}
    for _, _, unit, change in moves:
        sums[unit] = sums.get(unit, 0) + change
    return tuple(
        (
            _PLUS_OR_MINUS[change < 0] + amount_in_words(visit.look.language, names.units[unit], abs(change)),
            change < 0,
        )
        for unit, change in sums.items()
        if change
    )


def kind_told(visit: Visit, kind: str) -> str:
    """What an event is called; one of the programme's own by its id, as words."""
    return kind_in_words(visit.look.language, kind) if kind in KINDS else readable(kind)


def member_place(public_id: str) -> str:
    """Where the page of a member is."""
    return f"/members/{quote(public_id, safe='')}"


def moment(visit: Visit, instant: datetime) -> str:
    """Day and time on the clocks of the programme."""
    return visit.look.language.minute(instant, visit.programme.zone)


def _who(visit: Visit, row: DecisionRow) -> str:
    """By what the shop knows the member."""
    known_as = row.external_id or row.public_id
    return row.name or (visit.look.language.say("Member {id}", id=known_as) if known_as else "")


def _effect(
    visit: Visit,
    names: Names,
    kind: str,
    refused: str | None,
    figures: Mapping[str, Any],
    moves: Iterable[tuple[str, str, str, int]],
) -> str:
    words, programme = visit.look.language, visit.programme
    # People read what a rule is called, never its id.
    shares = [(_rule(words, programme, rule), *rest) for rule, *rest in figures.get("shares", ())]
    told = [
        (cause, _rule(words, programme, source) if cause in ("earned", "returned") else source, unit, change)
        for cause, source, unit, change in moves
    ]
    effect = effect_in_words(words, names, refused, {**figures, "shares": shares} if shares else figures, told)
    # That a purchase gave nothing is news; of what never moves units by itself it goes without saying.
    return "" if effect == words.say("no change") and kind not in (PURCHASE, RETURN) else effect


def _rule(words: Language, programme: Programme, rule: str) -> str:
    return words.quoted(rule_name(words, programme, rule))
