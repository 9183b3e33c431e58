"""The keys of a programme document, format version 1."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema

from treue.programme.schema import values
from treue.programme.schema.values import (
    AfterPeriod,
    Amount,
    Currency,
    Decimals,
    Duration,
    Expression,
    FieldName,
    FieldType,
    Format,
    Id,
    Language,
    MoneyAmount,
    Names,
    Text,
    Zone,
)


def _choice(*words: str) -> tuple[PlainValidator, WithJsonSchema]:
    return values.one_of(*words), WithJsonSchema({"type": "string", "enum": list(words)})


Amounts = Annotated[dict[Id, Amount], Field(min_length=1)]
"""Unit id -> number of units."""


class _Part(BaseModel):
    """A mapping whose keys are the ones named here and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


class AcceptedDelays(_Part):
    """How late or early a fact may come, against the programme's clock."""

    late: Duration = Field(
        default_factory=lambda: values.read_duration("30 days"), json_schema_extra={"default": "30 days"}
    )
    early: Duration = Field(
        default_factory=lambda: values.read_duration("5 minutes"), json_schema_extra={"default": "5 minutes"}
    )


class ProgrammeHead(_Part):
    """What the programme is called and where it applies."""

    id: Id
    name: Names
    currency: Currency
    time_zone: Zone
    languages: Annotated[list[Language], Field(min_length=1)]
    law: Annotated[Literal["DE", "EU", "none"] | None, *_choice("DE", "EU", "none")] = None
    accepts: AcceptedDelays = Field(default_factory=AcceptedDelays)


class UnitPart(_Part):
    """Something members collect."""

    name: Annotated[
        dict[Language, Annotated[list[Text], Field(min_length=2, max_length=2)]],
        Field(min_length=1, description="by language: one, and several"),
    ]
    decimals: Decimals = 0
    available: AfterPeriod | None = None
    expires: AfterPeriod | None = None


class EarnPart(_Part):
    """A rule: when this happens and the condition holds, units are given or multiplied."""

    id: Id
    event: Id
    each: Annotated[Literal["line"] | None, *_choice("line")] = None
    when: Expression | None = None
    give: Amounts | None = None
    per: MoneyAmount | None = None
    multiply: Amounts | None = None
    budget: Amounts | None = None


class RewardGives(_Part):
    """What the member gets for the units."""

    product: Text | None = None
    effect: Text | None = None


class RewardPart(_Part):
    """Something units buy."""

    id: Id
    name: Names | None = None
    cost: dict[Id, Amount]
    gives: RewardGives
    stock: Annotated[Literal["limited"] | None, *_choice("limited")] = None


class Document(_Part):
    """A whole programme document."""

    treue: Format
    programme: ProgrammeHead
    units: dict[Id, UnitPart] = {}
    events: dict[Id, dict[FieldName, FieldType]] = {}
    earn: list[EarnPart] = []
    rewards: list[RewardPart] = []


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a document, for editors."""
    schema = _for_editors(Document.model_json_schema(mode="validation"))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Treue programme"}


def _for_editors(schema: Any) -> Any:
    """The schema without the nulls that stand for absent keys, and with names closed to what their pattern says."""
    if isinstance(schema, list):
        return [_for_editors(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    cleaned = {key: _for_editors(part) for key, part in schema.items() if not (key == "default" and part is None)}
    alternatives = [part for part in cleaned.get("anyOf", ()) if part != {"type": "null"}]
    if len(alternatives) == 1:
        del cleaned["anyOf"]
        cleaned |= alternatives[0]
    if "patternProperties" in cleaned:
        cleaned["additionalProperties"] = False
    return cleaned
