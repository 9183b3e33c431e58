"""A programme that declares everything there is to declare, with strategies for conditions and facts about it."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from tests.rules import written_expressions as written
from treue.rules.declarations import Attribute, Declarations, Ladder
from treue.rules.facts import Facts
from treue.rules.tables import Table
from treue.rules.types import BOOL, DATE, DECIMAL, INT, MONEY, STRING, list_of, struct_of
from treue.rules.vocabulary import for_event, for_purchase

POINTS = Table(
    "points",
    (STRING, STRING),
    (("", DECIMAL),),
    tuple(((cabin, region), (Decimal(points),)) for cabin, region, points in [
        ("economy", "near", "20"), ("economy", "far", "60"), ("Straße", "near", "0.333"), ("", "far", "-1.5"),
    ]),
)  # fmt: skip
FEES = Table(
    "fees",
    (INT,),
    (("percent", DECIMAL), ("name", STRING), ("least", MONEY), ("free", BOOL), ("since", DATE)),
    (
        ((0,), (Decimal("1.25"), "none", 0, True, date(2027, 1, 1))),
        ((7,), (Decimal(0), "Straße", 301, False, date(2028, 2, 29))),
    ),
    otherwise=(Decimal("0.1"), "", -1, False, date(1900, 1, 1)),
)
DECLARED = Declarations(
    order={"pv": Attribute(DECIMAL), "gift": Attribute(BOOL, default=True)},
    line={"pv": Attribute(DECIMAL, default=Decimal("0.1234567")), "made": Attribute(DATE)},
    member={
        "pet": Attribute(STRING, default="cat"),
        "renewed": Attribute(DATE),
        "sizes": Attribute(list_of(INT)),
        "shares": Attribute(list_of(DECIMAL), default=(Decimal("0.1"), Decimal(7))),
        "pass": Attribute(STRING, values=("social", "student")),
    },
    partner={"rate": Attribute(DECIMAL)},
    structs={"leg": {"cabin": Attribute(STRING), "region": Attribute(STRING), "miles": Attribute(INT)}},
    metrics={"spend": Attribute(MONEY), "visits": Attribute(INT)},
    ladders={"club": Ladder({"green": {}, "gold": {}})},
    plans={"post": {}},
    segments={"young": {}, "old": {}},
    tables={"points": POINTS, "fees": FEES},
)
PURCHASE = for_purchase("EUR", each_line=True, declared=DECLARED)
FLIGHT = for_event("EUR", {**written.FIELDS, "legs": list_of(struct_of("leg"))}, each="leg", declared=DECLARED)

member_numbers = st.sampled_from(
    [
        "member.days",
        "member.months",
        "member.age",
        "metric.visits",
        "size(member.sizes)",
        "days(member.joined, at.date)",
    ]
)
sides = st.one_of(written.whole_numbers, member_numbers)
numbers = st.recursive(
    st.one_of(
        written.decimals,
        sides,
        st.sampled_from(
            ["order.pv", "line.pv", "partner.rate", "order.quantity", "order.lines", "(order.shipping / 1.00 EUR)"]
        ),
        sides.map(lambda number: f"table.fees[{number}].percent"),
        sides.map(lambda number: f"[0.5, line.pv, 3][{number}]"),
        sides.map(lambda number: f"member.sizes[{number}]"),
        sides.map(lambda number: f"member.shares[{number}]"),
        st.sampled_from(["table.points[line.category][line.name]", "table.points['economy'][line.brand]"]),
    ),
    lambda parts: st.one_of(
        st.tuples(parts, parts).map(lambda pair: "min({}, {})".format(*pair)),
        st.tuples(parts, parts, parts).map(lambda three: "max({}, {}, {})".format(*three)),
        parts.map(lambda part: f"floor({part})"),
        st.tuples(parts, st.sampled_from("+-*/"), parts).map(lambda three: "({} {} {})".format(*three)),
        st.tuples(parts, parts).map(lambda pair: "(order.gift ? {} : {})".format(*pair)),
    ),
    max_leaves=3,
)
money = st.one_of(
    written.money,
    st.sampled_from(["metric.spend", "order.shipping", "table.fees[at.hour].least", "min(metric.spend, line.paid)"]),
)
dates = st.sampled_from(
    [
        "at.date",
        "member.joined",
        "date('2028-02-29')",
        "table.fees[member.age].since",
        "min(at.date, member.joined)",
        "(has(member.renewed) ? member.renewed : at.date)",
    ]
)
purchase_conditions = st.recursive(
    st.one_of(
        written.own_conditions,
        st.tuples(numbers, written.orders_of_magnitude, numbers).map(" ".join),
        st.tuples(money, written.orders_of_magnitude, money).map(" ".join),
        st.tuples(dates, written.orders_of_magnitude, dates).map(" ".join),
        st.tuples(numbers, numbers).map(lambda pair: "{} in [1, 0.1, {}]".format(*pair)),
        numbers.map(lambda number: f"{number} in member.sizes"),
        numbers.map(lambda number: f"{number} in member.shares"),
        sides.map(lambda number: f"table.fees[{number}].free"),
        sides.map(lambda number: f"table.fees[{number}].name == line.category"),
        sides.map(lambda number: f"['coffee', line.sku][{number}] < line.name"),
        st.tuples(sides, written.texts).map(lambda pair: "{1} in ({0} > 3 ? line.tags : ['coffee', ''])".format(*pair)),
        st.sampled_from(
            [
                "level.club == 'gold'",
                "level.club in ['green', 'gold']",
                "has(level.club)",
                "plan.post in ['trial', 'running']",
                "'young' in member.segments",
                "member.pass == 'student'",
                "member.pet == 'cat'",
                "member.sizes == [7, 0.0]",
                "member.shares != member.sizes",
                "line.tags == order.tags",
                "(order.gift ? line.tags : ['']) == ['']",
                "'bio' in order.tags",
                "has(order.tags) && has(line.tags)",
                "has(member.renewed) && days(member.renewed, at.date) < 30",
                "(!has(line.made) || line.made >= member.joined)",
                "order.gift",
                "at.quarter == 4",
                "line.name + line.brand > 'coffee' + line.sku",
            ]
        ),
    ),
    written.combined,
    max_leaves=4,
)
"""Everything a rule for purchases can ask."""

flight_conditions = st.recursive(
    st.one_of(
        written.event_conditions,
        st.sampled_from(
            [
                "table.points[leg.cabin][leg.region] >= 20",
                "leg.miles * table.points[leg.cabin][leg.region] / 3 > 100",
                "size(event.legs) == 2",
                "leg.cabin + leg.region < 'f'",
                "has(leg.region)",
            ]
        ),
    ),
    written.combined,
    max_leaves=4,
)

texts = st.one_of(written.nasty_texts, st.sampled_from(["economy", "near", "far", "green"])).map(
    lambda text: unicodedata.normalize("NFC", text)
)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
whole = st.sampled_from([-1, 0, 1, 7, 30, written.LARGEST])
exact = st.sampled_from([Decimal(text) for text in ("0", "0.1", "-2.5", "0.333", "7", "1e3")])
members = st.fixed_dictionaries(
    {"joined": days, "days": st.integers(0, 40_000), "months": st.integers(0, 1_200)},
    optional={
        "age": st.integers(0, 120),
        "language": st.sampled_from(["de", "en"]),
        "segments": st.lists(st.sampled_from(["young", "old"]), max_size=2).map(tuple),
        "pet": texts,
        "renewed": days,
        "sizes": st.lists(whole, max_size=3).map(tuple),
        "shares": st.lists(exact, max_size=3).map(tuple),
        "pass": st.sampled_from(["social", "student"]),
    },
)
facts = st.builds(
    Facts,
    order=st.fixed_dictionaries({}, optional={"pv": exact, "gift": st.booleans()}),
    line=st.fixed_dictionaries({}, optional={"pv": exact, "made": days}),
    item=st.fixed_dictionaries({}, optional={"cabin": texts, "region": texts, "miles": whole}),
    member=members,
    metric=st.fixed_dictionaries({}, optional={"spend": written.amounts, "visits": whole}),
    level=st.fixed_dictionaries({}, optional={"club": st.sampled_from(["green", "gold"])}),
    plan=st.fixed_dictionaries({}, optional={"post": st.sampled_from(["trial", "running", "paused"])}),
    partner=st.fixed_dictionaries({}, optional={"rate": exact}),
)
flights = st.tuples(
    written.events, st.lists(st.fixed_dictionaries({}, optional={"cabin": texts, "miles": whole}), max_size=2)
).map(lambda pair: {**pair[0], "legs": tuple(pair[1])})
