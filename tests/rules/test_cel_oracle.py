"""Where the languages are the same, a full implementation of CEL comes to the same answer.

docs/expressions.md lists where they differ; the strategies write nothing of that.
"""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given

from tests.rules import written_expressions as written
from treue.domain.instants import zone
from treue.domain.orders import Line, Order
from treue.rules.at import At
from treue.rules.condition import Condition, read_condition
from treue.rules.declarations import Attribute, Declarations
from treue.rules.facts import Facts
from treue.rules.tables import Table
from treue.rules.types import INT, STRING
from treue.rules.vocabulary import for_event, for_purchase

# The oracle is published for Linux only, and not for every Python at once.
cel = pytest.importorskip("cel_expr_python.cel")

BERLIN = zone("Europe/Berlin")
CEL = cel.NewEnv(
    variables={
        "line.category": cel.Type.STRING,
        "line.name": cel.Type.STRING,
        "line.sku": cel.Type.STRING,
        "line.tags": cel.Type.List(cel.Type.STRING),
        "at.hour": cel.Type.INT,
        "at.day": cel.Type.INT,
        "at.month": cel.Type.INT,
        "at.year": cel.Type.INT,
    }
)


@given(written.common_conditions, written.lines, written.instants)
def test_cel_comes_to_the_same_answer(text: str, line: Line, instant: datetime) -> None:
    condition = read_condition(text, for_purchase("EUR", each_line=True))
    if not isinstance(condition, Condition):
        return  # larger than allowed; the twins make sure it is nothing else
    at = At.of(instant, BERLIN)

    answer = CEL.compile(text).eval(
        data={
            "line.category": line.category,
            "line.name": line.name,
            "line.sku": line.sku,
            "line.tags": list(line.tags),
            "at.hour": at.hour,
            "at.day": at.day,
            "at.month": at.month,
            "at.year": at.year,
        }
    )

    assert condition.holds(Order("EUR", (line,)), line, at, {}) is answer.value()


POINTS = {"economy": {"near": 20, "far": 60}, "Straße": {"near": 0, "far": 1}}
TABLES = Declarations(
    tables={
        "points": Table(
            "points",
            (STRING, STRING),
            (("", INT),),
            tuple(((cabin, region), (points,)) for cabin, row in POINTS.items() for region, points in row.items()),
        )
    },
    structs={"leg": {"cabin": Attribute(STRING), "region": Attribute(STRING)}},
)
CEL_OF_LEGS = cel.NewEnv(
    variables={
        "table.points": cel.Type.Map(cel.Type.STRING, cel.Type.Map(cel.Type.STRING, cel.Type.INT)),
        "leg.cabin": cel.Type.STRING,
        "leg.region": cel.Type.STRING,
    }
)


@pytest.mark.parametrize(
    "text", ["table.points[leg.cabin][leg.region] >= 20", "table.points['economy'][leg.region] == 60"]
)
@pytest.mark.parametrize("cabin", ["economy", "Straße"])
@pytest.mark.parametrize("region", ["near", "far"])
def test_a_table_is_a_map_of_maps(text: str, cabin: str, region: str) -> None:
    condition = read_condition(text, for_event("EUR", {}, each="leg", declared=TABLES))
    assert isinstance(condition, Condition)

    answer = CEL_OF_LEGS.compile(text).eval(data={"table.points": POINTS, "leg.cabin": cabin, "leg.region": region})

    facts = Facts(item={"cabin": cabin, "region": region})
    assert condition.holds(None, None, written.noon, {}, facts) is answer.value()
