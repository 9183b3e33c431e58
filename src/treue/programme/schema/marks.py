"""Short texts with a form of their own: countries, tax treatment, addresses of pages and pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from treue.programme.schema.values import fault, kind_of, wrong_type

_COUNTRY = re.compile(r"[A-Z]{2}")
_LINK = re.compile(r"https://[^\s\"<>]{1,180}")
_VAT = re.compile(
    r"(discount|multi_purpose|third_party_funded)|single_purpose\(([0-9]{1,2}(?:\.[0-9]{1,2})?), ([A-Z]{2})\)"
)


@dataclass(frozen=True, slots=True)
class Vat:
    """How something is treated for value added tax; rate (percent) and country for a single purpose only."""

    kind: str
    rate: Decimal | None = None
    country: str | None = None

    @property
    def written(self) -> str:
        """As it stands in the document."""
        return self.kind if self.rate is None else f"{self.kind}({self.rate}, {self.country})"


def read_country(value: object) -> str:
    """A country, 'DE'."""
    if not isinstance(value, str):
        raise wrong_type(value, "a country")
    if _COUNTRY.fullmatch(value) is None:
        raise fault("country_form", f"{kind_of(value)} is not a country", "write two capital letters, like DE")
    return value


def read_vat(value: object) -> Vat:
    """'discount', 'single_purpose(19, DE)', 'multi_purpose' or 'third_party_funded'."""
    match = _VAT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        remedy = "write discount, single_purpose(19, DE), multi_purpose or third_party_funded"
        raise fault("wrong_value", f"{kind_of(value)} is not a tax treatment", remedy)
    if match.group(1):
        return Vat(match.group(1))
    return Vat("single_purpose", Decimal(match.group(2)), match.group(3))


def read_link(value: object) -> str:
    """The address of a page."""
    if not isinstance(value, str):
        raise wrong_type(value, "an address")
    if _LINK.fullmatch(value) is None:
        raise fault("link_form", f"{kind_of(value)} is not the address of a page", "begin it with https://")
    return value


Country = Annotated[
    str, PlainValidator(read_country), WithJsonSchema({"type": "string", "pattern": f"^{_COUNTRY.pattern}$"})
]
VatMark = Annotated[
    Vat,
    PlainValidator(read_vat),
    WithJsonSchema({"type": "string", "pattern": f"^(?:{_VAT.pattern})$", "examples": ["single_purpose(19, DE)"]}),
]
Link = Annotated[
    str,
    PlainValidator(read_link),
    WithJsonSchema({"type": "string", "pattern": f"^{_LINK.pattern}$", "examples": ["https://example.org/x.png"]}),
]
