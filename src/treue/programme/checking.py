"""The checks of meaning, together: a checked document, or the faults that keep it from being one."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass

from treue.programme.faults import Fault
from treue.programme.form import Form
from treue.programme.meaning import MeaningChecker
from treue.programme.rule_checking import check_rules
from treue.programme.schema.document import ProgrammeHead
from treue.rules.condition import Condition


@dataclass(frozen=True, slots=True)
class Checked:
    """A document without faults, with its conditions compiled."""

    form: Form
    head: ProgrammeHead
    conditions: MappingOf[str, Condition]
    """By rule id."""


def check_meaning(form: Form) -> tuple[Checked | None, list[Fault]]:
    """The faults of meaning; the checked document where there are none and its form is whole."""
    checker = MeaningChecker(form)
    checker.head()
    for name, unit in form.units.items():
        checker.unit(name, unit)
    for name in form.events:
        checker.event(name)
    conditions = check_rules(checker)
    checker.rewards()
    if form.head is None or checker.faults:
        return None, checker.faults
    return Checked(form, form.head, conditions), []
