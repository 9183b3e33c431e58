"""Readers of one tree agree: what the trace shows is what the compiled function decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hypothesis import given

from tests.rules import written_expressions as written
from treue.domain.instants import zone
from treue.domain.orders import Order
from treue.rules.at import At
from treue.rules.condition import Condition, read_condition
from treue.rules.grammar import NODES_MAX
from treue.rules.problems import ProblemCode
from treue.rules.trace import trace_condition
from treue.rules.types import Value
from treue.rules.vocabulary import Vocabulary, for_event, for_purchase

BERLIN = zone("Europe/Berlin")
EACH_LINE = for_purchase("EUR", each_line=True)


def sound(text: str, vocabulary: Vocabulary) -> Condition | None:
    """The condition; None where the text is only too large."""
    condition = read_condition(text, vocabulary)
    if isinstance(condition, Condition):
        return condition
    assert {problem.code for problem in condition} == {ProblemCode.LIMIT}, (text, condition, NODES_MAX)
    return None


@given(written.own_conditions, written.orders, written.instants)
def test_the_trace_of_a_purchase_comes_out_as_the_compiled_condition(
    text: str, order: Order, instant: datetime
) -> None:
    condition = sound(text, EACH_LINE)
    if condition is None:
        return
    at = At.of(instant, BERLIN)
    for line in order.lines:
        traced = trace_condition(condition.tree, order, line, at, {})

        assert condition.holds(order, line, at, {}) is traced.holds
        assert traced.undefined is None or traced.holds is False


@given(written.event_conditions, written.events)
def test_the_trace_of_a_custom_event_comes_out_as_the_compiled_condition(text: str, event: Mapping[str, Value]) -> None:
    condition = sound(text, for_event("EUR", written.FIELDS))
    if condition is None:
        return

    traced = trace_condition(condition.tree, None, None, written.noon, event)

    assert condition.holds(None, None, written.noon, event) is traced.holds
