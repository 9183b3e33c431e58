"""Attributes of members as they are typed: NAME=VALUE, each of the type that the document declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from treue.domain.values import FieldValue
    from treue.programme.records import Programme

Attributes = Annotated[
    list[str] | None,
    typer.Option(
        "--attribute",
        metavar="NAME=VALUE",
        help="An attribute that the document declares of members, like staff=true; may be repeated.",
    ),
]


def read_attributes(words: Sequence[str], programme: Programme) -> dict[str, FieldValue]:
    """The attributes by name. Raises WrongInput with every fault."""
    from treue.forms.attributes import read_member_attributes
    from treue.forms.declared_fields import as_json

    told: dict[str, object] = {}
    for word in words:
        name, between, text = word.partition("=")
        if not between or name in told:
            raise WrongInput(f"--attribute: '{word}' does not name one attribute and its value; write NAME=VALUE once.")
        kind = programme.declared.member.get(name)
        told[name] = as_json(text, kind, programme.currency) if kind is not None else text
    values, faults = read_member_attributes(told, programme)
    if faults:
        raise WrongInput(*(fault.within("--attribute") for fault in faults))
    return {name: value for name, value in values.items() if value is not None}
