"""Sentences for codes, and amounts, dates and money as each language writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from treue.domain.books import Account, Cause
from treue.domain.instants import zone
from treue.domain.money import Money
from treue.domain.reasons import Reason
from treue.engine.counting import COUNTED
from treue.engine.giving import GIFT, GIFT_RECEIVED
from treue.engine.households.belonging import HOUSEHOLD_KINDS
from treue.engine.households.pooling import POOL_GIVEN, POOL_RECEIVED
from treue.engine.leaving import LEFT, REJOINED
from treue.engine.levels.setting import LEVEL_SET
from treue.engine.moving import MERGE, MERGED
from treue.engine.opening import OPENING
from treue.engine.returning.standing import RETURN
from treue.engine.rewards.changing import ARRIVED, CANCELLATION, REISSUE, SENT, USE, VOID
from treue.engine.rewards.redeeming import HANDOUTS, SPEND
from treue.engine.rewards.waiting import AWAITED, GIVEN_UP
from treue.engine.rights import DAY_CHOSEN
from treue.engine.taking import ADJUSTMENT
from treue.engine.time import TIME_KINDS
from treue.processing.proof import CALENDAR, CHECKS
from treue.programme.records import BUILT_IN_EVENTS, LEVEL_LOST, LEVEL_REACHED, Price, Reward, Unit
from treue.words import proofs
from treue.words.happenings import KINDS, account_in_words, cause_in_words, kind_in_words
from treue.words.history import Names, effect_in_words
from treue.words.languages import Language, UnknownLanguage, language, language_of, languages
from treue.words.reasons import SENTENCES, missing_in_words, reason_in_words
from treue.words.units import amount_in_words, plain_amount

BERLIN = zone("Europe/Berlin")
POINTS = Unit("points", {"de": ("Punkt", "Punkte"), "en": ("point", "points")}, 0)
STARS = Unit("stars", {"de": ("Stern", "Sterne"), "en": ("star", "stars")}, 2)
JAM = Reward("jam", {"de": "Marmelade", "en": "Jam"}, (Price({"points": 40}),), {"product": "jam"}, limited=False)
NAMES = Names({"points": POINTS, "stars": STARS}, {"jam": JAM})


@pytest.fixture(params=languages())
def each(request: pytest.FixtureRequest) -> Language:
    return language(str(request.param))


def is_for_people(text: str, *codes: str) -> bool:
    """No placeholder is left, no code shows, and it begins like words do."""
    return bool(text) and not any(sign in text for sign in "{}_") and text not in codes


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence(each: Language, reason: Reason) -> None:
    sentence = reason_in_words(each, reason)

    assert is_for_people(sentence, reason.value)
    assert sentence[0].isupper()
    assert sentence.endswith(".")


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_a_phrase(each: Language, cause: Cause) -> None:
    assert is_for_people(cause_in_words(each, cause, "3 points", "jam"), cause.value)


@pytest.mark.parametrize("account", Account)
def test_every_account_has_a_name(each: Language, account: Account) -> None:
    assert is_for_people(account_in_words(each, account), "member", "debt")


def test_every_kind_of_event_has_a_name(each: Language) -> None:
    of_rewards = {SPEND, *HANDOUTS, CANCELLATION, REISSUE, USE, VOID, SENT, ARRIVED, AWAITED, GIVEN_UP}
    of_members = {GIFT, GIFT_RECEIVED, MERGE, MERGED, LEFT, REJOINED, OPENING}
    of_households = {*HOUSEHOLD_KINDS, POOL_GIVEN, POOL_RECEIVED}
    of_levels = {LEVEL_REACHED, LEVEL_LOST, LEVEL_SET}
    reported = {*BUILT_IN_EVENTS, RETURN, ADJUSTMENT}
    assert set(KINDS) == {
        *reported,
        *TIME_KINDS,
        COUNTED,
        DAY_CHOSEN,
        *of_rewards,
        *of_members,
        *of_households,
        *of_levels,
    }
    for kind in KINDS:
        assert is_for_people(kind_in_words(each, kind), kind)


def test_every_check_of_the_books_has_words(each: Language) -> None:
    assert tuple(proofs.CHECKS) == (*CHECKS, CALENDAR)
    assert all(is_for_people(each.say(words), check) for check, words in proofs.CHECKS.items() if "_" in check)


def test_a_sentence_for_each_reason_and_no_other() -> None:
    assert set(SENTENCES) == set(Reason)


def test_an_event_of_the_programmes_own_is_called_what_the_programme_calls_it() -> None:
    assert kind_in_words(language("en"), "long-visit") == "Event 'long-visit'"
    assert kind_in_words(language("de"), "long-visit") == "Ereignis „long-visit“"


@pytest.mark.parametrize(
    ("amount", "english", "german"),
    [
        (0, "0 stars", "0 Sterne"),
        (100, "1 star", "1 Stern"),
        (150, "1.5 stars", "1,5 Sterne"),
        (1, "0.01 stars", "0,01 Sterne"),
        (123456700, "1,234,567 stars", "1.234.567 Sterne"),
        (-100, "-1 star", "-1 Stern"),
    ],
)
def test_amounts_have_decimals_separators_and_plurals(amount: int, english: str, german: str) -> None:
    assert amount_in_words(language("en"), STARS, amount) == english
    assert amount_in_words(language("de"), STARS, amount) == german


@pytest.mark.parametrize(
    ("unit", "missing", "english", "german"),
    [
        (POINTS, 1, "1 point is missing.", "Es fehlt 1 Punkt."),
        (POINTS, 42, "42 points are missing.", "Es fehlen 42 Punkte."),
        (STARS, 100, "1 star is missing.", "Es fehlt 1 Stern."),
        (STARS, 50, "0.5 stars are missing.", "Es fehlen 0,5 Sterne."),
        (STARS, 250, "2.5 stars are missing.", "Es fehlen 2,5 Sterne."),
    ],
)
def test_what_is_missing_in_both_languages(unit: Unit, missing: int, english: str, german: str) -> None:
    assert missing_in_words(language("en"), unit, missing) == english
    assert missing_in_words(language("de"), unit, missing) == german


@pytest.mark.parametrize(
    ("amount", "decimals", "plain"), [(1250, 2, "12.5"), (100, 0, "100"), (-5, 1, "-0.5"), (0, 4, "0")]
)
def test_scaled_amounts_as_plain_numbers(amount: int, decimals: int, plain: str) -> None:
    assert str(plain_amount(amount, decimals)) == plain


def test_a_unit_without_a_name_in_the_language_keeps_its_own() -> None:
    kronen = Unit("kronen", {"sv": ("krona", "kronor")}, 0)

    assert amount_in_words(language("de"), kronen, 3) == "3 kronor"


def test_instants_numbers_and_money_follow_the_language() -> None:
    instant = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    english, german = language("en"), language("de")

    assert (english.day(instant, BERLIN), german.day(instant, BERLIN)) == ("Mar 29, 2026", "29.03.2026")
    assert english.moment(instant, BERLIN) == "Mar 29, 2026, 3:30:00 AM"
    assert german.moment(instant, BERLIN) == "29.03.2026, 03:30:00"
    assert english.money(Money(123456, "EUR")) == "€1,234.56"
    assert german.money(Money(123456, "EUR")) == "1.234,56\xa0€"
    assert german.money(Money(500, "JPY")) == "500\xa0¥"
    assert german.number(Decimal("1234.5678")) == "1.234,5678"


def test_the_effect_of_a_purchase_names_each_rule_and_each_cut() -> None:
    shares = [
        ["base", "points", 37],
        ["double", "points", 8, 12, "budget_cut"],
        ["half", "points", -3],
        ["extra", "stars", 150],
    ]
    figures = {"shares": shares}
    moves = [("earned", "base", "points", 42), ("debt_paid", "", "points", -10)]

    assert effect_in_words(language("en"), NAMES, None, figures, moves) == (
        "37 points by rule base, 8 of 12 points by rule double because its budget is used up, 3 less by rule half, "
        "1.5 stars by rule extra, 10 points used to pay what was owed"
    )
    assert effect_in_words(language("de"), NAMES, None, figures, moves) == (
        "37 Punkte nach Regel base, 8 statt 12 Punkte nach Regel double, weil ihr Budget aufgebraucht ist, "
        "3 weniger nach Regel half, 1,5 Sterne nach Regel extra, 10 Punkte mit dem Rückstand verrechnet"
    )


@pytest.mark.parametrize(
    ("refused", "figures", "moves", "english", "german"),
    [
        (None, {}, [], "no change", "keine Änderung"),
        (None, {}, [("spent", "jam", "points", -40)], "40 points for Jam", "40 Punkte für Marmelade"),
        (None, {}, [("spent", "gone", "points", -1)], "1 point for gone", "1 Punkt für gone"),
        (None, {}, [("expired", "", "points", -1)], "1 point expired", "1 Punkt verfallen"),
        (None, {}, [("adjusted", "gift", "stars", 50)], "+0.5 stars: gift", "+0,5 Sterne: gift"),
        (
            None,
            {"debt": {"points": 7}},
            [("adjusted", "error", "points", -3), ("debt_made", "error", "points", 0)],
            "-3 points: error, 7 points owed: error",
            "-3 Punkte: error, 7 Punkte Rückstand: error",
        ),
        (
            "too_late",
            {},
            [],
            "refused: This happened longer ago than the programme accepts.",
            "abgelehnt: Das ist länger her, als das Programm annimmt.",
        ),
    ],
)
def test_other_effects(
    refused: str | None, figures: dict[str, object], moves: list[tuple[str, str, str, int]], english: str, german: str
) -> None:
    assert effect_in_words(language("en"), NAMES, refused, figures, moves) == english
    assert effect_in_words(language("de"), NAMES, refused, figures, moves) == german


def test_braces_in_what_people_wrote_are_only_text() -> None:
    assert cause_in_words(language("de"), Cause.ADJUSTED, "+1", "{amount} {0}") == "+1: {amount} {0}"


@pytest.mark.parametrize(
    ("setting", "code"), [("de_AT.UTF-8", "de"), ("de", "de"), ("fr_FR", "en"), ("C.UTF-8", "en"), ("", "en")]
)
def test_the_language_of_an_environment(setting: str, code: str) -> None:
    assert language_of(setting) == code


def test_an_unknown_language_is_told() -> None:
    with pytest.raises(UnknownLanguage, match=r"there is no language '\.\./de'; there are de, en"):
        language("../de")
