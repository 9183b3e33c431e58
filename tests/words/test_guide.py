"""The staff guide: a page to read before a shift, and what members need not know behind it."""

from __future__ import annotations

from tests.words.test_terms import BEANS, checked
from treue.words.guide import staff_guide
from treue.words.languages import language
from treue.words.terms import member_terms

WATCHED = BEANS + "fraud: {orders_per_day: 5}\n"


def test_the_page_says_what_to_collect_and_what_it_buys() -> None:
    guide = staff_guide(checked(BEANS), language("en")).splitlines()

    assert guide[0] == "# Staff guide: Morgenrot Club"
    assert "- Members collect: beans." in guide
    assert "- A coffee: 100 beans." in guide
    assert "- Goods can be returned for 1 month." in guide


def test_it_fits_on_one_page() -> None:
    page = staff_guide(checked(BEANS), language("de")).partition("\n# ")[0]

    assert len(page.splitlines()) < 50


def test_limits_that_catch_cheats_are_for_staff_only() -> None:
    document = checked(WATCHED)

    assert "Mehr Bestellungen eines Mitglieds am Tag als: 5." in staff_guide(document, language("de"))
    assert "Mehr Bestellungen" not in member_terms(document, language("de"))
