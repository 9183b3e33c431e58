"""Members and their cards, wallets and histories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from treue_client.answers import Explanation, HistoryEvent, Member, Outcome, Wallet
from treue_client.asking import (
    Ask,
    Page,
    json_content,
    keyed,
    nothing,
    page_of,
    path_of,
    reading,
    reading_several,
    reading_tagged,
)
from treue_client.calls.outcomes import outcome
from treue_client.decoding import encoded
from treue_client.facts import Declared

MEMBER = reading_tagged(Member)


class PersonChanges(TypedDict, total=False):
    """Who a member is. What is left out stays as it is, and None removes it."""

    name: str | None
    email: str | None
    phone: str | None
    birthday: str | None
    language: str | None
    attributes: Mapping[str, Declared | None]
    """What the programme declares of members; here too one that is left out stays, and None removes it."""


def create_member(
    *,
    external_id: str | None = None,
    cards: tuple[str, ...] = (),
    person: PersonChanges | None = None,
    key: str | None = None,
) -> Ask[Member]:
    """Make a person a member. Raises AlreadyMember where the id or a card belongs to somebody already."""
    named = {"external_id": external_id} if external_id is not None else {}
    body = json_content(encoded({**named, "cards": list(cards), **(person or {})}))
    return Ask("POST", "/members", MEMBER, once=True, content=body, headers=keyed(key))


def find_members(
    *, email: str | None = None, phone: str | None = None, card: str | None = None, external_id: str | None = None
) -> Ask[tuple[Member, ...]]:
    """Find members by one of these; several may share an address or a telephone."""
    words = {"email": email, "phone": phone, "card": card, "external_id": external_id}
    given = {name: word for name, word in words.items() if word is not None}
    if len(given) != 1:
        raise ValueError("look for one of email, phone, card and external_id at a time")
    return Ask("GET", "/members", reading_several(Member, "members"), once=True, query=given)


def all_members(*, page: int = 200) -> Ask[Page[Member]]:
    """All members, read page by page."""
    return page_of("/members", Member, "members", {"limit": str(page)})


def read_member(member: str) -> Ask[Member]:
    """Who a member is; named by public id, `external:ID` or `card:NUMBER`, here as everywhere."""
    return Ask("GET", path_of("members", member), MEMBER, once=True)


def change_member(member: str, changes: PersonChanges, *, if_match: str) -> Ask[Member]:
    """Change who a member is. `if_match` is the `etag` he was read with, or `*`. Raises EditedMeanwhile."""
    content = json_content(encoded(changes))
    # Whatever is there is changed again to the same; but as he was read he is not any more after the first time.
    once = if_match == "*"
    return Ask("PATCH", path_of("members", member), MEMBER, once=once, content=content, headers={"If-Match": if_match})


def erase_member(member: str) -> Ask[None]:
    """Erase everything that leads to the person. This cannot be undone."""
    return Ask("DELETE", path_of("members", member), nothing, once=False)


def leave(member: str, *, key: str | None = None) -> Ask[Outcome]:
    """Let a member leave; his units stay usable for the programme's grace."""
    return Ask("POST", path_of("members", member, "leave"), outcome, once=True, headers=keyed(key))


def rejoin(member: str, *, key: str | None = None) -> Ask[Outcome]:
    """Make somebody who left a member again."""
    return Ask("POST", path_of("members", member, "rejoin"), outcome, once=True, headers=keyed(key))


def issue_card(member: str, card: str, *, replaces: str | None = None) -> Ask[Member]:
    """Give a member a card, also one in the place of another that was lost. Raises AlreadyMember."""
    body = json_content({"card": card, "replaces": replaces})
    return Ask("POST", path_of("members", member, "cards"), MEMBER, once=False, content=body)


def lose_card(member: str, card: str) -> Ask[None]:
    """Report a card as lost: from now on it leads to nobody."""
    return Ask("DELETE", path_of("members", member, "cards", card), nothing, once=False)


def wallet(member: str) -> Ask[Wallet]:
    """What a member holds, what expires next, and how far the next level is."""
    return Ask("GET", path_of("members", member, "wallet"), reading(Wallet), once=True)


def history(member: str, *, page: int = 200) -> Ask[Page[HistoryEvent]]:
    """What happened to a member, the latest first, read page by page."""
    return page_of(path_of("members", member, "events"), HistoryEvent, "events", {"limit": str(page)})


def explain(member: str, event: int) -> Ask[Explanation]:
    """Why an event did what it did: each rule with its numbers, in the client's language."""
    return Ask("GET", path_of("members", member, "events", str(event)), reading(Explanation), once=True)
