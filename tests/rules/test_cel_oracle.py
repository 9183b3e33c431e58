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
from treue.rules.vocabulary import for_purchase

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
