"""The programme's document: checking it, comparing it, publishing it, reading what was published."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Answered, Example, call
from treue.api.problems import Stopped
from treue.api.visits import Visit
from treue.domain.requests import RequestFault
from treue.forms.documents import CheckShape, DiffShape, Parts, check_shape, diff_shape, parts_in
from treue.forms.faults import WrongInput
from treue.forms.plain_values import Instant
from treue.processing.apart import apart
from treue.usecases.programmes.check import check
from treue.usecases.programmes.diff import PublishedVersion, diff
from treue.usecases.programmes.publish import publish
from treue.usecases.programmes.succession import WouldWorsen
from treue.usecases.programmes.versions import list_all, read_version
from treue.words.sentences import sentence

TOPIC = "Programme"
BYTES_MAX = 2_000_000
DOCUMENT = "treue: 1\nprogramme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en]}\n"
PARTS_EXAMPLE = {"parts": {"programme.yaml": DOCUMENT}}


class DocumentForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A document."""

    parts: Parts


class PublishingForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A document to be published, and from when on it holds; without an instant from now on."""

    parts: Parts
    starts_at: Instant | None = None


class PublishedShape(msgspec.Struct, frozen=True):
    """The version now in the books."""

    version: int
    starts_at: datetime
    is_new: Annotated[bool, msgspec.Meta(description="Whether it is not exactly what was published last.")]
    merged_with: Annotated[int | None, msgspec.Meta(description="The version whose edits it holds too.")]
    idle_migrations: tuple[str, ...]


class VersionShape(msgspec.Struct, frozen=True):
    """A published version without its text."""

    version: int
    starts_at: datetime
    published_at: datetime
    published_by: str
    content_hash: str


class VersionsShape(msgspec.Struct, frozen=True):
    """All versions, by number."""

    versions: tuple[VersionShape, ...]


class TextShape(msgspec.Struct, frozen=True):
    """A published version with its text."""

    version: int
    starts_at: datetime
    parts: Annotated[dict[str, str], msgspec.Meta(description="The text of each part by its name.")]


@call(
    "POST",
    "/programme/check",
    Scope.PROGRAMME_READ,
    topic=TOPIC,
    body=DocumentForm,
    answer=CheckShape,
    bytes_max=BYTES_MAX,
    example=Example(
        body=PARTS_EXAMPLE,
        answer={"programme": "shop", "version_hash": "5f3c…", "can_be_published": True, "faults": []},
    ),
)
async def check_document(visit: Visit) -> Answer:
    """Check a document without publishing it: everything that is wrong with it or worth knowing, at once."""
    return check_shape(await apart(check, parts_in(visit.form(DocumentForm).parts)))


@call(
    "POST",
    "/programme/diff",
    Scope.PROGRAMME_READ,
    topic=TOPIC,
    body=DocumentForm,
    answer=DiffShape,
    bytes_max=BYTES_MAX,
    example=Example(body=PARTS_EXAMPLE, answer={"starts_at": None, "changes": [], "reorderings": [], "worsenings": []}),
)
async def diff_document(visit: Visit) -> Answer:
    """Say what a document changes in what was published last, for how many members, and what it makes worth less."""
    parts = parts_in(visit.form(DocumentForm).parts)
    latest = (await visit.desk.versions()).latest
    return diff_shape(visit.language, await diff(visit.desk.pool, PublishedVersion(visit.desk.key, latest), parts))


@call(
    "PUT",
    "/programme/document",
    Scope.PROGRAMME_WRITE,
    topic=TOPIC,
    body=PublishingForm,
    answer=PublishedShape,
    conditional=True,
    bytes_max=BYTES_MAX,
    example=Example(
        body=PARTS_EXAMPLE,
        answer={
            "version": 2,
            "starts_at": "2026-06-01T10:00:00Z",
            "is_new": True,
            "merged_with": None,
            "idle_migrations": [],
        },
    ),
)
async def publish_document(visit: Visit) -> Answer:
    """Publish a document as the next version; publishing the same again changes nothing.

    `If-Match` is the `ETag` of the version that was edited: edits that were published since are merged, or it is
    refused where they overlap. With `*` the document stands for itself.
    """
    form = visit.form(PublishingForm)
    parts = parts_in(form.parts)
    checked = await apart(check, parts)
    if checked.programme is not None and checked.programme != visit.desk.key:
        raise WrongInput(
            sentence(
                "this is '{programme}', and the key is one of '{other}'.",
                at="body: parts",
                programme=checked.programme,
                other=visit.desk.key,
            )
        )
    try:
        published = await publish(
            visit.desk.pool, parts, actor=visit.actor, starts_at=form.starts_at, edited_from=_edited_from(visit)
        )
    except WouldWorsen as refusal:
        raise Stopped(RequestFault.NOT_POSSIBLE, refusal.told(visit.language)) from refusal
    shape = PublishedShape(
        version=published.version,
        starts_at=published.starts_at,
        is_new=published.is_new,
        merged_with=published.merged_with,
        idle_migrations=tuple(str(node) for node in published.idle),
    )
    return Answered(shape, headers={"ETag": f'"{published.version}"'})


@call(
    "GET",
    "/programme/versions",
    Scope.PROGRAMME_READ,
    topic=TOPIC,
    answer=VersionsShape,
    example=Example(
        answer={
            "versions": [
                {
                    "version": 1,
                    "starts_at": "2026-06-01T10:00:00Z",
                    "published_at": "2026-05-20T08:12:00Z",
                    "published_by": "key:editor",
                    "content_hash": "5f3c…",
                }
            ]
        }
    ),
)
async def list_versions(visit: Visit) -> Answer:
    """List every version that was published, and from when on each holds."""
    return VersionsShape(tuple(VersionShape(*row) for row in await list_all(visit.desk)))


@call(
    "GET",
    "/programme/versions/{version}",
    Scope.PROGRAMME_READ,
    topic=TOPIC,
    answer=TextShape,
    example=Example(
        path={"version": "1"},
        answer={"version": 1, "starts_at": "2026-06-01T10:00:00Z", **PARTS_EXAMPLE},
    ),
)
async def read_document(visit: Visit) -> Answer:
    """Read the text of a version.

    `latest` is the one that was published last. The `ETag` of the answer belongs into the `If-Match` of a publication
    that is an edit of it.
    """
    word = visit.path["version"]
    if word == "latest":
        number = (await visit.desk.versions()).latest
    elif word.isascii() and word.isdigit() and len(word) <= 9:
        number = int(word)
    else:
        raise Stopped(RequestFault.NOT_FOUND, sentence("Versions have numbers from 1 on, or the name latest."))
    row = await read_version(visit.desk, number)
    shape = TextShape(row.version, row.starts_at, {name: text.decode() for name, text in row.parts.items()})
    return Answered(shape, headers={"ETag": f'"{row.version}"'})


def _edited_from(visit: Visit) -> int | None:
    """The version that was edited; None where the document stands for itself."""
    given = visit.headers.get("if-match", "").strip()
    if given == "*":
        return None
    number = given.strip('"')
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise Stopped(
            RequestFault.CONDITION_MISSING,
            sentence(
                "Send the header If-Match with the ETag of the version that was edited, or * where the document stands "
                "for itself."
            ),
        )
    return int(number)
