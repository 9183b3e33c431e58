"""The levels of programmes people know, to the public numbers, on the presets as they ship."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import treue
from tests.engine.stories import Story
from treue.domain.events import CustomEvent, Purchase
from treue.domain.orders import Line, Order
from treue.domain.values import FieldValue
from treue.engine.levels.progress import Lacking, Step, progress
from treue.programme import Programme, read_parts

PRESETS = Path(treue.__file__).parent / "presets"


def preset(name: str) -> Programme:
    programme, faults = read_parts({"programme.yaml": (PRESETS / name / "programme.yaml").read_bytes()})
    assert programme is not None, [str(fault) for fault in faults]
    return programme


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 20, tzinfo=UTC)


def buy(story: Story, when: datetime, dollars: float) -> dict[str, int]:
    """What the purchase gives, by rule, in scaled units."""
    story.look(when)
    decision = story.happen(Purchase(when, Order("USD", (Line("article", round(dollars * 100)),))))
    return {share.rule: share.given for share in decision.shares}


def line(story: Story, ladder: str) -> list[tuple[str, str, str]]:
    """(level, first day, first day after it), in the programme's zone."""
    zone = story.programme.zone
    return [
        (
            one.level,
            str(one.starts.astimezone(zone).date()),
            "for ever" if one.ends is None else str(one.ends.astimezone(zone).date()),
        )
        for one in story.state.levels.get(ladder, ())
    ]


def test_beauty_levels_from_350_and_1000_dollars_for_the_rest_of_the_year_and_all_of_the_next() -> None:
    story = Story(preset("beauty-levels"), at(2026, 1, 15))
    assert buy(story, at(2026, 2, 1), 349.99) == {"base": 34999}
    assert line(story, "insider") == [("insider", "2026-01-15", "for ever")]

    buy(story, at(2026, 3, 1), 0.01)
    assert buy(story, at(2026, 3, 2), 100) == {"base": 10000, "vib": 2500}
    buy(story, at(2026, 3, 3), 550)
    assert buy(story, at(2026, 3, 4), 100) == {"base": 10000, "rouge": 5000}

    assert line(story, "insider") == [
        ("insider", "2026-01-15", "2026-03-01"),
        ("vib", "2026-03-01", "2026-03-03"),
        ("rouge", "2026-03-03", "2028-01-01"),
        ("insider", "2028-01-01", "for ever"),
    ]


def test_beauty_levels_count_anew_from_1_january_and_fall_to_what_the_year_supports() -> None:
    story = Story(preset("beauty-levels"), at(2026, 1, 15))
    buy(story, at(2026, 12, 30), 1000)
    buy(story, at(2027, 6, 1), 400)

    assert line(story, "insider")[1:] == [
        ("rouge", "2026-12-30", "2028-01-01"),
        ("vib", "2028-01-01", "2030-01-01"),
        ("insider", "2030-01-01", "for ever"),
    ]
    told = progress(story.programme, story.state, story.programme.ladders["insider"])
    assert (told.level, told.kept_until, told.in_grace) == ("rouge", datetime(2028, 1, 1, 5, tzinfo=UTC), False)
    assert told.keeping == Step("rouge", all=(Lacking("spend_year", 60000),))
    assert told.following is None


def test_stars_at_500_and_2500_in_twelve_months_and_bonus_stars_do_not_count() -> None:
    story = Story(preset("stars"), at(2026, 3, 20))
    assert buy(story, at(2026, 3, 21), 499.90) == {"base": 4999}
    assert line(story, "rewards") == [("green", "2026-03-20", "for ever")]

    buy(story, at(2026, 3, 22), 0.10)
    assert buy(story, at(2026, 3, 23), 100) == {"base": 1000, "gold": 200}
    # 14 April is a double star day: 1,200 tenths with the level's factor, and as many again.
    assert buy(story, at(2026, 4, 14), 100) == {"base": 1000, "double-star-day": 1000, "gold": 400}

    # 500 + 120 + 100 + 40 qualify; the star day's own share does not.
    told = progress(story.programme, story.state, story.programme.ladders["rewards"])
    assert told.following is not None
    assert told.following.all == (Lacking("stars_year", 25000 - 7600),)

    buy(story, at(2026, 5, 1), 1450)
    assert buy(story, at(2026, 5, 2), 100) == {"base": 1000, "reserve": 700}


def fly(story: Story, when: datetime, legs: int, **leg: FieldValue) -> None:
    """Flights of several equal legs."""
    story.look(when)
    story.happen(CustomEvent("flight", when, {"legs": tuple(dict(leg) for _ in range(legs))}))


def test_miles_650_points_of_which_325_qualify_make_a_frequent_traveller() -> None:
    story = Story(preset("miles"), at(2026, 1, 15))
    fly(story, at(2026, 2, 1), 16, cabin="economy", region="continental", qualifying=True)
    fly(story, at(2026, 2, 2), 11, cabin="economy", region="intercontinental", qualifying=False)
    # 320 + 660 = 980 points, of which 320 qualify.
    assert line(story, "status") == []

    fly(story, at(2026, 2, 3), 1, cabin="economy", region="continental", qualifying=True)
    assert line(story, "status") == [("frequent_traveller", "2026-02-03", "2028-01-01")]

    fly(story, at(2026, 11, 1), 5, cabin="business", region="intercontinental", qualifying=True)
    # 2,000 points and 1,340 qualifying ones.
    assert line(story, "status") == [
        ("frequent_traveller", "2026-02-03", "2026-11-01"),
        ("senator", "2026-11-01", "2028-01-01"),
    ]


def test_miles_counters_start_again_on_1_january() -> None:
    story = Story(preset("miles"), at(2026, 1, 15))
    fly(story, at(2026, 12, 30), 3, cabin="business", region="intercontinental", qualifying=True)
    fly(story, at(2027, 1, 2), 3, cabin="business", region="intercontinental", qualifying=True)

    assert line(story, "status") == []
    told = progress(story.programme, story.state, story.programme.ladders["status"])
    assert told.following == Step(
        "frequent_traveller", all=(Lacking("points_year", 50),), kept_until=datetime(2028, 12, 31, 23, tzinfo=UTC)
    )


def test_miles_6000_hon_points_are_the_highest_level() -> None:
    story = Story(preset("miles"), at(2026, 1, 15))
    fly(story, at(2026, 3, 1), 20, cabin="first", region="intercontinental", hon=True)

    assert line(story, "status") == [("hon", "2026-03-01", "2028-01-01")]


def test_miles_30000_and_40000_qualifying_points_ever_are_a_status_for_life() -> None:
    story = Story(preset("miles"), at(2026, 1, 15))
    fly(story, at(2026, 3, 1), 150, cabin="business", region="intercontinental", qualifying=True)
    assert line(story, "status") == [
        ("senator", "2026-03-01", "2028-01-01"),
        ("frequent_traveller", "2028-01-01", "for ever"),
    ]

    fly(story, at(2029, 3, 1), 50, cabin="business", region="intercontinental", qualifying=True)
    assert line(story, "status")[-1] == ("senator", "2029-03-01", "for ever")
