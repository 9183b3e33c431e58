"""What a condition says to a reader, in both languages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from tests.rules import declared_expressions as declared
from tests.rules.test_twins import sound
from treue.rules.condition import Condition, read_condition
from treue.rules.declarations import Attribute, Declarations, Ladder
from treue.rules.tables import Table
from treue.rules.types import DECIMAL, INT, MONEY, STRING
from treue.rules.vocabulary import for_purchase
from treue.words.expressions import Language, expression_in_words

SHOP = Declarations(
    line={"pv": Attribute(DECIMAL, words={"en": "the point value", "de": "der Punktwert"})},
    metrics={
        "spend": Attribute(MONEY, words={"en": "the turnover of the year", "de": "der Umsatz des Jahres"}),
        "visits": Attribute(
            INT,
            words={"en": "the number of visits", "de": "die Zahl der Besuche"},
            counted={"en": ("visit", "visits"), "de": ("Besuch", "Besuche")},
        ),
    },
    ladders={"club": Ladder({"silver": {"en": "Silver", "de": "Silber"}, "gold": {"en": "Gold", "de": "Gold"}})},
    tables={"fees": Table("fees", (STRING,), (("", DECIMAL),), ((("web",), (2,)),))},
)
VOCABULARY = for_purchase("EUR", each_line=True, declared=SHOP)


@pytest.mark.parametrize(
    ("text", "english", "german"),
    [
        (
            "line.category == 'coffee' && at.weekday == 'tuesday'",
            "the category is “coffee” and it is Tuesday",
            "die Warengruppe ist „coffee“ und es ist Dienstag",
        ),
        (
            "order.paid >= 1234.50 EUR",
            "what was paid for goods is at least €1,234.50",
            "was für Waren bezahlt wurde ist mindestens 1.234,50 €",
        ),
        (
            "at.weekday in ['saturday', 'sunday'] || at.hour >= 18",
            "it is Saturday or Sunday or it is 18:00 or later",
            "es ist Samstag oder Sonntag oder es ist 18 Uhr oder später",
        ),
        (
            "!(at.date >= date('2027-03-01')) && at.month == 2",
            "it is before March 1, 2027 and it is February",
            "es ist noch nicht 1. März 2027 und es ist Februar",
        ),
        (
            "metric.visits >= 1",
            "the number of visits is at least 1 visit",
            "die Zahl der Besuche ist mindestens 1 Besuch",
        ),
        (
            "member.months > 12",
            "the time since joining is above 12 months",
            "die Zeit seit dem Beitritt liegt über dem Wert 12 Monate",
        ),
        ("level.club in ['silver', 'gold']", "the level is Silver or Gold", "die Stufe ist Silber oder Gold"),
        ("!has(line.brand)", "the brand is not known", "die Marke ist nicht bekannt"),
        (
            "line.kind != 'gift_card'",
            "what the line sells is not a gift card",
            "was die Position verkauft ist nicht eine Geschenkkarte",
        ),
        (
            "!(line.quantity * 2 < 1000.5 || 'fair' in line.tags)",
            "(the quantity times 2) is at least 1,000.5 and the article's tags do not include “fair”",
            "(die Menge mal 2) ist mindestens 1.000,5 und die Kennzeichen des Artikels enthalten nicht „fair“",
        ),
        (
            "!line.sku.startsWith('c-')",
            "the article number does not begin with “c-”",
            "die Artikelnummer beginnt nicht mit „c-“",
        ),
    ],
)
def test_a_condition_reads_as_part_of_a_sentence(text: str, english: str, german: str) -> None:
    condition = read_condition(text, VOCABULARY)
    assert isinstance(condition, Condition), condition

    assert expression_in_words(condition.tree, VOCABULARY, "en") == english
    # A currency sign keeps to its number with a space that does not break.
    assert expression_in_words(condition.tree, VOCABULARY, "de").replace("\u00a0", " ") == german


@given(declared.purchase_conditions)
def test_every_condition_has_words_without_operators_and_paths(text: str) -> None:
    condition = sound(text, declared.PURCHASE)
    if condition is None:
        return

    languages: tuple[Language, ...] = ("de", "en")
    for language in languages:
        words = expression_in_words(condition.tree, declared.PURCHASE, language)
        assert not re.search(r"&&|\|\||==|!=|<=|>=|\b(?:order|line|at|member|level|metric|table)\.[a-z]", words), words
