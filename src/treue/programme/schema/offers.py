"""Offers at the checkout: what they give, with or without a code, in which lane, up to which limit."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, PlainValidator, WithJsonSchema

from treue.domain.instants import Period
from treue.programme.schema.amounts import Condition, Gives, Limits, MoneyOrExpression, Percent, Whole, YesOrNo
from treue.programme.schema.audience import Audience
from treue.programme.schema.marks import Link, VatMark
from treue.programme.schema.part import BY_KIND, MAPPING, VALUE, Part, choice
from treue.programme.schema.references import LaneId, LevelKey, PerkId, PoolId
from treue.programme.schema.times import Day, Length
from treue.programme.schema.values import (
    Amount,
    Id,
    LongTexts,
    MoneyAmount,
    Names,
    Text,
    fault,
    kind_of,
    read_bare_period,
)

_VALID = re.compile(r"([0-9]{1,9} (?:minute|hour|day|week|month|year)s?) from issue")


def read_valid(value: object) -> Period:
    """'30 days from issue'."""
    match = _VALID.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise fault("period_form", f"{kind_of(value)} is not a validity", "write it like '30 days from issue'")
    return read_bare_period(match.group(1))


_Validity = Annotated[
    Period,
    PlainValidator(read_valid),
    WithJsonSchema({"type": "string", "pattern": f"^{_VALID.pattern}$", "examples": ["30 days from issue"]}),
]
Validity = Annotated[
    Annotated[_Validity, VALUE] | Annotated[dict[LevelKey, _Validity], Field(min_length=1), MAPPING], BY_KIND
]


class LanePart(Part):
    """Offers of one lane compete; lanes follow each other."""

    id: Id
    """What it is called in this document; unique in the list."""
    name: Names | None = None
    """What people call it."""
    picks: Annotated[str, *choice("best", "first", "all")] = "best"
    """Which of its offers count."""
    scope: Annotated[str, *choice("order", "line")] = "order"
    """Whether it picks for the order or for each line."""
    after_codes: YesOrNo = True
    """Whether it still counts where a code counted before."""


class PoolPart(Part):
    """Codes for vouchers."""

    name: Names | None = None
    """What staff calls it."""
    made: Annotated[str, *choice("generated", "uploaded", "printed")] = "generated"
    """Whether Treue makes the codes, somebody uploads them, or they stand on packs."""
    prefix: Text | None = None
    """How every code begins."""
    use: Annotated[str, *choice("once", "once_per_member", "many")] = "once"
    """How often one code counts."""
    holder: Annotated[str, *choice("member", "anybody")] = "member"
    """Who can use it."""
    until: Day | None = None
    """The last day of its codes."""
    stored_value: YesOrNo = False
    """Whether a code carries money."""
    warn_below: Whole | None = None
    """Staff is told when fewer codes are left."""


class BuyGet(Part):
    """Buy some, get others cheaper."""

    buy: Whole
    """How many have to be bought."""
    get: Whole
    """How many of them are cheaper."""
    percent: Percent | None = None
    """How much cheaper; free without it."""
    which: Annotated[str, *choice("cheapest", "dearest")] = "cheapest"
    """Which of them."""


class QuantityStep(Part):
    """A discount from a quantity on."""

    from_: Annotated[Amount, Field(alias="from")]
    """From how many."""
    percent: Percent | None = None
    """So many percent off."""
    price: MoneyAmount | None = None
    """The price of one."""


class Bundle(Part):
    """Different lines that are cheaper together."""

    lines: Annotated[list[Condition], Field(min_length=2)]
    """One condition for each line that has to be there."""
    price: MoneyAmount | None = None
    """What they cost together."""
    percent: Percent | None = None
    """So many percent off."""


class OfferGives(Part):
    """What an offer gives; one of these."""

    percent: Percent | None = None
    """So many percent off."""
    amount: MoneyOrExpression | None = None
    """So much off."""
    price: MoneyAmount | None = None
    """A fixed price for each eligible line."""
    free: Text | None = None
    """A product, free."""
    cheapest: Percent | None = None
    """So many percent off the cheapest eligible line; 100 is free."""
    buy_get: BuyGet | None = None
    """Buy some, get others cheaper."""
    quantity: Annotated[list[QuantityStep], Field(min_length=1)] | None = None
    """Cheaper from a quantity on."""
    bundle: Bundle | None = None
    """Cheaper together."""
    shipping: Annotated[str | None, *choice("free")] = None
    """Free shipping."""
    shipping_price: MoneyAmount | None = None
    """What shipping costs."""
    sample: Text | None = None
    """A free sample."""
    units: Gives | None = None
    """More units."""
    perk: PerkId | None = None
    """Something members enjoy."""


class OfferPart(Audience):
    """A discount, free item or perk at checkout."""

    id: Id
    """What it is called in this document; unique in the list."""
    name: Names | None = None
    """What members call it."""
    description: LongTexts | None = None
    """What it is, for members."""
    picture: Link | None = None
    """Its picture."""
    code: Annotated[str, *choice("none", "pool", "personal", "word")] = "none"
    """Whether it needs a code: one of a pool, the member's own, or a word everybody knows."""
    pool: PoolId | None = None
    """Where the codes come from."""
    word: Text | None = None
    """The word everybody knows."""
    gives: OfferGives
    """What it gives."""
    when: Condition | None = None
    """Which orders; `order.value` is what earlier lanes left of it."""
    lines: Condition | None = None
    """Which lines it makes cheaper; all without it."""
    valid: Validity | None = None
    """How long a voucher holds, for instance `30 days from issue`, perhaps by level."""
    lane: LaneId | None = None
    """In which lane it competes; the first one without it."""
    per_member: Limits | None = None
    """How often one member can use it."""
    per_household: Limits | None = None
    """How often one household can use it."""
    in_all: Limits | None = None
    """How often it is given altogether."""
    at_most: MoneyAmount | None = None
    """The most it takes off one order."""
    budget: MoneyAmount | None = None
    """What it may cost in all."""
    at_limit: Annotated[str, *choice("cut", "refuse", "pause_rule")] = "refuse"
    """What happens at the end of the budget."""
    floor: Percent | None = None
    """How many percent of its price every line keeps."""
    announced: Annotated[str, *choice("public", "member_price", "personal")] = "personal"
    """Who can know of it: everybody, everybody who joins, or the member alone."""
    price_history: Annotated[str, *choice("required", "perishable", "none")] = "required"
    """Whether a public reduction shows the lowest price of 30 days; perishables are exempt."""
    personalised: YesOrNo = False
    """Whether an automated decision set it; members are told."""
    code_after_return: Annotated[str, *choice("returned", "used")] = "returned"
    """Whether a code can be used again when everything is returned."""
    printed: YesOrNo = False
    """Whether a coupon is printed on the receipt, for the next purchase."""
    issued_on: Condition | None = None
    """Which purchases print or grant it."""
    early_access: Length | None = None
    """How much earlier it begins for the levels named here."""
    vat: VatMark | None = None
    """How it is treated for value added tax."""
    cost: Annotated[str, *choice("operator", "partner", "supplier")] | None = None
    """Who pays for it."""
