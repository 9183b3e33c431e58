"""Members: found while somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Response, get

from treue.access.scopes import Scope
from treue.store.searching import ListedMember
from treue.usecases.members.search import LENGTH_MAX, LENGTH_MIN, SHOWN_MAX, search
from treue.web.look import AnyRequest
from treue.web.told import member_place
from treue.web.visits import Visit, visit_of
from treue.words.levels import level_name
from treue.words.units import plain_amount, unit_name


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the list."""

    place: str
    title: str
    email: str
    ids: str
    joined: str
    has_left: bool
    levels: tuple[str, ...]
    balances: tuple[tuple[str, str], ...]
    """(amount, unit)."""


@get("/members", include_in_schema=False)
async def members_page(request: AnyRequest) -> Response[Any]:
    """The list; for htmx only what was found."""
    visit = await visit_of(request, Scope.MEMBERS_READ)
    typed = request.query_params.get("q", "").strip()[:LENGTH_MAX]
    rows = await search(visit.desk, typed)
    return visit.page(
        "members.html",
        typed=typed,
        found=[found_of(visit, row) for row in rows],
        is_short=0 < len(typed) < LENGTH_MIN,
        is_full=len(rows) >= SHOWN_MAX,
        shown_max=SHOWN_MAX,
    )


def found_of(visit: Visit, row: ListedMember) -> Found:
    """The line of one member."""
    words, programme = visit.look.language, visit.programme
    units = programme.units
    balances = tuple(
        (words.number(plain_amount(amount, units[unit].decimals)), unit_name(words, units[unit]))
        for unit, amount in sorted(row.balances.items())
        if unit in units
    )
    public_id = row.public_id or ""
    return Found(
        member_place(public_id),
        row.name or (row.others[0] if row.others else public_id),
        row.email or "",
        " · ".join([*(row.others[:2] if row.name else row.others[1:3]), public_id]),
        words.day(row.joined_at, programme.zone),
        row.left_at is not None,
        tuple(level_name(words, programme, level) for _, level in sorted(row.levels.items())),
        balances,
    )
