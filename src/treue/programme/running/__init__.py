"""What this release carries out, for the whole program: the keys stand in `keys`, which of their forms in `forms`.

A document may use more, because it can be checked, explained and compared; it cannot be published then.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from treue.programme.faults import NOT_YET_AVAILABLE
from treue.programme.locating import Keys
from treue.programme.meaning import MeaningChecker
from treue.programme.running.keys import RUNNING
from treue.programme.schema.part import keys_of


def check_running(checker: MeaningChecker) -> None:
    """Notes once for each place what is not carried out yet."""
    _visit(checker, checker.form.document, (), "")


def _visit(checker: MeaningChecker, part: Any, keys: Keys, pattern: str) -> None:
    form = RUNNING.get(pattern)
    if form is not None:
        if not form(part, checker.form.document):
            key = keys[-2] if isinstance(keys[-1], int) else keys[-1]
            _report(checker, keys, f"this form of '{key}' is not carried out yet")
    elif isinstance(part, BaseModel) and (not pattern or _leads_on(pattern)):
        written = part.model_fields_set
        for name, key in keys_of(type(part)):
            if name not in written:
                continue
            value = getattr(part, name)
            if value == type(part).model_fields[name].get_default(call_default_factory=True):
                # A default that is written out changes nothing.
                continue
            _visit(checker, value, (*keys, key), f"{pattern}.{key}" if pattern else key)
    elif isinstance(part, dict) and _leads_on(pattern):
        for key, value in part.items():
            _visit(checker, value, (*keys, key), f"{pattern}.*")
    elif isinstance(part, list) and _leads_on(pattern):
        for index, value in enumerate(part):
            _visit(checker, value, (*keys, index), f"{pattern}.*")
    else:
        _report(checker, keys, f"'{keys[-1]}' is not carried out yet")


def _leads_on(pattern: str) -> bool:
    return any(running.startswith(f"{pattern}.") for running in RUNNING)


def _report(checker: MeaningChecker, keys: Keys, problem: str) -> None:
    remedy = "the document can be checked and explained with it, but not published"
    checker.report(NOT_YET_AVAILABLE, keys, problem, remedy, at_key=not isinstance(keys[-1], int))
