"""What members hold, what happened to it, and why."""

from __future__ import annotations

from datetime import datetime

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Example, call
from treue.api.cursors import Cursor, PageLimit, cursor_of, place_of
from treue.api.problems import Stopped
from treue.api.visits import Visit
from treue.domain.requests import RequestFault
from treue.forms.names import names_of
from treue.forms.wallets import HistoryShape, WalletShape, history_shape, instants_of, wallet_shape
from treue.usecases.members.explain import explain
from treue.usecases.members.find import member_named
from treue.usecases.members.show import read_page, show
from treue.words.sentences import sentence

TOPIC = "Wallets and histories"
MEMBER = {"member": "external:4711"}


class HistoryQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which page of the history."""

    limit: PageLimit = 50
    cursor: Cursor = None


class HistoryPage(msgspec.Struct, frozen=True):
    """Events, the latest first, and where the next page begins."""

    events: tuple[HistoryShape, ...]
    next: str | None


class SectionShape(msgspec.Struct, frozen=True):
    """Sentences that belong together."""

    heading: str
    sentences: tuple[str, ...]


class ExplanationShape(msgspec.Struct, frozen=True):
    """One event told with every number of its decision."""

    event: int
    kind: str
    occurred_at: datetime
    refused: str | None
    title: str
    sections: tuple[SectionShape, ...]


@call(
    "GET",
    "/members/{member}/wallet",
    Scope.MEMBERS_READ,
    topic=TOPIC,
    answer=WalletShape,
    example=Example(
        path=MEMBER,
        answer={
            "now": "2026-06-01T10:00:00Z",
            "left_at": None,
            "closes_at": None,
            "household": [],
            "given_twice": [],
            "balances": {
                "points": {
                    "available": "18",
                    "pool": "0",
                    "pending": "0",
                    "debt": "0",
                    "lots": [
                        {
                            "left": "18",
                            "amount": "18",
                            "earned_at": "2026-06-01T10:00:00Z",
                            "available_at": "2026-06-01T10:00:00Z",
                            "expires_at": "2027-05-31T22:00:00Z",
                        }
                    ],
                }
            },
            "coming": [],
            "levels": [],
            "steps": [],
        },
    ),
)
async def read_wallet(visit: Visit) -> Answer:
    """Read what a member holds, what expires next, and how far the next level is.

    What time has brought until now is decided before.
    """
    wallet = await show(visit.desk, visit.member(), history_max=0, with_redemptions=False)
    versions = await visit.desk.versions_lately()
    names = names_of(versions, wallet.now, instants_of(wallet.holdings, ()))
    return wallet_shape(wallet, names, (versions.at(wallet.now) or versions.first).programme)


@call(
    "GET",
    "/members/{member}/events",
    Scope.MEMBERS_READ,
    topic=TOPIC,
    query=HistoryQuery,
    answer=HistoryPage,
    example=Example(
        path=MEMBER,
        query={"limit": "20"},
        answer={
            "events": [
                {
                    "event": 2,
                    "kind": "purchase",
                    "occurred_at": "2026-06-01T10:00:00Z",
                    "refused": None,
                    "words": "18 points by rule base",
                    "moves": [{"cause": "earned", "source": "base", "unit": "points", "change": "18"}],
                }
            ],
            "next": None,
        },
    ),
)
async def list_events(visit: Visit) -> Answer:
    """List what happened to a member, the latest first, each with what it did."""
    query = visit.query(HistoryQuery)
    before = place_of(query.cursor) if query.cursor is not None else None
    now, rows = await read_page(visit.desk, visit.member(), query.limit, before)
    names = names_of(await visit.desk.versions_lately(), now, instants_of({}, rows))
    following = cursor_of(rows[-1].seq) if len(rows) == query.limit and rows[-1].seq > 1 else None
    return HistoryPage(tuple(history_shape(row, names, visit.language) for row in rows), following)


@call(
    "GET",
    "/members/{member}/events/{event}",
    Scope.MEMBERS_READ,
    topic=TOPIC,
    answer=ExplanationShape,
    example=Example(
        path={**MEMBER, "event": "2"},
        answer={
            "event": 2,
            "kind": "purchase",
            "occurred_at": "2026-06-01T10:00:00Z",
            "refused": None,
            "title": "Event 2: Purchase",
            "sections": [{"heading": "What happened", "sentences": ["It happened on Jun 1, 2026, 12:00:00 PM."]}],
        },
    ),
)
async def explain_event(visit: Visit) -> Answer:
    """Explain a decision: each rule with its numbers, and what was narrowly missed, in the caller's language."""
    number = visit.path["event"]
    if not number.isascii() or not number.isdigit() or len(number) > 9 or int(number) < 1:
        raise Stopped(
            RequestFault.NOT_FOUND,
            sentence("Events have numbers from 1 on; the history of the member lists them."),
        )
    member_id = await member_named(visit.desk, visit.member())
    story, told = await explain(visit.desk, member_id, int(number), visit.language)
    return ExplanationShape(
        event=story.seq,
        kind=story.kind,
        occurred_at=story.occurred_at,
        refused=story.refused,
        title=told.title,
        sections=tuple(SectionShape(section.heading, tuple(section.sentences)) for section in told.sections),
    )
