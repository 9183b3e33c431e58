"""What the bench measures is there: its programme, its orders, and every step of the processor it looks at."""

from __future__ import annotations

from collections import Counter

from bench.deciding import measured_programme
from bench.orders import MEMBERS, NOW, STARTS_AT, Orders
from bench.ratios import RATIOS, read_ratios
from bench.steps import STEPS, Stopwatch, owner_of
from treue.domain.events import Purchase
from treue.engine.deciding import decide
from treue.engine.state import State


def test_the_programme_has_twenty_rules() -> None:
    assert len(measured_programme().earn) == 20


def test_a_purchase_makes_about_the_two_transfers_that_pgbench_writes() -> None:
    programme, orders = measured_programme(), Orders()
    commands = orders.purchases(2_000)

    events = [command.event for command in commands if isinstance(command.event, Purchase)]
    decisions = [decide(programme, State(NOW), event) for event in events]

    assert len({command.external_id for command in commands}) == 2_000
    assert {decision.refused for decision in decisions} == {None}
    assert all(STARTS_AT < event.occurred_at < NOW for event in events)
    assert 1.9 < sum(len(decision.transfers) for decision in decisions) / len(decisions) < 2.3


def test_two_runs_measure_the_same_orders() -> None:
    assert Orders().purchases(50) == Orders().purchases(50)
    assert max(Counter(command.member for command in Orders().purchases(MEMBERS)).values()) < 12


def test_every_step_that_is_measured_exists() -> None:
    missing = [f"{place}.{name}" for place, name, _ in STEPS if not hasattr(owner_of(place), name)]

    assert missing == [], "the processor was rebuilt; correct STEPS in bench/steps.py"


def test_a_step_counts_its_own_time_without_the_steps_inside() -> None:
    watch = Stopwatch()
    inner = watch.around(lambda: sum(range(200_000)), "inner")
    outer = watch.around(inner, "outer")

    with watch.step("whole"):
        outer()

    assert watch.seconds["inner"] > 10 * watch.seconds["outer"]
    assert watch.seconds["inner"] > 10 * watch.seconds["whole"]


def test_ratios_are_kept_beside_the_code() -> None:
    assert RATIOS.exists()
    assert all(value > 0 for value in read_ratios().values())
