"""The history of a member, a part at a time: from the latest event backwards, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from treue.forms.names import names_of
from treue.programme.records import LEVEL_LOST, LEVEL_REACHED, LEVEL_WARNING
from treue.store.searching import read_levels_told
from treue.store.wallets import HistoryRow
from treue.web.told import history_of, member_place
from treue.web.visits import Visit

HISTORY_STEP = 20
_OF_LEVELS = frozenset({LEVEL_LOST, LEVEL_REACHED, LEVEL_WARNING})


def asked_before(visit: Visit) -> int | None:
    """Before which event of the member the history is asked for; None for the latest."""
    asked = visit.request.query_params.get("before", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


async def history_part(visit: Visit, public_id: str, member_id: int, rows: Sequence[HistoryRow]) -> dict[str, Any]:
    """A part of the history, and before which event the next one begins; `rows` has one more than is shown."""
    names = names_of(await visit.desk.versions(), visit.now, [row.occurred_at for row in rows])
    shown_rows = rows[:HISTORY_STEP]
    levels: dict[int, str] = {}
    if of_levels := [row.seq for row in shown_rows if row.kind in _OF_LEVELS]:
        async with visit.desk.pool.connection() as connection:
            levels = await read_levels_told(connection, visit.desk.programme_id, member_id, of_levels)
    return {
        "deeds": history_of(visit, public_id, shown_rows, names, levels),
        "older": shown_rows[-1].seq if len(rows) > HISTORY_STEP else None,
        "place": member_place(public_id),
    }
