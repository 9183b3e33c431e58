"""What members read of a ladder that is climbed period by period, and how an order at a rate is explained."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.engine.programmes import programme_of
from treue.engine.levels.participating import Outcome, Step
from treue.words.languages import language
from treue.words.participation import step_in_words

PROGRAMME = programme_of("""
units: {points: {name: {en: [point, points]}}}
metrics: {orders: {count: purchase, over: calendar month}}
ladders: {pace: {name: Pace, participation: {counts: calendar month, advance: metric.orders >= 2,
  hold: metric.orders >= 1, rates: [{from: 1, rate: 0.1}, {from: 4, rate: 0.15}]}}}
""")
END = datetime(2026, 5, 31, 22, tzinfo=UTC)
NEXT = (4, Decimal("0.15"))


def said(code: str, step: int, outcome: Outcome | None, ends: datetime | None = END) -> list[str]:
    rate, following = (Decimal("0.1"), NEXT) if step < 4 else (Decimal("0.15"), None)
    return step_in_words(language(code), PROGRAMME, Step("pace", step, rate, ends, following, outcome))


def test_step_rate_and_the_next_rate() -> None:
    assert said("en", 1, "otherwise") == ["Pace: step 1, your rate is 0.1.", "From step 4 on it is 0.15."]
    assert said("de", 2, "advance") == [
        "Pace: Schritt 2, Ihr Satz ist 0,1.",
        "Ab Schritt 4 ist er 0,15.",
        "Der Zeitraum bis zum 31.05.2026 ist schon ein Schritt nach oben.",
    ]


@pytest.mark.parametrize(
    ("step", "outcome", "ends", "told"),
    [
        (4, "advance", END, []),
        (4, "hold", END, ["As it stands, the period until May 31, 2026 changes nothing."]),
        (4, "otherwise", END, ["As it stands, you begin again after May 31, 2026."]),
        (4, None, END, []),
        (4, "otherwise", None, []),
    ],
)
def test_how_the_period_goes(step: int, outcome: Outcome | None, ends: datetime | None, told: list[str]) -> None:
    assert said("en", step, outcome, ends)[1:] == told
