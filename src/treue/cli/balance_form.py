"""Balances of another system as CSV: one row for each lot (docs/import.md)."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from treue.cli.amounts import read_amount, unit_of
from treue.cli.keys import TEXT_MAX
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from treue.programme.records import Programme
    from treue.usecases.units.bring_in import BroughtBalance

NEEDED = ("member", "unit", "amount", "earned")
COLUMNS = (*NEEDED, "expires", "note", "id")


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that cannot be used; the sentence says why."""

    row: int
    member: str
    reason: str


def read_balances(content: bytes, name: str, programme: Programme) -> tuple[list[BroughtBalance], list[RejectedRow]]:
    """The rows of the file, and those that are not right. Raises WrongInput where it is no such file at all."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongInput(f"{name}: the file is not text in UTF-8; save it as 'CSV UTF-8'.") from None
    reader = csv.DictReader(io.StringIO(text), strict=True)
    columns = reader.fieldnames or []
    missing = [column for column in NEEDED if column not in columns]
    unknown = [column for column in columns if column not in COLUMNS]
    if missing or unknown:
        raise WrongInput(
            f"{name}: the first line names the columns {', '.join(NEEDED)}, and if wanted expires, note and id; "
            f"it has {', '.join(columns) or 'none'}."
        )
    balances: list[BroughtBalance] = []
    rejects: list[RejectedRow] = []
    same: Counter[str] = Counter()
    try:
        for number, cells in enumerate(reader, 2):
            try:
                balances.append(_balance(number, cells, programme, same))
            except WrongInput as fault:
                rejects.append(RejectedRow(number, cells.get("member") or "", " ".join(fault.sentences)))
    except csv.Error as fault:
        raise WrongInput(f"{name}, line {reader.line_num}: {fault}.") from None
    return balances, rejects


def _balance(number: int, cells: Mapping[str, str | None], programme: Programme, same: Counter[str]) -> BroughtBalance:
    from treue.usecases.units.bring_in import BroughtBalance

    if None in cells or None in cells.values():
        raise WrongInput("The row has another number of cells than the first line.")
    said = {name: (value or "").strip() for name, value in cells.items()}
    for column, value in said.items():
        if len(value) > TEXT_MAX or not value.isprintable():
            raise WrongInput(f"{column}: write one line of at most {TEXT_MAX} characters.")
    if not said["member"]:
        raise WrongInput("member: name the member.")
    unit = unit_of(programme, said["unit"])
    amount = read_amount(said["amount"], unit)
    if amount < 0:
        raise WrongInput("amount: an opening balance is above zero.")
    earned_on = _day("earned", said["earned"])
    expires_on = _day("expires", said["expires"]) if said.get("expires") else None
    content = "|".join((said["member"], unit.id, str(amount), str(earned_on), str(expires_on or "")))
    # Rows that say the same are told apart by how many came before.
    same[content] += 1
    external_id = said.get("id") or f"{content}|{same[content]}"
    return BroughtBalance(
        number, external_id, said["member"], unit.id, amount, earned_on, expires_on, said.get("note", "")
    )


def _day(column: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongInput(f"{column}: '{text}' is not a day; write it like 2026-03-01.") from None
