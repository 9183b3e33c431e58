"""The programme: its parts as cards, each with what stands still and what is used, beside the terms members read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from litestar import Response, get
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from treue.access.scopes import Scope
from treue.engine.state import REWARD, RULE
from treue.processing.desk import Desk
from treue.programme import Reading, read_document_parts
from treue.store.programmes import VersionRow, read_versions
from treue.usecases.overview.show import glance
from treue.web.look import AnyRequest
from treue.web.overview import Share, budget_share
from treue.web.told import moment
from treue.web.visits import visit_of
from treue.words.document.cards import cards_of
from treue.words.terms import member_terms

_NODES = {"earn": RULE, "rewards": REWARD}
"""Sections whose parts can be stopped."""


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One published version."""

    number: int
    starts: str
    in_force: bool


@get("/programme", include_in_schema=False)
async def programme_page(request: AnyRequest) -> Response[Any]:
    """The version in force, or another one by its number."""
    visit = await visit_of(request, Scope.PROGRAMME_READ)
    desk, words = visit.desk, visit.look.language
    versions, now = await desk.versions(), await desk.now()
    in_force = (versions.at(now) or versions.first).number
    asked = request.query_params.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else in_force
    rows = await _rows(desk)
    row = rows.get(number, rows[in_force])
    reading = _reading(desk.programme_id, row.version, row_parts(row))
    assert reading.checked is not None, "what is published was checked"
    stopped = {
        f"{section}.{name}"
        for section, kind in _NODES.items()
        for stopped_kind, name in versions.stops.at(now)
        if stopped_kind == kind
    }
    used: dict[str, list[Share]] = {}
    if visit.session.may(Scope.FIGURES_READ) and row.version == in_force:
        seen = await glance(desk)
        for one in seen.budgets:
            section = "earn" if one.unit else "rewards"
            used.setdefault(f"{section}.{one.rule}", []).append(
                replace(budget_share(words, seen.programme, one), name=words.say("Budget"))
            )
    return visit.page(
        "programme.html",
        sections=list(cards_of(reading.checked, words)),
        terms=terms_as_page(member_terms(reading.checked, words)),
        stopped=stopped,
        used=used,
        number=row.version,
        versions=[
            VersionLine(one.number, moment(visit, one.starts_at), one.number == in_force)
            for one in sorted(versions, key=lambda one: -one.number)
        ],
    )


def row_parts(row: VersionRow) -> tuple[tuple[str, bytes], ...]:
    """The texts of the version, as something that can be remembered by."""
    return tuple(sorted(row.parts.items()))


def terms_as_page(text: str) -> Markup:
    """The terms as part of a page: its headings begin one step lower, and nothing in them is markup of its own."""
    reader = MarkdownIt("commonmark", {"html": False})
    tokens: list[Token] = reader.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
    return Markup(reader.renderer.render(tokens, reader.options, {}))


async def _rows(desk: Desk) -> dict[int, VersionRow]:
    async with desk.pool.connection() as connection:
        return {row.version: row for row in await read_versions(connection, desk.programme_id)}


@lru_cache(maxsize=32)
def _reading(_programme_id: int, _version: int, parts: tuple[tuple[str, bytes], ...]) -> Reading:
    """Reading a document takes a while, and what was published never changes."""
    return read_document_parts(dict(parts))
