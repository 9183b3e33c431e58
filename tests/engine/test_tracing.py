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
from treue.domain.reasons import Reason
from treue.engine import pairing, time
from treue.engine.deciding import decide
from treue.engine.decision import Decision
from treue.engine.state import Node, State
from treue.engine.time import settle
from treue.engine.tracing import retrace, retrace_condition, retrace_period
from treue.programme import Programme
from treue.programme.records import PARTICIPATION

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
            assert retrace_condition(programme, event, decision.read_set) in (True, None)
        elif decision.refused is Reason.CONDITION_NOT_MET:
            assert retrace_condition(programme, event, decision.read_set) is False
        seen[decision.kind] += 1
        return decision

    def settled(programme: Programme, before: State, kind: str, subject: str, instant: datetime) -> Decision:
        decision = settle(programme, before, kind, subject, instant)
        if kind == PARTICIPATION and (period := retrace_period(programme, decision.read_set)) is not None:
            steps = [interval.level for climb in decision.climbs for interval in climb.intervals]
            assert steps == ([str(period.after)] if period.after != period.before else [])
        return decision

    for module in (memory_books, pairing, time):
        monkeypatch.setattr(module, "decide", traced)
    monkeypatch.setattr(memory_books, "settle", settled)
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
