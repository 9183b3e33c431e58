"""Where a member stands, as he reads it in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.engine.programmes import programme_of
from treue.engine.levels.progress import Lacking, Progress, Step
from treue.words.languages import language
from treue.words.levels import progress_in_words

PROGRAMME = programme_of(
    """\
units: {points: {name: {en: [point, points]}}}
metrics:
  spend_year: {name: {en: spend of the year}, sum: order.paid, over: calendar year}
  points_year: {earned: points, over: calendar year}
  orders: {name: {en: orders}, count: purchase, over: calendar year}
ladders:
  club:
    name: {en: Club}
    by: spend_year
    levels:
      - {id: basic, name: Basic, from: 0}
      - {id: silver, name: Silver, from: 100.00 EUR}
      - {id: gold, name: Gold, from: 500.00 EUR}
    keeps: rest of year and next
"""
)
END = datetime(2027, 12, 31, 23, tzinfo=UTC)
GOLD = Step("gold", all=(Lacking("spend_year", 13000),), kept_until=END)


def said(code: str, told: Progress) -> list[str]:
    return progress_in_words(language(code), PROGRAMME, told)


def test_the_next_level_and_until_when_it_would_be_kept() -> None:
    told = Progress("club", "basic", following=GOLD)

    assert said("en", told) == ["Club: Basic.", "€130.00 to Gold, kept until Dec 31, 2027."]
    assert said("de", told) == ["Club: Basic.", "Noch 130,00\xa0€ bis Gold, dann sicher bis zum 31.12.2027."]


def test_a_keep_with_what_extends_it() -> None:
    ahead = Step("silver", all=(Lacking("spend_year", 10000),), counted_from=date(2027, 1, 1))
    now = Step("silver", all=(Lacking("spend_year", 1),))

    assert said("en", Progress("club", "silver", kept_until=END, keeping=ahead)) == [
        "Club: Silver, kept until Dec 31, 2027.",
        "€100.00 from Jan 1, 2027 to Dec 31, 2027 to keep Silver.",
    ]
    assert said("en", Progress("club", "silver", kept_until=END, keeping=now))[1] == "€0.01 to keep Silver."
    assert (
        said("de", Progress("club", "silver", kept_until=END, keeping=now))[1]
        == "Noch 0,01\xa0€, um Silver zu behalten."
    )


def test_grace_no_level_and_nothing_missing() -> None:
    reached = Step("silver")

    assert said(
        "en", Progress("club", "silver", kept_until=END, in_grace=True, keeping=reached, following=reached)
    ) == ["Club: Silver, which can still be saved until Dec 31, 2027."]
    assert said("en", Progress("club", None)) == ["Club: no level yet."]
    assert said("de", Progress("club", None)) == ["Club: noch keine Stufe."]


@pytest.mark.parametrize(
    ("step", "english"),
    [
        (Step("gold", all=(Lacking("points_year", 650),)), "650 points to Gold."),
        (Step("gold", all=(Lacking("orders", 2),)), "2 (orders) to Gold."),
        (
            Step("gold", all=(Lacking("points_year", 1), Lacking("spend_year", 100))),
            "1 point and €1.00 (spend of the year) to Gold.",
        ),
        (
            Step("gold", all=(Lacking("points_year", 1),), any=(Lacking("orders", 2), Lacking("spend_year", 100))),
            "1 point and 2 (orders) or €1.00 (spend of the year) to Gold.",
        ),
    ],
)
def test_several_counters(step: Step, english: str) -> None:
    assert said("en", Progress("club", None, following=step))[1] == english


def test_what_members_enjoy_at_the_level() -> None:
    perks = programme_of("""
units: {points: {name: {en: [point, points]}}}
metrics: {spend: {sum: order.paid, over: lifetime}}
perks: {lounge: {name: Lounge}, early: {name: {en: Early access}}}
ladders: {club: {name: Club, by: spend, levels: [
  {id: basic, from: 0}, {id: gold, from: 5.00 EUR, perks: [lounge, early]}]}}
""")

    assert progress_in_words(language("en"), perks, Progress("club", "gold")) == [
        *("Club: gold.", "You enjoy: Lounge, Early access."),
    ]
    assert progress_in_words(language("en"), perks, Progress("club", "basic")) == ["Club: basic."]
