"""What is stored of an event is the event: read back it is equal, whatever it holds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from treue.domain.books import Lot
from treue.domain.events import (
    Adjustment,
    CancelRedemption,
    CustomEvent,
    Event,
    Gift,
    GiftReceived,
    Handout,
    Joined,
    Left,
    LineBack,
    Merge,
    MergedAway,
    OpeningBalance,
    Purchase,
    ReissueRedemption,
    Rejoined,
    Return,
    Spend,
    UseRedemption,
)
from treue.domain.money import Money
from treue.domain.orders import Line, LineKind, Order, OrderReference, Receipt
from treue.engine.deciding import kind_of
from treue.engine.decision import ReadSet
from treue.processing.fingerprint import body_of
from treue.processing.replay import event_of, redecide
from treue.programme import Programme, read_parts

texts = st.one_of(st.sampled_from(["", "ß", "a", '{"', "\\u0000"]), st.text(st.characters(exclude_categories=["Cs"])))
instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
whole = st.one_of(st.sampled_from([0, -1, 2**63 - 1]), st.integers(-(2**63), 2**63 - 1))
decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6)
lines = st.builds(
    Line,
    sku=texts,
    amount=whole,
    quantity=st.one_of(st.just(Decimal(1)), decimals),
    discount=whole,
    name=texts,
    category=texts,
    brand=texts,
    tags=st.lists(texts, max_size=3).map(tuple),
    kind=st.sampled_from(LineKind),
    id=texts,
)
receipts = st.builds(Receipt, texts, texts, texts, st.dates())
references = st.one_of(
    st.builds(OrderReference, texts.filter(bool), texts.filter(bool)), st.builds(OrderReference, receipt=receipts)
)
backs = st.builds(
    LineBack, st.one_of(texts, st.integers(1, 9)), st.one_of(st.none(), decimals), st.one_of(st.none(), whole)
)
returns = st.builds(Return, instants, references, st.lists(backs, max_size=2).map(tuple), st.one_of(st.none(), whole))
orders = st.builds(
    Order,
    currency=st.sampled_from(["EUR", "JPY"]),
    lines=st.lists(lines, max_size=3).map(tuple),
    kind=texts,
    channel=texts,
    store=texts,
    till=texts,
    partner=texts,
)
field_values = st.one_of(
    texts, whole, st.booleans(), decimals, st.builds(Money, whole, st.sampled_from(["EUR", "JPY"]))
)
small = st.integers(0, 2**31 - 1)
lots = st.builds(Lot, small, small, texts, whole, whole, instants, instants, st.one_of(st.none(), instants))
some_lots = st.lists(lots, max_size=3).map(tuple)
events = st.one_of(
    st.builds(Purchase, instants, orders),
    returns,
    st.builds(CustomEvent, texts, instants, st.dictionaries(texts, field_values, max_size=4)),
    st.builds(Joined, st.one_of(st.none(), instants)),
    st.builds(Spend, texts, st.integers(0, 3), st.one_of(st.none(), whole), texts, texts),
    st.builds(Handout, texts, texts),
    st.builds(CancelRedemption, st.integers(1), texts),
    st.builds(ReissueRedemption, st.integers(1)),
    st.builds(UseRedemption, st.integers(1), st.one_of(st.none(), st.integers(1))),
    st.builds(Adjustment, texts, whole, texts, st.booleans()),
    st.builds(Gift, texts, whole, whole),
    st.builds(GiftReceived, whole, some_lots),
    st.builds(Merge, whole, some_lots, st.lists(st.tuples(texts, whole), max_size=2).map(tuple)),
    st.builds(MergedAway, whole),
    st.builds(Left),
    st.builds(Rejoined),
    st.builds(OpeningBalance, texts, whole, instants, st.one_of(st.none(), instants), texts),
)


@given(events)
def test_an_event_read_back_is_equal(event: Event) -> None:
    body: dict[str, Any] = msgspec.json.decode(body_of(event))

    assert event_of(kind_of(event), body) == event


def test_true_stays_true_and_one_stays_one() -> None:
    event = CustomEvent("visit", datetime(2026, 6, 1, tzinfo=UTC), {"first": True, "count": 1, "share": Decimal("1.0")})

    read = event_of("visit", msgspec.json.decode(body_of(event)))

    assert isinstance(read, CustomEvent)
    assert {name: type(value) for name, value in read.fields.items()} == {"first": bool, "count": int, "share": Decimal}


def test_what_is_gone_cannot_be_decided_again() -> None:
    with pytest.raises(ValueError, match="event 3 \\(purchase\\) cannot be decided again"):
        redecide(programme(), "purchase", 3, None, ReadSet(datetime(2026, 6, 1, tzinfo=UTC)))
    with pytest.raises(ValueError, match="not the kind of an event"):
        event_of("expiry", {"day": date(2026, 6, 1).isoformat()})


def programme() -> Programme:
    head = "{id: shop, name: Shop, currency: EUR, time_zone: UTC, languages: [en]}"
    document = f"treue: 1\nprogramme: {head}\nunits: {{points: {{name: {{en: [point, points]}}}}}}\n"
    read, faults = read_parts({"programme.yaml": document.encode()})
    assert read is not None, [str(fault) for fault in faults]
    return read
