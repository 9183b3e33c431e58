"""Record the decisions of `cases` that have no file yet: `python -m tests.corpus.record`.

A file that is there is never written again: what was decided once is what must come out. A decision that should come
out otherwise belongs to the next semantics number.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec

from tests.corpus.cases import CASES, Case
from tests.corpus.recorded import FOLDER, Recorded, booked_by, compiled, written
from treue.engine.deciding import decide, kind_of
from treue.engine.time import settle
from treue.processing.fingerprint import body_of
from treue.programme.compiling import SEMANTICS


def recorded_of(case: Case) -> Recorded:
    """The case decided by the engine as it is. Raises ValueError where its read-set does not bring it back."""
    programme = compiled(case.document)
    state = case.state()
    if isinstance(case.event, tuple):
        kind, unit, instant = case.event
        body, decision = None, settle(programme, state, kind, unit, instant)
    else:
        kind, body = kind_of(case.event), msgspec.json.decode(body_of(case.event))
        decision = decide(programme, state, case.event)
    booked = booked_by(programme, state.next_seq, decision)
    recorded = Recorded(case.story, case.document, kind, state.next_seq, body, decision.read_set, booked)
    if recorded.made_again() != booked:
        raise ValueError(f"{case.name}: made again from its read-set the decision is another one")
    return recorded


def record_new(cases: Iterable[Case], folder: Path) -> list[str]:
    """Write the files that are missing; their names."""
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for case in cases:
        path = folder / f"{case.name}.json"
        if not path.exists():
            with path.open("x", encoding="utf-8") as file:
                file.write(written(recorded_of(case)))
            names.append(path.name)
    return names


if __name__ == "__main__":
    for name in record_new(CASES, FOLDER / str(SEMANTICS)):
        sys.stdout.write(f"recorded {name}\n")
