"""What the checks of meaning share: the faults so far, the ids that are declared, the ways to say what is wrong."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from treue.domain.instants import Period, after, zone
from treue.programme.declared import Declared, declared_ids
from treue.programme.faults import Fault
from treue.programme.form import Form
from treue.programme.known_events import OF_HISTORIES, RESERVED
from treue.programme.locating import Keys, fault_at
from treue.programme.schema.units import UnitPart
from treue.programme.source import Mapping
from treue.rules.problems import suggestion

SCALED_MAX = 2**53
_STARTS = tuple(datetime(year, month, 28, tzinfo=UTC) for year in (2023, 2024) for month in range(1, 13))
"""Days from which a month can be as short and as long as it gets."""


class MeaningChecker:
    """Collects the faults; the checks that several sections need are its methods."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.document = form.document
        self.root: Mapping = form.root
        self.declared: Declared = declared_ids(form.written)
        self.faults: list[Fault] = []

    def report(self, code: str, keys: Keys, problem: str, remedy: str, **options: Any) -> None:
        self.faults.append(fault_at(self.root, code, keys, problem, remedy, **options))

    def report_written(self, code: str, keys: Keys, problem: str, remedy: str) -> None:
        """The same for what may have been taken out of the sound parts."""
        self.faults.append(fault_at(self.form.written, code, keys, problem, remedy))

    def head(self) -> None:
        languages = self.form.languages or ()
        for index, language in enumerate(languages):
            if language in languages[:index]:
                keys = ("programme", "languages", index)
                self.report_written(
                    "duplicate_language", keys, f"'{language}' is listed twice", "delete one of the two"
                )

    def names(self, keys: Keys, names: MappingOf[str, object]) -> None:
        """A text stands there in each language of the programme, and in no other."""
        if self.form.languages is None or "*" in names:
            return
        what = "name" if "name" in keys[-3:] else "text"
        for language in dict.fromkeys(self.form.languages):
            if language not in names and self.form.is_whole(*keys):
                problem = f"the {what} in '{language}' is missing"
                self.report("language_missing", keys, problem, "write it, or take the language out of 'languages'")
        for language in names:
            if language not in self.form.languages:
                problem = f"'{language}' is not a language of this programme"
                remedy = suggestion(language, self.form.languages, f"add it to 'languages', or delete the {what}")
                self.report("language_unlisted", (*keys, language), problem, remedy, at_key=True)

    def unit(self, name: str, unit: UnitPart) -> None:
        """The words of a unit, and units that live longer than they wait."""
        self.names(("units", name, "name"), unit.name)
        if not isinstance(unit.available, Period) or not isinstance(unit.expires, Period):
            return
        where = self.document.programme.time_zone if self.form.is_whole("programme") else zone("Etc/UTC")
        if any(_not_before(start, unit.available, unit.expires, where) for start in _STARTS):
            problem = f"units available after {unit.available} can expire before that, after {unit.expires}"
            self.report("expires_before_available", ("units", name, "expires"), problem, "let them live longer")

    def event(self, name: str) -> None:
        if name in RESERVED:
            problem = f"'{name}' is an event of Treue itself"
            self.report("reserved_event", ("events", name), problem, "choose another name", at_key=True)
        elif name in OF_HISTORIES:
            problem = f"Treue itself calls an event in the history of members '{name}'"
            remedy = f"choose another name, for instance 'shop_{name}'"
            self.report("reserved_event", ("events", name), problem, remedy, at_key=True)

    def unknown(
        self, code: str, keys: Keys, kind: str, name: str, known: Sequence[str], otherwise: str, *, at_key: bool
    ) -> None:
        article = "an" if kind[0] in "aeo" else "a"
        remedy = suggestion(name, known, otherwise)
        self.report(code, keys, f"'{name}' is not {article} {kind}", remedy, at_key=at_key)

    def amount(self, keys: Keys, name: str, amount: Decimal) -> None:
        """A fixed amount of a unit has no more decimals than the unit has."""
        unit = self.document.units.get(name)
        if unit is None:
            return
        scaled = amount * 10**unit.decimals
        if scaled != scaled.to_integral_value():
            decimals = "no decimals" if unit.decimals == 0 else f"{unit.decimals} decimals"
            problem = f"'{name}' has {decimals}; {amount:f} does not fit"
            self.report("amount_decimals", keys, problem, "round it, or give the unit more 'decimals'")
        elif scaled > SCALED_MAX:
            self.report("number_size", keys, f"{amount:f} is more than can be counted", "write less")


def _not_before(start: datetime, available: Period, expires: Period, where: ZoneInfo) -> bool:
    return after(start, available, where) >= after(start, expires, where)
