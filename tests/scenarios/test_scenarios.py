"""Every scenario is played twice, on the engine alone and on PostgreSQL, and both tell the same story, to the unit.

On PostgreSQL it is played through the HTTP service, where callers can ask for all of it, and else at the desk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.processing.shop import Shop
from tests.scenarios.again import DoubtingShop
from tests.scenarios.conftest import Serving
from tests.scenarios.for_callers import as_over_http, why_not
from tests.scenarios.in_memory import MemoryShop
from tests.scenarios.language import all_scenarios
from tests.scenarios.on_postgres import PostgresShop, member_told
from tests.scenarios.over_http import HttpShop
from tests.scenarios.story import Asked, Scenario
from tests.scenarios.told import Answer, MemberTold
from treue.domain.money import parse_money
from treue.processing.redeciding import redecide_all

SCENARIOS = all_scenarios()
AT_THE_DESK = [scenario for scenario in SCENARIOS if why_not(scenario) is not None]


def _over_http(scenario: Scenario) -> Any:
    """The scenario, or the reason that `pytest -rs` prints where no caller can ask for all of it."""
    reason = why_not(scenario)
    marks = [pytest.mark.skip(reason=f"{scenario.name}: {reason}")] if reason is not None else []
    return pytest.param(scenario, id=scenario.name, marks=marks)


def test_scenarios_have_names_of_their_own_and_say_what_they_guard() -> None:
    names = Counter(scenario.name for scenario in SCENARIOS)

    assert [name for name, count in names.items() if count > 1] == []
    assert all(scenario.guards for scenario in SCENARIOS)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[scenario.name for scenario in SCENARIOS])
def test_in_memory(scenario: Scenario) -> None:
    shop = DoubtingShop(scenario)

    _compare_answers(scenario, shop.play())
    for name, expected in scenario.then.items():
        _compare_member(scenario, name, shop.told(name), expected)


@pytest.mark.postgres
@pytest.mark.parametrize("scenario", AT_THE_DESK, ids=[scenario.name for scenario in AT_THE_DESK])
def test_on_postgres_as_in_memory(scenario: Scenario, serving: Serving) -> None:
    async def story() -> None:
        memory = MemoryShop(scenario)
        async with serving.shop(scenario) as shop:
            postgres = PostgresShop(shop, scenario)
            answers = await postgres.play()

            _compare_answers(scenario, answers)
            assert answers == memory.play()
            for name, expected in scenario.then.items():
                told = await postgres.told(name)
                _compare_member(scenario, name, told, expected)
                assert told == memory.told(name)
            await _prove(shop)

    serving.run(story())


@pytest.mark.postgres
@pytest.mark.parametrize("scenario", [_over_http(scenario) for scenario in SCENARIOS])
def test_over_http_as_in_memory(scenario: Scenario, serving: Serving) -> None:
    async def story() -> None:
        memory = MemoryShop(scenario)
        async with serving.shop(scenario) as shop:
            service = HttpShop(serving.client, shop, scenario)
            answers = await service.play()

            asked = [each for step in scenario.steps if isinstance(step, list) for each in step]
            expected_answers = [as_over_http(*one) for one in zip(asked, memory.play(), strict=True)]
            assert answers == expected_answers
            for name, expected in scenario.then.items():
                in_books = await member_told(shop.desk, name, scenario, service.erased.get(name))
                _compare_member(scenario, name, in_books, expected)
                assert in_books == memory.told(name)
                if name in service.erased:
                    assert await service.is_nobody(name)
                    continue
                over_http = await service.told(name)
                assert over_http == replace(in_books, holdings=over_http.holdings, lines={})
                assert over_http.holdings.items() >= in_books.holdings.items()
            await _prove(shop)

    serving.run(story())


def test_what_no_caller_asks_for_is_little_and_has_its_reason() -> None:
    reasons = Counter(why_not(scenario) for scenario in AT_THE_DESK)

    assert len(AT_THE_DESK) <= 4, reasons


async def _prove(shop: Shop) -> None:
    """Decided again nothing differs, and what is derived is derived again from the books."""
    assert await shop.verify() == []
    assert (await redecide_all(shop.desk)).differences == []
    await shop.rebuild()
    assert await shop.verify() == []


def _compare_answers(scenario: Scenario, answers: list[Answer]) -> None:
    asked = [each for step in scenario.steps if isinstance(step, list) for each in step]
    for number, (each, answer) in enumerate(zip(asked, answers, strict=True), 1):
        _compare_answer(scenario, f"command {number} ({each.command.event})", each, answer)


def _compare_answer(scenario: Scenario, place: str, asked: Asked, answer: Answer) -> None:
    expected = asked.expected
    told = answer.reason if answer.reason and answer.status == "refused" else answer.status
    assert told == expected.get("then", "decided"), f"{place}: {answer}"
    if "gives" in expected:
        assert dict(answer.given) == _scaled(scenario, expected["gives"]), place
    if "takes" in expected:
        assert dict(answer.taken) == _scaled(scenario, expected["takes"]), place
    if "missing" in expected:
        assert answer.missing == expected["missing"], place
    if "shares" in expected:
        shares = [
            (rule, unit, scenario.scaled(unit, amount))
            for rule, units in expected["shares"].items()
            for unit, amount in units.items()
        ]
        assert list(answer.shares) == shares, place
    if "donates" in expected:
        donated = {cause: round(Decimal(str(amount)) * 100) for cause, amount in expected["donates"].items()}
        assert dict(answer.donated) == donated, place
    if "perks" in expected:
        assert list(answer.perks) == expected["perks"], place
    if "until" in expected:
        assert answer.until is not None, place
        assert datetime.fromisoformat(answer.until) == scenario.instant(expected["until"])
    for name in ("pays", "worth"):
        if name in expected:
            money = parse_money(expected[name])
            assert getattr(answer, name) == (money.minor, money.currency), place
    for name in ("lacking", "code"):
        if name in expected:
            assert getattr(answer, name) == expected[name], place


def _scaled(scenario: Scenario, amounts: Mapping[str, Any]) -> dict[str, int]:
    return {unit: scenario.scaled(unit, amount) for unit, amount in amounts.items()}


def _compare_member(scenario: Scenario, name: str, told: MemberTold, expected: dict[str, Any]) -> None:
    if "history" in expected:
        assert list(told.history) == expected["history"], name
    if "redemptions" in expected:
        assert list(told.redemptions) == expected["redemptions"], name
    for ladder, line in expected.get("levels", {}).items():
        assert list(told.lines.get(ladder, ())) == line, f"{name}: {ladder}"
    for unit, figures in expected.items():
        if unit in ("history", "redemptions", "levels"):
            continue
        holding = told.holdings[unit]
        found = {"available": holding.available, "pending": holding.pending, "debt": holding.debt}
        for figure in found.keys() & figures.keys():
            assert found[figure] == scenario.scaled(unit, figures[figure]), f"{name}: {figure} {unit}"
        if "lots" in figures:
            lots = [
                {"left": lot.left, "of": lot.of, "from": lot.available, "until": lot.expires} for lot in holding.lots
            ]
            written = [_lot(scenario, unit, lot) for lot in figures["lots"]]
            assert [{key: lot[key] for key in asked} for lot, asked in zip(lots, written, strict=True)] == written, name


def _lot(scenario: Scenario, unit: str, written: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for key, value in written.items():
        if key in ("left", "of"):
            read[key] = scenario.scaled(unit, value)
        else:
            read[key] = None if value == "never" else scenario.instant(value)
    return read
