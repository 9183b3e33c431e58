"""One recorded decision as a file: what it was made from, and the rows it books.

The files of a folder are decisions by the semantics of that number. They are never changed: whatever becomes of the
engine, each must come out as it was recorded (docs/rules.md R5.2). Columns that tables get later are not compared; a
row that a decision did not have is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from treue.engine.decision import Decision, ReadSet
from treue.processing.figures import figures_of
from treue.processing.readset import restored, stored
from treue.processing.recording import Entry, record
from treue.processing.replay import redecide
from treue.programme import Programme, read_parts
from treue.store.inserts import inserts
from treue.store.writing import Rows

FOLDER = Path(__file__).parent
MEMBER = AUDIT = 1
# What the file says elsewhere, or what no decision decides.
_LEFT_OUT = ("programme_id", "member_id", "audit_id")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision with its story; `body` is the event as it is stored, None for what time brought."""

    story: str
    document: str
    kind: str
    seq: int
    body: dict[str, Any] | None
    read_set: ReadSet
    booked: dict[str, list[Row]]

    def made_again(self) -> dict[str, list[Row]]:
        """The rows of the decision, made from nothing but what the file holds."""
        programme = compiled(self.document)
        return booked_by(programme, self.seq, redecide(programme, self.kind, self.seq, self.body, self.read_set))


def booked_by(programme: Programme, seq: int, decision: Decision) -> dict[str, list[Row]]:
    """Table -> the rows of the decision by column."""
    rows = Rows()
    entry = Entry(MEMBER, seq, 1, programme.zone, decision.read_set.now, AUDIT)
    record(rows, entry, decision, figures_of(decision, programme.zone))
    booked: dict[str, list[Row]] = {}
    for insert in inserts():
        for row in rows[insert.name]:
            # The programme comes first in every statement and is not in the row.
            named = zip(insert.columns[1:], row, strict=True)
            booked.setdefault(insert.table, []).append(
                {column: _plain(value) for column, value in named if column not in _LEFT_OUT}
            )
    return booked


def compiled(document: str) -> Programme:
    """The programme of a document that is given as text."""
    programme, faults = read_parts({"programme.yaml": document.encode()})
    assert programme is not None, [str(fault) for fault in faults]
    return programme


def as_recorded(made: dict[str, list[Row]], recorded: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """What was made now with the columns there were when the decision was recorded."""
    return {
        table: [
            {column: row[column] for column in recorded[table][number]}
            if table in recorded and number < len(recorded[table])
            else row
            for number, row in enumerate(rows)
        ]
        for table, rows in made.items()
    }


def written(decision: Recorded) -> str:
    """The text of the file."""
    shape = {
        "story": decision.story,
        "kind": decision.kind,
        "seq": decision.seq,
        "event": decision.body,
        "read_set": json.loads(stored(decision.read_set)),
        "booked": decision.booked,
        "document": decision.document.splitlines(),
    }
    return json.dumps(shape, indent=1, ensure_ascii=False) + "\n"


def read(path: Path) -> Recorded:
    """The decision of a file."""
    shape = json.loads(path.read_text("utf-8"))
    return Recorded(
        shape["story"],
        "\n".join(shape["document"]) + "\n",
        shape["kind"],
        shape["seq"],
        shape["event"],
        restored(msgspec.json.encode(shape["read_set"])),
        shape["booked"],
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value
