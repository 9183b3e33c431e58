"""What an earlier version said to be due, of something that the version in force does not have."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.engine.programmes import programme_of
from treue.domain.books import Lot
from treue.engine.decision import Decision, ReadSet
from treue.engine.dues import dues_of, dues_of_lots
from treue.engine.state import DueKey, Interval, State
from treue.engine.time import settle

NOON = datetime(2026, 5, 14, 10, tzinfo=UTC)
DAY = timedelta(days=1)
PROGRAMME = programme_of("units: {points: {name: {en: [point, points]}}}\n")


@pytest.mark.parametrize(
    ("kind", "dues"),
    [
        ("level_review", ()),
        ("level_warning", ((("level_warning", "gone"), None),)),
        ("participation", ((("participation", "gone"), None),)),
    ],
)
def test_what_is_due_of_a_ladder_that_is_gone_changes_nothing_and_is_not_due_again(
    kind: str, dues: tuple[tuple[DueKey, None], ...]
) -> None:
    state = State(NOON, 5, levels={"gone": (Interval("gold", NOON - DAY, NOON),)})

    decision = settle(PROGRAMME, state, kind, "gone", NOON)

    assert decision == Decision(kind, NOON, ReadSet(NOON, subject="gone"), dues=dues)


def test_units_that_the_version_does_not_know_expire_and_pay_debt_like_others() -> None:
    lots = [Lot(2, 0, "old", 10, 8, NOON - DAY, NOON - DAY, NOON), Lot(3, 0, "old", 5, 5, NOON - DAY, NOON, None)]
    state = State(NOON, 5, lots=lots, debts={"old": 12})

    expired = settle(PROGRAMME, state, "expiry", "old", NOON)
    paid = settle(PROGRAMME, replace(state, lots=lots[1:]), "availability", "old", NOON)

    assert [(moved.amount, [use.seq for use in moved.uses]) for moved in expired.transfers] == [(8, [2])]
    assert [(moved.amount, [use.seq for use in moved.uses]) for moved in paid.transfers] == [(5, [3])]
    assert (paid.read_set.debts, paid.read_set.lots) == ((("old", 12),), (lots[1],))
    assert (expired.read_set.debts, expired.read_set.lots) == ((), (lots[0],))


def test_what_is_due_of_lots_is_the_soonest_of_each_unit() -> None:
    lots = [
        Lot(2, 0, "points", 9, 9, NOON, NOON + 2 * DAY, NOON + 9 * DAY),
        Lot(3, 0, "points", 9, 9, NOON, NOON + 1 * DAY, NOON + 5 * DAY),
        Lot(4, 0, "points", 9, 9, NOON, NOON + 3 * DAY, NOON + 7 * DAY),
        Lot(5, 0, "stars", 9, 9, NOON, NOON, None),
    ]

    # Whatever is available has paid already; only what the member owes waits for units.
    assert dues_of_lots(lots, {"points": 1, "stars": 1}, NOON) == {
        ("expiry", "points"): NOON + 5 * DAY,
        ("availability", "points"): NOON + 1 * DAY,
    }
    assert dues_of_lots(lots, {"points": 0}, NOON) == {("expiry", "points"): NOON + 5 * DAY}
    assert dues_of_lots(lots, {"points": 1}, NOON + DAY)["availability", "points"] == NOON + 2 * DAY
    state = State(NOON, 5, lots=lots, dues={("inactivity", "points"): NOON + 6 * DAY})
    assert dues_of(state, NOON) == {("expiry", "points"): NOON + 5 * DAY, ("inactivity", "points"): NOON + 6 * DAY}
