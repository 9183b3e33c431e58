"""What a version makes worse for members: units, what they buy, and what was announced up to a day (R11.1).

Two documents are compared node by node, by what their keys mean (`aspects`). Nothing here knows whether anybody holds
such units: what is worse for a member who could hold them is worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import BaseModel

from treue.domain.instants import Period
from treue.programme.locating import Keys, node_at, path_text, written_at
from treue.programme.schema.document import Document
from treue.programme.schema.earning import EarnPart
from treue.programme.schema.head import PayWith
from treue.programme.schema.part import keys_of
from treue.programme.schema.rewards import OtherCost, RewardPart
from treue.programme.schema.units import Extension, Forfeit, UnitPart
from treue.programme.source import Mapping as MappingNode
from treue.programme.source import Node, Place
from treue.programme.versions.aspects import ASPECTS, Kind
from treue.programme.versions.judging import dearer, is_less, is_shorter
from treue.programme.versions.nodes import NodeId

NOTICE = Period(6, "weeks")
"""The notice of a document that states none."""
_ABSENT = ""
"""In place of a position: it is in no list."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A checked document and the text it was read from."""

    document: Document
    root: MappingNode


@dataclass(frozen=True, slots=True)
class Worsening:
    """One thing that a version makes worse for what members have."""

    node: NodeId
    path: str
    """Leads to the value within the node; empty for the whole node."""
    kind: Kind
    old: Node | None
    new: Node | None
    place: Place
    """Where the newer document says it, or where it could."""

    def __str__(self) -> str:
        return f"{self.node}.{self.path}" if self.path else str(self.node)


@dataclass(frozen=True, slots=True)
class _Found:
    """A worsening by the keys that lead to it: in the older document, and in the newer one."""

    kind: Kind
    before: Keys
    after: Keys

    def below(self, before: Keys, after: Keys) -> _Found:
        return replace(self, before=(*before, *self.before), after=(*after, *self.after))


def worsenings_between(older: Stated, newer: Stated, starts_on: date | None = None) -> tuple[Worsening, ...]:
    """All that gets worse when `newer` follows `older`: units, paying with them, rewards, rules,
    and how long before members are told of it.

    `starts_on` is the local day on which `newer` starts: what had ended before is no loss. Without it
    only what `newer` has in its archive has ended.
    """
    found = [
        *_units(older.document, newer.document),
        *_payments(older.document, newer.document),
        *_rewards(older.document, newer.document, starts_on),
        *_rules(older.document, newer.document, starts_on),
        *_notice(older.document, newer.document),
    ]
    return tuple(_worsening(older, newer, node, one) for node, one in found)


def _worsening(older: Stated, newer: Stated, node: NodeId, found: _Found) -> Worsening:
    old, new = written_at(older.root, found.before), written_at(newer.root, found.after)
    root, keys = (older.root, found.before) if new is None else (newer.root, found.after)
    # The first two keys lead to the node.
    path = path_text(root, keys).removeprefix(path_text(root, keys[:2])).removeprefix(".")
    return Worsening(node, path, found.kind, old, new, node_at(newer.root, found.after).place)


def notice_of(document: Document) -> Period:
    """How long before it holds members are told of what gets worse."""
    return document.programme.notice or NOTICE


def _notice(older: Document, newer: Document) -> Iterator[tuple[NodeId, _Found]]:
    if is_shorter(notice_of(older), notice_of(newer)):
        keys = ("programme", "notice")
        yield NodeId(*keys), _Found("told_later", keys, keys)


def _units(older: Document, newer: Document) -> Iterator[tuple[NodeId, _Found]]:
    for name, old in older.units.items():
        node, keys = NodeId("units", name), ("units", name)
        new = newer.units.get(name)
        if new is None:
            yield node, _Found("gone", keys, keys)
        else:
            yield from ((node, one.below(keys, keys)) for one in _of_unit(old, new))


def _of_unit(old: UnitPart, new: UnitPart) -> Iterator[_Found]:
    yield from _compared(old, new)
    for index, extension in enumerate(old.extend):
        yield from _kept("extend", index, extension, new.extend)
    for index, forfeit in enumerate(new.forfeit):
        yield from _known("forfeit", index, forfeit, old.forfeit)


def _kept(key: str, index: int, old: Extension, later: list[Extension]) -> Iterator[_Found]:
    """What moves the expiry has to be there later, for the same event, and to be no worse."""
    same = [(position, new) for position, new in enumerate(later) if new.event == old.event]
    if not any(_is_as_good(old, new) for _, new in same):
        yield _Found("lapses_sooner", (key, index), (key, same[0][0] if same else _ABSENT))


def _known(key: str, index: int, new: Forfeit, earlier: list[Forfeit]) -> Iterator[_Found]:
    """What takes units has to have taken them before, for the same event, and no later."""
    same = [(position, old) for position, old in enumerate(earlier) if old.event == new.event]
    if not any(_is_as_good(old, new) for _, old in same):
        yield _Found("lapses_sooner", (key, same[0][0] if same else _ABSENT), (key, index))


def _payments(older: Document, newer: Document) -> Iterator[tuple[NodeId, _Found]]:
    for index, old in enumerate(older.pay_with):
        node = NodeId("pay_with", str(old.unit), is_listed=True)
        same = [(position, new) for position, new in enumerate(newer.pay_with) if new.unit == old.unit]
        compared = [(position, list(_of_payment(old, new, older, newer))) for position, new in same]
        if not same:
            yield node, _Found("gone", ("pay_with", index), ("pay_with", _ABSENT))
        elif all(found for _, found in compared):
            # Of several ways to pay with this unit the one that lost least stands for it.
            position, found = min(compared, key=lambda one: len(one[1]))
            yield from ((node, one.below(("pay_with", index), ("pay_with", position))) for one in found)


def _of_payment(old: PayWith, new: PayWith, older: Document, newer: Document) -> Iterator[_Found]:
    yield from _compared(old, new)
    if old.worth is None and new.worth is None:
        # The unit says what it pays, and is compared itself.
        return
    before, after = (pay.worth or _pays(document, pay.unit) for pay, document in ((old, older), (new, newer)))
    if before is not None and before != after and is_less(before, after):
        yield _Found("worth_less", ("worth",), ("worth",))


def _pays(document: Document, unit: str) -> Any:
    part = document.units.get(unit)
    return part.pays if part is not None else None


def _rewards(older: Document, newer: Document, starts_on: date | None) -> Iterator[tuple[NodeId, _Found]]:
    later = {reward.id: (index, reward) for index, reward in enumerate(newer.rewards)}
    for index, old in enumerate(older.rewards):
        if _has_ended(old, newer.archive.rewards if newer.archive else (), starts_on):
            continue
        node, before = NodeId("rewards", old.id, is_listed=True), ("rewards", index)
        if old.id not in later:
            yield node, _Found("gone", before, ("rewards", _ABSENT))
            continue
        position, new = later[old.id]
        yield from ((node, one.below(before, ("rewards", position))) for one in _of_reward(old, new, starts_on))


def _of_reward(old: RewardPart, new: RewardPart, starts_on: date | None) -> Iterator[_Found]:
    for unit in dearer(old.cost, new.cost):
        yield _Found("costs_more", ("cost", unit), ("cost", unit))
    yield from _compared(old, new)
    yield from _begins_later(old.from_, new.from_, starts_on)
    for index, choice in enumerate(old.or_for):
        if not any(_is_no_dearer(choice, other) for other in new.or_for):
            yield _Found("narrowed", ("or_for", index), ("or_for", index))
    there, here = ({str(price.country): price.cost for price in one.prices} for one in (old, new))
    for country in {**there, **here}:
        if dearer(there.get(country, old.cost), here.get(country, new.cost)):
            yield _Found("costs_more", ("prices",), ("prices",))
            return


def _is_no_dearer(old: OtherCost, new: OtherCost) -> bool:
    if new.money is not None and (old.money is None or new.money.minor > old.money.minor):
        return False
    return not dearer(old.cost, new.cost)


def _rules(older: Document, newer: Document, starts_on: date | None) -> Iterator[tuple[NodeId, _Found]]:
    """Only of rules with a last day: what a rule without one gives may change, because it gives new units."""
    later = {rule.id: (index, rule) for index, rule in enumerate(newer.earn)}
    for index, old in enumerate(older.earn):
        if old.until is None or _has_ended(old, newer.archive.earn if newer.archive else (), starts_on):
            continue
        node, before = NodeId("earn", old.id, is_listed=True), ("earn", index)
        if old.id not in later:
            yield node, _Found("gone", before, ("earn", _ABSENT))
            continue
        position, new = later[old.id]
        yield from ((node, one.below(before, ("earn", position))) for one in _of_rule(old, new, starts_on))


def _of_rule(old: EarnPart, new: EarnPart, starts_on: date | None) -> Iterator[_Found]:
    yield from _compared(old, new)
    yield from _begins_later(old.from_, new.from_, starts_on)


def _has_ended(old: RewardPart | EarnPart, archived: Iterable[RewardPart | EarnPart], starts_on: date | None) -> bool:
    if old.until is None:
        return False
    if starts_on is not None:
        return old.until < starts_on
    # Whenever the newer document starts, what is in its archive is over by then.
    return any(one.id == old.id and one.until is not None and one.until >= old.until for one in archived)


def _begins_later(old: date | None, new: date | None, starts_on: date | None) -> Iterator[_Found]:
    # Before the version starts the older one holds, whatever the newer one says.
    if new is not None and (old is None or new > old) and (starts_on is None or new > starts_on):
        yield _Found("narrowed", ("from",), ("from",))


def _compared(old: BaseModel, new: BaseModel) -> Iterator[_Found]:
    """The keys of a part that are worse, and those of the parts inside it."""
    fields = {key: field for field, key in keys_of(type(old))}
    for key, (kind, is_worse) in ASPECTS[type(old)].items():
        before, after = getattr(old, fields[key]), getattr(new, fields[key])
        if before == after:
            continue
        if is_worse(before, after):
            yield _Found(kind, (key,), (key,))
        elif type(before) in ASPECTS and type(before) is type(after):
            yield from (one.below((key,), (key,)) for one in _compared(before, after))


def _is_as_good(old: BaseModel, new: BaseModel) -> bool:
    return not any(True for _ in _compared(old, new))
