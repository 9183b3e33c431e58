"""Members: making, finding, changing and erasing them; leaving and coming back."""

from __future__ import annotations

import hashlib
from typing import Annotated

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Answered, Example, call
from treue.api.cursors import cursor_of, place_of
from treue.api.telling import REPLAYED, tell
from treue.api.visits import Visit
from treue.forms.faults import WrongInput
from treue.forms.members import Line, MemberShape, PersonForm, member_shape, read_person
from treue.forms.outcomes import OutcomeShape
from treue.store.erasures import erasure_list
from treue.store.persons import FoundBy, MemberPersonRow
from treue.usecases.members.erase import erase
from treue.usecases.members.find import find_members, list_all, member_named, read_member
from treue.usecases.members.join import join
from treue.usecases.members.leave import leave, rejoin
from treue.usecases.members.update import update
from treue.words.sentences import sentence

TOPIC = "Members"
MEMBERS_MAX = 200
MEMBER_ANSWER = {
    "member": "m_4Q8K2M7YB0C1D",
    "external_ids": ["4711"],
    "cards": ["2900000047116"],
    "lost_cards": [],
    "name": "Anna Sommer",
    "email": "anna@example.org",
    "phone": None,
    "birthday": "05-17",
    "language": "de",
    "joined_at": "2026-06-01T10:00:00Z",
    "left_at": None,
    "closes_at": None,
    "attributes": {"staff": False, "shoe_size": "42.5"},
}
MEMBER = {"member": "external:4711"}


class JoiningForm(PersonForm, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A person who becomes a member."""

    external_id: Line | None = None
    cards: Annotated[
        tuple[Line, ...], msgspec.Meta(max_length=20, description="a list of at most 20 card numbers")
    ] = ()


class FindingQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of whoever is looked for, one of these; without any, all members page by page."""

    email: Line | None = None
    phone: Line | None = None
    card: Line | None = None
    external_id: Line | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=MEMBERS_MAX, description="a number from 1 to 200")] = 50
    cursor: Annotated[str | None, msgspec.Meta(description="the `next` of the page before")] = None


class MembersShape(msgspec.Struct, frozen=True):
    """Members, and where the next page begins."""

    members: tuple[MemberShape, ...]
    next: str | None


@call(
    "POST",
    "/members",
    Scope.MEMBERS_WRITE,
    topic=TOPIC,
    body=JoiningForm,
    answer=MemberShape,
    status=201,
    needs_key=True,
    example=Example(
        body={"external_id": "4711", "cards": ["2900000047116"], "name": "Anna Sommer", "birthday": "05-17"}
        | {"attributes": {"staff": False, "shoe_size": "42.5"}},
        answer=MEMBER_ANSWER,
    ),
)
async def create_member(visit: Visit) -> Answer:
    """Make a person a member.

    `attributes` holds what the programme declares of members, each of its type. Refused with `already_member` where
    the id or a card belongs to somebody already.
    """
    form, said = read_person(visit.object(), JoiningForm, await visit.programme_now(), "body")
    outcome, _ = await join(
        visit.desk,
        actor=visit.actor,
        request_key=visit.needed_key,
        external_id=form.external_id,
        cards=form.cards,
        person=said.person(),
    )
    if not outcome.accepted or outcome.member_id is None:
        return await tell(visit, outcome)
    row = await read_member(visit.desk, outcome.member_id)
    return _answer(row, 201, repeated=outcome.status == "repeated")


@call(
    "GET",
    "/members",
    Scope.MEMBERS_READ,
    topic=TOPIC,
    query=FindingQuery,
    answer=MembersShape,
    example=Example(query={"email": "anna@example.org"}, answer={"members": [MEMBER_ANSWER], "next": None}),
)
async def list_members(visit: Visit) -> Answer:
    """Find members by e-mail, telephone, card or the shop's own id, or list all of them.

    Capitals do not matter in an e-mail address, nor do blanks in a telephone number; several members may share one.
    """
    query = visit.query(FindingQuery)
    words: dict[FoundBy, str | None] = {
        "email": query.email,
        "phone": query.phone,
        "card": query.card,
        "external": query.external_id,
    }
    given = {known_by: word for known_by, word in words.items() if word is not None}
    if len(given) > 1:
        raise WrongInput(sentence("look for one of them at a time.", at=f"query: {', '.join(given)}"))
    for known_by, word in given.items():
        rows = await find_members(visit.desk, known_by, word)
        return MembersShape(tuple(member_shape(row) for row in rows), None)
    after = place_of(query.cursor) if query.cursor is not None else 0
    listed = await list_all(visit.desk, after, query.limit)
    following = cursor_of(listed[-1].member_id) if len(listed) == query.limit else None
    return MembersShape(tuple(member_shape(row) for row in listed), following)


@call(
    "GET",
    "/members/{member}",
    Scope.MEMBERS_READ,
    topic=TOPIC,
    answer=MemberShape,
    example=Example(path=MEMBER, answer=MEMBER_ANSWER),
)
async def read_one(visit: Visit) -> Answer:
    """Read who a member is.

    The `ETag` of the answer belongs into the `If-Match` of a change.
    """
    return _answer(await read_member(visit.desk, await member_named(visit.desk, visit.member())))


@call(
    "PATCH",
    "/members/{member}",
    Scope.MEMBERS_WRITE,
    topic=TOPIC,
    body=PersonForm,
    answer=MemberShape,
    conditional=True,
    example=Example(
        path=MEMBER,
        body={"email": "anna.sommer@example.org", "phone": None, "attributes": {"staff": None}},
        answer=MEMBER_ANSWER,
    ),
)
async def change_member(visit: Visit) -> Answer:
    """Change who a member is.

    What is left out stays as it is, and null removes it; so it is with each of the `attributes`. `If-Match` is the
    `ETag` that was read; with `*` whatever is there is changed.
    """
    _, said = read_person(visit.object(), PersonForm, await visit.programme_now(), "body")
    tags = visit.tags_expected()
    member_id = await member_named(visit.desk, visit.member())
    row = await update(
        visit.desk,
        member_id,
        said.changes,
        attributes=said.attributes,
        actor=visit.actor,
        is_as_read=lambda row: bool({"*", _tag(row)} & tags),
    )
    return _answer(row)


@call(
    "DELETE",
    "/members/{member}",
    Scope.MEMBERS_ERASE,
    topic=TOPIC,
    answer=None,
    status=204,
    example=Example(path=MEMBER),
)
async def erase_member(visit: Visit) -> Answer:
    """Erase everything that leads to the person. The books stay as they are and lead to nobody.

    This cannot be undone. Afterwards nobody is known by any of his ids, so doing it again finds nobody.
    """
    member_id = await member_named(visit.desk, visit.member())
    await erase(visit.desk, member_id, actor=visit.actor, listed=erasure_list(visit.office.environ))
    return Answered(None)


@call(
    "POST",
    "/members/{member}/leave",
    Scope.MEMBERS_WRITE,
    topic=TOPIC,
    answer=OutcomeShape,
    needs_key=True,
    example=Example(path=MEMBER, answer={"status": "decided", "sentence": "No change.", "event": 7}),
)
async def leave_programme(visit: Visit) -> Answer:
    """Let a member leave. The units stay usable for the programme's grace, then they are forfeited."""
    member_id = await member_named(visit.desk, visit.member())
    outcome, _ = await leave(visit.desk, member_id, actor=visit.actor, request_key=visit.needed_key)
    return await tell(visit, outcome, member=visit.path["member"])


@call(
    "POST",
    "/members/{member}/rejoin",
    Scope.MEMBERS_WRITE,
    topic=TOPIC,
    answer=OutcomeShape,
    needs_key=True,
    example=Example(path=MEMBER, answer={"status": "decided", "sentence": "No change.", "event": 8}),
)
async def rejoin_programme(visit: Visit) -> Answer:
    """Make somebody who left a member again. Units that are not forfeited yet stay his."""
    member_id = await member_named(visit.desk, visit.member())
    outcome = await rejoin(visit.desk, member_id, actor=visit.actor, request_key=visit.needed_key)
    return await tell(visit, outcome, member=visit.path["member"])


def _answer(row: MemberPersonRow, status: int | None = None, *, repeated: bool = False) -> Answered:
    headers = {"ETag": _tag(row), **(REPLAYED if repeated else {})}
    return Answered(member_shape(row), status, headers)


def _tag(row: MemberPersonRow) -> str:
    """Changes with whatever a caller can change or read of the member."""
    return f'"{hashlib.blake2b(msgspec.json.encode(row), digest_size=12).hexdigest()}"'
