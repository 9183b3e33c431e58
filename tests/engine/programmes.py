"""A programme for tests of the engine alone, from the part of a document that the test is about."""

from __future__ import annotations

from tests.processing.shop import HEAD
from treue.programme import Programme, read_parts


def programme_of(document: str) -> Programme:
    """The programme of the document, which is given without its head."""
    programme, faults = read_parts({"programme.yaml": (HEAD + document).encode()})
    assert programme is not None, [str(fault) for fault in faults]
    return programme
