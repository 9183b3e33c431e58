"""The tables keep what their comments promise: kind, keys, partitions, and no foreign key from kind to kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from treue.store.connect import open_connection
from treue.store.partitions import PARTITIONED

pytestmark = pytest.mark.postgres

COMMENT = re.compile(
    r"(?:member-scoped|reference|key-scoped by (?P<column>\w+)); (?P<holds>fact|derived|personal|deployment)"
)
BOOKS = ("transfer", "lot_use", "lot", "balance")


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    comment: str

    @property
    def kind(self) -> str:
        return self.comment.split(";")[0].split(" by ")[0]

    @property
    def distribution_column(self) -> str | None:
        """The column by which a distributed PostgreSQL spreads the rows; None where every machine has all of them."""
        match = COMMENT.fullmatch(self.comment)
        assert match is not None
        return {"member-scoped": "member_id", "reference": None}.get(self.kind, match["column"])


def tables(database: str) -> list[Table]:
    with open_connection(database) as connection:
        rows = connection.execute(
            "SELECT c.relname::text, coalesce(obj_description(c.oid), '') FROM pg_class c "
            "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
            "AND c.relname <> 'alembic_version' ORDER BY 1"
        ).fetchall()
    return [Table(*row) for row in rows]


def keys(database: str) -> list[tuple[str, list[str]]]:
    """(table, columns) of every primary and unique key."""
    with open_connection(database) as connection:
        return connection.execute(
            "SELECT c.relname::text, array_agg(a.attname::text ORDER BY k.place) FROM pg_index i "
            "JOIN pg_class c ON c.oid = i.indrelid "
            "CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k (number, place) "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number "
            "WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition "
            "AND c.relname <> 'alembic_version' GROUP BY i.indexrelid, c.relname"
        ).fetchall()


def test_every_table_says_its_kind_and_what_it_holds(database: str) -> None:
    found = tables(database)
    assert len(found) > 20
    assert [table.name for table in found if not COMMENT.fullmatch(table.comment)] == []


def test_every_key_begins_with_the_programme_and_holds_what_the_rows_are_spread_by(database: str) -> None:
    by_name = {table.name: table for table in tables(database)}
    for name, columns in keys(database):
        if name == "member":
            # Its ids are unique everywhere, and it is what the others are spread by.
            assert columns == ["member_id"]
            continue
        if (name, columns) == ("programme", ["key"]):
            # The list of programmes itself, looked up by the id that stands in the document.
            continue
        assert columns[0] == "programme_id", f"{name} {columns}"
        distribution_column = by_name[name].distribution_column
        assert distribution_column is None or distribution_column in columns, f"{name} {columns}"


def test_no_foreign_key_leads_to_a_table_of_another_kind(database: str) -> None:
    with open_connection(database) as connection:
        links = connection.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
        ).fetchall()
    kinds = {table.name: table.kind for table in tables(database)}
    assert links
    assert [link for link in links if kinds[link[0]] != kinds[link[1]]] == []


def test_payloads_and_read_sets_are_partitioned_by_day_from_the_start(database: str) -> None:
    with open_connection(database) as connection:
        rows = connection.execute(
            "SELECT partrelid::regclass::text, pg_get_partkeydef(partrelid) FROM pg_partitioned_table ORDER BY 1"
        ).fetchall()
    assert rows == [(name, "RANGE (local_day)") for name in PARTITIONED]


def test_the_books_hold_plain_columns_only(database: str) -> None:
    with open_connection(database) as connection:
        (found,) = connection.execute(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = ANY(%s) AND data_type LIKE 'json%%'",
            [list(BOOKS)],
        ).fetchone() or (None,)
    assert found == 0


@pytest.mark.parametrize("table", ["budget", "stock"])
def test_scarce_rows_have_slices(database: str, table: str) -> None:
    assert any("slice" in columns for name, columns in keys(database) if name == table)
