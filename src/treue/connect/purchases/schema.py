"""The form of a mapping file, checked by Pydantic. docs/import.md says the same in prose."""

from __future__ import annotations

import codecs
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator, model_validator

from treue.domain.instants import zone
from treue.domain.money import is_currency
from treue.domain.orders import LineKind

_DIRECTIVES = "YymdBbHIpMSfz%"

Text = Annotated[str, StringConstraints(min_length=1)]
Character = Literal[",", ";", "|", "\t", "tab"]


def _as_column(value: Any) -> Any:
    """`member: customer` is short for `member: {column: customer}`."""
    return {"column": value} if isinstance(value, str) else value


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_pairs(value: Any) -> Any:
    """`on: product_id` is short for `on: {product_id: product_id}`."""
    return {value: value} if isinstance(value, str) else value


class Part(BaseModel):
    """A part of the mapping: fixed keys, nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(Part):
    """Where a value comes from: a column, several columns, or a constant."""

    column: Text | None = None
    columns: Annotated[tuple[Text, ...], Field(min_length=2)] | None = None
    constant: Text | None = None
    from_file: Text | None = Field(default=None, alias="from")

    @model_validator(mode="after")
    def _one_of_three(self) -> Source:
        given = [part for part in (self.column, self.columns, self.constant) if part is not None]
        if len(given) != 1:
            raise ValueError("name exactly one of column, columns and constant")
        if self.from_file is not None and self.constant is not None:
            raise ValueError("a constant comes from no file; leave out 'from'")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The columns, in the order they are put together."""
        if self.columns is not None:
            return self.columns
        return (self.column,) if self.column is not None else ()


class InstantSource(Source):
    """An instant or a day. Texts are ISO 8601 unless `format` says otherwise, as in `%d.%m.%Y %H:%M`."""

    format: Text | None = None

    @model_validator(mode="after")
    def _no_constant(self) -> InstantSource:
        if self.constant is not None:
            raise ValueError("name a column; every order has its own")
        if self.format is not None:
            _check_format(self.format)
        return self


class DiscountSource(Source):
    """A discount. Several columns are added up. `negative` is for files that write 1.50 off as -1.50."""

    negative: bool = False


class TagsSource(Source):
    """Tags in one text, separated by `split`."""

    split: Text = ","


class KindSource(Source):
    """A line kind. `values` translates the words of the file."""

    values: dict[str, LineKind] | None = None

    @model_validator(mode="after")
    def _known_constant(self) -> KindSource:
        if self.constant is not None and self.constant not in set(LineKind):
            raise ValueError(f"'{self.constant}' is no line kind; write one of {', '.join(LineKind)}")
        return self


def _check_format(form: str) -> None:
    directives = re.findall(r"%(-?.)", form)
    strange = [each for each in directives if each.removeprefix("-") not in _DIRECTIVES]
    if "Z" in strange:
        raise ValueError("names of zones (%Z) are ambiguous; use %z, or time_zone")
    if strange:
        raise ValueError(f"%{strange[0]} is not known in a format; known are %{', %'.join(_DIRECTIVES)}")
    if "%d" not in form and "%-d" not in form:
        raise ValueError("a format needs at least %d, %m and %Y, as in '%d.%m.%Y %H:%M'")


Plain = Annotated[Source, BeforeValidator(_as_column)]
Instant = Annotated[InstantSource, BeforeValidator(_as_column)]
Discount = Annotated[DiscountSource, BeforeValidator(_as_column)]
Tags = Annotated[TagsSource, BeforeValidator(_as_column)]
Kind = Annotated[KindSource, BeforeValidator(_as_column)]


class Dialect(Part):
    """How a CSV file is written."""

    delimiter: Character = ","
    quote: Literal['"', "'"] = '"'
    decimal: Literal[".", ","] = "."
    thousands: Literal[".", ",", "'", " "] | None = None
    encoding: Text = "utf-8"

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, name: str) -> str:
        try:
            # Python also has codecs that are no encodings of text, such as rot13; this refuses them.
            "".encode(name)
            return codecs.lookup(name).name
        except LookupError:
            raise ValueError(f"there is no encoding '{name}'; write utf-8, cp1252, latin-1 or utf-16") from None

    @model_validator(mode="after")
    def _different(self) -> Dialect:
        if self.thousands == self.decimal:
            raise ValueError("decimal and thousands must be different characters")
        return self

    @property
    def separator(self) -> str:
        """The delimiter as one character."""
        return "\t" if self.delimiter == "tab" else self.delimiter


class LinesFile(Part):
    """The file, or files of one form, with one row for each line of an order."""

    file: Annotated[tuple[Text, ...], BeforeValidator(_as_list), Field(min_length=1)]
    format: Literal["csv", "parquet"] | None = None
    csv: Dialect = Dialect()


class JoinedFile(Part):
    """A file with at most one row for each value of the key, for instance the article master."""

    file: Text
    on: Annotated[dict[str, Text], BeforeValidator(_as_pairs), Field(min_length=1)]
    format: Literal["csv", "parquet"] | None = None
    csv: Dialect = Dialect()


class OrderPart(Part):
    """What all lines of an order share."""

    id: Plain
    member: Plain
    occurred_at: Instant
    currency: Plain
    store: Plain | None = None
    till: Plain | None = None
    receipt_number: Plain | None = None
    business_date: Instant | None = None
    channel: Plain | None = None
    kind: Plain | None = None
    partner: Plain | None = None
    country: Plain | None = None
    attributes: dict[str, Plain] = {}

    @model_validator(mode="after")
    def _sensible(self) -> OrderPart:
        if self.id.constant is not None:
            raise ValueError("id: name a column; every order has its own id")
        if self.currency.constant is not None and not is_currency(self.currency.constant):
            raise ValueError(f"currency: '{self.currency.constant}' is no currency code; write one like EUR")
        if self.business_date is not None and self.receipt_number is None:
            raise ValueError("business_date belongs to a receipt; name receipt_number too")
        return self


class LinePart(Part):
    """What each line has of its own."""

    sku: Plain
    name: Plain | None = None
    category: Plain | None = None
    brand: Plain | None = None
    tags: Tags | None = None
    kind: Kind | None = None
    quantity: Plain | None = None
    unit_price: Plain | None = None
    amount: Plain | None = None
    paid: Plain | None = None
    discount: Discount | None = None
    tax: Plain | None = None
    id: Plain | None = None
    attributes: dict[str, Plain] = {}

    @model_validator(mode="after")
    def _one_value(self) -> LinePart:
        if sum(part is not None for part in (self.unit_price, self.amount, self.paid)) != 1:
            raise ValueError("name exactly one of amount, unit_price and paid; discount may stand beside it")
        return self


class MappingSchema(Part):
    """A whole mapping file."""

    purchases: Literal["1"]
    source: Text
    time_zone: Text | None = None
    lines: LinesFile
    joins: tuple[JoinedFile, ...] = ()
    order: OrderPart
    line: LinePart

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str | None) -> str | None:
        if name is not None:
            zone(name)
        return name


def keys_at(path: tuple[str | int, ...]) -> list[str]:
    """The keys that may be written at a path of the mapping."""
    part: type[BaseModel] = MappingSchema
    for step in path:
        field = part.model_fields.get(str(step))
        if field is None:
            continue
        part = _PARTS.get(str(step), part)
        if step in OrderPart.model_fields or step in LinePart.model_fields:
            part = _SOURCES.get(str(step), Source)
    return [field.alias or name for name, field in part.model_fields.items()]


_PARTS: dict[str, type[BaseModel]] = {
    "lines": LinesFile,
    "joins": JoinedFile,
    "csv": Dialect,
    "order": OrderPart,
    "line": LinePart,
}
_SOURCES: dict[str, type[BaseModel]] = {
    "occurred_at": InstantSource,
    "business_date": InstantSource,
    "tags": TagsSource,
    "discount": DiscountSource,
}
