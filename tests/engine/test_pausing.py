"""Ages that stand still: what a level's time line does to the end of lots (docs/rules.md R4.7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.programmes import programme_of
from treue.domain.books import Lot
from treue.domain.events import Purchase
from treue.domain.instants import zone
from treue.domain.orders import Line, Order
from treue.engine.ageing import aged
from treue.engine.applying import advance, state_of
from treue.engine.deciding import decide
from treue.engine.decision import Climb, Decision, Extension, ReadSet
from treue.engine.pausing import end_of, pauses
from treue.engine.state import Interval, State
from treue.processing.readset import restored, stored

BERLIN = zone("Europe/Berlin")


def programme(then: str, expires: str) -> str:
    return f"""\
units:
  miles:
    name: {{en: [mile, miles]}}
    expires: {expires}
    pause: {{while: "has(level.status) && level.status == 'senator'", then: {then}}}
metrics: {{spend: {{name: Spend, sum: order.paid, over: calendar year}}}}
ladders:
  status:
    name: Status
    by: spend
    levels: [{{id: member, name: Member, from: 0}}, {{id: senator, name: Senator, from: 2000.00 EUR}}]
earn: [{{id: base, event: purchase, give: {{miles: 1}}, per: 1.00 EUR}}]
"""


RESTART = programme_of(programme("restart", "after 36 months to end of quarter"))
RESUME = programme_of(programme("resume", "after 36 months"))


def at(text: str) -> datetime:
    """A wall-clock time in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def line(*stretches: tuple[str, str, str | None]) -> tuple[Interval, ...]:
    return tuple(Interval(level, at(starts), at(ends) if ends else None) for level, starts, ends in stretches)


def bought(instant: datetime) -> Purchase:
    return Purchase(instant, Order("EUR", (Line("article", 10_000),)))


def held(*lots: Lot, now: str, levels: tuple[Interval, ...]) -> State:
    booked = {"miles": sum(lot.remaining for lot in lots)}
    return State(at(now), 5, booked, lots=list(lots), levels={"status": levels})


def lot(no: int, earned: str, expires: str, issued: str | None = None) -> Lot:
    return Lot(1, no, "miles", 100, 100, at(earned), at(earned), at(expires), at(issued) if issued else None)


def climbing(state: State, intervals: tuple[Interval, ...]) -> Decision:
    """A decision that writes a new time line."""
    return Decision("review", state.now, ReadSet(state.now), climbs=(Climb("status", intervals),))


def test_miles_earned_while_a_status_holds_for_ever_never_expire_and_keep_what_they_were_issued_with() -> None:
    state = held(now="2025-02-10 10:00", levels=line(("senator", "2024-06-01 00:00", None)))

    decision = decide(RESTART, state, bought(state.now))

    (made,) = decision.lots
    assert (made.expires_at, made.issued_end) == (None, at("2028-04-01 00:00"))
    assert decision.extensions == (Extension(5, 0, None),)


def test_losing_the_status_gives_all_miles_a_fresh_36_months_to_the_end_of_the_quarter() -> None:
    # Earned on 10 February 2025: to 31 March 2028. The status holds until the end of 2027 and is lost then.
    status = line(("senator", "2024-06-01 00:00", "2028-01-01 00:00"), ("member", "2028-01-01 00:00", None))
    state = held(now="2025-02-10 10:00", levels=status)

    decision = decide(RESTART, state, bought(state.now))

    assert [made.expires_at for made in decision.lots] == [at("2031-04-01 00:00")]


def test_reaching_the_status_stops_the_clock_of_every_open_lot_and_of_no_other() -> None:
    early, late = lot(0, "2022-02-01 10:00", "2025-04-01 00:00"), lot(1, "2024-02-01 10:00", "2027-04-01 00:00")
    state = held(early, late, now="2025-03-01 10:00", levels=line(("member", "2020-01-01 00:00", None)))
    reached = line(("senator", "2025-03-01 10:00", "2027-01-01 00:00"), ("member", "2027-01-01 00:00", None))

    decision = aged(RESTART, state, None, climbing(state, reached))

    fresh = at("2030-04-01 00:00")
    assert decision.extensions == (Extension(1, 0, fresh), Extension(1, 1, fresh))
    advance(state, decision)
    assert [(each.expires_at, each.issued_end) for each in state.lots] == [
        (fresh, at("2025-04-01 00:00")),
        (fresh, at("2027-04-01 00:00")),
    ]


def test_a_status_that_is_kept_longer_moves_the_end_again_and_one_that_is_taken_back_restores_it() -> None:
    early = lot(0, "2022-02-01 10:00", "2030-04-01 00:00", issued="2025-04-01 00:00")
    status = line(("senator", "2025-03-01 10:00", "2027-01-01 00:00"), ("member", "2027-01-01 00:00", None))
    state = held(early, now="2026-05-01 10:00", levels=status)

    longer = aged(RESTART, state, None, climbing(state, line(("senator", "2026-05-01 10:00", None))))
    taken_back = aged(RESTART, state, None, climbing(state, line(("member", "2025-03-01 10:00", None))))

    assert longer.extensions == (Extension(1, 0, None),)
    assert taken_back.extensions == (Extension(1, 0, at("2025-04-01 00:00")),)
    advance(state, taken_back)
    assert state.lots == [replace(early, expires_at=at("2025-04-01 00:00"), issued_until=None)]


@pytest.mark.parametrize(
    ("pause", "ends"),
    [
        (("2026-01-10 00:00", "2026-04-10 00:00"), "2028-08-30 10:00"),
        (("2025-01-01 00:00", "2025-06-11 10:00"), "2028-06-11 10:00"),
        (("2024-01-01 00:00", "2025-06-01 00:00"), "2028-06-01 10:00"),
        (("2028-06-01 10:00", "2029-01-01 00:00"), "2028-06-01 10:00"),
    ],
    ids=["over a change of the clocks", "begun before earning", "over before earning", "begun when all was over"],
)
def test_resume_adds_the_paused_time_as_the_wall_clock_counts_it(pause: tuple[str, str], ends: str) -> None:
    status = line(("senator", *pause), ("member", pause[1], None))
    state = held(lot(0, "2025-06-01 10:00", "2028-06-01 10:00"), now="2025-06-01 10:00", levels=status)
    unit = RESUME.units["miles"]
    assert unit.pause is not None

    found = end_of(state.lots[0], unit, pauses(unit.pause, state.levels, BERLIN), state.levels, BERLIN)

    assert found == at(ends)


def test_a_decision_that_moved_lots_is_made_again_from_what_it_read() -> None:
    early = lot(0, "2022-02-01 10:00", "2025-04-01 00:00")
    state = held(early, now="2025-03-01 10:00", levels=line(("senator", "2025-01-01 00:00", "2026-01-01 00:00")))
    decision = decide(RESTART, state, bought(state.now))

    again = decide(RESTART, state_of(restored(stored(decision.read_set)), 5), bought(state.now))

    assert again == decision


days = st.integers(0, 4000).map(lambda count: at("2020-01-01 00:00") + timedelta(days=count))


@given(days, st.lists(days, min_size=2, max_size=8, unique=True))
def test_a_pause_never_shortens_what_was_issued(earned: datetime, cuts: list[datetime]) -> None:
    cuts.sort()
    levels = tuple(
        Interval("senator" if index % 2 else "member", start, end)
        for index, (start, end) in enumerate(zip(cuts, [*cuts[1:], None], strict=True))
    )
    issued = earned + timedelta(days=1095)
    held_lot = Lot(1, 0, "miles", 1, 1, earned, earned, issued)
    for document in (RESTART, RESUME):
        unit = document.units["miles"]
        assert unit.pause is not None
        found = end_of(held_lot, unit, pauses(unit.pause, {"status": levels}, BERLIN), {"status": levels}, BERLIN)
        assert found is None or found >= issued
