"""Change notes: what a member would want to know, in both languages; nothing that differs goes unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog

from tests.programme.versions.texts import edited
from tests.words.mutations import KEYS, checked, mutations, parsed, texts
from treue.programme.schema.archive import Archive
from treue.programme.schema.document import Document
from treue.programme.schema.part import keys_of
from treue.programme.schema.shape import all_parts
from treue.programme.source import plain
from treue.programme.versions import changes_between
from treue.words.changes import ChangeNote
from treue.words.changes_phrases import SECTIONS
from treue.words.document.table import sentences_of, silent_keys_of
from treue.words.document.telling import UNSPOKEN
from treue.words.languages import language, languages, read_catalogue

GERMAN = (
    ("{en: [bean, beans]}", "{de: [Bohne, Bohnen], en: [bean, beans]}"),
    ("languages: [en]", "languages: [de, en]"),
)
RULES = """\
  - {id: base, event: purchase, give: {beans: 1}, per: 1.00 EUR}
  - {id: welcome, event: joined, give: {beans: 50}}
"""
SWAPPED = "".join(reversed(RULES.splitlines(keepends=True)))
TOLD_WITH_OTHERS = {"archive", "name", "clauses", "count", "from", "working_days", "falls"}


def note(code: str, old: bytes, new: bytes) -> list[str]:
    """The sentences about what differs between two documents."""
    before, after = checked(old), checked(new)
    assert before is not None
    assert after is not None
    change_set = changes_between(parsed(old), parsed(new))
    told = ChangeNote(language(code), before, after)
    sentences = [sentence for change in change_set.changes for sentence in told.changed(change)]
    return sentences + [told.reordered(one) for one in change_set.reorderings]


def edit(code: str, *replacements: tuple[str, str]) -> list[str]:
    """The sentences about an edit of the base, with blanks that break."""
    sentences = note(code, edited(*GERMAN).encode(), edited(*GERMAN, *replacements).encode())
    return [sentence.replace("\u00a0", " ") for sentence in sentences]


@pytest.mark.parametrize(
    ("replacement", "english", "german"),
    [
        (
            ("per: 1.00 EUR", "per: 1.50 EUR"),
            "Rule 1: For each €1.50 instead of €1.00 you get 1 bean.",
            "Regel 1: Je 1,50 € statt 1,00 € erhalten Sie 1 Bohne.",
        ),
        (
            ("give: {beans: 1}, per: 1.00 EUR", "give: {beans: 3}, per: 2.00 EUR"),
            "Rule 1: For each €2.00 instead of €1.00 you get 3 beans instead of 1 bean.",
            "Regel 1: Je 2,00 € statt 1,00 € erhalten Sie 3 Bohnen statt 1 Bohne.",
        ),
        (
            ("after 12 months", "after 1 year"),
            "Unit “beans”: When it expires: after 1 year instead of after 12 months.",
            "Einheit „Bohnen“: Wann es verfällt: nach 1 Jahr statt nach 12 Monaten.",
        ),
        (
            ("cost: {beans: 100}", "cost: {beans: 120}"),
            "Reward “Free coffee”: It costs 120 beans instead of 100 beans.",
            "Prämie „Free coffee“: Sie kostet 120 Bohnen statt 100 Bohnen.",
        ),
        (
            ("  - {id: welcome, event: joined, give: {beans: 50}}\n", ""),
            "No longer there: Rule 2. When this happens: joining. You get: 50 beans.",
            "Entfällt: Regel 2. Anlass: Ihr Beitritt. Sie erhalten: 50 Bohnen.",
        ),
        (
            ("rewards:\n", "perks: {lounge: {name: Lounge}}\nrewards:\n"),
            "New: Perk “Lounge”.",
            "Neu: Vorteil „Lounge“.",
        ),
        (
            ("time_zone: Europe/Berlin", "time_zone: Europe/Paris"),
            "Programme: Days, months and hours follow the clocks of this time zone: Paris instead of Berlin.",
            "Programm: Tage, Monate und Stunden richten sich nach der Uhr dieser Zeitzone: Paris statt Berlin.",
        ),
        (
            ("law: none", "law: none, accepts: {late: 5 days}"),
            "Programme: How late or early something can be recorded: What is reported later than 5 days instead of "
            "30 days after it happened comes too late.",
            "Programm: Wie spät oder wie früh etwas gemeldet werden kann: Was später als 5 Tage statt 30 Tage nach dem "
            "Ereignis gemeldet wird, kommt zu spät.",
        ),
        (
            ("law: none", "law: none, clauses: {liability: As the law says.}"),
            "Programme: changed: the clause about liability.",
            "Programm: geändert: die Klausel über die Haftung.",
        ),
        (
            ("units:\n", "metrics: {spend: {sum: order.paid, over: calendar year}}\nunits:\n"),
            "New: Counter 1. We add this up: what was paid for goods. Counted per calendar year.",
            "Neu: Zähler 1. Wir zählen zusammen: der bezahlte Warenwert. Gezählt wird je Kalenderjahr.",
        ),
        (
            (RULES, SWAPPED),
            "The order under “How you collect” is now: Rule 2 and Rule 1 (named as before).",
            "Die Reihenfolge unter „Wie Sie sammeln“ ist jetzt: Regel 2 und Regel 1 (bisherige Bezeichnungen).",
        ),
        (
            ("name: Free coffee", "name: Coffee"),
            "Reward “Coffee”: It is called Coffee instead of Free coffee.",
            "Prämie „Coffee“: Der Name ist Coffee statt Free coffee.",
        ),
        (
            ("per: 1.00 EUR", "per: 1.00 EUR, qualifying: true"),
            "Rule 1: only the wording changed; what it says in this language is the same.",
            "Regel 1: nur die Schreibweise ist anders; in dieser Sprache bleibt der Sinn gleich.",
        ),
    ],
)
def test_a_change_is_said_in_both_languages(replacement: tuple[str, str], english: str, german: str) -> None:
    assert edit("en", replacement) == [english]
    assert edit("de", replacement) == [german]


def test_two_changes_in_one_rule_are_two_sentences() -> None:
    assert edit(
        "en", ("give: {beans: 1}, per: 1.00 EUR", "when: order.paid > 5.00 EUR, give: {beans: 2}, per: 1.00 EUR")
    ) == [
        "Rule 1: new: Condition: what was paid for goods is above €5.00.",
        "Rule 1: For each €1.00 you get 2 beans instead of 1 bean.",
    ]


def test_every_section_of_a_document_has_a_name() -> None:
    assert sorted(SECTIONS) == sorted(key for _, key in keys_of(Document))


def test_every_key_without_a_sentence_is_told_when_it_changes() -> None:
    # The sections of the archive are told as those they come from.
    parts = [part for part in all_parts() if part is not Archive]
    silent = {one.key for part in parts for one in silent_keys_of(part)}

    assert silent - TOLD_WITH_OTHERS == set(UNSPOKEN)
    assert sentences_of(Document)


def _spoken(catalogue: Catalog) -> Iterator[str]:
    for message in catalogue:
        yield from message.string if isinstance(message.string, tuple | list) else [message.string or ""]


GERMAN_WORDS = {word for text in _spoken(read_catalogue("de")) for word in re.findall(r"\w+", text)}
MACHINE = re.compile(r"&&|\|\||==|!=|<=|>=|[{}]|\bNone\b|\w_\w|\b[a-z]+\.[a-z]+\b|\bstat(?:us)?\[")


@pytest.mark.slow
def test_no_change_of_a_preset_is_told_in_words_of_machines() -> None:
    wrong, kinds = [], set()
    for kind, old, new in mutations():
        kinds.add(kind)
        own = sorted({*texts(plain(parsed(old))), *texts(plain(parsed(new)))}, key=len, reverse=True)
        for before, after in ((old, new), (new, old)) if kind.endswith("gone") else ((old, new),):
            for code in languages():
                sentences = note(code, before, after)
                if not sentences or not all(sentences):
                    wrong.append((kind, code, "nothing is said"))
                for sentence in sentences:
                    said = sentence
                    for text in own:
                        # What people wrote into the document is theirs; what only names something inside is not.
                        said = said.replace(text, " ") if " " in text or not text.islower() else said
                    # A field that nobody named stands in quotes, whatever it is called.
                    words = set(re.findall(r"\w+", re.sub(r"[„“][^„“”]*[“”]", " ", said)))
                    if MACHINE.search(said) or (code == "de" and words & KEYS - GERMAN_WORDS):
                        wrong.append((kind, code, sentence))

    assert len(kinds) > 300
    assert wrong == []
