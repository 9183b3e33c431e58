"""What the ids in stored figures stand for, also those that a later version of the programme has left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from treue.processing.versions import Versions
    from treue.programme.records import Reward, Unit
    from treue.words.history import Names

_END_OF_TIME = datetime.max.replace(tzinfo=UTC)


def names_of(versions: Versions, now: datetime, instants: Iterable[datetime] = ()) -> Names:
    """Units and rewards as the version in force calls them, then as those in force at `instants` did."""
    from treue.words.history import Names

    units: dict[str, Unit] = {}
    rewards: dict[str, Reward] = {}
    candidates = [versions.at(instant) for instant in (now, _END_OF_TIME, *instants)]
    for version in (*candidates, versions.first):
        if version is not None:
            units = {**version.programme.units, **units}
            rewards = {**version.programme.rewards, **rewards}
    return Names(units, rewards)
