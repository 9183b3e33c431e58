"""Past purchases, from files to domain records, in order of time, from any position on.

    with open_purchases(mapping, folder, zone) as purchases:
        for chunk in purchases.chunks(5000, start_after=done):
            ...

The same mapping and the same files give the same orders at the same positions on every machine; `fingerprint_of`
tells whether they are the same.
"""

from __future__ import annotations

import gc
import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import msgspec

from treue.connect.purchases.mapping import PurchaseMapping
from treue.connect.purchases.own import OwnAttributes
from treue.connect.purchases.records import ImportFault
from treue.connect.purchases.sources import SourceFile, find_files
from treue.connect.purchases.staging import ROWS_IN_FILE_MAX, stage, statement
from treue.domain.instants import local_day, zone
from treue.domain.orders import Line, LineKind, Order, Receipt
from treue.processing.versions import Versions
from treue.usecases.purchases.past import Chunk, PastPurchase, Reject


class _WrittenLine(msgspec.Struct, frozen=True, gc=False):
    """A line as the projection writes it; its attributes are texts yet."""

    sku: str
    amount: int
    quantity: Decimal = Decimal(1)
    discount: int = 0
    name: str = ""
    category: str = ""
    brand: str = ""
    tags: tuple[str, ...] = ()
    kind: LineKind = LineKind.GOODS
    tax: int = 0
    id: str = ""
    attributes: dict[str, str | None] = {}


_LINES: msgspec.json.Decoder[list[_WrittenLine]] = msgspec.json.Decoder(list[_WrittenLine])


@dataclass(frozen=True, slots=True)
class PurchaseFile:
    """Opened purchases. Close it, or use it in a `with` statement; it holds a copy of the files on disk."""

    source: str
    total_orders: int
    """Rejected ones included."""
    total_rejects: int
    """Those that are known before attributes are looked at."""
    _connection: duckdb.DuckDBPyConnection
    _workspace: tempfile.TemporaryDirectory[str]
    _file_names: tuple[str, ...]
    _where: ZoneInfo
    _own: OwnAttributes | None

    def chunks(self, size: int, start_after: int = 0) -> Iterator[Chunk]:
        """The orders after position `start_after`, `size` at a time, by instant and then external id.

        Orders whose instant is unknown come first, among the rejects.
        """
        if size < 1 or start_after < 0:
            raise ValueError("a chunk has at least one order, and positions start after 0")
        for after in range(start_after, self.total_orders, size):
            until = min(after + size, self.total_orders)
            bounds = {"after": after, "until": until}
            cursor = self._connection.cursor()
            purchases = cursor.execute(statement("purchases_between"), bounds).fetchall()
            rejects = cursor.execute(statement("rejects_between"), bounds).fetchall()
            cursor.close()
            with _collection_paused():
                read = [self._purchase(row) for row in purchases]
                found = [one for one in read if isinstance(one, Reject)] + [self._reject(row) for row in rejects]
                taken = tuple(one for one in read if isinstance(one, PastPurchase))
                chunk = Chunk(taken, tuple(sorted(found, key=lambda one: one.position)), until)
            yield chunk

    def close(self) -> None:
        """Let go of the copy. Doing it twice is doing it once."""
        self._connection.close()
        self._workspace.cleanup()

    def __enter__(self) -> PurchaseFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _purchase(self, row: tuple[Any, ...]) -> PastPurchase | Reject:
        *plain, attributes, lines = row
        written = _LINES.decode(lines)
        purchase = _purchase(plain, written, self._where)
        if self._own is None:
            return purchase
        of_order = msgspec.json.decode(attributes) if attributes else {}
        read = self._own.added(purchase, of_order, [line.attributes for line in written])
        if isinstance(read, PastPurchase):
            return read
        found = self._connection.execute(statement("places_of"), {"position": purchase.position}).fetchall()
        return self._reject((purchase.position, purchase.external_id, [place for (place,) in found], read))

    def _reject(self, row: tuple[Any, ...]) -> Reject:
        position, key, places, reason = row
        places = sorted(set(places))
        file = places[0] // ROWS_IN_FILE_MAX
        rows = tuple(place % ROWS_IN_FILE_MAX for place in places if place // ROWS_IN_FILE_MAX == file)
        return Reject(position, self._file_names[file], rows, key, reason)


def fingerprint_of(mapping: PurchaseMapping, folder: Path, where: ZoneInfo) -> str:
    """What identifies this import: over the mapping, the zones and the content of every file. Raises ImportFault."""
    line_files, joined_files, written_in = _files(mapping, folder, where)
    return _fingerprint(mapping, (*line_files, *joined_files), written_in, where)


def open_purchases(
    mapping: PurchaseMapping, folder: Path, where: ZoneInfo, versions: Versions | None = None
) -> PurchaseFile:
    """Read the files of `mapping` in `folder`, completely.

    `where` is the zone of timestamps that name none, unless the mapping has a `time_zone`, and the zone of business
    dates; `versions` say of what types the attributes are. Raises ImportFault when the files are not what the mapping
    says.
    """
    own = OwnAttributes(versions) if versions is not None else None
    if own is not None:
        own.check(mapping)
    line_files, joined_files, written_in = _files(mapping, folder, where)
    try:
        workspace = tempfile.TemporaryDirectory(prefix="treue-purchases-")
    except OSError as fault:
        raise ImportFault(f"there is no room for temporary files: {fault.strerror}; set TMPDIR") from fault
    try:
        numbers = own.numbers if own is not None else frozenset()
        connection = stage(mapping, line_files, joined_files, written_in, Path(workspace.name), numbers)
    except BaseException:
        workspace.cleanup()
        raise
    # What is left needs room for one chunk, not for a sort.
    connection.execute("SET memory_limit = '128MB'")
    ((orders, rejects),) = connection.execute("SELECT count(*), count(*) FILTER (bad) FROM placed").fetchall()
    names = tuple(file.name for file in line_files)
    has_own = mapping.content.order.attributes or mapping.content.line.attributes
    return PurchaseFile(mapping.source, orders, rejects, connection, workspace, names, where, own if has_own else None)


def _files(
    mapping: PurchaseMapping, folder: Path, where: ZoneInfo
) -> tuple[tuple[SourceFile, ...], tuple[SourceFile, ...], ZoneInfo]:
    content = mapping.content
    line_files = find_files(content.lines, folder)
    joined_files = tuple(file for join in content.joins for file in find_files(join, folder))
    return line_files, joined_files, zone(content.time_zone) if content.time_zone is not None else where


@contextmanager
def _collection_paused() -> Iterator[None]:
    """Records have no cycles, so searching tens of thousands of new ones for cycles only doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _purchase(row: Sequence[Any], written: list[_WrittenLine], where: ZoneInfo) -> PastPurchase:
    position, key, member, at, currency, store, till, number, business_date, channel, kind, partner, country = row
    occurred_at: datetime = at.replace(tzinfo=UTC)
    receipt = None
    if number:
        day = date.fromisoformat(business_date) if business_date else local_day(occurred_at, where)
        receipt = Receipt(store, till, number, day)
    lines = tuple(_line(line) for line in written)
    order = Order(currency, lines, kind, channel, store, till, partner, country=country)
    return PastPurchase(position, key, member, occurred_at, order, receipt)


def _line(line: _WrittenLine) -> Line:
    return Line(
        line.sku,
        line.amount,
        line.quantity,
        line.discount,
        line.name,
        line.category,
        line.brand,
        line.tags,
        line.kind,
        line.tax,
        line.id,
    )


def _fingerprint(mapping: PurchaseMapping, files: tuple[SourceFile, ...], *zones: ZoneInfo) -> str:
    whole = hashlib.blake2b(digest_size=20)
    whole.update(mapping.content.model_dump_json().encode())
    whole.update("\0".join(str(each.key) for each in zones).encode())
    for file in files:
        try:
            with file.path.open("rb") as content:
                digest = hashlib.file_digest(content, lambda: hashlib.blake2b(digest_size=20)).hexdigest()
            whole.update(f"\0{file.name}\0{file.path.stat().st_size}\0{digest}".encode())
        except OSError as fault:
            raise ImportFault(f"{file.path}: the file cannot be read: {fault.strerror}") from fault
    return whole.hexdigest()
