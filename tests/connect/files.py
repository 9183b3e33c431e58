"""Small real files for the tests of the reader, and mappings that fit them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from treue.connect.purchases.mapping import parse_mapping
from treue.connect.purchases.reading import fingerprint_of, open_purchases
from treue.connect.purchases.records import ImportFault
from treue.domain.instants import zone
from treue.usecases.purchases.past import PastPurchase, Reject

if TYPE_CHECKING:
    from treue.connect.purchases.reading import PurchaseFile

BERLIN = zone("Europe/Berlin")

MAPPING = """\
purchases: 1
source: tills
lines:
  file: sales.csv
  csv: {delimiter: ";"}
order:
  id: receipt
  member: card
  occurred_at: sold_at
  currency: {constant: EUR}
  store: shop
line:
  sku: article
  quantity: pieces
  amount: value
  discount: off
"""
HEADER = "receipt;card;sold_at;shop;article;pieces;value;off"


def write_csv(folder: Path, *lines: str, header: str = HEADER, name: str = "sales.csv") -> None:
    """A CSV file of these lines."""
    (folder / name).write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")


def write_parquet(folder: Path, query: str, name: str = "sales.parquet") -> None:
    """A Parquet file with the rows of a query."""
    duckdb.connect().sql(query).write_parquet(str(folder / name))


def opened(folder: Path, mapping: str = MAPPING) -> PurchaseFile:
    """The purchases in a folder."""
    return open_purchases(parse_mapping(mapping.encode(), "mapping.yaml"), folder, BERLIN)


def fingerprint(folder: Path, mapping: str = MAPPING) -> str:
    """What identifies an import of the folder's files."""
    return fingerprint_of(parse_mapping(mapping.encode(), "mapping.yaml"), folder, BERLIN)


def read(folder: Path, mapping: str = MAPPING) -> tuple[list[PastPurchase], list[Reject]]:
    """All purchases and rejects in a folder."""
    with opened(folder, mapping) as purchases:
        chunks = list(purchases.chunks(100))
    return [each for chunk in chunks for each in chunk.purchases], [each for chunk in chunks for each in chunk.rejects]


def faults(folder: Path, mapping: str = MAPPING) -> tuple[str, ...]:
    """The sentences with which reading is refused."""
    try:
        opened(folder, mapping).close()
    except ImportFault as fault:
        return fault.sentences
    return ()
