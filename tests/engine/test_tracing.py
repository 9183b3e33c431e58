"""The trace of an event comes to the same numbers as the decision, and says what stood in the way of other rules."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest
from hypothesis import given

from tests.engine.test_earning_properties import PROGRAMME, hours, orders, state, stopped_nodes
from tests.scenarios import memory_books
from tests.scenarios.in_memory import MemoryShop
from tests.scenarios.language import all_scenarios
from tests.scenarios.story import Scenario
from treue.domain.events import Event, Purchase
from treue.domain.orders import Order
from treue.engine import pairing, time
from treue.engine.deciding import decide
from treue.engine.decision import Decision
from treue.engine.state import Node, State
from treue.engine.tracing import retrace
from treue.programme import Programme

SCENARIOS = all_scenarios()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[scenario.name for scenario in SCENARIOS])
def test_every_decision_of_a_scenario_is_traced_to_the_same_shares(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: Counter[str] = Counter()

    def traced(programme: Programme, before: State, event: Event) -> Decision:
        decision = decide(programme, before, event)
        if decision.refused is None:
            assert retrace(programme, event, decision.read_set).shares == decision.shares
        seen[decision.kind] += 1
        return decision

    for module in (memory_books, pairing, time):
        monkeypatch.setattr(module, "decide", traced)
    shop = MemoryShop(scenario)
    shop.play()
    # What time brought since the last of it.
    for name in scenario.then:
        shop.told(name)

    assert seen


@given(orders, hours, stopped_nodes)
def test_any_order_is_traced_to_the_same_shares(order: Order, at: datetime, stopped: frozenset[Node]) -> None:
    before = state(big=41, piece=3)
    before.stopped = stopped

    decision = decide(PROGRAMME, before, Purchase(at, order))

    assert retrace(PROGRAMME, Purchase(at, order), decision.read_set).shares == decision.shares
