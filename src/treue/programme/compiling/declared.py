"""Fields of the shop's own: what is declared of members, orders, lines, events and their parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from treue.programme.records import DeclaredAttributes
from treue.programme.schema.declarations import FieldPart
from treue.programme.schema.document import Document
from treue.rules.types import Type

Fields = Mapping[str, Type | FieldPart]


def types_of(fields: Fields) -> dict[str, Type]:
    """The type of each field."""
    return {str(name): field.type if isinstance(field, FieldPart) else field for name, field in fields.items()}


def declared_in(document: Document) -> DeclaredAttributes:
    """The attributes of members, orders and lines."""
    declared = document.attributes
    return DeclaredAttributes(types_of(declared.member), types_of(declared.order), types_of(declared.line))


def choices_in(document: Document) -> dict[str, tuple[str, ...]]:
    """By field, like `order.theme` or `type.leg.cabin`: the only texts it can have, where it says which."""
    return {
        f"{scope}.{name}": tuple(field.values)
        for scope, fields in _scopes(document)
        for name, field in fields.items()
        if isinstance(field, FieldPart) and field.values
    }


def _scopes(document: Document) -> Iterator[tuple[str, Fields]]:
    yield from (
        ("member", document.attributes.member),
        ("order", document.attributes.order),
        ("line", document.attributes.line),
    )
    for name, fields in document.events.items():
        yield f"event.{name}", fields
    for name, fields in document.types.items():
        yield f"type.{name}", fields
