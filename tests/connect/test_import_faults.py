"""Files and mappings that cannot be used: refused as a whole, every fault with place and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.connect.files import HEADER, MAPPING, faults, write_csv, write_parquet
from treue.connect.purchases.mapping import parse_mapping, read_mapping
from treue.connect.purchases.records import ImportFault

GOOD = "r1;anna;2026-03-02 10:00;7;tea;1;4.20;"


def test_all_faults_of_a_mapping_come_at_once_with_their_places(tmp_path: Path) -> None:
    mapping = MAPPING.replace("source: tills", "sauce: tills").replace("EUR", "euro").replace("  amount: value\n", "")
    assert faults(tmp_path, mapping) == (
        "mapping.yaml:1:1: source: this is missing; docs/import.md says what it means",
        "mapping.yaml:6:1: order: currency: 'euro' is no currency code; write one like EUR",
        "mapping.yaml:12:1: line: name exactly one of amount, unit_price and paid; discount may stand beside it",
        "mapping.yaml:2:1: sauce: there is no such key; did you mean 'source'?",
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "mapping.yaml: the file is empty; write a document or delete the file"),
        ("a: [", "mapping.yaml:1:5: "),
        ("a: 1\na: 2\n", "mapping.yaml:2:1: 'a' is already written in line 1; delete one of the two"),
        (MAPPING + "time_zone: Berlin/Europe\n", "mapping.yaml:17:1: time_zone: 'Berlin/Europe' is not a time zone"),
        (MAPPING.replace('";"', '"+"'), "mapping.yaml:5:9: lines.csv.delimiter: write "),
        (
            MAPPING.replace('";"}', '";", encoding: rot13}'),
            "mapping.yaml:5:25: lines.csv.encoding: there is no encoding",
        ),
        (
            MAPPING.replace("occurred_at: sold_at", 'occurred_at: {column: sold_at, format: "%Q"}'),
            "mapping.yaml:9:3: order.occurred_at: %Q is not known in a format; known are %Y, %y, %m, %d",
        ),
        (MAPPING.replace("id: receipt", "id: {constant: x}"), "mapping.yaml:6:1: order: id: name a column"),
    ],
)
def test_a_mapping_that_has_not_the_form(tmp_path: Path, text: str, sentence: str) -> None:
    assert faults(tmp_path, text)[0].startswith(sentence)


def test_a_mapping_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImportFault, match="there is no such mapping file"):
        read_mapping(tmp_path / "mapping.yaml")


def test_an_unknown_column_is_answered_with_the_columns_there_are(tmp_path: Path) -> None:
    write_csv(tmp_path, GOOD)
    mapping = MAPPING.replace("sku: article", "sku: artikle").replace(
        "store: shop", "store: {column: xyz, from: q.csv}"
    )
    assert faults(tmp_path, mapping) == (
        "mapping.yaml:11:3: order.store: there is no file 'q.csv' here; the mapping names sales.csv",
        "mapping.yaml:13:3: line.sku: there is no column 'artikle'; did you mean 'article'? "
        "sales.csv has receipt, card, sold_at, shop, article, pieces, value, off",
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (HEADER.encode(), "there is no line below the header"),
        (b"\n\n", "row 1 is blank; it must name the columns"),
        (HEADER.replace(";", ",").encode() + b"\n1,2\n", "is csv.delimiter ','?"),
        (b"a;a;b\n", "two columns are called 'a'; rename one in row 1"),
        (b"PAR1....", "this is a Parquet file, not CSV text"),
        (b"PK\x03\x04...", "this is an Excel workbook or ZIP archive, not CSV text"),
        (
            f"{HEADER}\n{GOOD}\nr1;anna\n".encode(),
            "row 3: there are fewer fields than the header has columns: 'r1;anna'",
        ),
        (f"{HEADER}\n{GOOD};x\n".encode(), "row 2: there are more fields than the header has columns"),
        (f'{HEADER}\n{GOOD}\nr1;"anna\n'.encode(), "row 3: a quote is opened and not closed"),
        (
            f"{HEADER}\nr1;J\u00f6rg;2026-03-02;7;tea;1;4.20;\n".encode("cp1252"),
            "set csv.encoding, for instance cp1252",
        ),
    ],
)
def test_a_file_that_is_not_what_the_mapping_says(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "sales.csv").write_bytes(content)
    (found,) = faults(tmp_path)
    assert sentence in found
    assert "sales.csv" in found


def test_files_that_are_not_there_or_not_files(tmp_path: Path) -> None:
    assert faults(tmp_path) == (f"{tmp_path}/sales.csv: there is no such file; name the folder the files are in",)
    (tmp_path / "sales.csv").mkdir()
    assert faults(tmp_path) == (f"{tmp_path}/sales.csv: the file cannot be read: Is a directory",)
    assert "no file has a name like this" in faults(tmp_path, MAPPING.replace("sales.csv", "x*.csv"))[0]
    assert "write format: csv or format: parquet" in faults(tmp_path, MAPPING.replace("sales.csv", "sales.xlsx"))[0]


def test_a_damaged_parquet_file(tmp_path: Path) -> None:
    mapping = MAPPING.replace("sales.csv", "sales.parquet").replace('  csv: {delimiter: ";"}\n', "")
    (tmp_path / "sales.parquet").write_text("receipt;card")
    assert "this is not a Parquet file" in faults(tmp_path, mapping)[0]
    write_parquet(tmp_path, "SELECT 1 AS receipt")
    (tmp_path / "sales.parquet").write_bytes((tmp_path / "sales.parquet").read_bytes()[:-20])
    assert "the Parquet file is damaged" in faults(tmp_path, mapping)[0]


def test_a_column_that_holds_no_single_values(tmp_path: Path) -> None:
    mapping = MAPPING.replace("sales.csv", "sales.parquet").replace('  csv: {delimiter: ";"}\n', "")
    write_parquet(tmp_path, f"SELECT [1] AS {', 1 AS '.join(HEADER.split(';'))}")
    assert faults(tmp_path, mapping) == (
        "mapping.yaml:6:3: order.id: the column 'receipt' holds INTEGER[], not texts, numbers or times; "
        "name another column",
    )


def test_a_joined_file_in_which_a_key_stands_twice(tmp_path: Path) -> None:
    write_csv(tmp_path, GOOD)
    write_csv(tmp_path, "tea,hot", "tea,cold", header="article,group", name="articles.csv")
    mapping = MAPPING + "  category: group\njoins:\n  - {file: articles.csv, on: article}\n"
    assert faults(tmp_path, mapping) == (
        f"{tmp_path}/articles.csv: article must be different in every row, but 'tea' stands in 2 rows; "
        "a line would be counted that often",
    )


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    write_csv(tmp_path, GOOD, "r1")
    assert faults(tmp_path) != ()
    write_csv(tmp_path, GOOD)
    assert faults(tmp_path) == ()
    assert list(temporary.iterdir()) == []


def test_the_mapping_of_the_manual_has_the_form() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
    example = manual.split("```yaml\n")[1].split("```")[0]
    assert parse_mapping(example.encode(), "docs/import.md").source == "tills-north"
