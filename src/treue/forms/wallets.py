"""What a member holds and what happened to it, as it is answered to programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from treue.domain.books import Lot
from treue.domain.codes import shown_code
from treue.forms.levels import LevelShape, level_shape
from treue.programme.records import Programme
from treue.store.wallets import HistoryRow, RedeemedRow
from treue.usecases.members.show import Holding, Wallet
from treue.words.history import Names, effect_in_words
from treue.words.languages import Language
from treue.words.units import plain_amount


class LotShape(msgspec.Struct, frozen=True):
    """Units that came together and end together."""

    left: Decimal
    amount: Decimal
    earned_at: datetime
    available_at: datetime
    expires_at: datetime | None


class BalanceShape(msgspec.Struct, frozen=True):
    """What the member holds of one unit; lots in the order in which they are spent."""

    available: Decimal
    pending: Decimal
    debt: Decimal
    lots: tuple[LotShape, ...]


class ComingShape(msgspec.Struct, frozen=True):
    """Units that expire if nothing happens before."""

    expires_at: datetime
    unit: str
    amount: Decimal


class WalletShape(msgspec.Struct, frozen=True):
    """What a member holds, with everything that time has brought until `now`."""

    now: datetime
    left_at: datetime | None
    closes_at: Annotated[datetime | None, msgspec.Meta(description="Until when the units of one who left stay usable.")]
    balances: Annotated[dict[str, BalanceShape], msgspec.Meta(description="By unit.")]
    coming: tuple[ComingShape, ...]
    levels: tuple[LevelShape, ...]


class RedeemedShape(msgspec.Struct, frozen=True):
    """A reward that a member got."""

    number: Annotated[int, msgspec.Meta(description="Its number: that of the event it was got by.")]
    reward: str
    redeemed_at: datetime
    gives: dict[str, Any]
    standing: Annotated[str, msgspec.Meta(description="`open`, `used`, `cancelled` or `over`.")]
    usable_until: datetime | None
    code: str | None


class MoveShape(msgspec.Struct, frozen=True):
    """How units moved."""

    cause: str
    source: str
    unit: str
    change: Decimal


class HistoryShape(msgspec.Struct, frozen=True):
    """One event with what it did."""

    event: Annotated[int, msgspec.Meta(description="Its number in the member's history.")]
    kind: str
    occurred_at: datetime
    refused: Annotated[str | None, msgspec.Meta(description="Why it was refused, as a code.")]
    words: Annotated[str, msgspec.Meta(description="What it did, in the caller's language.")]
    moves: tuple[MoveShape, ...]


def wallet_shape(wallet: Wallet, names: Names, programme: Programme) -> WalletShape:
    """What the member holds of every unit that there is, or that he has."""
    return WalletShape(
        now=wallet.now,
        left_at=wallet.standing.left_at,
        closes_at=wallet.standing.closes_at,
        balances={
            unit: _balance(wallet.holdings.get(unit), names.units[unit].decimals) for unit in units_of(wallet, names)
        },
        coming=tuple(
            ComingShape(each.at, each.unit, plain_amount(each.amount, names.units[each.unit].decimals))
            for each in wallet.coming
        ),
        levels=tuple(level_shape(progress, programme) for progress in wallet.levels.progress),
    )


def redeemed_shape(row: RedeemedRow, now: datetime) -> RedeemedShape:
    """The reward as it stands now."""
    code = shown_code(row.code) if row.code is not None else None
    standing = row.standing_at(now)
    return RedeemedShape(row.number, row.reward, row.redeemed_at, dict(row.gives), standing, row.usable_until, code)


def history_shape(row: HistoryRow, names: Names, language: Language) -> HistoryShape:
    """The event, told in this language."""
    return HistoryShape(
        event=row.seq,
        kind=row.kind,
        occurred_at=row.occurred_at,
        refused=row.refused,
        words=effect_in_words(language, names, row.refused, row.figures, row.moves),
        moves=tuple(
            MoveShape(cause, source, unit, plain_amount(change, names.units[unit].decimals))
            for cause, source, unit, change in row.moves
        ),
    )


def units_of(wallet: Wallet, names: Names) -> list[str]:
    """What the member holds or may come to hold."""
    return sorted(names.units.keys() | wallet.holdings.keys())


def instants_of(lots: Mapping[str, Holding], history: Iterable[HistoryRow]) -> list[datetime]:
    """When what is shown came about, by which its names are found."""
    earned = [lot.earned_at for holding in lots.values() for lot in holding.lots]
    return [*earned, *(row.occurred_at for row in history)]


def _balance(holding: Holding | None, decimals: int) -> BalanceShape:
    if holding is None:
        holding = Holding(0, 0, 0, ())
    return BalanceShape(
        available=plain_amount(holding.available, decimals),
        pending=plain_amount(holding.pending, decimals),
        debt=plain_amount(holding.debt, decimals),
        lots=tuple(_lot(lot, decimals) for lot in holding.lots),
    )


def _lot(lot: Lot, decimals: int) -> LotShape:
    amounts = plain_amount(lot.remaining, decimals), plain_amount(lot.amount, decimals)
    return LotShape(*amounts, lot.earned_at, lot.available_at, lot.expires_at)
