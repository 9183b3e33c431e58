"""Time lines of levels: whatever a member does, it makes no difference when and how often time is looked at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.engine.programmes import programme_of
from tests.engine.stories import Story
from treue.domain.events import FloorSet, Purchase
from treue.domain.orders import Line, Order
from treue.engine.applying import state_of
from treue.engine.levels.lines import cut_at, in_force
from treue.engine.time import TIME_KINDS, settle
from treue.programme import Programme

START = datetime(2026, 2, 27, 9, 30, tzinfo=UTC)


def ladder(rest: str) -> Programme:
    """A programme with one ladder of three levels."""
    return programme_of(
        f"""\
units: {{points: {{name: {{en: [point, points]}}}}}}
earn:
  - {{id: base, event: purchase, give: {{points: 1}}, per: 1.00 EUR}}
  - {{id: comfort, event: level_lost, give: {{points: 10}}}}
metrics:
  year: {{sum: order.paid, over: calendar year}}
  moving: {{sum: order.paid, over: last 6 months}}
  since: {{sum: order.paid, over: membership year}}
  ever: {{sum: order.paid, over: lifetime}}
  shops: {{distinct: order.store, over: calendar quarter}}
  points: {{earned: points, over: last 12 months}}
ladders:
  club:
{rest}
"""
    )


LADDERS = [
    """\
    by: year
    levels: [{id: basic, from: 0}, {id: silver, from: 100.00 EUR}, {id: gold, from: 300.00 EUR}]
    keeps: rest of year and next
    grace: 3 months
""",
    """\
    by: moving
    levels: [{id: silver, from: 100.00 EUR}, {id: gold, from: 300.00 EUR}]
    keeps: 6 months
    falls: to supported
    floors: [{level: gold, by: status_match, lasts: 20 months}]
""",
    """\
    by: [since, ever]
    levels:
      - {id: silver, all: {since: 100.00 EUR}, for_life: {any: {ever: 700.00 EUR}}}
      - {id: gold, any: {since: 300.00 EUR, ever: 1000.00 EUR}}
    keeps: rest of membership year
    grace: 45 days
    falls: to the lowest
""",
    """\
    by: points
    level: at_once
    levels:
      - {id: basic, from: 0}
      - {id: silver, from: 100, give: {points: 30}, multiply: {points: 2}}
      - {id: gold, from: 400}
    keeps: 100 days
""",
    """\
    by: shops
    levels: [{id: silver, from: 2}, {id: gold, from: 3}]
    keeps: rest of month
    falls: to supported
""",
]
PROGRAMMES = [ladder(rest) for rest in LADDERS]

Deed = tuple[int, int, int, str]
"""(days since the deed before, euros, days late, store); no euros set gold by hand."""
deeds = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 40), st.integers(0, 800)),
        st.sampled_from([0, 1, 60, 100, 299, 300, 500]),
        st.sampled_from([0, 0, 0, 1, 29]),
        st.sampled_from(["mitte", "nord", "west"]),
    ),
    max_size=8,
)


def do(story: Story, now: datetime, deed: Deed) -> None:
    """What a deed means, after everything that was due before it."""
    _, euros, late, store = deed
    story.look(now)
    if not euros:
        story.happen(FloorSet("club", "gold", "staff", "as agreed", now.date()))
        return
    at = max(START, now - timedelta(days=late))
    story.happen(Purchase(at, Order("EUR", (Line("article", euros * 100),), store=store)))


def told(programme: Programme, done: list[Deed], looks: int) -> Story:
    """The story with `looks` looks at even distances besides."""
    story, now = Story(programme, START), START
    every = timedelta(days=2500) / looks if looks else None
    seen = START
    for deed in done:
        now += timedelta(days=deed[0])
        while every is not None and seen + every < now:
            seen += every
            story.look(seen)
        do(story, now, deed)
    end = now + timedelta(days=3650)
    while every is not None and seen + every < end:
        seen += every
        story.look(seen)
    story.look(end)
    return story


@pytest.mark.parametrize("programme", PROGRAMMES)
@given(done=deeds, looks=st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_it_makes_no_difference_how_often_time_is_looked_at(programme: Programme, done: list[Deed], looks: int) -> None:
    rarely, often = told(programme, done, 0), told(programme, done, looks)

    assert often.state.levels == rarely.state.levels
    assert often.state.booked == rarely.state.booked
    assert often.state.dues == rarely.state.dues
    assert [(one.kind, one.occurred_at) for _, one in often.decisions] == [
        (one.kind, one.occurred_at) for _, one in rarely.decisions
    ]


LIFTED_BY_COMFORT: list[Deed] = [(0, 0, 0, "mitte"), (101, 60, 0, "mitte"), (0, 0, 0, "mitte")]
"""Points for losing levels, 10 each time, come to what silver asks at the moment at which silver is lost."""


@pytest.mark.parametrize("programme", PROGRAMMES)
@given(done=deeds)
@example(done=LIFTED_BY_COMFORT)
@settings(max_examples=60, deadline=None)
def test_a_line_has_no_gap_within_a_run_never_overlaps_and_comes_true_where_nothing_happens(
    programme: Programme, done: list[Deed]
) -> None:
    story, now = Story(programme, START), START
    for deed in done:
        now += timedelta(days=deed[0])
        do(story, now, deed)
        for line in story.state.levels.values():
            assert all(one.ends is None or one.starts < one.ends for one in line)
            assert all(one.ends is not None and one.ends <= later.starts for one, later in pairwise(line))
    ahead, known = dict(story.state.levels), len(story.decisions)

    story.look(now + timedelta(days=7000))

    # What was written ahead is what time brought: no review changes it. A loss is an event that rules may give for, and
    # what they give may count; the line from there on is what that event wrote.
    brought = [one for _, one in story.decisions[known:]]
    assert not [one for one in brought if one.kind in TIME_KINDS and one.climbs]
    rewritten = next((one.occurred_at for one in brought if one.climbs), None)
    for name, line in ahead.items():
        came_true = story.state.levels[name]
        if rewritten is None:
            assert came_true == line
        else:
            assert cut_at(came_true, rewritten) == cut_at(line, rewritten)
    assert not [at for at in story.state.dues.values() if at <= story.state.now]


@pytest.mark.parametrize("programme", PROGRAMMES)
@given(done=deeds)
@settings(max_examples=60, deadline=None)
def test_every_review_can_be_made_again_from_its_read_set(programme: Programme, done: list[Deed]) -> None:
    story, now = Story(programme, START), START
    for deed in done:
        now += timedelta(days=deed[0])
        do(story, now, deed)
    story.look(now + timedelta(days=3650))

    for seq, decision in story.decisions:
        if decision.kind in TIME_KINDS:
            state = state_of(decision.read_set, seq)
            again = settle(programme, state, decision.kind, decision.read_set.subject, decision.read_set.now)
            assert again == decision


def test_what_rules_give_for_a_loss_can_reach_the_level_again_at_once() -> None:
    story, now = Story(PROGRAMMES[3], START), START
    for deed in LIFTED_BY_COMFORT:
        now += timedelta(days=deed[0])
        do(story, now, deed)
    silver_ends = datetime(2026, 9, 16, 22, tzinfo=UTC)
    # 60 points for the purchase and 10 for each of two losses; the floor falls to silver, which is not reached either.
    assert [(one.level, one.starts) for one in story.state.levels["club"][-2:]] == [
        ("silver", datetime(2026, 6, 8, 22, tzinfo=UTC)),
        ("basic", silver_ends),
    ]

    known = len(story.decisions)
    story.look(silver_ends)

    # Losing gold brought 10 more, losing silver the 10 that make 100; the level is there again, with what it gives.
    assert [(one.kind, [count.amount for count in one.counts]) for _, one in story.decisions[known:]] == [
        ("level_review", []),
        ("level_lost", [10]),
        ("level_review", []),
        ("level_lost", [10]),
        ("level_reached", [30]),
    ]
    found = in_force(story.state.levels["club"], silver_ends)
    assert found is not None
    assert (found.level, found.starts) == ("silver", silver_ends)


def test_the_level_at_an_instant_is_read_off_the_line() -> None:
    story = Story(PROGRAMMES[0], START)
    do(story, START + timedelta(days=10), (0, 300, 0, "mitte"))
    line = story.state.levels["club"]

    def level(year: int, month: int, day: int) -> str | None:
        found = in_force(line, datetime(year, month, day, tzinfo=UTC))
        return None if found is None else f"{found.level} {found.standing}"

    assert [level(2026, 3, 1), level(2026, 4, 1), level(2028, 1, 2), level(2028, 4, 2), level(2031, 1, 1)] == [
        "basic kept",
        "gold kept",
        "gold grace",
        "silver kept",
        "basic kept",
    ]
    assert line[-1].ends is None
