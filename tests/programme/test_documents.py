"""What a document becomes: units, rules and rewards with exact amounts, from a file, a folder or stored parts."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from hypothesis import example as explicit
from hypothesis import given
from hypothesis import strategies as st

from tests.programme import written_documents as written
from treue.domain.instants import Period
from treue.domain.money import Money
from treue.domain.orders import Line, Order
from treue.programme import Programme, errors, json_schema, load, parts_of, read_parts, read_programme, version_hash
from treue.programme.known_events import FROM_OUTSIDE, OF_HISTORIES, RESERVED
from treue.programme.records import LIFETIME, ByLevel, Give, Limit
from treue.programme.source import Scalar, place_within
from treue.rules.at import At
from treue.rules.types import DECIMAL, STRING
from treue.words.happenings import KINDS

HEAD = """treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en, de], law: none}
units:
  points: {name: {en: [point, points], de: [Punkt, Punkte]}, decimals: 2}
"""


def programme_of(text: str) -> Programme:
    programme, faults = read_parts({"programme.yaml": text.encode()})
    assert programme is not None, [str(fault) for fault in faults]
    return programme


def codes_of(text: str | bytes) -> list[str]:
    content = text.encode() if isinstance(text, str) else text
    return [fault.code for fault in read_parts({"programme.yaml": content})[1]]


def number(**amounts: Fraction) -> dict[str, ByLevel[Give]]:
    """Amounts as the engine knows those that are plain numbers, for members at any level."""
    return {unit: ByLevel(Give(amount)) for unit, amount in amounts.items()}


def test_the_example_of_the_manual_becomes_the_programme_it_describes() -> None:
    programme = programme_of(written.example())

    assert programme.id == "morgenrot"
    assert programme.zone.key == "Europe/Berlin"
    assert (programme.law, programme.semantics) == ("DE", 1)
    assert (programme.accepts_late, programme.accepts_early) == (timedelta(days=30), timedelta(minutes=5))
    beans = programme.units["beans"]
    assert beans.names["de"] == ("Bohne", "Bohnen")
    lives = (beans.available.otherwise, beans.expires.otherwise)
    assert (beans.decimals, *lives) == (0, Period(14, "days"), Period(12, "months"))
    base, coffee, welcome, long_run = programme.earn
    assert (base.give, base.per, base.each) == (number(beans=Fraction(1, 100)), Money(100, "EUR"), "event")
    limit = {"beans": Limit(500_000, LIFETIME)}
    assert (coffee.multiply, coffee.budget, coffee.each) == (number(beans=Fraction(2)), limit, "line")
    assert welcome.give == number(beans=Fraction(50))
    assert programme.events["run"].fields == {"km": DECIMAL, "shoe": STRING}
    rules = {kind: rules for kind, rules in programme.rules_by_event.items() if rules}
    assert rules == {"purchase": (base, coffee), "joined": (welcome,), "run": (long_run,)}
    reward = programme.rewards["free-coffee"]
    assert (reward.unit, reward.cost, reward.gives, reward.limited) == ("beans", 100, {"product": "coffee"}, True)
    assert reward.names == {"de": "free-coffee", "en": "free-coffee"}
    assert programme.scarce == (("coffee-tuesday", "beans", Limit(500_000, LIFETIME)),)
    # What is stored later are plain texts, not the references of the schema.
    ids = [reward.unit, coffee.event, *coffee.multiply, *coffee.budget, *base.give]
    assert {type(identity) for identity in ids} == {str}


def test_the_condition_of_a_rule_decides_on_a_line() -> None:
    coffee = programme_of(written.example()).earn[1]
    line = Line("c", 100, category="coffee")
    assert coffee.when is not None

    assert coffee.when.holds(Order("EUR", (line,)), line, At("tuesday", 2027, 1, 5, 9), {}) is True
    assert coffee.when.holds(Order("EUR", (line,)), line, At("monday", 2027, 1, 4, 9), {}) is False


def test_numbers_are_exactly_what_is_written_and_scaled_by_the_units_decimals() -> None:
    programme = programme_of(
        HEAD
        + """earn:
  - {id: tenth, event: purchase, give: {points: 0.1}, per: 3.00 EUR, budget: {points: 0.30}}
  - {id: factor, event: purchase, multiply: {points: 1.1}}
  - {id: fixed, event: joined, give: {points: 12.5}}
"""
    )
    tenth, factor, fixed = programme.earn

    assert tenth.give == number(points=Fraction(10, 300))
    assert tenth.budget["points"] == Limit(30, LIFETIME)
    assert factor.multiply == number(points=Fraction(11, 10))
    assert fixed.give == number(points=Fraction(1250))
    assert programme.names == {"en": "Shop", "de": "Shop"}


def test_a_folder_is_read_as_one_document_the_main_part_first(tmp_path: Path) -> None:
    (tmp_path / "programme.yaml").write_text(HEAD + "earn:\n  - {id: b, event: joined, give: {points: 1}}\n", "utf-8")
    (tmp_path / "earn").mkdir()
    (tmp_path / "earn" / "a.yaml").write_text("earn:\n  - {id: a, event: joined, give: {stars: 1}}\n", "utf-8")
    (tmp_path / "units.yaml").write_text("units:\n  stars: {name: {en: [s, s], de: [s, s]}}\n", "utf-8")
    (tmp_path / ".hidden.yaml").write_text("nonsense", "utf-8")
    (tmp_path / "README.md").write_text("notes", "utf-8")

    programme, faults = read_programme(tmp_path)

    assert not faults
    assert programme is not None
    assert [rule.id for rule in programme.earn] == ["b", "a"]
    assert list(programme.units) == ["points", "stars"]
    assert read_parts(parts_of(tmp_path))[0] == programme


def test_a_key_that_stands_once_may_stand_in_one_file_only(tmp_path: Path) -> None:
    (tmp_path / "programme.yaml").write_text(HEAD, "utf-8")
    (tmp_path / "more.yaml").write_text("treue: 1\nunits:\n  points: {name: {en: [p, p], de: [p, p]}}\n", "utf-8")

    _, faults = read_programme(tmp_path)

    assert [(fault.code, fault.path, Path(fault.file).name, fault.line) for fault in faults] == [
        ("duplicate_key", "treue", "more.yaml", 1),
        ("duplicate_key", "units.points", "more.yaml", 3),
    ]


def test_an_empty_folder_says_where_to_begin(tmp_path: Path) -> None:
    assert [fault.code for fault in read_programme(tmp_path)[1]] == ["file_missing"]
    assert [fault.code for fault in read_parts({})[1]] == ["file_missing"]


def test_the_version_hash_follows_content_and_names_but_not_line_endings() -> None:
    unix = {"programme.yaml": b"treue: 1\n", "units.yaml": b"units: {}\n"}
    windows = {"units.yaml": b"\xef\xbb\xbfunits: {}\r\n", "programme.yaml": b"treue: 1\r\n"}

    assert version_hash(unix) == version_hash(windows)
    assert version_hash(unix) != version_hash(unix | {"units.yaml": b"units: { }\n"})
    assert version_hash(unix) != version_hash({"programme.yaml": b"treue: 1\n", "unit.yaml": b"units: {}\n"})
    assert len(version_hash({})) == 64


def test_a_file_is_the_same_version_under_any_name(tmp_path: Path) -> None:
    for name in ("club.yaml", "shop.yaml"):
        (tmp_path / name).write_text(HEAD, "utf-8")

    assert version_hash(parts_of(tmp_path / "club.yaml")) == version_hash(parts_of(tmp_path / "shop.yaml"))
    assert parts_of(tmp_path / "nothing.yaml") == {}


def test_faults_of_every_stage_are_listed_together() -> None:
    text = (
        HEAD.replace("decimals: 2", "decimals: 7")
        + """earn:
  - {id: one, event: joned, give: {points: 1}}
  - {id: two, event: purchase, multiply: {points: "2"}, when: order.paid > 5, when: "true"}
tiers: 1
"""
    )

    assert codes_of(text) == [
        "wrong_value",
        "unknown_event",
        "wrong_type",
        "expression_money",
        "duplicate_key",
        "unknown_key",
    ]


@pytest.mark.parametrize(
    ("available", "expires", "sound"),
    [
        ("after 27 days", "after 1 month", True),
        ("after 28 days", "after 1 month", False),
        ("after 12 months", "after 1 year", False),
        ("after 364 days", "after 1 year", True),
        ("after 1 week", "after 7 days", False),
        ("after 24 hours", "after 1 day", False),
        ("after 23 hours", "after 1 day", True),
    ],
)
def test_units_live_longer_than_they_wait(available: str, expires: str, sound: bool) -> None:
    text = HEAD.replace("decimals: 2", f"available: {available}, expires: {expires}")

    assert codes_of(text) == ([] if sound else ["expires_before_available"])


def test_a_place_within_a_value_is_the_character_a_person_would_look_at(tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    file.write_text(
        "a: plain text\nb: 'it''s me'\nc: \"a\\u00e9\\tb\"\nd: |\n    one\n    two\ne: >\n  folded\n  text\n", "utf-8"
    )
    root = load(file).root
    assert root is not None

    def place(key: str, offset: int) -> tuple[int, int]:
        entry = root.entry(key)
        assert entry is not None
        assert isinstance(entry.value, Scalar)
        found = place_within(entry.value, offset)
        return found.line, found.column

    assert place("a", 6) == (1, 10)
    assert place("b", 5) == (2, 11)
    assert place("c", 3) == (3, 14)
    assert place("d", 5) == (6, 6)
    assert place("e", 7) == (7, 4)


def test_the_json_schema_accepts_what_the_reader_accepts_and_knows_its_forms() -> None:
    schema = json_schema()
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    document = written.as_json(written.example())

    assert not list(validator.iter_errors(document))
    assert list(validator.iter_errors(document | {"tiers": []}))
    assert list(validator.iter_errors(document | {"treue": 2}))
    assert list(validator.iter_errors(document | {"earn": [{"id": "X", "event": "purchase"}]}))
    assert list(validator.iter_errors(document | {"units": {"Beans": {"name": {"de": ["a", "b"]}}}}))


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
        written.mutated(),
        written.arbitrary_keys,
    )
)
@explicit(b"{" * 10_000)
@explicit(b"a: &x [*x]\n")
@explicit(b"? {a: b}\n: c\n? [d]\n: e\n")
@explicit(b"treue: 1\n<<: *base\n")
@explicit(b"a: '\n\n b'\nearn: [{when: >\n x}]\n")
def test_any_bytes_become_a_programme_or_a_list_of_faults(content: bytes) -> None:
    programme, faults = read_parts({"programme.yaml": content})

    assert (programme is None) == bool(errors(faults))
    assert all(fault.problem and fault.remedy and str(fault) for fault in faults)
    assert len(version_hash({"programme.yaml": content})) == 64


def test_a_part_that_cannot_be_read_is_the_only_fault_said_about_what_it_may_hold() -> None:
    earn = b"earn:\n  - {id: a, event: run, give: {stars: 1}, untill: 2027-01-01}\n"

    _, faults = read_parts({"programme.yaml": b"treue: 1\n  units: [\n", "earn.yaml": earn})

    assert [(fault.file, fault.code) for fault in faults] == [
        ("earn.yaml", "unknown_key"),
        ("programme.yaml", "yaml_syntax"),
    ]


@pytest.mark.parametrize(
    ("rates", "codes"),
    [
        ("[{currency: USD, rate: 0.9, from: 2026-01-01}, {currency: USD, rate: 0.8, from: 2026-02-01}]", []),
        ("[{currency: EUR, rate: 1, from: 2026-01-01}]", ["wrong_value"]),
        (
            "[{currency: USD, rate: 0.9, from: 2026-01-01}, {currency: USD, rate: 1, from: 2026-01-01}]",
            ["duplicate_id"],
        ),
    ],
)
def test_another_currency_has_one_rate_from_a_day_on(rates: str, codes: list[str]) -> None:
    assert codes_of(HEAD.replace("law: none", f"law: none, exchange: {rates}")) == codes


def test_no_event_of_a_programme_can_be_taken_for_one_of_treue_itself() -> None:
    assert set(KINDS) - FROM_OUTSIDE <= RESERVED | OF_HISTORIES
    assert set(KINDS) >= OF_HISTORIES
    own = "".join(f"  {name}: {{}}\n" for name in sorted(RESERVED | OF_HISTORIES))

    _, faults = read_parts({"programme.yaml": written.example().replace("events:\n", f"events:\n{own}").encode()})

    refused = {fault.path for fault in faults if fault.code == "reserved_event"}
    assert refused == {f"events.{name}" for name in RESERVED | OF_HISTORIES}
