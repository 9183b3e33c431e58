"""What a programme declares itself comes in from files too, by the same types."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.connect.files import BERLIN, HEADER, MAPPING, write_csv, write_parquet
from treue.connect.purchases.mapping import parse_mapping
from treue.connect.purchases.reading import open_purchases
from treue.connect.purchases.records import ImportFault
from treue.domain.money import Money
from treue.processing.stops import Stops
from treue.processing.versions import Version, Versions
from treue.programme import read_parts
from treue.usecases.purchases.past import PastPurchase, Reject

DOCUMENT = """\
treue: 1
programme: {id: shop, name: {en: Shop}, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
units: {points: {name: {en: [point, points]}}}
attributes:
  order: {theme: {type: string, values: [garden, kitchen]}, tip: money}
  line: {pv: decimal, is_gift: bool, delivered_on: date, colours: list<string>}
earn: [{id: base, event: purchase, give: {points: 1}, per: 1.00 EUR}]
"""
OWN = (
    MAPPING.replace('{delimiter: ";"}', '{delimiter: ";", decimal: ",", thousands: "."}').replace(
        "  store: shop\n", "  store: shop\n  attributes: {theme: theme, tip: tip}\n"
    )
    + "  attributes: {pv: pv, is_gift: gift, delivered_on: day, colours: colours}\n"
)
COLUMNS = f"{HEADER};theme;tip;pv;gift;day;colours"


@pytest.fixture(scope="module")
def versions() -> Versions:
    programme, faults = read_parts({"programme.yaml": DOCUMENT.encode()})
    assert programme is not None, faults
    return Versions([Version(1, datetime(2026, 1, 1, tzinfo=UTC), programme)], Stops())


def read(folder: Path, versions: Versions, mapping: str = OWN) -> tuple[list[PastPurchase], list[Reject]]:
    with open_purchases(parse_mapping(mapping.encode(), "mapping.yaml"), folder, BERLIN, versions) as purchases:
        chunks = list(purchases.chunks(100))
    return [each for chunk in chunks for each in chunk.purchases], [each for chunk in chunks for each in chunk.rejects]


def test_texts_of_a_file_become_values_of_their_types(tmp_path: Path, versions: Versions) -> None:
    write_csv(
        tmp_path,
        "R1;C-1;2026-02-01;S;a;1;10,00;0;garden;3,98;1.252,50;true;2026-02-03;red, blue",
        "R1;C-1;2026-02-01;S;b;1;5,00;0;garden;3,98;;0;;",
        header=COLUMNS,
    )

    (purchase,), rejects = read(tmp_path, versions)

    assert rejects == []
    assert purchase.order.attributes == {"theme": "garden", "tip": Money(398, "EUR")}
    assert [line.attributes for line in purchase.order.lines] == [
        {
            "pv": Decimal("1252.5"),
            "is_gift": True,
            "delivered_on": date(2026, 2, 3),
            "colours": ("red", "blue"),
        },
        {"is_gift": False},
    ]


def test_columns_of_a_parquet_file_have_types_already(tmp_path: Path, versions: Versions) -> None:
    write_parquet(
        tmp_path,
        "SELECT 'R1' AS receipt, 'C-1' AS card, TIMESTAMP '2026-02-01 10:00:00' AS sold_at, 'S' AS shop, "
        "'a' AS article, 1 AS pieces, 10.00::DECIMAL(9, 2) AS value, 0 AS off, 'garden' AS theme, "
        "3.98::DOUBLE AS tip, 0.25::DOUBLE AS pv, true AS gift, DATE '2026-02-03' AS day, 'red' AS colours",
    )
    mapping = OWN.replace("sales.csv\n  csv: ", "sales.parquet\n  csv: ")

    (purchase,), rejects = read(tmp_path, versions, mapping)

    assert rejects == []
    assert purchase.order.attributes == {"theme": "garden", "tip": Money(398, "EUR")}
    assert purchase.order.lines[0].attributes == {
        "pv": Decimal("0.25"),
        "is_gift": True,
        "delivered_on": date(2026, 2, 3),
        "colours": ("red",),
    }


def test_an_order_with_a_wrong_attribute_is_rejected_with_its_rows_and_every_reason(
    tmp_path: Path, versions: Versions
) -> None:
    write_csv(
        tmp_path,
        "R1;C-1;2026-02-01;S;a;1;10,00;0;cellar;;many;maybe;;",
        "R2;C-1;2026-02-02;S;a;1;10,00;0;garden;;1;;;",
        header=COLUMNS,
    )

    purchases, (reject,) = read(tmp_path, versions)

    assert [purchase.external_id for purchase in purchases] == ["R2"]
    assert (reject.external_id, reject.rows) == ("R1", (2,))
    assert reject.reason == (
        'order.attributes.theme: one of garden, kitchen belongs here; found the text "cellar". '
        'lines[1].attributes.pv: a decimal number like 12.5 or "12.5", with at most 6 decimals, belongs here; found '
        'the text "many". lines[1].attributes.is_gift: true or false belongs here; found the text "maybe".'
    )


def test_lines_that_disagree_about_an_attribute_of_their_order_are_rejected(tmp_path: Path, versions: Versions) -> None:
    write_csv(
        tmp_path,
        "R1;C-1;2026-02-01;S;a;1;10,00;0;garden;;;;;",
        "R1;C-1;2026-02-01;S;b;1;10,00;0;kitchen;;;;;",
        header=COLUMNS,
    )

    purchases, (reject,) = read(tmp_path, versions)

    assert purchases == []
    assert reject.reason.startswith("its lines name two sets of attributes")


def test_an_attribute_that_nobody_declares_is_refused_before_anything_is_taken(
    tmp_path: Path, versions: Versions
) -> None:
    write_csv(tmp_path, header=COLUMNS)

    with pytest.raises(ImportFault) as fault:
        read(tmp_path, versions, OWN.replace("{theme: theme,", "{thema: theme,"))

    assert fault.value.sentences == (
        "mapping.yaml:12:16: order.attributes.thema: the programme declares no such attribute; did you mean 'theme'?",
    )


def test_partner_country_tax_and_the_id_of_a_line_come_in(tmp_path: Path, versions: Versions) -> None:
    write_csv(tmp_path, "R1;C-1;2026-02-01;S;a;1;10.00;0;bakery;AT;1.60;L1", header=f"{HEADER};who;land;vat;no")
    mapping = MAPPING.replace("  store: shop\n", "  store: shop\n  partner: who\n  country: land\n")

    (purchase,), _ = read(tmp_path, versions, mapping + "  tax: vat\n  id: no\n")

    order, line = purchase.order, purchase.order.lines[0]
    assert (order.partner, order.country, line.tax, line.id) == ("bakery", "AT", 160, "L1")
