"""Change notes: what a member would want to know, in both languages; nothing that differs goes unsaid."""

from __future__ import annotations

import pytest

from tests.programme.versions.texts import edited, root
from treue.programme.schema.document import Document
from treue.programme.schema.part import keys_of
from treue.programme.versions import changes_between
from treue.words.changes import change_in_words, reordering_in_words
from treue.words.changes_phrases import SECTIONS, SETTINGS, period_in_words
from treue.words.languages import language

GERMAN = (("{en: [bean, beans]}", "{de: [Bohne, Bohnen], en: [bean, beans]}"),)


def note(code: str, *replacements: tuple[str, str]) -> list[str]:
    """The sentences about an edit of the base."""
    words = language(code)
    old = root(edited(*GERMAN))
    new = root(edited(*GERMAN, *replacements))
    change_set = changes_between(old, new)
    told = [sentence for change in change_set.changes for sentence in change_in_words(words, old, new, change)]
    return told + [reordering_in_words(words, one) for one in change_set.reorderings]


@pytest.mark.parametrize(
    ("replacement", "english", "german"),
    [
        (
            ("per: 1.00 EUR", "per: 1.50 EUR"),
            "Rule “base”: 1 bean per €1.50 instead of €1.00.",
            "Regel „base“: 1 Bohne je 1,50\xa0€ statt 1,00\xa0€.",
        ),
        (
            ("give: {beans: 1}, per: 1.00 EUR", "give: {beans: 3}, per: 2.00 EUR"),
            "Rule “base”: 3 beans per €2.00 instead of 1 bean per €1.00.",
            "Regel „base“: 3 Bohnen je 2,00\xa0€ statt 1 Bohne je 1,00\xa0€.",
        ),
        (
            ("give: {beans: 50}", "give: {beans: 1000}"),
            "Rule “welcome”: 1,000 beans instead of 50 beans.",
            "Regel „welcome“: 1.000 Bohnen statt 50 Bohnen.",
        ),
        (
            ("per: 1.00 EUR", "per: 1.00 EUR, budget: {beans: 500000}"),
            "Rule “base”: the budget is new: 500,000 beans.",
            "Regel „base“: das Budget ist neu: 500.000 Bohnen.",
        ),
        (
            ("after 12 months", "after 1 year"),
            "Unit “beans”: when units expire is now after 1 year instead of after 12 months.",
            "Einheit „Bohnen“: wann sie verfallen ist jetzt nach 1 Jahr statt nach 12 Monaten.",
        ),
        (
            (", expires: after 12 months", ""),
            "Unit “beans”: when units expire no longer holds; it was after 12 months.",
            "Einheit „Bohnen“: wann sie verfallen gilt nicht mehr; bisher nach 12 Monaten.",
        ),
        (
            ("cost: {beans: 100}", "cost: {beans: 120}"),
            "Reward “Free coffee”: costs 120 beans instead of 100 beans.",
            "Prämie „Free coffee“: kostet 120 Bohnen statt 100 Bohnen.",
        ),
        (
            ("  - {id: welcome, event: joined, give: {beans: 50}}\n", ""),
            "No longer there: Rule “welcome”.",
            "Entfällt: Regel „welcome“.",
        ),
        (
            ("rewards:\n", "rewards:\n  - {id: tea, name: Tea, cost: {beans: 1}, gives: {product: tea}}\n"),
            "New: Reward “Tea”: costs 1 bean.",
            "Neu: Prämie „Tea“: kostet 1 Bohne.",
        ),
        (
            ("gives: {product: coffee}", "gives: {product: espresso}"),
            "Reward “Free coffee”: what one gets (product) is now “espresso” instead of “coffee”.",
            "Prämie „Free coffee“: was man bekommt (product) ist jetzt „espresso“ statt „coffee“.",
        ),
        (
            ("time_zone: Europe/Berlin", "time_zone: Europe/Paris"),
            "Programme “time_zone”: “Europe/Paris” instead of “Europe/Berlin”.",
            "Programm „time_zone“: „Europe/Paris“ statt „Europe/Berlin“.",
        ),
        (
            ("units:\n", "metrics: {spend: {sum: order.paid, over: calendar year}}\nunits:\n"),
            "New: Counter “spend”: sum “order.paid”, over “calendar year”.",
            "Neu: Zähler „spend“: sum „order.paid“, over „calendar year“.",
        ),
    ],
)
def test_a_change_is_said_in_both_languages(replacement: tuple[str, str], english: str, german: str) -> None:
    assert note("en", replacement) == [english]
    assert note("de", replacement) == [german]


def test_two_changes_in_one_rule_are_two_sentences() -> None:
    assert note(
        "en", ("give: {beans: 1}, per: 1.00 EUR", "when: order.paid > 5.00 EUR, give: {beans: 2}, per: 1.00 EUR")
    ) == [
        "Rule “base”: 2 beans per €1.00 instead of 1 bean per €1.00.",
        "Rule “base”: the condition is new: “order.paid > 5.00 EUR”.",
    ]


def test_every_section_of_a_document_has_a_name() -> None:
    assert sorted(SECTIONS) == sorted(key for _, key in keys_of(Document))
    assert {section for section, _ in SETTINGS} <= set(SECTIONS)


def test_periods_follow_the_language() -> None:
    german = language("de")

    assert period_in_words(german, "after 1 day") == "nach 1 Tag"
    assert period_in_words(german, "after 3 days") == "nach 3 Tagen"
    assert period_in_words(german, "3 days") == "3 Tage"
    assert period_in_words(german, "after 12 months to end of quarter") is None
