"""What the parts of a document mean together: languages, ids, units, amounts, events and rewards.

The rules of `earn` have a module of their own, `rule_checking`.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from treue.domain.instants import after, zone
from treue.programme.faults import Fault
from treue.programme.form import Form
from treue.programme.locating import Keys, fault_at
from treue.programme.records import BUILT_IN_EVENTS
from treue.programme.schema.document import UnitPart
from treue.programme.source import Mapping
from treue.rules.problems import suggestion

RESERVED_EVENTS = (*BUILT_IN_EVENTS, "return", "birthday", "period_end", "level_reached", "first_purchase")
SCALED_MAX = 2**53
_STARTS = tuple(datetime(year, month, 28, tzinfo=UTC) for year in (2023, 2024) for month in range(1, 13))
"""Days from which a month can be as short and as long as it gets."""


class MeaningChecker:
    """Collects the faults; the checks that several sections need are its methods."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.root: Mapping = form.root
        self.faults: list[Fault] = []

    def report(self, code: str, keys: Keys, problem: str, remedy: str, **options: Any) -> None:
        self.faults.append(fault_at(self.root, code, keys, problem, remedy, **options))

    def head(self) -> None:
        for index, language in enumerate(self.form.languages or ()):
            if language in (self.form.languages or ())[:index]:
                keys = ("programme", "languages", index)
                self.report("duplicate_language", keys, f"'{language}' is listed twice", "delete one of the two")
        if self.form.head is not None:
            self.names(("programme", "name"), self.form.head.name)

    def names(self, keys: Keys, names: MappingOf[str, object]) -> None:
        """A name has a text in each language of the programme, and in no other."""
        if self.form.languages is None or "*" in names:
            return
        for language in dict.fromkeys(self.form.languages):
            if language not in names:
                problem = f"the name in '{language}' is missing"
                self.report("language_missing", keys, problem, "write it, or take the language out of 'languages'")
        for language in names:
            if language not in self.form.languages:
                problem = f"'{language}' is not a language of this programme"
                remedy = suggestion(language, self.form.languages, "add it to 'languages', or delete the name")
                self.report("language_unlisted", (*keys, language), problem, remedy, at_key=True)

    def unit(self, name: str, unit: UnitPart) -> None:
        self.names(("units", name, "name"), unit.name)
        if unit.available is None or unit.expires is None:
            return
        where = self.form.head.time_zone if self.form.head is not None else zone("Etc/UTC")
        if any(_not_before(start, unit, where) for start in _STARTS):
            problem = f"units available after {unit.available} can expire before that, after {unit.expires}"
            self.report("expires_before_available", ("units", name, "expires"), problem, "let them live longer")

    def event(self, name: str) -> None:
        if name in RESERVED_EVENTS:
            problem = f"'{name}' is an event of Treue itself"
            self.report("reserved_event", ("events", name), problem, "choose another name", at_key=True)

    def rewards(self) -> None:
        self.unique_ids("rewards")
        for index, reward in self.form.rewards:
            keys: Keys = ("rewards", index)
            if reward.name is not None:
                self.names((*keys, "name"), reward.name)
            if len(reward.cost) != 1:
                problem = f"the cost names {len(reward.cost)} units"
                self.report("cost_units", (*keys, "cost"), problem, "write one unit and how many, like {points: 100}")
            self.amounts((*keys, "cost"), reward.cost)
            if reward.gives.product is None and reward.gives.effect is None:
                problem = "the reward gives nothing"
                self.report("gives_nothing", (*keys, "gives"), problem, "write 'product: ...' or 'effect: ...'")

    def unique_ids(self, section: str) -> None:
        """Every id is written once in its list; a faulty item counts too."""
        listed = self.root.entry(section)
        seen: set[str] = set()
        for index, item in enumerate(getattr(listed.value, "items", ()) if listed else ()):
            entry = item.entry("id") if isinstance(item, Mapping) else None
            identity = getattr(entry.value, "value", None) if entry else None
            if not isinstance(identity, str):
                continue
            if identity in seen:
                problem = f"'{identity}' is the id of another one in '{section}'"
                self.report("duplicate_id", (section, index, "id"), problem, "give each its own id")
            seen.add(identity)

    def known_units(self, keys: Keys, names: MappingOf[str, object]) -> None:
        """Every unit named here is declared."""
        for name in names:
            if name not in self.form.declared_units:
                known = sorted(self.form.declared_units)
                otherwise = f"the units are {', '.join(known)}" if known else "declare it under 'units'"
                remedy = suggestion(name, known, otherwise)
                self.report("unknown_unit", (*keys, name), f"'{name}' is not a unit", remedy, at_key=True)

    def amounts(self, keys: Keys, amounts: MappingOf[str, Decimal]) -> None:
        """Fixed amounts of known units, with no more decimals than the unit has."""
        self.known_units(keys, amounts)
        for name, amount in amounts.items():
            unit = self.form.units.get(name)
            if unit is None:
                continue
            scaled = amount * 10**unit.decimals
            if scaled != scaled.to_integral_value():
                decimals = "no decimals" if unit.decimals == 0 else f"{unit.decimals} decimals"
                problem = f"'{name}' has {decimals}; {amount:f} does not fit"
                self.report("amount_decimals", (*keys, name), problem, "round it, or give the unit more 'decimals'")
            elif scaled > SCALED_MAX:
                self.report("number_size", (*keys, name), f"{amount:f} is more than can be counted", "write less")


def _not_before(start: datetime, unit: UnitPart, where: ZoneInfo) -> bool:
    assert unit.available is not None
    assert unit.expires is not None
    return after(start, unit.available, where) >= after(start, unit.expires, where)
