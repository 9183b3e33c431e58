"""A fact together with whom it is about and what identifies it: what a till or a shop sends, one or a whole file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec

from treue.domain.events import CustomEvent, Purchase, Return
from treue.domain.orders import Receipt
from treue.engine.returning.standing import RETURN
from treue.forms.checked_json import convert, missing
from treue.forms.events import OwnEventForm, PurchaseForm, fact_of
from treue.forms.faults import WrongInput
from treue.forms.members import NAMED, NAMED_IN_WORDS, reference_of
from treue.forms.plain_values import Word
from treue.forms.returns import ReturnForm, return_of
from treue.processing.commands import Command, MemberReference
from treue.processing.versions import Versions
from treue.words.sentences import sentence

Named = Annotated[Word | None, msgspec.Meta(description=NAMED)]


class EnvelopeForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whose fact it is, and what makes it happen once."""

    member: Named = None
    source: Annotated[Word | None, msgspec.Meta(description="Where the fact comes from, like a shop or a till.")] = None
    external_id: Annotated[Word | None, msgspec.Meta(description="The fact's id at its source.")] = None
    key: Annotated[
        Word | None, msgspec.Meta(description="The fact's request key, where it has no id of its own at its source.")
    ] = None


class ReportedPurchase(PurchaseForm, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A paid order of a member."""

    member: Annotated[Word, msgspec.Meta(description=NAMED)]
    source: Word | None = None
    external_id: Word | None = None
    key: Word | None = None


class ReportedEvent(OwnEventForm, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An event that the programme declares, of a member."""

    member: Annotated[Word, msgspec.Meta(description=NAMED)]
    source: Word | None = None
    external_id: Word | None = None
    key: Word | None = None


class ReportedReturn(ReturnForm, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something of an order that comes back; it belongs to the member of the order, whoever is named."""

    member: Named = None
    source: Word | None = None
    external_id: Word | None = None
    key: Word | None = None


REPORTED = (ReportedPurchase, ReportedEvent, ReportedReturn)
_ENVELOPE = frozenset(EnvelopeForm.__struct_fields__)


@dataclass(frozen=True, slots=True)
class Report:
    """A fact with its keys and its member."""

    event: Purchase | CustomEvent | Return
    receipt: Receipt | None
    named: str | None
    """How the member was named."""
    member: MemberReference
    source: str | None
    external_id: str | None
    request_key: str | None

    def command(self, actor: str) -> Command:
        """The fact as it is decided, in the name of the actor."""
        return Command(
            self.member, self.event, actor, self.request_key, self.source, self.external_id, receipt=self.receipt
        )


def read_report(value: Mapping[str, Any], name: str, versions: Versions, request_key: str | None = None) -> Report:
    """The report in an object that was read; `request_key` is the one of its request. Raises WrongInput with every
    fault.
    """
    envelope = convert({key: value[key] for key in value.keys() & _ENVELOPE}, EnvelopeForm, name)
    rest = {key: value[key] for key in value.keys() - _ENVELOPE}
    request_key = envelope.key or request_key
    place = f"{name}: source, external_id"
    if (envelope.source is None) != (envelope.external_id is None):
        raise WrongInput(sentence("they name a fact together; write both, or none of them.", at=place))
    if envelope.source is None and request_key is None and rest.get("receipt") is None:
        raise WrongInput(
            sentence("write where the fact comes from and its id there, or a key, or its receipt.", at=place)
        )
    fact = return_of(rest, name) if rest.get("event") == RETURN else fact_of(rest, name, versions)
    if envelope.member is not None:
        member = reference_of(envelope.member)
    elif isinstance(fact.event, Return):
        member = MemberReference("order", "")
    else:
        raise WrongInput(missing(f"{name}: member", NAMED_IN_WORDS))
    keys = (envelope.source, envelope.external_id, request_key)
    return Report(fact.event, fact.receipt, envelope.member, member, *keys)
