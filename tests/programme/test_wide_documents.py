"""The whole language: documents made from the schema, both forms of a folder, and what an editor says."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
from hypothesis import given

from tests.programme.schema_documents import documents
from tests.programme.written_documents import as_json
from treue.programme import (
    errors,
    json_schema,
    load,
    not_runnable,
    parts_of,
    read_document,
    read_parts,
    read_programme,
    version_hash,
)
from treue.programme.source import plain
from treue.programme.writing import write_document
from treue.programme.yaml_reading import read_yaml

PRESETS = sorted((Path(__file__).parents[2] / "src" / "treue" / "presets").glob("*/programme.yaml"))
SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@given(documents())
def test_a_document_made_from_the_schema_loads_or_lists_its_faults(content: bytes) -> None:
    programme, faults = read_parts({"programme.yaml": content})

    assert (programme is None) == bool(errors(faults))
    assert all(fault.line > 0 and fault.path and fault.problem and fault.remedy for fault in faults)
    assert not {fault.code for fault in faults} & {"yaml_syntax", "unknown_key", "missing_key"}


@given(documents())
def test_writing_a_document_and_reading_it_again_is_the_same_version(content: bytes) -> None:
    root, _ = read_yaml("programme.yaml", content)
    assert root is not None

    once = write_document(root)
    again, faults = read_yaml("programme.yaml", once)

    assert (faults, again is not None) == ([], True)
    assert again is not None
    assert plain(again) == plain(root)
    assert version_hash({"programme.yaml": write_document(again)}) == version_hash({"programme.yaml": once})


@pytest.mark.parametrize("file", PRESETS, ids=lambda file: file.parent.name)
def test_a_known_programme_has_no_errors_and_is_valid_for_editors(file: Path) -> None:
    programme, faults = read_programme(file)

    assert errors(faults) == ()
    assert programme is not None
    assert programme.id == file.parent.name
    assert [error.message for error in VALIDATOR.iter_errors(as_json(file.read_text("utf-8")))] == []


@pytest.mark.parametrize("file", PRESETS, ids=lambda file: file.parent.name)
def test_a_document_in_pieces_is_the_same_programme(file: Path, tmp_path: Path) -> None:
    root = load(file).root
    assert root is not None
    for number, entry in enumerate(root.entries):
        name = "programme.yaml" if entry.key == "treue" else f"part{number:02}.yaml"
        piece = type(root)(root.place, {entry.key: entry})
        (tmp_path / name).write_bytes(write_document(piece))

    whole, pieces = read_document(file), read_document(tmp_path)

    assert errors(pieces.faults) == ()
    assert pieces.programme == whole.programme
    assert pieces.checked is not None
    assert whole.checked is not None
    assert pieces.checked.document == whole.checked.document
    assert len(pieces.faults) == len(whole.faults)
    assert len(parts_of(tmp_path)) == len(list(root.entries))


def test_every_key_tells_an_editor_what_it_is() -> None:
    silent = [
        f"{name}.{key}"
        for name, part in {"Document": SCHEMA, **SCHEMA["$defs"]}.items()
        for key, value in part["properties"].items()
        if not value.get("description") and "$ref" not in value
    ]

    assert silent == []


@pytest.mark.parametrize(
    ("faulty", "sound"),
    [
        ("ladders: {club: {keep: 12 months}}", "ladders: {club: {keeps: 12 months}}"),
        ("metrics: {spend: {sum: order.paid, over: year}}", "metrics: {spend: {sum: order.paid, over: calendar year}}"),
        (
            "units: {points: {name: {en: [a, b]}, expires: in May}}",
            "units: {points: {name: {en: [a, b]}, expires: never}}",
        ),
        (
            "rewards: [{id: a, cost: {points: -1}, gives: {product: x}}]",
            "rewards: [{id: a, cost: {points: 1}, gives: {product: x}}]",
        ),
        ("contact: {quiet: {from: late, until: '08:00'}}", "contact: {quiet: {from: '20:00', until: '08:00'}}"),
        ("journeys: [{id: a, name: A}]", "journeys: [{id: a, name: A, steps: [{wait: 1 day}]}]"),
    ],
)
def test_an_editor_marks_what_the_checker_refuses(faulty: str, sound: str) -> None:
    head = "treue: 1\nprogramme: {id: a, name: A, currency: EUR, time_zone: Etc/UTC, languages: [en], law: none}\n"

    assert list(VALIDATOR.iter_errors(as_json(f"{head}{faulty}\n")))
    assert not list(VALIDATOR.iter_errors(as_json(f"{head}{sound}\n")))


def test_the_schema_is_one() -> None:
    VALIDATOR.check_schema(SCHEMA)


def test_a_document_with_most_of_the_language_is_understood_and_says_what_does_not_run() -> None:
    programme, faults = read_programme(Path(__file__).with_name("morgenrot.yaml"))

    assert programme is not None
    assert {fault.code for fault in faults} == {"law_terms", "not_yet_available"}
    assert "offers" in {fault.path for fault in faults}
    assert not_runnable(faults) == tuple(fault for fault in faults if fault.code != "law_terms")


def test_what_is_remembered_is_forgotten_when_the_content_changes() -> None:
    sound = b"treue: 1\nprogramme: {id: a, name: A, currency: EUR, time_zone: Etc/UTC, languages: [en], law: none}\n"

    assert read_parts({"programme.yaml": sound})[1] == ()
    assert [fault.code for fault in read_parts({"programme.yaml": sound + b"x: 1\n"})[1]] == ["unknown_key"]
    assert read_parts({"programme.yaml": sound})[1] == ()


def test_expressions_are_read_again_when_what_they_read_is_declared_otherwise() -> None:
    text = """treue: 1
programme: {id: a, name: A, currency: EUR, time_zone: Etc/UTC, languages: [en], law: none}
events: {run: {km: KIND}}
units: {points: {name: {en: [point, points]}}}
earn: [{id: long, event: run, when: event.km >= 10, give: {points: 1}}]
"""

    kinds = ("decimal", "string", "decimal")
    found = [read_parts({"programme.yaml": text.replace("KIND", kind).encode()})[1] for kind in kinds]

    assert [[fault.code for fault in faults] for faults in found] == [[], ["expression_type"], []]


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.parent.name)
def test_nothing_that_a_preset_declares_is_of_no_use(path: Path) -> None:
    _, faults = read_programme(path)

    assert [fault.path for fault in faults if fault.code == "unused"] == []
