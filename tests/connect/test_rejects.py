"""Orders that are not taken: always the whole order, always with row and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.connect.files import MAPPING, opened, read, write_csv, write_parquet
from treue.usecases.purchases.past import Reject

GOOD = "r1;anna;2026-03-02 10:00;7;tea;1;4.20;"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("r1;;2026-03-02 10:00;7;cups;1;1.00;", "card is empty"),
        ("r1;anna;;7;cups;1;1.00;", "sold_at is empty"),
        (
            "r1;anna;2026-02-30 10:00;7;cups;1;1.00;",
            "sold_at '2026-02-30 10:00' is no time of the form ISO 8601, as in 2026-03-29 14:05:00",
        ),
        (
            "r1;anna;infinity;7;cups;1;1.00;",
            "sold_at 'infinity' is no time of the form ISO 8601, as in 2026-03-29 14:05:00",
        ),
        ("r1;anna;2026-03-02 10:00;7;;1;1.00;", "article is empty"),
        ("r1;anna;2026-03-02 10:00;7;cu\0ps;1;1.00;", "article contains the character NUL"),
        ("r1;anna;2026-03-02 10:00;7;cups;1;;", "value is empty"),
        ("r1;anna;2026-03-02 10:00;7;cups;1;1,00;", "value is '1,00', which is not a number"),
        ("r1;anna;2026-03-02 10:00;7;cups;1;1e3;", "value is '1e3', which is not a number"),
        ("r1;anna;2026-03-02 10:00;7;cups;1;1.395;", "value '1.395' has 3 decimals; EUR has 2"),
        ("r1;anna;2026-03-02 10:00;7;cups;1;9223372036854775808;", "value '9223372036854775808' is too large"),
        (f"r1;anna;2026-03-02 10:00;7;cups;1;{'9' * 50};", f"value '{'9' * 40}' is too large"),
        ("r1;anna;2026-03-02 10:00;7;cups;NaN;1.00;", "pieces is 'NaN', which is not a number"),
        ("r1;anna;2026-03-02 10:00;7;cups;-0.0;1.00;", "pieces is -0, which is no number of things"),
        ("r1;anna;2026-03-02 10:00;7;cups;;1.00;", "pieces is empty"),
        ("r1;anna;2026-03-02 10:00;7;cups;1.1234567;1.00;", "pieces '1.1234567' has 7 decimals; at most 6 are read"),
        ("r1;anna;2026-03-02 10:00;7;cups;1;1.00;ten", "off is 'ten', which is not a number"),
    ],
)
def test_a_bad_line_rejects_its_whole_order(tmp_path: Path, line: str, reason: str) -> None:
    write_csv(tmp_path, GOOD, "r2;ben;2026-03-03 10:00;7;tea;1;4.20;", line)
    (other,), rejects = read(tmp_path)
    assert other.external_id == "r2"
    assert [(each.file, each.rows, each.external_id, each.reason) for each in rejects] == [
        ("sales.csv", (4,), "r1", reason)
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("r1;ben;2026-03-02 10:00;7;cups;1;1.00;", "its lines name two members, 'anna' and 'ben'"),
        (
            "r1;anna;2026-03-02 10:01;7;cups;1;1.00;",
            "its lines name two times, '2026-03-02 10:00:00' and '2026-03-02 10:01:00'",
        ),
        ("r1;anna;2026-03-02 10:00;;cups;1;1.00;", "its lines name two stores, '' and '7'"),
    ],
)
def test_lines_that_disagree_reject_their_order_and_name_both_values(tmp_path: Path, line: str, reason: str) -> None:
    write_csv(tmp_path, GOOD, line)
    purchases, rejects = read(tmp_path)
    assert purchases == []
    assert rejects == [Reject(1, "sales.csv", (2, 3), "r1", reason)]


def test_lines_without_an_order_are_rejected_one_by_one_before_all_others(tmp_path: Path) -> None:
    write_csv(tmp_path, GOOD, ";anna;;7;cups;1;1.00;", ";anna;;7;pots;1;1.00;")
    (purchase,), rejects = read(tmp_path)
    assert purchase.position == 3
    assert rejects == [
        Reject(1, "sales.csv", (2 + 1,), None, "receipt is empty"),
        Reject(2, "sales.csv", (2 + 2,), None, "receipt is empty"),
    ]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("'NaN'::DOUBLE", "value is NaN, which is not a number"),
        ("'-Infinity'::DOUBLE", "value is infinite"),
        ("1.395::DOUBLE", "value 1.395 has 3 decimals; EUR has 2"),
        ("1e12::DOUBLE", "value 1000000000000.0 is too large to be exact in a floating-point column"),
        ("NULL::DOUBLE", "value is empty"),
        ("9223372036854775807::BIGINT", "value '9223372036854775807' is too large"),
    ],
)
def test_numbers_of_parquet_that_are_no_amounts(tmp_path: Path, value: str, reason: str) -> None:
    write_parquet(
        tmp_path,
        f"""SELECT 'r1' AS receipt, 'anna' AS card, TIMESTAMP '2026-01-05' AS sold_at, 'x' AS shop, 'tea' AS article,
            1 AS pieces, {value} AS value, 0 AS off""",
    )
    purchases, rejects = read(
        tmp_path, MAPPING.replace("sales.csv", "sales.parquet").replace('  csv: {delimiter: ";"}\n', "")
    )
    assert purchases == []
    assert rejects == [Reject(1, "sales.parquet", (1,), "r1", reason)]


def test_a_minus_nought_of_things_is_refused_and_a_minus_nought_of_money_is_nought(tmp_path: Path) -> None:
    write_parquet(
        tmp_path,
        """SELECT receipt, 'anna' AS card, TIMESTAMP '2026-01-05' AS sold_at, 'x' AS shop, 'tea' AS article,
            pieces, 1.0::DOUBLE AS value, -0.0::DOUBLE AS off
            FROM (VALUES ('r1', -0.0::DOUBLE), ('r2', 0.0::DOUBLE)) AS t(receipt, pieces)""",
    )
    (purchase,), (reject,) = read(
        tmp_path, MAPPING.replace("sales.csv", "sales.parquet").replace('  csv: {delimiter: ";"}\n', "")
    )
    assert (purchase.external_id, purchase.order.lines[0].discount) == ("r2", 0)
    assert reject.reason == "pieces is -0, which is no number of things"


def test_the_currency_of_each_line_says_how_many_decimals_it_may_have(tmp_path: Path) -> None:
    header = "receipt;card;sold_at;shop;article;pieces;value;off;money"
    write_csv(
        tmp_path,
        "r1;anna;2026-03-02 10:00;7;tea;1;4.205;;KWD",
        "r2;anna;2026-03-02 10:01;7;tea;1;4.20;;JPY",
        "r3;anna;2026-03-02 10:02;7;tea;1;4.20;;euro",
        header=header,
    )
    (purchase,), rejects = read(tmp_path, MAPPING.replace("{constant: EUR}", "money"))
    assert (purchase.order.currency, purchase.order.lines[0].amount) == ("KWD", 4205)
    assert [each.reason for each in rejects] == [
        "value '4.20' has 1 decimals; JPY has 0",
        "the currency 'euro' is no code of three capital letters",
    ]


def test_an_unknown_line_kind_names_the_known_ones(tmp_path: Path) -> None:
    write_csv(tmp_path, "r1;anna;2026-03-02 10:00;refund;tea;1;4.20;")
    mapping = MAPPING.replace("  store: shop\n", "") + "  kind: shop\n"
    _, (reject,) = read(tmp_path, mapping)
    assert reject.reason.startswith("shop 'refund' is no line kind; known are goods, shipping, fee")


def test_at_most_ten_rows_are_listed_and_the_first_one_gives_the_reason(tmp_path: Path) -> None:
    write_csv(tmp_path, *(f"r1;anna;2026-03-02 10:00;7;tea;1;bad{number};" for number in range(500)))
    with opened(tmp_path) as purchases:
        assert (purchases.total_orders, purchases.total_rejects) == (1, 1)
        ((reject,),) = [chunk.rejects for chunk in purchases.chunks(10)]
    assert reject.rows == tuple(range(2, 12))
    assert reject.reason == "value is 'bad0', which is not a number"
