"""Explanations: every number of a decision stands in its text, and nothing a machine would say does."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.engine.test_earning_properties import DOCUMENT, hours, orders, state
from tests.scenarios import memory_books
from tests.scenarios.in_memory import MemoryShop
from tests.scenarios.language import all_scenarios
from tests.scenarios.story import Scenario
from tests.words.generated_programmes import documents
from tests.words.told_numbers import MACHINE, numbers_of
from treue.domain.events import Event, Purchase, Return
from treue.domain.orders import Line, Order, OrderReference
from treue.engine import pairing, time
from treue.engine.applying import advance
from treue.engine.deciding import decide
from treue.engine.decision import Decision
from treue.engine.returning.keeping import paid_of
from treue.engine.returning.standing import followed, standing_of
from treue.engine.state import State
from treue.engine.tallies import Count
from treue.engine.time import settle
from treue.engine.tracing import retrace
from treue.programme import Programme, read_document_parts
from treue.usecases.members.examples import DOCUMENT as ROASTERY
from treue.usecases.members.examples import EXAMPLES, story_of_example
from treue.usecases.members.explain import story_of
from treue.words.explanation import Explanation, Naming, Story, explain
from treue.words.languages import language, languages

SCENARIOS = all_scenarios()
MARKED = re.sub(r"\{id: (early|base|coffee|big|second-base|outlet|piece)", r"{id: qq-\1", DOCUMENT)
"""The ids of its rules can be told from any word."""


def naming_of(document: str, code: str) -> Naming:
    reading = read_document_parts({"programme.yaml": document.encode()})
    assert reading.checked is not None
    assert reading.programme is not None
    return Naming(language(code), reading.checked, reading.programme)


def check(naming: Naming, story: Story) -> str:
    """The text, with all that every explanation has to have."""
    text = explain(naming, story).text
    assert [number for number in numbers_of(naming, story) if number not in text] == [], text
    assert MACHINE.search(text) is None, text
    return text


def stories(scenario: Scenario, patch: pytest.MonkeyPatch) -> list[Story]:
    """Everything that is decided in the scenario, as it would be told."""
    found: list[Story] = []

    def decided(programme: Programme, before: State, event: Event) -> Decision:
        decision = decide(programme, before, event)
        found.append(story_of(programme, before.next_seq, event, decision))
        return decision

    def settled(programme: Programme, before: State, kind: str, unit: str, instant: datetime) -> Decision:
        known = len(found)
        decision = settle(programme, before, kind, unit, instant)
        # Where time brought an event, that one was decided meanwhile.
        event = found.pop().event if len(found) > known else None
        found.append(story_of(programme, before.next_seq, event, decision))
        return decision

    for module in (memory_books, pairing, time):
        patch.setattr(module, "decide", decided)
    patch.setattr(memory_books, "settle", settled)
    shop = MemoryShop(scenario)
    shop.play()
    # What time brought since the last of it.
    for name in scenario.then:
        shop.told(name)
    return found


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[scenario.name for scenario in SCENARIOS])
def test_every_event_of_a_scenario_is_told_with_all_its_numbers(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = stories(scenario, monkeypatch)

    assert told
    for code in languages():
        naming = naming_of(scenario.document, code)
        for story in told:
            check(naming, story)


@given(orders, hours)
def test_any_order_is_told_by_names_and_with_all_its_numbers(order: Order, at: datetime) -> None:
    for naming in MARKED_NAMINGS:
        before = state()
        before.scarce.budgets = {("qq-big", "points", ""): 41, ("qq-piece", "points", ""): 3}
        event = Purchase(at, order)
        story = story_of(naming.programme, 7, event, decide(naming.programme, before, event))

        text = check(naming, story)

        assert "qq-" not in text
        assert "Rule" in text or "Regel" in text or not story.figures.get("shares")


@given(orders, hours, st.integers(1, 100), st.booleans())
def test_any_return_is_told_by_names_and_with_all_its_numbers(
    order: Order, at: datetime, part: int, twice: bool
) -> None:
    naming = MARKED_NAMINGS[0]
    before = state()
    bought = decide(naming.programme, before, Purchase(at, order))
    standing = standing_of(naming.programme, before.next_seq, order, bought)
    advance(before, bought)
    whole, reference = max(1, paid_of(order) * part // 100), OrderReference("tills", "o1")
    for event in (Return(at, reference, (), whole), Return(at, reference))[: 2 if twice else 1]:
        before.returning = standing
        back = decide(naming.programme, before, event)
        assume(back.refused is None)
        for told in MARKED_NAMINGS:
            assert "qq-" not in check(told, story_of(naming.programme, before.next_seq, event, back))
        standing = followed(standing, back)
        advance(before, back)


MARKED_NAMINGS = [naming_of(MARKED, code) for code in languages()]


@settings(deadline=None)
@given(documents(), orders, hours, st.integers(0, 7))
def test_any_rules_are_traced_to_the_same_shares_and_told(document: str, order: Order, at: datetime, used: int) -> None:
    reading = read_document_parts({"programme.yaml": document.encode()})
    assume(reading.programme is not None)
    for code in languages():
        naming = naming_of(document, code)
        before = state()
        before.profile.joined = at
        # What was used before is the same for every rule and window.
        for rule in naming.programme.earn:
            before.tallies.add(
                Count(f"rule.{rule.id}{suffix}", at.date(), used) for suffix in ("", ".points", ".miles")
            )
        before.scarce.budgets = {
            (rule.id, unit, ""): used for rule in naming.programme.earn for unit in ("points", "miles")
        }
        event = Purchase(at, order)
        decision = decide(naming.programme, before, event)

        assert retrace(naming.programme, event, decision.read_set).shares == decision.shares
        assert "qq-" not in check(naming, story_of(naming.programme, 7, event, decision))


def sentences(code: str, heading: str, number: int) -> tuple[str, ...]:
    """What stands under the heading in an example, with blanks that break."""
    naming = naming_of(ROASTERY, code)
    explanation: Explanation = explain(naming, story_of_example(naming.programme, EXAMPLES[number]))
    found = next(section for section in explanation.sections if section.heading == heading)
    return tuple(sentence.replace("\u00a0", " ") for sentence in found.sentences)


def test_what_is_missing_is_told_to_the_cent_with_what_it_would_have_given() -> None:
    assert sentences("en", "What was narrowly missed", 0) == (
        "€17.22 more, and Large order would have given 25 beans. Condition: what was paid for goods is at least "
        "€50.00; it was €32.78.",
        "Rule 6 would have given up to 5 beans, but only in this sales channel: “app”.",
    )
    assert sentences("de", "Was knapp verfehlt wurde", 0)[0] == (
        "17,22 € mehr, und Große Bestellung hätte 25 Bohnen gegeben. Bedingung: der bezahlte Warenwert ist mindestens "
        "50,00 €; es war 32,78 €."
    )


def test_each_rule_is_told_from_what_was_paid_to_what_was_rounded() -> None:
    assert sentences("en", "What it gave", 0) == (
        "Base rule: €32.78 × 1 bean per €1.00 = 32.78, rounded down to 32 beans.",
        "Coffee week for Hausmischung (€11.90): × 2 makes 44 beans of 32 beans; that is 12 beans more.",
        "Espresso times three for Espresso Brioso (€14.90): × 3 makes 74 beans of 44 beans; that is 30 beans more.",
        "Every purchase: 10 beans.",
    )


def test_a_cut_tells_the_limit_what_was_used_and_what_was_left() -> None:
    assert sentences("de", "Was es gab", 1)[2:] == (
        "Jeder Einkauf: 4 Bohnen von 10 Bohnen. Höchstens für ein Mitglied: 50 Bohnen je Kalendermonat; vorher "
        "gegeben: 46 Bohnen; übrig: 4 Bohnen.",
        "Regel 6: 2 Bohnen von 5 Bohnen. Höchstens für alle Mitglieder zusammen: 1.000 Bohnen je Kalendermonat; vorher "
        "gegeben: 998 Bohnen; übrig: 2 Bohnen.",
    )


def test_what_stood_still_and_what_is_used_up_is_told() -> None:
    assert sentences("en", "What did not count", 2) == (
        "Every purchase stood still: the operator had stopped it at that time.",
    )
    assert sentences("en", "What did not count", 0) == (
        "Welcome gives nothing more: at most 1 × in all, and the member had it 1 × before.",
    )


GROUPED = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en, de], law: none}
units: {points: {name: {en: [point, points], de: [Punkt, Punkte]}}}
earn:
  - {id: a, event: purchase, give: {points: 5}, group: daily, pick: best}
  - {id: b, event: purchase, give: {points: 9}, group: daily, pick: best}
  - {id: c, event: purchase, from: 2026-06-04, give: {points: 3}}
  - {id: d, event: purchase, give: {points: 2}, per: 3.00 EUR, steps: whole, base: list}
  - {id: e, event: purchase, give: {points: 20 / (order.lines - 1)}}
  - {id: f, event: purchase, when: order.paid / (order.lines - 1) > 5.00 EUR, give: {points: 1}}
"""
AT_NOON = datetime.fromisoformat("2026-06-01T12:00+00:00")


def test_groups_whole_steps_days_and_what_has_no_value_are_told() -> None:
    naming = naming_of(GROUPED, "en")
    event = Purchase(AT_NOON, Order("EUR", (Line("a", 1000, discount=150),)))

    text = check(naming, story_of(naming.programme, 1, event, decide(naming.programme, state(), event)))

    assert "- Rule 1: it would give 5 points, but of this group only the best rule counts: Rule 2.\n" in text
    assert "- Rule 2: 9 points.\n" in text
    assert "- Rule 4: 3 full steps of €3.00 in €10.00 before discounts × 2 points = 6 points.\n" in text
    assert (
        "- Rule 5: not every amount could be calculated; what has no value counts as 0, so it gives 0 points." in text
    )
    assert "- Rule 6 did not apply, because its condition has no value: it divides by zero or reads what is" in text
    assert text.endswith("- Rule 3 would have given 3 points on Jun 4, 2026.")


def test_an_event_that_the_programme_knows_no_more_is_told_by_what_was_booked() -> None:
    naming = naming_of(GROUPED, "en")
    figures = {"shares": [["a", "points", 5]], "given": {"points": 5}}

    text = explain(naming, Story(3, "moon-landing", AT_NOON, AT_NOON, None, figures, ())).text

    assert text.splitlines()[0] == "Event 3: Event 'moon-landing'"
    assert "- Rule 1: 5 points." in text
    assert "- Credited: 5 points." in text


def told_in_scenario(
    name: str, kind: str, code: str, patch: pytest.MonkeyPatch, number: int = 0
) -> dict[str, list[str]]:
    """Heading -> sentences of an event of a scenario, the first of its kind."""
    scenario = next(one for one in SCENARIOS if one.name == name)
    found = [story for story in stories(scenario, patch) if story.kind == kind]
    explanation = explain(naming_of(scenario.document, code), found[number])
    return {
        section.heading: [re.sub(r"[\u00a0\u202f]", " ", sentence) for sentence in section.sentences]
        for section in explanation.sections
    }


def test_a_return_tells_what_is_kept_by_each_rule_and_where_the_rest_was_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    told = told_in_scenario("what is left supports the level before it", "return", "en", monkeypatch)

    assert told["What came back"] == [
        "It is about the order of event 5.",
        "All that was left of the order came back.",
        "By now €380.00 of what was paid came back.",
    ]
    assert told["What the order may keep"] == [
        "Nothing of the order is kept, so it does not count as a purchase any more.",
        "Rule 1: 0 points instead of 380 points; that is 380 points less.",
        "Level 2: 0 points instead of 380 points; that is 380 points less.",
    ]
    assert told["Where it was taken"] == [
        "Rule 1: taken from what the order itself had given: 380 points.",
        "Level 2: taken from what the order itself had given: 380 points.",
    ]
    assert [sentence.partition("; ")[2] for sentence in told["What was used"]] == [
        "left of them: 380 points.",
        "left of them: 0 points.",
    ]
    assert told["What became of the level"] == [
        "Levels 1: Level 2 is left, because the counters do not support more any longer.",
        "Counted: €120.00 (Counter 1); Level 3 takes €500.00 (Counter 1).",
    ]


def test_a_review_tells_the_counter_and_what_it_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "a level below its keep is saved in grace, and lost after it"
    told = told_in_scenario(name, "level_review", "de", monkeypatch)

    assert told["Was aus der Stufe wurde"] == [
        "Stufen 1: Die Haltezeit von Stufe 3 ist vorbei.",
        "Gezählt: 0,00 € (Zähler 1); für Stufe 3 braucht es 500,00 € (Zähler 1).",
        "Gezählt wurde zu wenig; Stufe 3 ist noch bis 01.07.2027, 10:00:00 zu retten.",
    ]


def test_a_reward_that_is_not_granted_tells_the_limit_and_from_when_on(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "what a rule grants is free, and counts against stock and limits"
    given = told_in_scenario(name, "reward_granted", "en", monkeypatch, 2)
    refused = told_in_scenario(name, "reward_granted", "en", monkeypatch, -1)

    assert given["What was bought"] == ["mug, free of cost, by Rule 3.", "A code was issued for it."]
    assert given["How often it can be had"] == [
        "For all members together at most 3 × per calendar year; given before: 0 ×; left now: 2 ×.",
        "In stock before: 2 × mug; left now: 1 ×.",
    ]
    assert refused["Why it was refused"] == [
        "This reward was given as often as it is given altogether.",
        "It is possible again from Jan 1, 2027, 12:00:00 AM on.",
    ]


def test_a_wallet_that_fell_tells_for_how_long_nothing_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    told = told_in_scenario("at the instant itself nothing is left", "inactivity", "en", monkeypatch)

    assert told["What fell"][0] == "Nothing that counts happened for 12 months, so all of it fell together: 37 points."
