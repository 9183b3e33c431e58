"""Which rules an event can concern at all: found by its day, its shop and its articles instead of asking every rule.

Most campaigns are about one store, one channel, one category or some articles, and say so as a condition that has to
hold: `line.category == 'coffee' && ...`, or `stores: [...]`. Such a rule is asked only where that value occurs. What is
left out here could not apply; so the index changes how long a decision takes, never what it says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from treue.domain.orders import Line, Order
from treue.programme.records.earning import EarnRule
from treue.rules.tree import And, Comparison, ListLiteral, Literal, Membership, Node, Read

# The most telling first: a rule is found by one of them.
_PATHS = ("line.sku", "line.category", "line.brand", "order.store", "order.channel", "order.partner", "order.kind")
_DAYS_MAX = 64


class _Occurring(NamedTuple):
    """Reads what an order or a line says at one path, and the places of the rules for which it has to occur."""

    read: Callable[[object], str]
    places: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _OfDay:
    """The rules that hold on one day: places in the document of those that are always asked, and of the others by what
    has to occur."""

    always: tuple[int, ...]
    by_line: tuple[_Occurring, ...]
    by_order: tuple[_Occurring, ...]


class RuleIndex:
    """The rules of one kind of event."""

    __slots__ = ("_days", "_keys", "_rules")

    def __init__(self, rules: Sequence[EarnRule]) -> None:
        self._rules = tuple(rules)
        self._keys = [_key_of(rule) for rule in rules]
        self._days: dict[date, _OfDay] = {}

    def candidates(self, day: date, order: Order | None, lines: Iterable[Line]) -> Sequence[EarnRule]:
        """The rules that can apply on the local day, in document order."""
        known = self._days.get(day) or self._on(day)
        if order is None or not (known.by_line or known.by_order):
            return [self._rules[place] for place in known.always]
        places = set(known.always)
        for read, by_value in known.by_order:
            if (found := by_value.get(read(order))) is not None:
                places.update(found)
        for read, by_value in known.by_line:
            for line in lines:
                if (found := by_value.get(read(line))) is not None:
                    places.update(found)
        return [self._rules[place] for place in sorted(places)]

    def _on(self, day: date) -> _OfDay:
        always: list[int] = []
        by_value: dict[str, dict[str, tuple[int, ...]]] = {}
        for place, (rule, key) in enumerate(zip(self._rules, self._keys, strict=True)):
            timing = rule.timing
            if timing is not None and (
                (timing.first is not None and day < timing.first) or (timing.last is not None and day > timing.last)
            ):
                continue
            if key is None:
                always.append(place)
                continue
            path, values = key
            for value in values:
                places = by_value.setdefault(path, {})
                places[value] = (*places.get(value, ()), place)
        if len(self._days) >= _DAYS_MAX:
            # Facts come roughly in order; the day known longest is the one least likely to be asked for again.
            self._days.pop(next(iter(self._days)))
        found = self._days[day] = _OfDay(tuple(always), _occurring(by_value, "line"), _occurring(by_value, "order"))
        return found


def _occurring(by_value: Mapping[str, Mapping[str, tuple[int, ...]]], scope: str) -> tuple[_Occurring, ...]:
    paths = [(path.split("."), places) for path, places in by_value.items()]
    return tuple(_Occurring(attrgetter(name), places) for (of, name), places in paths if of == scope)


def _key_of(rule: EarnRule) -> tuple[str, tuple[str, ...]] | None:
    """(path, values) of which one has to occur for the rule to apply; None where nothing can be said."""
    found: dict[str, tuple[str, ...]] = {}
    if rule.when is not None:
        operands = rule.when.tree.operands if isinstance(rule.when.tree, And) else (rule.when.tree,)
        for operand in operands:
            if (needed := _needed(operand)) is not None:
                found[needed[0]] = needed[1]
    audience = rule.audience
    if audience is not None and audience.partners is not None:
        found["order.partner"] = tuple(audience.partners)
    if audience is not None and audience.stores is not None:
        found["order.store"] = tuple(audience.stores)
    if audience is not None and audience.channels is not None:
        found["order.channel"] = tuple(audience.channels)
    return next(((path, found[path]) for path in _PATHS if path in found), None)


def _needed(node: Node) -> tuple[str, tuple[str, ...]] | None:
    match node:
        case Comparison(operator="==", left=Read(path=path), right=Literal(value=str(value))):
            return path, (value,)
        case Comparison(operator="==", left=Literal(value=str(value)), right=Read(path=path)):
            return path, (value,)
        case Membership(item=Read(path=path), container=ListLiteral(items=items)):
            values = [item.value for item in items if isinstance(item, Literal) and isinstance(item.value, str)]
            return (path, tuple(values)) if len(values) == len(items) else None
    return None
