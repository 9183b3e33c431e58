"""Records are what frozen dataclasses are, but for the price of making one."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import pytest

from treue.domain.records import record


@record(frozen=True, slots=True)
class Sale:
    """One line of a till's day."""

    article: str
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class FrozenSale:
    """The same, frozen at run time too."""

    article: str
    pieces: int = 1


def test_a_record_compares_hashes_and_changes_like_a_frozen_dataclass() -> None:
    assert Sale("tea", 2) == Sale("tea", 2) != Sale("tea", 3)
    assert len({Sale("tea"), Sale("tea", 1), Sale("milk")}) == 2
    assert replace(Sale("tea"), pieces=4) == Sale("tea", 4)
    assert [field.name for field in fields(Sale)] == [field.name for field in fields(FrozenSale)]
    assert hash(Sale("tea", 2)) == hash(FrozenSale("tea", 2))


def test_a_record_takes_no_other_fields() -> None:
    with pytest.raises(AttributeError):
        Sale("tea").colour = "green"  # type: ignore[attr-defined]
