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
from treue.words.expressions import expression_in_words
from treue.words.languages import language, languages

SHOP = Declarations(
    line={"pv": Attribute(DECIMAL, words={"en": "Point value", "de": "Punktwert"})},
    metrics={
        "spend": Attribute(MONEY, words={"en": "Turnover of the year", "de": "Umsatz des Jahres"}),
        "visits": Attribute(INT, words={"en": "Visits", "de": "Besuche"}),
        "plain": Attribute(INT),
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
            "der bezahlte Warenwert ist mindestens 1.234,50 €",
        ),
        (
            "at.weekday in ['saturday', 'sunday'] || at.hour >= 18",
            "it is Saturday or Sunday or it is 18:00 or later",
            "es ist Samstag oder Sonntag oder es ist 18 Uhr oder später",
        ),
        (
            "!(at.date >= date('2027-03-01')) && at.month == 2",
            "it is before March 1, 2027 and it is February",
            "es ist vor dem 1. März 2027 und es ist Februar",
        ),
        (
            "metric.visits >= 1",
            "“Visits” is at least 1",
            "„Besuche“ ist mindestens 1",
        ),
        (
            "member.months > 12",
            "the time since joining is above 12 months",
            "die Zeit seit dem Beitritt ist größer als 12 Monate",
        ),
        ("metric.plain > 0", "the figure “plain” is above 0", "die Kennzahl „plain“ ist größer als 0"),
        ("level.club in ['silver', 'gold']", "the level is Silver or Gold", "die Stufe ist Silber oder Gold"),
        ("!has(line.brand)", "the brand is not known", "die Marke ist nicht bekannt"),
        (
            "line.kind != 'gift_card'",
            "what the line sells is not a gift card",
            "die Art der Position ist nicht Geschenkkarte",
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

    assert expression_in_words(condition.tree, VOCABULARY, language("en")) == english
    # A currency sign keeps to its number with a space that does not break.
    assert expression_in_words(condition.tree, VOCABULARY, language("de")).replace("\u00a0", " ") == german


@given(declared.purchase_conditions)
def test_every_condition_has_words_without_operators_and_paths(text: str) -> None:
    condition = sound(text, declared.PURCHASE)
    if condition is None:
        return

    for code in languages():
        words = expression_in_words(condition.tree, declared.PURCHASE, language(code))
        assert not re.search(r"&&|\|\||==|!=|<=|>=|\b(?:order|line|at|member|level|metric|table)\.[a-z]", words), words
