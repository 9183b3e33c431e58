"""docs/document.md names every key a document can have."""

from __future__ import annotations

from pydantic import BaseModel

from tests.programme.written_documents import MANUAL
from treue.programme.schema import document

MODELS = [
    model
    for model in vars(document).values()
    if isinstance(model, type) and issubclass(model, BaseModel) and model.__module__ == document.__name__
]


def test_every_key_is_in_the_manual() -> None:
    text = MANUAL.read_text("utf-8").partition("## Keys")[2]

    missing = {
        key
        for model in MODELS
        for key in model.model_fields
        if not any(form in text for form in (f"`{key}`", f".{key}`", f"{key}:", f"`{key}."))
    }

    assert missing == set()
