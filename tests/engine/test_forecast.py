"""What members are told they will lose: merged by instant, up to a horizon, less what their debt will take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.engine.programmes import programme_of
from treue.domain.books import Account, Lot
from treue.domain.instants import Period, zone
from treue.engine.applying import advance
from treue.engine.dues import AVAILABILITY, EXPIRY, dues_of
from treue.engine.forecast import ComingExpiry, coming_expiries, falling, shown_until
from treue.engine.lifetimes import CALENDAR_END
from treue.engine.state import State
from treue.engine.time import settle

BERLIN = zone("Europe/Berlin")
NOW = datetime(2026, 7, 3, 12, tzinfo=UTC)
SEPTEMBER = datetime(2026, 9, 30, 22, tzinfo=UTC)
NEXT_SEPTEMBER = datetime(2027, 9, 30, 22, tzinfo=UTC)
PROGRAMME = programme_of("units: {points: {name: {en: [point, points]}}}\n")


def lot(
    no: int,
    remaining: int,
    expires_at: datetime | None,
    unit: str = "points",
    available_at: datetime = NOW - timedelta(days=30),
) -> Lot:
    """A lot of which `remaining` is left of 100."""
    return Lot(1, no, unit, 100, remaining, NOW - timedelta(days=30), available_at, expires_at)


def test_what_is_left_of_lots_that_end_together_is_one_entry_and_the_soonest_comes_first() -> None:
    lots = [
        lot(0, 40, NEXT_SEPTEMBER),
        lot(1, 30, SEPTEMBER),
        lot(2, 100, SEPTEMBER),
        lot(3, 7, SEPTEMBER, unit="miles"),
        lot(4, 100, None),
        lot(5, 100, NOW),
    ]

    assert coming_expiries(lots, {}, NOW, {}) == [
        ComingExpiry(SEPTEMBER, "miles", 7),
        ComingExpiry(SEPTEMBER, "points", 130),
        ComingExpiry(NEXT_SEPTEMBER, "points", 40),
    ]


def test_each_unit_is_shown_as_far_ahead_as_its_own_horizon_reaches_the_instant_itself_included() -> None:
    lots = [lot(0, 40, NEXT_SEPTEMBER), lot(1, 30, SEPTEMBER), lot(2, 7, NEXT_SEPTEMBER, unit="miles")]

    assert coming_expiries(lots, {}, NOW, {"points": SEPTEMBER, "miles": None}) == [
        ComingExpiry(SEPTEMBER, "points", 30),
        ComingExpiry(NEXT_SEPTEMBER, "miles", 7),
    ]
    assert coming_expiries(lots, {}, NOW, {"points": SEPTEMBER - timedelta(microseconds=1), "miles": NOW}) == []


def test_a_wallet_that_stays_silent_loses_everything_at_once_but_what_ends_before() -> None:
    lots = [lot(0, 40, NEXT_SEPTEMBER), lot(1, 30, SEPTEMBER), lot(2, 7, None), lot(3, 5, NEXT_SEPTEMBER, unit="miles")]
    falls = falling({("inactivity", "points"): SEPTEMBER + timedelta(days=1), ("expiry", "points"): SEPTEMBER})

    assert coming_expiries(lots, {}, NOW, {}, falls) == [
        ComingExpiry(SEPTEMBER, "points", 30),
        ComingExpiry(SEPTEMBER + timedelta(days=1), "points", 47),
        ComingExpiry(NEXT_SEPTEMBER, "miles", 5),
    ]


def test_pending_units_pay_the_debt_before_they_can_expire() -> None:
    # 50 points are owed: the lot that becomes available first pays 30, the next one 20; the third keeps all it has.
    lots = [
        lot(0, 100, SEPTEMBER, available_at=NOW + timedelta(days=2)),
        lot(1, 30, NEXT_SEPTEMBER, available_at=NOW + timedelta(days=1)),
        lot(2, 60, SEPTEMBER, available_at=NOW + timedelta(days=3)),
        lot(3, 5, SEPTEMBER, unit="miles", available_at=NOW + timedelta(days=1)),
    ]

    assert coming_expiries(lots, {"points": 50}, NOW, {}) == [
        ComingExpiry(SEPTEMBER, "miles", 5),
        ComingExpiry(SEPTEMBER, "points", 140),
    ]


def test_of_units_that_become_available_together_those_pay_the_debt_that_end_first() -> None:
    tomorrow = NOW + timedelta(days=1)
    lots = [lot(0, 60, NEXT_SEPTEMBER, available_at=tomorrow), lot(1, 60, SEPTEMBER, available_at=tomorrow)]

    assert coming_expiries(lots, {"points": 50}, NOW, {}) == [
        ComingExpiry(SEPTEMBER, "points", 10),
        ComingExpiry(NEXT_SEPTEMBER, "points", 60),
    ]


def test_units_that_end_before_they_begin_pay_no_debt_and_are_lost_whole() -> None:
    never_usable = lot(0, 100, SEPTEMBER, available_at=NEXT_SEPTEMBER)

    assert coming_expiries([never_usable], {"points": 50}, NOW, {}) == [ComingExpiry(SEPTEMBER, "points", 100)]


def test_a_horizon_is_counted_from_now_by_the_calendar() -> None:
    assert shown_until(Period(1, "years"), NOW, BERLIN) == datetime(2027, 7, 3, 12, tzinfo=UTC)
    assert shown_until(None, NOW, BERLIN) is None
    assert shown_until(Period(1, "years"), CALENDAR_END, BERLIN) is None


soon = st.integers(-20, 60).map(lambda hours: NOW + timedelta(hours=hours))
open_lots = st.lists(st.tuples(st.integers(1, 100), soon, st.none() | soon), max_size=6).map(
    lambda drawn: [lot(no, left, end, available_at=start) for no, (left, start, end) in enumerate(drawn)]
)


@given(open_lots, st.integers(0, 200))
def test_what_is_foretold_is_what_time_then_takes(lots: list[Lot], owed: int) -> None:
    state = State(NOW, booked={"points": sum(each.remaining for each in lots)}, debts={"points": owed}, lots=lots)
    for kind in (EXPIRY, AVAILABILITY):
        advance(state, settle(PROGRAMME, state, kind, "points", NOW))

    foretold = coming_expiries(state.lots, state.debts, NOW, {})

    assert foretold == expired_by_time(state)


def expired_by_time(state: State) -> list[ComingExpiry]:
    """What expires when all that comes due after now is decided, one instant after the other (R1.5)."""
    expired, until = [], NOW
    while dues := dues_of(state, until):
        (kind, unit), until = min(dues.items(), key=lambda due: (due[1], due[0]))
        decision = settle(PROGRAMME, state, kind, unit, until)
        advance(state, decision)
        expired += [
            ComingExpiry(until, unit, transfer.amount)
            for transfer in decision.transfers
            if transfer.credit is Account.EXPIRED
        ]
    return expired
