"""The checks of the archive: its ids stay taken, and what is in it has come to its end.

The references of what is archived are not looked at, because what it names may be gone by now.
"""

from __future__ import annotations

from datetime import datetime

from treue.domain.instants import local_day
from treue.programme.finishing import last_day, parts_below
from treue.programme.meaning import MeaningChecker
from treue.programme.schema.archive import ARCHIVE, SECTIONS
from treue.programme.source import Mapping


def check_archive(checker: MeaningChecker, now: datetime | None) -> None:
    """Notes ids that are written again, and what is archived without having ended; at `now`, where that is given."""
    _check_ids(checker)
    archive, zone = checker.document.archive, checker.document.programme.time_zone
    today = local_day(now, zone) if now is not None and checker.form.is_whole("programme") else None
    for keys, name, part in parts_below(archive, (ARCHIVE,)) if archive is not None else ():
        last = last_day(part, zone)
        if last is None:
            if checker.form.is_whole(*keys):
                problem = f"'{name}' has no last day, so it is never over"
                checker.report("archived_without_end", keys, problem, "write 'until', or take it out of the archive")
        elif today is not None and last >= today:
            problem = f"'{name}' is not over before {last} has passed"
            remedy = "take it out of the archive until then"
            checker.report("archived_too_early", (*keys, "until"), problem, remedy)


def _check_ids(checker: MeaningChecker) -> None:
    for section in SECTIONS:
        archived = frozenset(checker.declared.archived[section])
        problem = "'{}' is the id of a part that is finished and in the archive"
        remedy = "choose another id; what is finished keeps its own"
        for keys, identity in checker.declared.lists.get(section, ()):
            if identity in archived:
                checker.report_written("archived_id", keys, problem.format(identity), remedy)
        entry = checker.form.root.entry(section)
        for identity in entry.value.by_key if entry is not None and isinstance(entry.value, Mapping) else ():
            if identity in archived:
                checker.report("archived_id", (section, identity), problem.format(identity), remedy, at_key=True)
