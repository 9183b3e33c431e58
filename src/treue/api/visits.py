"""A visit: one request of one key, with everything that its call may ask about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from treue.access.keys import ApiKey
from treue.api.calls import Call
from treue.api.problems import Stopped
from treue.domain.requests import RequestFault
from treue.forms.checked_json import convert, read_object
from treue.forms.members import reference_of
from treue.processing.commands import MemberReference
from treue.processing.desk import Desk
from treue.processing.office import Office
from treue.programme.records import Programme
from treue.words.languages import Language
from treue.words.sentences import sentence

S = TypeVar("S", bound=msgspec.Struct)
KEY_LENGTH_MAX = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """One request."""

    call: Call
    office: Office
    desk: Desk
    """The desk of the key's programme."""
    key: ApiKey
    language: Language
    path: Mapping[str, str]
    parameters: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes
    request_id: str
    address: str
    """Where the request comes from."""

    @property
    def actor(self) -> str:
        """In whose name it is performed."""
        return self.key.actor

    @property
    def request_key(self) -> str | None:
        """The key by which it happens once; the header may come with its quotes or without. Raises Stopped."""
        given = self.headers.get("idempotency-key")
        if given is None:
            return None
        key = given[1:-1] if len(given) > 1 and given[0] == given[-1] == '"' else given
        if not 0 < len(key) <= KEY_LENGTH_MAX or not key.isprintable():
            raise Stopped(
                RequestFault.WRONG_INPUT,
                sentence(
                    "one line of 1 to {most} characters belongs here, like a random UUID.",
                    at="Idempotency-Key",
                    most=KEY_LENGTH_MAX,
                ),
            )
        return key

    @property
    def needed_key(self) -> str:
        """The same where there has to be one. Raises Stopped."""
        key = self.request_key
        if key is None:
            raise Stopped(
                RequestFault.KEY_MISSING,
                sentence(
                    "Send the header Idempotency-Key with a word that is new for each wish, like a random UUID; "
                    "whoever asks again with the same one gets the first answer."
                ),
            )
        return key

    def tags_expected(self) -> set[str]:
        """The `ETag`s, or `*`, of the state that is to be changed. Raises Stopped."""
        expected = self.headers.get("if-match", "").strip()
        if not expected:
            raise Stopped(
                RequestFault.CONDITION_MISSING,
                sentence("Send the header If-Match with the ETag of what you read and want to change, or *."),
            )
        return {one.strip() for one in expected.split(",")}

    def form(self, form: type[S]) -> S:
        """The body as the form that the call declares. Raises WrongInput and Stopped."""
        assert form is self.call.body, f"{self.call.name} declares another body"
        return convert(self.object(), form, "body")

    def object(self) -> dict[str, Any]:
        """The body as a JSON object."""
        return read_object(self.content, "body")

    async def programme_now(self) -> Programme:
        """What the programme says now; before it begins, what it will say first."""
        versions = await self.desk.versions()
        return (versions.at(await self.desk.now()) or versions.first).programme

    def query(self, form: type[S]) -> S:
        """The query as the form that the call declares. Raises WrongInput."""
        assert form is self.call.query, f"{self.call.name} declares another query"
        return convert(self.parameters, form, "query", strict=False)

    def member(self) -> MemberReference:
        """How the path names the member."""
        return reference_of(self.path["member"])
