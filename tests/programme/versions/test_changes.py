"""What changes between two versions: nodes, not lines."""

from __future__ import annotations

import pytest

from tests.programme.versions.texts import BASE, edited, root
from treue.programme.source import plain
from treue.programme.versions import apply_changes, changes_between, details_of, root_of, shown

ORDERED = edited(
    ("  - {id: base, event: purchase, give: {beans: 1}, per: 1.00 EUR}\n", ""),
    ("give: {beans: 50}}\n", "give: {beans: 50}}\n  - {id: base, event: purchase, give: {beans: 1}, per: 1.00 EUR}\n"),
)


def test_comments_quotes_zeros_key_order_and_folders_change_nothing() -> None:
    other = edited(
        ("treue: 1", "# first\ntreue: 1.0"),
        ("name: Free coffee", "name: 'Free coffee'"),
        ("{id: welcome, event: joined,", "{event: joined, id: welcome,"),
    )
    head, units, rest = BASE.partition("units:")
    folder = {"programme.yaml": head.encode(), "more/rest.yaml": (units + rest).encode()}

    assert not changes_between(root(), root(other))
    assert not changes_between(root(), root_of(folder))


def test_a_change_names_its_node_and_the_smallest_values_that_differ() -> None:
    change_set = changes_between(
        root(), root(edited(("per: 1.00 EUR", "per: 1.50 EUR"), ("cost: {beans: 100}", "cost: {beans: 120}")))
    )

    told = [(str(change.node), details_of(change.before, change.after)) for change in change_set.changes]

    assert [(node, [(one.path, shown(one.before), shown(one.after)) for one in details]) for node, details in told] == [
        ("earn[base]", [("per", "1.00 EUR", "1.50 EUR")]),
        ("rewards[coffee]", [("cost.beans", "100", "120")]),
    ]


def test_true_is_not_one() -> None:
    one, true = (edited(("currency: EUR", f"currency: EUR, minimum_age: {value}")) for value in ("1", "true"))

    assert [str(change.node) for change in changes_between(root(one), root(true)).changes] == ["programme.minimum_age"]


def test_another_order_of_rules_is_a_change_of_its_own() -> None:
    change_set = changes_between(root(), root(ORDERED))

    assert change_set.changes == ()
    assert [(one.section, one.before, one.after) for one in change_set.reorderings] == [
        ("earn", ("base", "welcome"), ("welcome", "base"))
    ]


@pytest.mark.parametrize(
    "draft",
    [
        BASE,
        ORDERED,
        edited(("  - {id: welcome, event: joined, give: {beans: 50}}\n", "")),
        edited(("earn:\n", "earn:\n  - {id: first, event: joined, give: {beans: 5}}\n")),
        edited(("rewards:\n  - {id: coffee, name: Free coffee, cost: {beans: 100}, gives: {product: coffee}}\n", "")),
        edited(
            ("  - {id: coffee, name: Free coffee, cost: {beans: 100}, gives: {product: coffee}}\n", ""),
            ("rewards:", "rewards: []"),
        ),
        edited(("units:\n", "metrics:\n  spend: {sum: order.paid, over: calendar year}\nunits:\n")),
        edited(("treue: 1\n", "treue: 1\npay_with: [{unit: beans}, {unit: beans}]\n")),
    ],
)
def test_a_change_set_applied_to_its_base_gives_the_draft(draft: str) -> None:
    base, wanted = root(), root(draft)

    made = apply_changes(base, changes_between(base, wanted))

    assert plain(made) == plain(wanted)
    assert [item["id"] for item in plain(made)["earn"]] == [item["id"] for item in plain(wanted)["earn"]]


def test_a_faulty_document_is_not_compared() -> None:
    with pytest.raises(ValueError, match=r"programme\.yaml:.*duplicate_key"):
        root("treue: 1\ntreue: 1\n")
