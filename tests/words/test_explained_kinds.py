"""What explanations of households, seats, days, periods and merges say, word by word."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.words.test_explanation import check, naming_of, told_in_scenario
from treue.domain.events import CustomEvent, HouseholdFounded, Purchase, PurchasesShared
from treue.domain.orders import Line, Order
from treue.engine.counting import COUNTED
from treue.engine.deciding import decide
from treue.engine.state import State
from treue.engine.tallies import Count
from treue.usecases.members.explain import story_of
from treue.words.explanation import Counterpart, Movement, Story, explain

AT = datetime.fromisoformat("2026-06-01T12:00+00:00")
HOUSEHOLDS = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en, de], law: none}
units:
  points: {name: {en: [point, points], de: [Punkt, Punkte]}}
  stars: {name: {en: [star, stars], de: [Stern, Sterne]}}
events: {visit: {guests: int}}
metrics:
  spent: {name: {en: Spent, de: Umsatz}, sum: order.paid, over: calendar year}
  stores: {name: {en: Stores, de: Filialen}, distinct: order.store, over: lifetime}
earn: [{id: once, event: purchase, once: true, give: {points: 5}, caps: {member: {points: 9 per month}}}]
households: {pool: [points, stars], level: best, members: 4, spends: head}
"""


def test_a_household_is_told_with_what_its_members_share() -> None:
    naming = naming_of(HOUSEHOLDS, "en")
    before = State(AT)
    story = story_of(naming.programme, 2, HouseholdFounded(77), decide(naming.programme, before, HouseholdFounded(77)))

    text = check(naming, story)

    assert "77" not in text
    assert text.partition("What became of the household\n")[2] == (
        "- There is a new household. The member is its head, and alone in it for now.\n"
        "- Shared are points and stars; only the head may spend them.\n"
        "- Until they are spent they belong to the one who contributed them.\n"
        "- The household can have up to 4 members.\n"
        "- All its members have the best level that one of them has."
    )


@pytest.mark.parametrize(
    ("shared", "sentence"),
    [
        (True, "Die anderen im Haushalt sehen, was das Mitglied kauft, sobald alle zugestimmt haben."),
        (False, "Von jetzt an sehen die anderen im Haushalt nicht, was das Mitglied kauft."),
    ],
)
def test_a_consent_is_told_as_it_is_from_now_on(shared: bool, sentence: str) -> None:
    naming = naming_of(HOUSEHOLDS, "de")
    figures = {"household": [77, 0, shared]}
    story = Story(4, "purchases_shared", AT, AT, None, figures, (), PurchasesShared(shared))

    assert f"- {sentence}" in check(naming, story)


def test_units_of_a_household_are_told_with_the_member_on_the_other_side() -> None:
    naming = naming_of(HOUSEHOLDS, "en")
    moved = (Movement("pooled", "", "points", 6, -6, ((2, 0, 6),)),)
    figures = {"taken": {"points": 6}}
    story = Story(4, "pool_given", AT, AT, None, figures, moved, other=Counterpart("M123", 9))

    text = check(naming, story)

    assert "- Handed to another member of the household: 6 points.\n" in text
    assert "- On the other side it is event 9: member M123.\n" in text
    assert "- 6 points from event 2.\n" in text


def test_what_others_lent_for_a_reward_is_told_with_their_names_and_with_none_once_they_are_erased() -> None:
    naming = naming_of(HOUSEHOLDS, "en")
    moved = (Movement("spent", "mug", "points", 9, -9, ((2, 0, 3), (4, 0, 4), (5, 0, 2))),)
    story = Story(6, "spend", AT, AT, None, {"taken": {"points": 9}}, moved, lenders={4: "M123", 5: ""})

    text = check(naming, story)

    assert "- Of it, 4 points came from the household: member M123.\n" in text
    assert "- Of it, 2 points came from the household: a member who is not known any more." in text


def test_what_a_version_counted_anew_is_told_by_its_counters_and_limits() -> None:
    naming = naming_of(HOUSEHOLDS, "de")
    keys = {metric.id: metric.key for metric in naming.programme.metrics.values()}
    counts = [
        [keys["spent"], 1250, "2026-03-01"],
        [keys["spent"], 750, "2026-04-01"],
        [keys["stores"], 2, "0001-01-01", "north"],
        ["rule.once.ever", 1, "0001-01-01"],
        ["rule.once.points", 5, "2026-03-01"],
    ]

    text = check(naming, Story(5, COUNTED, AT, AT, None, {"counts": counts}, ())).replace("\u00a0", " ")

    assert text.partition("Warum gezählt wurde\n")[2] == (
        "- Eine neue Fassung des Programms sieht sich dies zum ersten Mal an.\n"
        "- Ermittelt wurde es aus allem, was bekannt ist; von hier an wird weitergezählt.\n"
        "- Regel 1: bisher 1 × bekommen.\n"
        "- Regel 1: hat dem Mitglied bisher 5 Punkte gegeben.\n"
        "\n"
        "Was gezählt wurde\n"
        "- Umsatz: 20,00 € mehr.\n"
        "- Filialen: „north“ gezählt, 2 ×."
    )


LIMITED = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en], law: none}
units: {points: {name: {en: [point, points]}}}
events: {scanned: {code: string}}
earn:
  - {id: base, event: purchase, give: {points: 20}, caps: {member: {points: 50 per month}}, limit: 3 per week}
  - {id: shared, event: purchase, give: {points: 30}, budget: {points: 100}, caps: {programme: {points: 25 per day}}}
  - {id: big, event: purchase, when: order.paid >= 90.00 EUR, once: true, give: {points: 1}}
  - {id: pack, event: scanned, give: {points: 4}, limit_by_code: 2}
"""


def test_limits_that_did_not_cut_say_what_they_leave() -> None:
    naming = naming_of(LIMITED, "en")
    before = State(AT)
    before.tallies.add([Count("rule.base", AT.date(), 1), Count("rule.base.points", AT.date(), 10)])
    before.scarce.budgets = {("shared", "points", ""): 60}
    bought, scanned = Purchase(AT, Order("EUR", (Line("tea", 1000),))), CustomEvent("scanned", AT, {"code": "A"})
    first = story_of(naming.programme, 2, bought, decide(naming.programme, before, bought))
    second = story_of(naming.programme, 2, scanned, decide(naming.programme, before, scanned))

    told = {section.heading: section.sentences for section in explain(naming, first).sections}

    assert told["What the limits leave"] == (
        "Rule 1: at most 3 × per calendar week for one member; had before: 1 ×; left now: 1 ×.",
        "Rule 1: at most 50 points per calendar month for one member; given before: 10 points; left now: 20 points.",
        "Rule 2: at most 100 points in all for all members together; given before: 60 points; left now: 15 points.",
    )
    # The cap that cut is told where the rule is, with what was left of it before.
    assert told["What it gave"][1] == (
        "Rule 2: 25 points of 30 points. At most for all members together: 25 points per day; given before: 0 points; "
        "left: 25 points."
    )
    assert check(naming, second).endswith("- Rule 4: at most 2 × in all for one code; used before: 0 ×; left now: 1 ×.")


def test_wrong_details_are_named() -> None:
    naming = naming_of(HOUSEHOLDS, "en")
    event = CustomEvent("visit", AT, {"guests": "three", "dog": True})
    story = story_of(naming.programme, 2, event, decide(naming.programme, State(AT), event))

    assert check(naming, story).splitlines()[-3:] == [
        "- The details of this event are not those that the programme asks for.",
        "- The programme does not know these: “dog”.",
        "- These are not of the kind that it asks for: “guests”.",
    ]


def test_a_period_that_held_the_step_tells_what_was_missing_for_one_up(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "a month with orders but none of fifty holds points and step, one without takes both"
    held = told_in_scenario(name, "participation", "en", monkeypatch, 1)
    lost = told_in_scenario(name, "participation", "de", monkeypatch, 3)

    assert held["What the period brought"] == [
        "Pace: the period from Feb 1, 2026 to Feb 28, 2026 ended.",
        "Counted: €40.00 (Counter 2).",
        "Counted: 3 (Counter 1).",
        "It was no step up; that takes: the figure “largest” is at least €50.00.",
        "It was €40.00; €10.00 more, and it would have been a step up.",
        "But the step stays, because this held: the figure “orders” is at least 1.",
        "Step 2 stays; the rate is 0.1.",
    ]
    assert lost["Was der Zeitraum brachte"][-5:] == [
        "Es war 0; bei 1 mehr wäre der Schritt geblieben.",
        "Damit beginnt das Mitglied von vorn.",
        "Von jetzt an gilt Schritt 1 statt 3; der Satz ist 0,1.",
        "Damit verwirkt: 14 points.",
        "Bis wieder etwas zählt, wird kein weiterer Zeitraum angesehen.",
    ]


def test_a_chosen_day_tells_how_many_are_left_and_what_applies_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "a rule applies on the days that the member chose, and on no other"
    told = told_in_scenario(name, "day_chosen", "de", monkeypatch, 1)

    assert told["Was gewählt wurde"] == [
        "Gewählt mit Own days: 03.05.2026.",
        "Höchstens 2 Tage je Kalenderjahr; vorher gewählt: 1; jetzt noch übrig: 0.",
        "An diesem Tag gilt außerdem: Regel 2.",
    ]


def test_more_days_by_a_rule_are_told_by_the_rule_and_where_they_are_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "a rule grants more days in the window of its event, and a return takes back what is not used yet"
    bought = told_in_scenario(name, "purchase", "en", monkeypatch)
    chosen = told_in_scenario(name, "day_chosen", "en", monkeypatch, -1)

    assert "Rule 3: 1 day more to choose with Own days." in bought["What it gave"]
    assert any("more by rules; chosen before: " in sentence for sentence in chosen["What was chosen"])


def test_who_waits_for_a_seat_reads_his_place_and_how_many_come_before(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "a seat that becomes free is kept for who waits first"
    waits = told_in_scenario(name, "seat_awaited", "en", monkeypatch, 2)
    bought = told_in_scenario(name, "spend", "en", monkeypatch, 0)

    assert waits["Where the member waits"] == [
        "ride: the member waits for a seat, as number 1 of the list.",
        "Nobody waits before that.",
        "Seats in all: 2; taken: 2.",
        "Nothing is taken for it. In his turn the member buys the reward like any other.",
    ]
    assert bought["How often it can be had"] == ["Seats in all: 2; taken before: 0; left now: 1."]


def test_units_that_become_usable_tell_which_rewards_they_may_fill(monkeypatch: pytest.MonkeyPatch) -> None:
    told = told_in_scenario(
        "units that wait fill a card in the instant in which they are there", "units_ready", "en", monkeypatch
    )

    assert told["What became usable"] == [
        "stamps became usable, so rewards that come by themselves were looked at: coffee.",
        "If something came by itself, an event of its own right after this one tells it.",
        "The next to become usable: 8 stamps on May 16, 2026, 10:00:00 AM.",
    ]


def test_a_warning_tells_which_level_is_lost_when_and_what_comes_then(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "a fall is told ahead, as often as the document says, and no more once the level is saved"
    told = told_in_scenario(name, "level_warning", "de", monkeypatch)

    assert told["Was aus der Stufe wurde"] == [
        "Stufen 1: Geschieht nichts, geht Stufe 3 am 01.03.2028, 00:00:00 verloren. Bis dahin sind es 91 Tage.",
        "Danach gilt Stufe 2.",
    ]


def test_the_calendar_says_what_day_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    month = told_in_scenario("the end of a month looks at the month that ends", "period_end", "de", monkeypatch)
    year = told_in_scenario("an anniversary knows its years", "anniversary", "en", monkeypatch)

    assert month["Was für ein Tag es war"] == ["Der Zeitraum vom 01.05.2026 bis zum 31.05.2026 ging zu Ende."]
    assert year["What day it was"] == ["The member joined 1 year before."]
    assert year["What was narrowly missed"] == [
        "1 more, and Rule 1 would have applied. Condition: the number of years is at least 2; it was 1."
    ]


def test_a_merge_tells_what_counts_from_now_on_and_what_was_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    told = told_in_scenario("what was counted unites, and both together reach the level", "merge", "en", monkeypatch)

    assert told["What was moved"][1:3] == [
        "Purchases of the other account that count here from now on: 1.",
        "Both accounts had been given what a member gets once, and keep it: Rule 3.",
    ]
    assert told["What became of the level"] == [
        "Levels 1: Level 2 was reached.",
        "Counted: €105.00 (Counter 1); Level 2 takes €100.00 (Counter 1).",
    ]
    assert told["What was counted"] == ["Counter 1: €60.00 more."]


def test_a_level_without_a_place_tells_how_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "who finds no place stays at the level below, and gets the place that becomes free with his next order"
    first = told_in_scenario(name, "purchase", "en", monkeypatch, 0)
    second = told_in_scenario(name, "purchase", "en", monkeypatch, 1)

    assert first["What became of the level"][-1] == "Places at Level 3: 1; taken before: 0."
    assert second["What became of the level"] == [
        "Levels 1: Level 2 was reached.",
        "Counted: €500.00 (Counter 1); Level 2 takes €100.00 (Counter 1).",
        "Places at Level 3: 1; taken before: 1.",
    ]


def test_donations_and_what_staff_does_are_told_by_their_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "a rule gives to causes as often as its limit lets it, and a perk is told"
    told = told_in_scenario(name, "purchase", "de", monkeypatch, 1)
    returned = told_in_scenario(
        "a return takes back what was given to causes once the rule would give it no more",
        "return",
        "de",
        monkeypatch,
        1,
    )

    assert told["Was es gab"][1:] == [
        "Regel 2: 0,50 € für Trees im Namen des Mitglieds.",
        "Regel 2: 0,25 € für School im Namen des Mitglieds.",
        "Regel 3: Außerdem tut das Team dies: Wrap it for free.",
    ]
    assert [one for one in returned["Was daraus wurde"] if "Trees" in one or "School" in one] == [
        "Zurückgenommen von Trees: 0,50 €.",
        "Zurückgenommen von School: 0,25 €.",
    ]


def test_a_reward_given_by_a_rule_is_told_where_the_rule_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "what a rule grants is free, and counts against stock and limits"
    told = told_in_scenario(name, "visit", "en", monkeypatch)

    assert told["What it gave"] == ["Rule 3: it grants mug; what came of that is told by an event of its own."]


def test_what_becomes_of_a_reward_that_is_sent_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "what was sent is given back by staff alone"
    sent = told_in_scenario(name, "reward_sent", "en", monkeypatch)
    back = told_in_scenario(name, "redemption_cancelled", "en", monkeypatch, 1)

    assert sent["What became of the reward"] == [
        "mug, got by event 3, was sent.",
        "From now on only staff can take it back.",
    ]
    assert back["What became of the reward"] == [
        "mug, got by event 3, was given back.",
        "Staff gave the reason: it came back to us",
        "Back to where it had been taken from: 10 points.",
        "In stock again: 1 ×.",
    ]


def test_a_text_of_figures_alone_says_what_is_no_longer_kept() -> None:
    naming = naming_of(HOUSEHOLDS, "en")
    for kind, sentence in (
        ("participation", "A period ended; what it was decided from is no longer kept."),
        ("level_warning", "A level will be lost soon; which one is no longer kept."),
    ):
        assert f"- {sentence}" in explain(naming, Story(3, kind, AT, AT, None, {}, ())).text
