"""docs/document-keys.md is the schema in words; docs/document.md speaks of every section.

To renew the first after a change of the schema: TREUE_RENEW_LISTINGS=yes, then read it.
"""

from __future__ import annotations

import os

from tests.programme.written_documents import MANUAL
from treue.programme.running.keys import RUNNING
from treue.programme.schema.document import Document
from treue.programme.schema.reference import key_tables
from treue.programme.schema.shape import all_parts

KEYS = MANUAL.with_name("document-keys.md")
BEGIN = "<!-- written from the schema -->\n"


def test_every_key_stands_in_the_reference_with_its_meaning() -> None:
    head, mark, tables = KEYS.read_text("utf-8").partition(BEGIN)
    if os.environ.get("TREUE_RENEW_LISTINGS") == "yes":
        tables = key_tables()
        KEYS.write_text(head + mark + tables, "utf-8")

    assert tables == key_tables()


def test_every_key_of_the_schema_says_what_it_is() -> None:
    silent = [
        f"{model.__name__}.{name}"
        for model in all_parts()
        for name, field in model.model_fields.items()
        if not field.description
    ]

    assert silent == []


def test_every_section_is_in_the_manual() -> None:
    text = MANUAL.read_text("utf-8").partition("## Sections")[2]

    assert [name for name in Document.model_fields if f"`{name}`" not in text] == []


def test_what_runs_is_in_the_manual() -> None:
    text = MANUAL.read_text("utf-8").partition("## What is carried out")[2].partition("\n## ")[0]
    written = {line.split("`")[1] for line in text.splitlines() if line.startswith("| `")}

    assert written == {pattern.replace("*", "ID") for pattern in RUNNING}
