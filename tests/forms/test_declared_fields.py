"""What a programme declares itself is read exactly, by its types, and everything wrong with it is said at once."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from treue.domain.events import CustomEvent, Purchase
from treue.domain.money import Money
from treue.domain.orders import Order
from treue.forms.events import read_fact
from treue.forms.faults import WrongInput
from treue.processing.commands import Command, MemberReference
from treue.processing.fingerprint import prepare
from treue.processing.stops import Stops
from treue.processing.versions import Version, Versions
from treue.programme import read_parts
from treue.words.languages import language

DOCUMENT = """\
treue: 1
programme: {id: shop, name: {en: Shop}, currency: EUR, time_zone: Europe/Berlin, languages: [en]}
units: {points: {name: {en: [point, points]}, decimals: 2}}
types: {leg: {cabin: {type: string, values: [economy, business]}, miles: int}}
attributes:
  order: {theme: {type: string, values: [garden, kitchen]}, tip: money}
  line: {pv: decimal, is_gift: bool, delivered_on: date, colours: list<string>, series: int, note: string}
events: {flight: {legs: list<leg>, fare: decimal}}
earn: [{id: base, event: purchase, each: line, give: {points: line.pv}}]
"""


@pytest.fixture(scope="module")
def versions() -> Versions:
    programme, faults = read_parts({"programme.yaml": DOCUMENT.encode()})
    assert programme is not None, faults
    return Versions([Version(1, datetime(2026, 1, 1, tzinfo=UTC), programme)], Stops(()))


def purchase(lines: list[Any], *, order: str = "{}", currency: str = "EUR") -> bytes:
    """A purchase with lines of these attributes, each as JSON text, so that numbers stay as they are written."""
    written = ", ".join(f'{{"sku": "a", "amount": 100, "attributes": {line}}}' for line in lines)
    return (
        f'{{"event": "purchase", "occurred_at": "2026-03-01T10:00:00Z", "order": {{"currency": "{currency}", '
        f'"attributes": {order}, "lines": [{written}]}}}}'
    ).encode()


def order_of(content: bytes, versions: Versions) -> Order:
    event = read_fact(content, "body", versions).event
    assert isinstance(event, Purchase)
    return event.order


def faults_of(content: bytes, versions: Versions, code: str = "en") -> list[str]:
    with pytest.raises(WrongInput) as raised:
        read_fact(content, "body", versions)
    return list(raised.value.told(language(code)))


def test_each_type_is_read_as_what_it_is(versions: Versions) -> None:
    line = (
        '{"pv": "12.50", "is_gift": false, "delivered_on": "2026-06-03", "colours": ["rot", "blau"], "series": -7, '
        '"note": ""}'
    )

    order = order_of(purchase([line], order='{"theme": "garden", "tip": "3.98 EUR"}'), versions)

    assert order.attributes == {"theme": "garden", "tip": Money(398, "EUR")}
    assert order.lines[0].attributes == {
        "pv": Decimal("12.50"),
        "is_gift": False,
        "delivered_on": date(2026, 6, 3),
        "colours": ("rot", "blau"),
        "series": -7,
        "note": "",
    }


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0.1", Decimal("0.1")),
        ("-0.000001", Decimal("-0.000001")),
        ('"9999999999999999.999999"', Decimal("9999999999999999.999999")),
        ("9007199254740993.000001", Decimal("9007199254740993.000001")),
        ("9007199254740992", 2**53),
        ('"-0"', 0),
    ],
)
def test_a_decimal_number_is_exact_however_it_is_written(written: str, number: Any, versions: Versions) -> None:
    order = order_of(purchase([f'{{"pv": {written}}}']), versions)

    assert order.lines[0].attributes == {"pv": number}


def test_money_may_be_in_the_currency_of_the_order(versions: Versions) -> None:
    foreign = order_of(purchase(["{}"], order='{"tip": "3.98 USD"}', currency="USD"), versions)
    other = faults_of(purchase(["{}"], order='{"tip": "3.98 CHF"}', currency="USD"), versions)

    assert foreign.attributes == {"tip": Money(398, "USD")}
    assert other == [
        "body: order.attributes.tip: an amount of money like '12.50 EUR / USD' belongs here; "
        'found the text "3.98 CHF".'
    ]


def test_everything_that_is_wrong_is_said_at_once_in_the_language_of_the_reader(versions: Versions) -> None:
    lines = [
        '{"pv": "12,50", "is_gift": "yes", "serie": 1}',
        '{"series": 9223372036854775807, "delivered_on": "2026-02-30", "colours": ["rot", 5], "note": null}',
    ]
    content = purchase(lines, order='{"theme": "cellar"}').replace(b'"sku": "a", "amount": 100', b'"amount": 1.5', 1)

    assert faults_of(content, versions) == [
        "body: order.lines[1].amount: a whole number of the currency's smallest unit, like 249 for 2.49, belongs here; "
        "found the number 1.5.",
        "body: order.lines[1].sku: this is missing; a text in one line, 1 to 200 characters, belongs here.",
        'body: order.attributes.theme: one of garden, kitchen belongs here; found the text "cellar".',
        "body: order.lines[1].attributes.serie: there is no such key; did you mean 'series'? Known here: pv, is_gift, "
        "delivered_on, colours, series, note.",
        'body: order.lines[1].attributes.pv: a decimal number like 12.5 or "12.5", with at most 6 decimals, belongs '
        'here; found the text "12,50".',
        'body: order.lines[1].attributes.is_gift: true or false belongs here; found the text "yes".',
        "body: order.lines[2].attributes.delivered_on: a day like 2026-03-01 belongs here; "
        'found the text "2026-02-30".',
        "body: order.lines[2].attributes.colours[2]: a text in one line, at most 200 characters, belongs here; "
        "found the number 5.",
        "body: order.lines[2].attributes.series: a whole number between -2^53 and 2^53 belongs here; "
        "found the number 9223372036854775807.",
        "body: order.lines[2].attributes.note: a text in one line, at most 200 characters, belongs here; "
        "found nothing.",
    ]
    assert faults_of(content, versions, "de")[4:7] == [
        'body: order.lines[1].attributes.pv: hier gehört eine Dezimalzahl wie 12.5 oder "12.5" mit höchstens 6 '
        'Nachkommastellen hin; gefunden: der Text "12,50".',
        'body: order.lines[1].attributes.is_gift: hier gehört true oder false hin; gefunden: der Text "yes".',
        "body: order.lines[2].attributes.delivered_on: hier gehört ein Tag wie 2026-03-01 hin; gefunden: der Text "
        '"2026-02-30".',
    ]


def test_each_leg_of_an_event_is_checked_by_the_type_of_a_leg(versions: Versions) -> None:
    legs = [{"cabin": "business", "miles": 500}, {"cabin": "first", "miles": 1.5, "seat": "1A"}]
    said = {"event": "flight", "occurred_at": "2026-03-01T10:00:00Z", "fields": {"legs": legs, "fare": "99.90"}}

    assert faults_of(json.dumps(said).encode(), versions) == [
        "body: fields.legs[2].seat: there is no such key; known here: cabin, miles.",
        'body: fields.legs[2].cabin: one of economy, business belongs here; found the text "first".',
        "body: fields.legs[2].miles: a whole number between -2^53 and 2^53 belongs here; found the number 1.5.",
    ]

    said["fields"] = {"legs": legs[:1], "fare": "99.90"}
    event = read_fact(json.dumps(said).encode(), "body", versions).event
    assert isinstance(event, CustomEvent)
    assert event.fields == {"legs": ({"cabin": "business", "miles": 500},), "fare": Decimal("99.90")}


def test_texts_are_composed(versions: Versions) -> None:
    order = order_of(purchase(['{"note": "Cafe\\u0301"}']), versions)

    assert order.lines[0].attributes == {"note": "Café"}


def test_the_same_content_is_the_same_however_it_is_written(versions: Versions) -> None:
    def content_of(line: str) -> bytes:
        event = read_fact(purchase([line]), "body", versions).event
        return prepare(Command(MemberReference("external", "anna"), event, request_key="k")).content

    as_numbers = content_of('{"pv": 12.50, "series": 1, "is_gift": true}')

    assert content_of('{"is_gift": true, "series": 1, "pv": "12.5"}') == as_numbers
    assert content_of('{"pv": 1}') == content_of('{"pv": "1.00"}')
    assert content_of('{"pv": 12.51, "series": 1, "is_gift": true}') != as_numbers


def test_what_is_no_json_is_said_with_its_place_in_the_language_of_the_reader(versions: Versions) -> None:
    assert faults_of(b'{"event": }', versions) == ["body:1:11: this is not JSON: a value belongs here."]
    assert faults_of(b'{"event": }', versions, "de") == ["body:1:11: das ist kein JSON: hier gehört ein Wert hin."]
    assert faults_of(b'{"a": 1, "a": 2}', versions, "de") == ['body: der Schlüssel "a" steht zweimal da.']
    assert faults_of(b'{"a": NaN}', versions) == ["body: NaN is not a number."]
    assert faults_of(b"\xff", versions) == ["body: byte 1 is not UTF-8; save the file as UTF-8."]
