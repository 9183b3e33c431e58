"""Files that are in order: what comes out, in which order, and that reading can go on anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.connect.files import MAPPING, fingerprint, opened, read, write_csv, write_parquet
from treue.domain.orders import Line, LineKind, Receipt
from treue.usecases.purchases.past import Chunk, PastPurchase, Reject

PARQUET = MAPPING.replace("sales.csv", "sales.parquet").replace('  csv: {delimiter: ";"}\n', "")


def test_lines_of_one_order_are_gathered_in_the_order_of_the_file(tmp_path: Path) -> None:
    write_csv(
        tmp_path,
        "r2;anna;2026-03-02 10:00:00;7;tea;1;4.20;",
        "r1;ben;2026-03-01 09:30:00;7;rolls;6;3.90;0.40",
        "r2;anna;2026-03-02 10:00:00;7;plums;0.385;1.39;0",
    )
    (first, second), rejects = read(tmp_path)
    assert rejects == []
    assert (first.position, first.external_id, first.member) == (1, "r1", "ben")
    assert first.occurred_at == datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    assert first.order.lines == (Line("rolls", 390, Decimal(6), 40),)
    assert first.order.paid == 350
    assert first.receipt is None
    assert second.order.store == "7"
    assert second.order.lines == (Line("tea", 420), Line("plums", 139, Decimal("0.385")))


def test_a_double_in_parquet_means_the_decimal_it_was_written_as(tmp_path: Path) -> None:
    write_parquet(
        tmp_path,
        """SELECT 1 AS receipt, 900.0::DOUBLE AS card, TIMESTAMP '2026-01-05 12:00:00' AS sold_at, 4 AS shop,
           article, 1 AS pieces, value, 0.0::DOUBLE AS off
           FROM (VALUES (1, 1.39::DOUBLE), (2, 0.1::DOUBLE + 0.2::DOUBLE), (3, -0.07::DOUBLE), (4, 840.0::DOUBLE))
           AS t(article, value)""",
    )
    (purchase,), _ = read(tmp_path, PARQUET)
    assert [line.amount for line in purchase.order.lines] == [139, 30, -7, 84000]
    assert purchase.member == "900"


@pytest.mark.parametrize("kind", ["DECIMAL(18,4)", "FLOAT", "VARCHAR", "DOUBLE"])
def test_every_number_type_of_parquet_gives_the_same_cents(tmp_path: Path, kind: str) -> None:
    write_parquet(
        tmp_path,
        f"""SELECT 'r1' AS receipt, 'anna' AS card, DATE '2026-01-05' AS sold_at, 'x' AS shop, 'tea' AS article,
           2::INTEGER AS pieces, CAST('12.50' AS {kind}) AS value, CAST('0.05' AS {kind}) AS off""",
    )
    (purchase,), rejects = read(tmp_path, PARQUET)
    assert rejects == []
    assert purchase.order.lines == (Line("tea", 1250, Decimal(2), 5),)
    assert purchase.occurred_at == datetime(2026, 1, 4, 23, tzinfo=UTC)


def test_the_hours_of_daylight_saving_keep_the_order_of_time(tmp_path: Path) -> None:
    write_csv(
        tmp_path,
        "gap;anna;2026-03-29 02:30:00;1;a;1;1;",
        "after;anna;2026-03-29 03:10:00;1;a;1;1;",
        "twice;anna;2026-10-25 02:30:00;1;a;1;1;",
        "said;anna;2026-10-25T02:30:00+01:00;1;a;1;1;",
    )
    purchases, _ = read(tmp_path)
    assert [(each.external_id, each.occurred_at) for each in purchases] == [
        ("after", datetime(2026, 3, 29, 1, 10, tzinfo=UTC)),
        ("gap", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("twice", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("said", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ]


def test_a_german_export_with_receipts_joins_and_kinds(tmp_path: Path) -> None:
    mapping = """\
purchases: 1
source: kasse
time_zone: Europe/Vienna
lines: {file: umsatz-*.csv, csv: {delimiter: ";", decimal: ",", thousands: ".", encoding: cp1252}}
joins:
  - {file: artikel.csv, on: {artikel: nummer}}
order:
  id: {columns: [filiale, datum, bon]}
  member: karte
  occurred_at: {columns: [datum, zeit], format: "%d.%m.%Y %H:%M"}
  currency: waehrung
  store: filiale
  till: {constant: "3"}
  receipt_number: bon
  business_date: {column: datum, format: "%d.%m.%Y"}
line:
  sku: artikel
  name: bezeichnung
  tags: {column: merkmale, split: "|"}
  kind: {column: art, values: {W: goods, P: deposit}}
  quantity: menge
  unit_price: preis
  discount: {column: rabatt, negative: true}
"""
    header = "filiale;datum;zeit;bon;karte;waehrung;artikel;art;menge;preis;rabatt"
    (tmp_path / "umsatz-01.csv").write_bytes(
        f"{header}\r\n012;31.01.2026;23:59;4711;Jörg;EUR;k1;W;1,5;1.234,99;-2,00\r\n".encode("cp1252")
    )
    (tmp_path / "umsatz-02.csv").write_bytes(
        f"{header}\r\n012;31.01.2026;23:59;4711;Jörg;EUR;p;P;2;0,25;\r\n"
        "012;01.02.2026;08:00;4711;Ida;JPY;k1;W;1;150;\r\n".encode("cp1252")
    )
    # The name is written with a combining accent here and comes out composed.
    (tmp_path / "artikel.csv").write_text(
        "nummer,bezeichnung,merkmale\nk1,Cafe\u0301,bio | fair|\n", encoding="utf-8-sig"
    )
    (first, second), rejects = read(tmp_path, mapping)
    assert rejects == []
    assert first.external_id == "012/31.01.2026/4711"
    assert first.member == "Jörg"
    assert first.receipt == Receipt("012", "3", "4711", date(2026, 1, 31))
    assert first.order.lines == (
        # 1.5 x 1234.99 = 1852.485, a half goes up
        Line("k1", 185249, Decimal("1.5"), 200, "Caf\u00e9", tags=("bio", "fair")),
        Line("p", 50, Decimal(2), kind=LineKind.DEPOSIT),
    )
    assert (second.order.currency, second.order.lines[0].amount) == ("JPY", 150)


def test_what_was_paid_and_what_was_taken_off_give_the_amount(tmp_path: Path) -> None:
    write_csv(tmp_path, "r1;anna;2026-03-02;7;tea;1;4.20;0.80")
    (purchase,), _ = read(tmp_path, MAPPING.replace("amount: value", "paid: value"))
    assert purchase.order.lines == (Line("tea", 500, discount=80),)


def test_two_orders_at_the_same_instant_come_by_their_external_id(tmp_path: Path) -> None:
    write_csv(tmp_path, *(f"{key};anna;2026-03-02 10:00;7;tea;1;1;" for key in ("b", "B", "a", "ä", "10", "9")))
    purchases, _ = read(tmp_path)
    assert [each.external_id for each in purchases] == ["10", "9", "B", "a", "b", "ä"]


def test_the_fingerprint_follows_the_content_and_nothing_else(tmp_path: Path) -> None:
    write_csv(tmp_path, "r1;anna;2026-03-02;7;tea;1;4.20;")
    first = fingerprint(tmp_path)
    assert fingerprint(tmp_path, "# a remark\n" + MAPPING) == first
    write_csv(tmp_path, "r1;anna;2026-03-02;7;tea;1;4.21;")
    changed, other = fingerprint(tmp_path), fingerprint(tmp_path, MAPPING.replace("source: tills", "source: web"))
    assert len({first, changed, other}) == 3


def in_order(chunks: Iterable[Chunk]) -> list[PastPurchase | Reject]:
    both = [each for chunk in chunks for part in (chunk.purchases, chunk.rejects) for each in part]
    return sorted(both, key=lambda each: each.position)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("abcdefgh"), st.integers(0, 3), st.sampled_from(["1.00", "2.5", "x", ""]), st.booleans()
        ),
        min_size=1,
        max_size=30,
    ),
    size=st.integers(1, 5),
    start=st.integers(0, 10),
)
def test_reading_on_from_any_position_gives_the_same_rest(
    tmp_path: Path, rows: list[tuple[str, int, str, bool]], size: int, start: int
) -> None:
    write_csv(
        tmp_path,
        *(
            f"{'' if nameless else key};anna;2026-03-02 1{hour}:00;7;tea;1;{value};"
            for key, hour, value, nameless in rows
        ),
    )
    with opened(tmp_path) as purchases:
        whole = in_order(purchases.chunks(1000))
        rest = in_order(purchases.chunks(size, start))
        reached = [chunk.reached for chunk in purchases.chunks(size, start)]
        total = purchases.total_orders
    assert [each.position for each in whole] == list(range(1, total + 1))
    assert rest == whole[start:]
    assert reached == [min(after + size, total) for after in range(start, total, size)]
