"""What the office does: the programme and its document, exports and imports, pay-outs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Literal, TypeVar

from treue_client.answers import Outcome
from treue_client.asking import (
    LINES,
    Ask,
    Page,
    Reply,
    json_content,
    keyed,
    page_of,
    path_of,
    reading,
    reading_several,
    reading_tagged,
)
from treue_client.calls.events import lines_content
from treue_client.calls.outcomes import outcome
from treue_client.decoding import decoded, encoded
from treue_client.facts import Fact, fact_body
from treue_client.office_answers import (
    Difference,
    Document,
    DocumentCheck,
    Job,
    Payout,
    Programme,
    Published,
    Reject,
    Switch,
    Version,
)

T = TypeVar("T")
Parts = Mapping[str, str]
"""The text of each part of a document by its name; the first is `programme.yaml`."""


def programme() -> Ask[Programme]:
    """Which programme the key belongs to, and what of it is stopped."""
    return Ask("GET", "/programme", reading(Programme), once=True)


def check_document(parts: Parts) -> Ask[DocumentCheck]:
    """Check a document without publishing it."""
    return _document("POST", "/programme/check", reading(DocumentCheck), parts)


def diff_document(parts: Parts) -> Ask[Difference]:
    """What a document changes in what was published last."""
    return _document("POST", "/programme/diff", reading(Difference), parts)


def publish_document(parts: Parts, *, if_match: str, starts_at: datetime | None = None) -> Ask[Published]:
    """Publish a document as the next version; publishing the same again changes nothing.

    `if_match` is the `etag` of the version that was edited, or `*` where the document stands for itself.
    """
    more = {} if starts_at is None else {"starts_at": encoded(starts_at)}
    content = json_content({"parts": dict(parts), **more})
    headers = {"If-Match": if_match}
    return Ask("PUT", "/programme/document", reading(Published), once=True, content=content, headers=headers)


def versions() -> Ask[tuple[Version, ...]]:
    """Every version that was published."""
    return Ask("GET", "/programme/versions", reading_several(Version, "versions"), once=True)


def read_document(version: int | Literal["latest"] = "latest") -> Ask[Document]:
    """The text of a version."""
    return Ask("GET", path_of("programme", "versions", str(version)), reading_tagged(Document), once=True)


def stop(kind: Literal["rule", "reward"], node: str, *, note: str = "") -> Ask[Switch]:
    """Stop a rule or reward that goes wrong, now. Raises Refused where it is stopped already."""
    return _switch("/programme/stops", kind, node, note)


def resume(kind: Literal["rule", "reward"], node: str, *, note: str = "") -> Ask[Switch]:
    """Resume a rule or reward that was stopped."""
    return _switch("/programme/resumptions", kind, node, note)


def start_export(kind: Literal["members", "bookings"]) -> Ask[Job]:
    """Ask for all members, or all bookings; it is made in the background."""
    return Ask("POST", "/exports", reading(Job), once=False, content=json_content({"kind": kind}))


def exports() -> Ask[tuple[Job, ...]]:
    """The last exports, the newest first."""
    return Ask("GET", "/exports", reading_several(Job, "jobs"), once=True)


def read_export(job: str) -> Ask[Job]:
    """How far an export has come."""
    return Ask("GET", path_of("exports", job), reading(Job), once=True)


def download_export(job: str) -> Ask[tuple[dict[str, Any], ...]]:
    """What an export made: members or bookings, as JSON has them."""
    return Ask("GET", path_of("exports", job, "result"), lambda reply: tuple(reply.json_lines()), once=True)


def start_import(facts: Iterable[Fact]) -> Ask[Job]:
    """Hand in facts to be taken in the background; each needs a `source` and `external_id`, or a `key`."""
    content = lines_content(fact_body(fact) for fact in facts)
    return Ask("POST", "/imports", reading(Job), once=False, content=content, media_type=LINES)


def imports() -> Ask[tuple[Job, ...]]:
    """The last imports, the newest first."""
    return Ask("GET", "/imports", reading_several(Job, "jobs"), once=True)


def read_import(job: str) -> Ask[Job]:
    """How far an import has come, and how many of its lines could not be taken."""
    return Ask("GET", path_of("imports", job), reading(Job), once=True)


def download_rejects(job: str) -> Ask[tuple[Reject, ...]]:
    """The lines of an import that could not be taken, each with its reason."""

    def read(reply: Reply) -> tuple[Reject, ...]:
        return tuple(decoded(Reject, one) for one in reply.json_lines())

    return Ask("GET", path_of("imports", job, "result"), read, once=True)


def payouts(which: Literal["waiting", "paid", "all"] = "waiting", *, page: int = 200) -> Ask[Page[Payout]]:
    """The money that members are to be paid, or were, the oldest first."""
    return page_of("/payouts", Payout, "payouts", {"which": which, "limit": str(page)})


def report_paid(member: str, number: str, *, reference: str = "", key: str | None = None) -> Ask[Outcome]:
    """A pay-out was paid, by the payment of this reference; it cannot be given back from then on."""
    return _payout(member, number, {"state": "paid", "reference": reference}, key)


def report_failed(member: str, number: str, reason: str, *, key: str | None = None) -> Ask[Outcome]:
    """A pay-out cannot be made: the units return to the member, who reads the reason."""
    return _payout(member, number, {"state": "failed", "reason": reason}, key)


def _payout(member: str, number: str, body: Mapping[str, str], key: str | None) -> Ask[Outcome]:
    path = path_of("members", member, "redemptions", number, "payout")
    return Ask("POST", path, outcome, once=True, content=json_content(body), headers=keyed(key))


def _document(method: str, path: str, read: Callable[[Reply], T], parts: Parts) -> Ask[T]:
    return Ask(method, path, read, once=True, content=json_content({"parts": dict(parts)}))


def _switch(path: str, kind: str, node: str, note: str) -> Ask[Switch]:
    body = json_content({"kind": kind, "node": node, "note": note})
    return Ask("POST", path, reading(Switch), once=False, content=body)
