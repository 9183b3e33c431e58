"""Members as programs name, read and write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from treue.domain.values import FieldValue
from treue.forms.attributes import Attributes, member_attributes, read_member_attributes
from treue.forms.checked_json import filled
from treue.forms.faults import WrongInput
from treue.forms.plain_values import ONE_LINE
from treue.processing.commands import MemberReference, Person
from treue.programme.records import Programme
from treue.store.persons import MemberPersonRow
from treue.words.sentences import sentence

Line = Annotated[
    str,
    msgspec.Meta(
        min_length=1, max_length=200, pattern=ONE_LINE, description="a text in one line, 1 to 200 characters,"
    ),
]
Email = Annotated[
    str,
    msgspec.Meta(
        max_length=254,
        pattern=r"^[^\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff@]+@[^\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff@]+\Z",
        description="an e-mail address",
    ),
]
Birthday = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^((19|20)[0-9]{2}-)?(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z",
        description="a day like 1980-05-17, or 05-17 without its year,",
    ),
]
LanguageWord = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2}\Z", description="a language like de")]

NAMED_IN_WORDS = sentence("a member's public id, or external: and the shop's own id, or card: and a card number,")
NAMED = NAMED_IN_WORDS.text
_KINDS: tuple[Literal["external", "card"], ...] = ("external", "card")


def reference_of(word: str) -> MemberReference:
    """The member named by a public id, or like `external:4711` and `card:2900001`."""
    for kind in _KINDS:
        if word.startswith(f"{kind}:"):
            return MemberReference(kind, word.removeprefix(f"{kind}:"))
    return MemberReference("public", word)


class MemberShape(msgspec.Struct, frozen=True):
    """A member with who he is."""

    member: Annotated[str, msgspec.Meta(description="The public id.")]
    external_ids: tuple[str, ...]
    cards: tuple[str, ...]
    lost_cards: tuple[str, ...]
    name: str | None
    email: str | None
    phone: str | None
    birthday: Annotated[str | None, msgspec.Meta(description="Like 1980-05-17, or 05-17 without the year.")]
    language: str | None
    joined_at: datetime
    left_at: datetime | None
    closes_at: Annotated[datetime | None, msgspec.Meta(description="Until when the units of one who left stay usable.")]
    attributes: Annotated[
        dict[str, Any],
        msgspec.Meta(
            description="What is known of him of the attributes that the programme declares; decimal numbers are texts."
        ),
    ]


class PersonForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who a member is. What is left out stays as it is, and null removes it."""

    name: Line | msgspec.UnsetType | None = msgspec.UNSET
    email: Email | msgspec.UnsetType | None = msgspec.UNSET
    phone: Line | msgspec.UnsetType | None = msgspec.UNSET
    birthday: Birthday | msgspec.UnsetType | None = msgspec.UNSET
    language: LanguageWord | msgspec.UnsetType | None = msgspec.UNSET
    attributes: (
        Annotated[
            Attributes,
            msgspec.Meta(
                description="an object with attributes that the programme declares of members; one that is left out "
                "stays as it is, and null removes it"
            ),
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET


@dataclass(frozen=True, slots=True)
class Said:
    """What a form says of a person: by field of its row, and what the programme declares of members."""

    changes: dict[str, Any]
    attributes: Mapping[str, FieldValue | None]

    def person(self) -> Person:
        """The person who joins."""
        known = {name: value for name, value in self.attributes.items() if value is not None}
        return Person(**self.changes, attributes=known)


P = TypeVar("P", bound=PersonForm)


def read_person(value: Mapping[str, Any], form: type[P], programme: Programme, name: str) -> tuple[P, Said]:
    """The form and what it says. Raises WrongInput with every fault."""
    read, faults = filled(value, form, name)
    told = value.get("attributes")
    attributes, wrong = read_member_attributes(told, programme) if isinstance(told, Mapping) else ({}, ())
    faults += [fault.within(name) for fault in wrong]
    changes: dict[str, Any] = {}
    if read is not None:
        try:
            changes = _changes_of(read)
        except ValueError:
            faults.append(sentence("there is no day {day}.", at=f"{name}: birthday", day=read.birthday))
    if read is None or faults:
        raise WrongInput(*faults)
    return read, Said(changes, attributes)


def member_shape(row: MemberPersonRow) -> MemberShape:
    """The member as programs read him."""

    def known(kind: str) -> tuple[str, ...]:
        return tuple(value for each, value in row.identities if each == kind)

    return MemberShape(
        member=next(iter(known("public")), ""),
        external_ids=known("external"),
        cards=known("card"),
        lost_cards=known("lost"),
        name=row.name,
        email=row.email,
        phone=row.phone,
        birthday=_written(row),
        language=row.language,
        joined_at=row.joined_at,
        left_at=row.left_at,
        closes_at=row.closes_at,
        attributes=member_attributes(row.attributes),
    )


def _changes_of(form: PersonForm) -> dict[str, Any]:
    """What the form changes, by field of a person. Raises ValueError for a day that no calendar has."""
    values = ((name, getattr(form, name)) for name in ("name", "email", "phone", "birthday", "language"))
    said = {name: value for name, value in values if value is not msgspec.UNSET}
    if "birthday" in said:
        birthday = said.pop("birthday")
        said |= {"birth_year": None, "birth_month": None, "birth_day": None}
        if birthday is not None:
            *year, month, day = (int(part) for part in birthday.split("-"))
            # A birthday without its year may be the one of a leap year.
            date(year[0] if year else 2000, month, day)
            said |= {"birth_year": year[0] if year else None, "birth_month": month, "birth_day": day}
    return said


def _written(row: MemberPersonRow) -> str | None:
    if row.birth_month is None or row.birth_day is None:
        return None
    day = f"{row.birth_month:02}-{row.birth_day:02}"
    return day if row.birth_year is None else f"{row.birth_year:04}-{day}"
