"""Look-up tables of the document: keys to values, constants of a version."""

from __future__ import annotations

from dataclasses import dataclass

from treue.rules.types import Type, Value

Key = str | int


@dataclass(frozen=True, slots=True)
class Table:
    """A table such as cabin x region -> points, read as `table.points[leg.cabin][leg.region]`.

    A table with one column named '' has no column names; otherwise the column follows the keys: `.bonus`.
    """

    id: str
    keys: tuple[Type, ...]
    """At least one; string or int each."""
    columns: tuple[tuple[str, Type], ...]
    rows: tuple[tuple[tuple[Key, ...], tuple[Value, ...]], ...]
    """Keys and values, in the order of `keys` and `columns`; keys are unique."""
    otherwise: tuple[Value, ...] | None = None
    """What keys without a row read as. None: a condition is false there and an amount 0."""

    @property
    def column_names(self) -> tuple[str, ...]:
        """Without the one of a table that has no names."""
        return tuple(name for name, _ in self.columns if name)

    def column(self, name: str) -> int:
        """The place of a column in each row; ValueError where there is none."""
        return [column for column, _ in self.columns].index(name)

    def values_of_key(self, place: int) -> tuple[Key, ...]:
        """Every value that occurs as the key in that place."""
        return tuple(dict.fromkeys(keys[place] for keys, _ in self.rows))

    def by_keys(self, column: str) -> dict[tuple[Key, ...], Value]:
        """Keys -> the value in that column."""
        place = self.column(column)
        return {keys: values[place] for keys, values in self.rows}

    def fallback(self, column: str) -> Value | None:
        """What keys without a row read as in that column."""
        return None if self.otherwise is None else self.otherwise[self.column(column)]
