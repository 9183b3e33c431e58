"""The archive: what is finished is out of sight, keeps its id, does nothing and is never lost."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.programme.archived_documents import HEAD, NOW, Written, contents, documents, written_nodes
from treue.domain.instants import zone
from treue.programme import Reading, errors, parts_of, read_document, read_document_parts, version_hash
from treue.programme.archiving import Archiving, archiving
from treue.programme.finishing import last_day
from treue.programme.versions import merge_parts
from treue.words.guide import staff_guide
from treue.words.languages import language
from treue.words.terms import member_terms

SPRING = "{id: spring, name: Spring sale, gives: {percent: 50}, until: 2026-06-30}"
ARCHIVED = f"{HEAD}archive:\n  offers:\n    - {SPRING}\n"
TODAY = date(2027, 1, 1)


def read(text: str) -> Reading:
    return read_document_parts({"programme.yaml": text.encode()}, NOW)


def archive(text: str, before: date = TODAY) -> Archiving:
    """The document in one file after archiving."""
    return archive_parts({"programme.yaml": text.encode()}, before, is_folder=False)


def archive_parts(parts: dict[str, bytes], before: date = TODAY, *, is_folder: bool = True) -> Archiving:
    reading = read_document_parts(parts, NOW)
    assert reading.checked is not None, [str(fault) for fault in reading.faults]
    return archiving(parts, reading.checked, before, is_folder=is_folder)


def test_the_folder_and_the_key_are_the_same_archive(tmp_path: Path) -> None:
    (tmp_path / "programme.yaml").write_text(
        f"{HEAD}archive:\n  partners: {{fuel: {{name: Fuel, until: 2026-01-31}}}}\n"
    )
    (tmp_path / "archive" / "2026").mkdir(parents=True)
    (tmp_path / "archive" / "2026" / "spring.yaml").write_text(f"offers:\n  - {SPRING}\n")
    (tmp_path / "archive" / "summer.yaml").write_text(
        "offers:\n  - {id: summer, gives: {percent: 5}, until: 2026-08-31}\n"
    )
    one = (
        f"{HEAD}archive:\n  partners: {{fuel: {{name: Fuel, until: 2026-01-31}}}}\n"
        f"  offers:\n    - {SPRING}\n    - {{id: summer, gives: {{percent: 5}}, until: 2026-08-31}}\n"
    )

    folder, file = read_document(tmp_path, NOW), read(one)

    assert folder.faults == file.faults == ()
    assert folder.checked is not None
    assert file.checked is not None
    assert folder.checked.document == file.checked.document
    assert contents(parts_of(tmp_path)) == contents({"programme.yaml": one.encode()})


def test_a_section_stands_once_in_the_archive_of_all_files() -> None:
    parts = {"programme.yaml": HEAD.encode()} | {
        f"archive/{name}.yaml": b"partners: {fuel: {name: Fuel, until: 2026-01-31}}\n" for name in ("a", "b")
    }

    assert [(fault.code, fault.file, fault.path) for fault in read_document_parts(parts, NOW).faults] == [
        ("duplicate_key", "archive/b.yaml", "archive.partners.fuel")
    ]


def test_what_is_archived_does_nothing_and_is_told_to_nobody_but_belongs_to_the_version() -> None:
    with_archive, without = read(ARCHIVED), read(HEAD)
    assert with_archive.checked is not None
    words = language("en")

    # An offer cannot be published yet; in the archive it need not be carried out.
    assert with_archive.faults == ()
    assert with_archive.programme == without.programme
    for text in (member_terms(with_archive.checked, words), staff_guide(with_archive.checked, words)):
        assert "Spring" not in text
    assert version_hash(with_archive.parts) != version_hash(without.parts)


def test_only_the_form_of_what_is_archived_is_looked_at() -> None:
    names_what_is_gone = ARCHIVED.replace("gives: {percent: 50}", "gives: {percent: 50}, segments: [gone], when: gone")
    wrong = ARCHIVED.replace("percent: 50", "percents: 50")

    assert read(names_what_is_gone).faults == ()
    assert [fault.code for fault in read(wrong).faults] == ["unknown_key"]


def test_a_version_that_decides_already_stays_one_whatever_the_day() -> None:
    text = ARCHIVED.replace("2026-06-30", "2027-06-30")

    assert [fault.code for fault in read(text).faults] == ["archived_too_early"]
    assert read_document_parts({"programme.yaml": text.encode()}).faults == ()


@pytest.mark.parametrize(
    ("section", "more", "last"),
    [
        ("offers", "gives: {percent: 50}, until: 2026-06-30", date(2026, 6, 30)),
        ("offers", "gives: {percent: 50}", None),
        (
            "raffles",
            "name: Win, tickets: [{free: true}], prizes: [{id: car, name: Car}], until: 2026-06-30, drawn: 2026-07-02, "
            "answer_within: 2 weeks",
            date(2026, 7, 16),
        ),
        (
            "journeys",
            "name: Hello, until: 2026-06-30, steps: [{wait: 3 days}, {when: 'true', then: [{wait: 1 month}], "
            "otherwise: [{wait: 2 days}, {wait_for: purchase, at_most: 1 week}]}, {wait: 25 hours}]",
            date(2026, 8, 5),
        ),
    ],
)
def test_a_part_is_over_when_nothing_comes_of_it_any_more(section: str, more: str, last: date | None) -> None:
    checked = read(f"{HEAD}{section}: [{{id: one, {more}}}]\n").checked
    assert checked is not None

    assert last_day(getattr(checked.document, section)[0], zone("Europe/Berlin")) == last


def test_the_text_moves_as_it_is_written_with_its_comments() -> None:
    text = f"""{HEAD}
offers: # all of them
  # We keep this one.

  # For spring:
  # half of everything.
  - id: spring
    gives: {{percent: 50}}  # a lot
    when: |
      order.value
        > 5.00 EUR
    until: 2026-06-30
  - {{id: always, gives: {{percent: 5}}}}  # stays
"""

    assert (
        archive(text).parts["programme.yaml"].decode()
        == f"""{HEAD}
offers: # all of them
  # We keep this one.

  - {{id: always, gives: {{percent: 5}}}}  # stays
archive:
  offers:
    # For spring:
    # half of everything.
    - id: spring
      gives: {{percent: 50}}  # a lot
      when: |
        order.value
          > 5.00 EUR
      until: 2026-06-30
"""
    )


def test_in_a_folder_a_file_with_nothing_else_moves_as_a_whole() -> None:
    finished = f"# Spring\noffers:\n  - {SPRING}\n".encode()
    parts = {"programme.yaml": HEAD.encode(), "2026/spring.yaml": finished, "archive/2026/spring.yaml": b"offers: []\n"}

    found = archive_parts(parts)

    assert found.parts == {
        "programme.yaml": HEAD.encode(),
        "archive/2026/spring.yaml": b"offers: []\n",
        "archive/2026/spring-2.yaml": finished,
    }


def test_in_a_folder_a_part_of_a_file_goes_to_a_file_of_its_own() -> None:
    live = "offers:\n  - {id: always, gives: {percent: 5}}\n"
    parts = {"programme.yaml": HEAD.encode(), "offers.yaml": f"{live}  - {SPRING}\n".encode()}

    found = archive_parts(parts)

    assert found.parts == {
        "programme.yaml": HEAD.encode(),
        "offers.yaml": live.encode(),
        "archive/offers-2027-01-01.yaml": f"offers:\n  - {SPRING}\n".encode(),
    }
    assert found.rewritten == ()


def test_a_form_that_cannot_be_cut_is_written_anew_and_named() -> None:
    found = archive(f"{{{', '.join(HEAD.splitlines())}, offers: [{SPRING}]}}  # all on one line\n")

    assert found.rewritten == ("programme.yaml",)
    text = found.parts["programme.yaml"].decode()
    assert text.splitlines()[-1] == (
        'archive: {offers: [{id: spring, name: Spring sale, gives: {percent: 50}, until: "2026-06-30"}]}'
    )


def test_what_something_live_names_stays_and_so_does_what_that_needs() -> None:
    text = f"""{HEAD}
partners:
  fuel: {{name: Fuel, until: 2026-06-30}}
  bank: {{name: Bank, until: 2026-06-30}}
  inn: {{name: Inn, until: 2026-06-30}}
code_pools: {{codes: {{until: 2026-06-30}}, others: {{until: 2026-06-30}}}}
offers:
  - {{id: half, gives: {{percent: 50}}, code: pool, pool: codes, until: 2026-06-30}}
  - {{id: third, gives: {{percent: 33}}, code: pool, pool: others, partners: [inn], until: 2026-06-30}}
rewards:
  - {{id: voucher, cost: {{points: 5}}, gives: {{offer: half}}}}
earn:
  - {{id: base, event: purchase, give: {{points: 1}}, per: 1.00 EUR, when: "order.partner != 'bank'"}}
"""

    found = archive(text)

    assert [str(one.node) for one in found.moved] == [
        "code_pools.others",
        "offers[third]",
        "partners.fuel",
        "partners.inn",
    ]
    assert {str(one.node): [str(user) for user in one.needed_by] for one in found.kept} == {
        "code_pools.codes": ["offers[half]"],
        "offers[half]": ["rewards[voucher]"],
        "partners.bank": ["earn[base]"],
    }
    assert read_document_parts(found.parts, NOW).checked is not None


def test_a_day_leaves_what_was_over_later() -> None:
    text = f"{HEAD}offers:\n  - {SPRING}\n"

    assert [len(archive(text, date(2026, 6, 30) + timedelta(days=days)).moved) for days in (0, 1)] == [0, 1]


@settings(max_examples=40)
@given(documents())
def test_archiving_loses_nothing_and_moves_exactly_what_is_over(document: Written) -> None:
    is_folder = len(document.parts) > 1
    before = contents(document.parts)

    found = archive_parts(document.parts, is_folder=is_folder)

    assert contents(dict(found.parts)) == before
    nodes = written_nodes(dict(found.parts))
    assert {one.node for one in found.moved} == document.over
    assert all(node.archived in nodes for node in document.over)
    reading = read_document_parts(found.parts, NOW)
    assert errors(reading.faults) == ()
    if not found.rewritten:
        texts = [b"".join(parts.values()) for parts in (document.parts, found.parts)]
        assert [text.count(b"# beside") for text in texts] == [texts[0].count(b"# beside")] * 2
        assert [text.count(b"# about") for text in texts] == [texts[0].count(b"# about")] * 2
    # Doing it again finds nothing to do.
    assert reading.checked is not None
    assert archiving(found.parts, reading.checked, TODAY, is_folder=is_folder).parts == found.parts


def test_archiving_and_an_edit_elsewhere_are_merged_by_part() -> None:
    base = {"programme.yaml": HEAD.encode(), "spring.yaml": f"offers:\n  - {SPRING}\n".encode()}
    edited = base | {"programme.yaml": HEAD.replace("name: Shop", "name: Store").encode()}

    merged = merge_parts(base, dict(archive_parts(base).parts), edited)

    assert merged == {
        "programme.yaml": edited["programme.yaml"],
        "archive/spring.yaml": base["spring.yaml"],
    }


def test_archiving_and_an_edit_of_the_same_part_overlap() -> None:
    base = {"programme.yaml": f"{HEAD}offers:\n  - {SPRING}\n".encode()}
    edited = {"programme.yaml": base["programme.yaml"].replace(b"percent: 50", b"percent: 60")}

    conflicts = merge_parts(base, dict(archive(base["programme.yaml"].decode()).parts), edited)

    assert isinstance(conflicts, tuple)
    assert [str(conflict.node) for conflict in conflicts] == ["offers[spring]"]
