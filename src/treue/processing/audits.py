"""The audit rows of a batch: one for each actor and action, with how much was written and about how many members.

Each says which release of Treue decided (docs/rules.md R5.1): whatever is written in a batch was decided by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

from treue import __version__
from treue.domain.ids import IdMaker
from treue.processing.commands import Command
from treue.processing.figures import encoded


class Audits:
    """Who did what in a batch."""

    def __init__(self, ids: IdMaker, wall_now: datetime) -> None:
        self._ids = ids
        self._wall_now = wall_now
        self._known: dict[tuple[str, str, str], int] = {}
        """(actor, action, who agreed) -> audit row."""
        self._writes: Counter[int] = Counter()
        self._subjects: dict[int, set[int]] = {}
        self._remarks: list[tuple[object, ...]] = []

    def note(self, actor: str, action: str, member_id: int, approved_by: str = "") -> int:
        """The number of the audit row under which an event of the member is written."""
        audit_id = self._known.get((actor, action, approved_by))
        if audit_id is None:
            audit_id = self._known[actor, action, approved_by] = self._ids.make(self._wall_now)
            self._subjects[audit_id] = set()
        self._writes[audit_id] += 1
        self._subjects[audit_id].add(member_id)
        return audit_id

    def remark(self, command: Command, kind: str, member_id: int, seq: int, figures: Mapping[str, object]) -> None:
        """What the actor noted about the event, as a row of its own; nothing where there is no note."""
        if command.note:
            about = {"reward": figures["reward"]} if "reward" in figures else {}
            detail = encoded({**about, "event": seq, "note": command.note})
            audit_id = self._ids.make(self._wall_now)
            self._remarks.append((audit_id, member_id, 1, command.actor, f"{kind}_note", detail, __version__))

    def rows(self) -> Iterator[tuple[object, ...]]:
        """What there is to write; a row about several members says only how many they are."""
        for (actor, action, approved_by), audit_id in self._known.items():
            subjects = self._subjects[audit_id]
            member_id = next(iter(subjects)) if len(subjects) == 1 else None
            detail: dict[str, object] = {} if len(subjects) == 1 else {"members": len(subjects)}
            if approved_by:
                detail["approved_by"] = approved_by
            yield audit_id, member_id, self._writes[audit_id], actor, action, encoded(detail), __version__
        yield from self._remarks
