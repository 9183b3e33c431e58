"""What a version makes worse for members, kind by kind; and what does not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings

from tests.programme.schema_documents import documents
from tests.programme.versions.texts import edited
from treue.programme import errors, read_document_parts
from treue.programme.form import check_form
from treue.programme.versions import Stated, Worsening, root_of, shown, worsenings_between
from treue.programme.yaml_reading import read_yaml

SHOP = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en], law: none}
ladders:
  club: {by: spend, levels: [{id: base, from: 0}, {id: gold, from: 500.00 EUR}]}
metrics:
  spend: {sum: order.paid, over: lifetime}
units:
  beans:
    name: {en: [bean, beans]}
    worth: 0.02 EUR
    pays: 0.02 EUR
    expires: after 24 months
    inactivity: {after: 24 months, reset_by: [purchase, joined]}
    pause: {while: "level.club == 'gold'", then: restart}
    extend: [{event: purchase, by: 12 months}]
    forfeit: [{event: joined, after: 30 days}]
    locked: {times: 1, within: 12 months}
    transferable: true
    cash: true
    pay_out_from: 10.00 EUR
  stars: {name: {en: [star, stars]}}
earn:
  - {id: base, event: purchase, give: {beans: 1}, per: 1.00 EUR}
  - {id: june, event: purchase, give: {beans: 10}, until: 2026-06-30}
rewards:
  - {id: coffee, cost: {beans: 100}, gives: {product: coffee}}
  - {id: voucher, cost: {beans: 50}, gives: {amount: 5.00 EUR}, until: 2026-12-31, levels: [base, gold],
     per_member: 2 per week, valid: 3 months, cancel: 14 days}
  - {id: any, cost: {beans: 10}, any_amount: {minimum: 10, step: 5, each: 0.10 EUR}, gives: {amount: 1.00 EUR}}
pay_with:
  - {unit: beans, step: 10, minimum: 10, maximum_share: 50, minimum_balance: 20, excluded: [books]}
"""


def stated(text: str) -> Stated:
    parts = {"programme.yaml": text.encode()}
    reading = read_document_parts(parts)
    assert reading.checked is not None, [str(fault) for fault in errors(reading.faults)]
    return Stated(reading.checked.document, root_of(parts))


def worse(*replacements: tuple[str, str], on: date | None = None) -> tuple[Worsening, ...]:
    return worsenings_between(stated(SHOP), stated(edited(*replacements, text=SHOP)), on)


def told(worsening: Worsening) -> tuple[str, str, str, str]:
    return str(worsening), worsening.kind, shown(worsening.old), shown(worsening.new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # Units
        (
            "  stars: {name: {en: [star, stars]}}\n",
            "",
            ("units.stars", "gone", "{name: {en: [star, stars]}}", "nothing"),
        ),
        ("[star, stars]}", "[star, stars]}, decimals: 2", ("units.stars.decimals", "recounted", "nothing", "2")),
        ("worth: 0.02", "worth: 0.01", ("units.beans.worth", "worth_less", "0.02 EUR", "0.01 EUR")),
        ("    pays: 0.02 EUR\n", "    pays: 0.01 EUR\n", ("units.beans.pays", "worth_less", "0.02 EUR", "0.01 EUR")),
        (
            "[star, stars]}",
            "[star, stars]}, inactivity: {after: 1 year, reset_by: [purchase]}",
            ("units.stars.inactivity", "lapses_sooner", "nothing", "{after: 1 year, reset_by: [purchase]}"),
        ),
        (
            "{after: 24 months,",
            "{after: 1 year,",
            ("units.beans.inactivity.after", "lapses_sooner", "24 months", "1 year"),
        ),
        (
            "[purchase, joined]",
            "[purchase]",
            ("units.beans.inactivity.reset_by", "lapses_sooner", "[purchase, joined]", "[purchase]"),
        ),
        (
            "[purchase, joined]}",
            "[purchase, joined], when: metric.spend > 5.00 EUR}",
            ("units.beans.inactivity.when", "lapses_sooner", "nothing", "metric.spend > 5.00 EUR"),
        ),
        ("then: restart", "then: resume", ("units.beans.pause.then", "lapses_sooner", "restart", "resume")),
        (
            "by: 12 months",
            "by: 1 month",
            (
                "units.beans.extend[0]",
                "lapses_sooner",
                "{event: purchase, by: 12 months}",
                "{event: purchase, by: 1 month}",
            ),
        ),
        (
            "    extend: [{event: purchase, by: 12 months}]\n",
            "",
            ("units.beans.extend[0]", "lapses_sooner", "{event: purchase, by: 12 months}", "nothing"),
        ),
        (
            "{event: joined, after: 30 days}",
            "{event: joined}",
            ("units.beans.forfeit[0]", "lapses_sooner", "{event: joined, after: 30 days}", "{event: joined}"),
        ),
        (
            "after: 30 days}]",
            "after: 30 days}, {event: purchase}]",
            ("units.beans.forfeit[1]", "lapses_sooner", "nothing", "{event: purchase}"),
        ),
        ("{times: 1,", "{times: 3,", ("units.beans.locked.times", "lapses_sooner", "1", "3")),
        (
            "[star, stars]}",
            "[star, stars]}, starts_again: 1 July",
            ("units.stars.starts_again", "lapses_sooner", "nothing", "1 July"),
        ),
        (
            "[star, stars]}",
            "[star, stars]}, first_out: oldest",
            ("units.stars.first_out", "lapses_sooner", "nothing", "oldest"),
        ),
        (
            "[star, stars]}",
            "[star, stars]}, spendable: false",
            ("units.stars.spendable", "narrowed", "nothing", "false"),
        ),
        ("    transferable: true\n", "", ("units.beans.transferable", "narrowed", "true", "nothing")),
        (
            "pay_out_from: 10.00",
            "pay_out_from: 20.00",
            ("units.beans.pay_out_from", "narrowed", "10.00 EUR", "20.00 EUR"),
        ),
        # Paying with them
        ("step: 10", "step: 15", ("pay_with[beans].step", "narrowed", "10", "15")),
        ("minimum: 10, maximum", "minimum: 50, maximum", ("pay_with[beans].minimum", "narrowed", "10", "50")),
        ("maximum_share: 50", "maximum_share: 20", ("pay_with[beans].maximum_share", "narrowed", "50", "20")),
        ("minimum_balance: 20", "minimum_balance: 30", ("pay_with[beans].minimum_balance", "narrowed", "20", "30")),
        ("[books]", "[books, wine]", ("pay_with[beans].excluded", "narrowed", "[books]", "[books, wine]")),
        ("[books]}", "[books], fee: 0.50 EUR}", ("pay_with[beans].fee", "costs_more", "nothing", "0.50 EUR")),
        ("[books]}", "[books], worth: 0.01 EUR}", ("pay_with[beans].worth", "worth_less", "nothing", "0.01 EUR")),
        # Rewards
        ("cost: {beans: 100}", "cost: {beans: 120}", ("rewards[coffee].cost.beans", "costs_more", "100", "120")),
        ("cost: {beans: 100}", "cost: {stars: 1}", ("rewards[coffee].cost.stars", "costs_more", "nothing", "1")),
        (
            "cost: {beans: 100},",
            "cost: {beans: 100}, money: 1.00 EUR,",
            ("rewards[coffee].money", "costs_more", "nothing", "1.00 EUR"),
        ),
        ("product: coffee", "product: water", ("rewards[coffee].gives.product", "gives_less", "coffee", "water")),
        (
            "amount: 5.00 EUR",
            "amount: 4.00 EUR",
            ("rewards[voucher].gives.amount", "gives_less", "5.00 EUR", "4.00 EUR"),
        ),
        (
            "{product: coffee}}",
            "{product: coffee}, stock: limited}",
            ("rewards[coffee].stock", "narrowed", "nothing", "limited"),
        ),
        (
            "until: 2026-12-31",
            "until: 2026-11-30",
            ("rewards[voucher].until", "ends_sooner", "2026-12-31", "2026-11-30"),
        ),
        (
            "until: 2026-12-31",
            "from: 2026-06-01, until: 2026-12-31",
            ("rewards[voucher].from", "narrowed", "nothing", "2026-06-01"),
        ),
        ("levels: [base, gold]", "levels: [gold]", ("rewards[voucher].levels", "narrowed", "[base, gold]", "[gold]")),
        (
            "per_member: 2 per week",
            "per_member: 1 per week",
            ("rewards[voucher].per_member", "narrowed", "2 per week", "1 per week"),
        ),
        (
            "per_member: 2 per week",
            "per_member: 2 per 7 days",
            ("rewards[voucher].per_member", "narrowed", "2 per week", "2 per 7 days"),
        ),
        ("valid: 3 months", "valid: 90 days", ("rewards[voucher].valid", "narrowed", "3 months", "90 days")),
        ("cancel: 14 days", "cancel: 1 week", ("rewards[voucher].cancel", "narrowed", "14 days", "1 week")),
        ("each: 0.10", "each: 0.05", ("rewards[any].any_amount.each", "gives_less", "0.10 EUR", "0.05 EUR")),
        # The notice
        ("law: none}", "law: none, notice: 5 weeks}", ("programme.notice", "told_later", "nothing", "5 weeks")),
        # Rules that were announced up to a day
        ("until: 2026-06-30", "until: 2026-06-15", ("earn[june].until", "ends_sooner", "2026-06-30", "2026-06-15")),
        ("give: {beans: 10}", "give: {beans: 5}", ("earn[june].give", "gives_less", "{beans: 10}", "{beans: 5}")),
        (
            "give: {beans: 10},",
            "give: {beans: 10}, budget: {beans: 900},",
            ("earn[june].budget", "narrowed", "nothing", "{beans: 900}"),
        ),
    ],
)
def test_each_kind_of_worsening_is_found_alone(old: str, new: str, expected: tuple[str, str, str, str]) -> None:
    assert [told(one) for one in worse((old, new))] == [expected]


def test_a_reward_and_a_rule_that_are_gone_are_placed_where_their_section_is() -> None:
    found = worse(
        ("  - {id: coffee, cost: {beans: 100}, gives: {product: coffee}}\n", ""),
        ("  - {id: june, event: purchase, give: {beans: 10}, until: 2026-06-30}\n", ""),
    )

    assert [(str(one), one.kind, one.new, one.place.line) for one in found] == [
        ("rewards[coffee]", "gone", None, 25),
        ("earn[june]", "gone", None, 23),
    ]


def test_a_worsening_points_to_the_value_in_the_newer_document() -> None:
    (found,) = worse(("cost: {beans: 100}", "cost: {beans: 120}"))

    assert (found.place.file, found.place.line, found.place.column) == ("programme.yaml", 26, 32)


@pytest.mark.parametrize(
    "replacement",
    [
        ("worth: 0.02", "worth: 0.03"),
        ("    expires: after 24 months\n", "    expires: after 6 months\n"),
        ("{after: 24 months,", "{after: 2 years,"),
        ("    inactivity: {after: 24 months, reset_by: [purchase, joined]}\n", ""),
        ("    forfeit: [{event: joined, after: 30 days}]\n", ""),
        ("    locked: {times: 1, within: 12 months}\n", ""),
        ("by: 12 months", "by: 13 months"),
        ("step: 10", "step: 5"),
        ("maximum_share: 50, ", ""),
        ("[books]}", "[books], worth: 0.03 EUR}"),
        ("cost: {beans: 100}", "cost: {beans: 90}"),
        ("amount: 5.00 EUR", "amount: 6.00 EUR"),
        ("until: 2026-12-31, levels: [base, gold]", "levels: [base, gold]"),
        (", levels: [base, gold]", ""),
        ("per_member: 2 per week", "per_member: [3 per week]"),
        ("valid: 3 months", "valid: 93 days"),
        ("give: {beans: 1}, per: 1.00 EUR", "give: {beans: 1}, per: 2.00 EUR"),
        ("  - {id: base, event: purchase, give: {beans: 1}, per: 1.00 EUR}\n", ""),
        ("until: 2026-06-30", "until: 2026-07-31"),
        ("give: {beans: 10}", "give: {beans: 20}"),
        ("law: none}", "law: none, notice: 42 days}"),
    ],
)
def test_what_relaxes_or_concerns_new_units_only_is_no_worsening(replacement: tuple[str, str]) -> None:
    assert worse(replacement) == ()


def test_what_had_ended_before_the_version_starts_is_no_loss() -> None:
    gone = ("  - {id: june, event: purchase, give: {beans: 10}, until: 2026-06-30}\n", "")

    assert [str(one) for one in worse(gone, on=date(2026, 6, 30))] == ["earn[june]"]
    assert worse(gone, on=date(2026, 7, 1)) == ()


def test_what_went_to_the_archive_is_no_loss_unless_it_ended_sooner_for_that() -> None:
    june = "  - {id: june, event: purchase, give: {beans: 10}, until: 2026-06-30}\n"
    archived = f"archive:\n  earn:\n  {june}"

    assert worse((june, ""), ("rewards:\n", f"{archived}rewards:\n")) == ()
    shorter = archived.replace("2026-06-30", "2026-06-29")
    assert [str(one) for one in worse((june, ""), ("rewards:\n", f"{shorter}rewards:\n"))] == ["earn[june]"]


def test_a_first_day_that_has_come_narrows_nothing() -> None:
    later = ("until: 2026-12-31", "from: 2026-06-01, until: 2026-12-31")

    assert worse(later, on=date(2026, 6, 1)) == ()
    assert [str(one) for one in worse(later, on=date(2026, 5, 31))] == ["rewards[voucher].from"]


def test_items_in_another_order_and_other_spellings_are_the_same() -> None:
    base, june = (line + "\n" for line in SHOP.splitlines() if "id: base, event" in line or "id: june" in line)

    assert worse((base + june, june + base), ("cost: {beans: 100}", "cost: {beans: 100.0}")) == ()


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(content=documents())
def test_a_document_compared_with_itself_worsens_nothing(content: bytes) -> None:
    root, _ = read_yaml("programme.yaml", content)
    assert root is not None
    form, _ = check_form(root)
    for listed in (form.document.rewards, form.document.earn):
        # A checked document has each id once; a rule is told by it.
        assume(len({one.id for one in listed}) == len(listed))
    same = Stated(form.document, form.root)

    assert worsenings_between(same, same) == ()


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(one=documents(), other=documents())
def test_any_two_documents_can_be_compared(one: bytes, other: bytes) -> None:
    sides = []
    for content in (one, other):
        root, _ = read_yaml("programme.yaml", content)
        assert root is not None
        form, _ = check_form(root)
        sides.append(Stated(form.document, form.root))

    found = worsenings_between(sides[0], sides[1])

    assert all(str(worsening).startswith(worsening.node.section) for worsening in found)
