"""Commands and their outcomes.

A command is one event for one member with the keys that make it happen once. An outcome is what became of it; expected
refusals are outcomes with a reason, never exceptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from treue.domain.events import Event
from treue.domain.orders import Receipt
from treue.domain.reasons import Reason
from treue.domain.values import FieldValue

SYSTEM = "system"
ReferenceKind = Literal["id", "public", "external", "card", "order"]


@dataclass(frozen=True, slots=True)
class MemberReference:
    """How a command names its member: by internal id, public id, the shop's own id (external) or a card number.

    A return belongs to the member of its order, however it is named; 'order' names nobody besides.
    """

    kind: ReferenceKind
    value: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who a member is. Lives only in erasable tables; never part of a decision."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    language: str | None = None
    birth_year: int | None = None
    attributes: Mapping[str, FieldValue] = field(default_factory=dict)
    """What the programme's document declares of members."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A second actor agrees to what another one asked for: the number of the request, and in whose name."""

    approval_id: int
    actor: str


@dataclass(frozen=True, slots=True)
class Command:
    """One event for one member (docs/rules.md R3.1).

    A fact has `source` and `external_id` and keeps them for ever; a request has `request_key`, scoped to `actor`; a
    receipt may stand beside either. At least one of them is needed, and `processing` refuses to run a command without.
    When the event is a joining, `member` names the identity to be created and `person` and `cards` belong to it.
    A gift or a merge names its second member in `other`. With `approval` it was asked for before, by `actor`, and is
    agreed to now.
    """

    member: MemberReference
    event: Event
    actor: str = SYSTEM
    request_key: str | None = None
    source: str | None = None
    external_id: str | None = None
    receipt: Receipt | None = None
    person: Person | None = None
    cards: tuple[str, ...] = ()
    other: MemberReference | None = None
    approval: Approval | None = None
    note: str = ""
    """What the actor notes about it, for the audit trail: written once, with the decision, and no part of the event."""

    def __post_init__(self) -> None:
        if self.request_key is None and self.external_id is None and self.receipt is None:
            raise ValueError("a command needs a request key, an external id or a receipt, so that it happens once")
        if (self.source is None) != (self.external_id is None):
            raise ValueError("source and external id identify a fact together; one of them is missing")


@dataclass(frozen=True, slots=True)
class Settle:
    """Decide what time has brought a member; reads and sweeps ask for it. Needs no key: doing it again does nothing."""

    member_id: int


Status = Literal["decided", "repeated", "refused", "waiting", "parked"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a command.

    `decided` and `repeated` carry the member, the number of the event and the figures of the decision; a refused fact
    that was recorded carries them too. `reason` says why something was refused or parked; `missing` counts the scaled
    units that were lacking. `waiting` means that nothing was decided yet: a second actor has to agree to the request
    `approval_id`.
    """

    status: Status
    member_id: int | None = None
    member_seq: int | None = None
    reason: Reason | None = None
    missing: int = 0
    figures: Mapping[str, Any] = field(default_factory=dict)
    parked_id: int | None = None
    approval_id: int | None = None
    code: str | None = None
    """The code that was issued, where one was."""

    @property
    def accepted(self) -> bool:
        """Whether the event has its effect, now or since an earlier time."""
        return self.status in ("decided", "repeated") and self.reason is None
