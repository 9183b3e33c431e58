"""The checks of meaning, together: a checked document, or the faults that keep it from being one."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import datetime

from treue.programme.archive_checking import check_archive
from treue.programme.coherence import check_coherence
from treue.programme.cycles import check_cycles
from treue.programme.expressions import Trees, check_expressions
from treue.programme.faults import Fault, errors
from treue.programme.form import Form
from treue.programme.law import check_law
from treue.programme.meaning import MeaningChecker
from treue.programme.migration_checking import check_migrations
from treue.programme.pauses import check_pauses
from treue.programme.references import check_everywhere
from treue.programme.rule_checking import check_rules
from treue.programme.running import check_running
from treue.programme.schema.archive import ARCHIVE
from treue.programme.schema.document import Document
from treue.programme.unused import check_unused
from treue.programme.walking import walk
from treue.rules.condition import Condition


@dataclass(frozen=True, slots=True)
class Checked:
    """A document without errors, with its expressions read."""

    document: Document
    conditions: MappingOf[str, Condition]
    """Of rules, by rule id."""
    trees: Trees
    """Of every expression, by the keys that lead to it."""


def check_meaning(form: Form, now: datetime | None = None) -> tuple[Checked, list[Fault]]:
    """The faults of meaning and the checked document, which is one where neither these nor its form are errors.

    `now` is when it would begin to decide: what is archived has to be over by then. None asks nothing about that, as
    for a version that decides already.
    """
    checker = MeaningChecker(form)
    # What is finished does nothing, so that nothing but its form, its ids and its end matter.
    visits = [visit for visit in walk(form.document) if visit.keys[:1] != (ARCHIVE,)]
    checker.head()
    for name, unit in form.document.units.items():
        checker.unit(name, unit)
    for name in form.document.events:
        checker.event(name)
    check_everywhere(checker, visits)
    conditions, trees = check_expressions(checker, visits)
    check_rules(checker)
    check_coherence(checker)
    check_cycles(checker, trees)
    check_pauses(checker, trees)
    check_migrations(checker)
    check_law(checker, trees)
    check_running(checker)
    check_archive(checker, now)
    if not form.damaged and not errors(checker.faults):
        check_unused(checker, visits, trees)
    return Checked(form.document, conditions, trees), checker.faults
