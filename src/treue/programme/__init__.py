"""The programme document: read with positions, checked as a whole, compiled to records the engine can use.

`read_programme(path)` and `read_parts(parts)` are the ways in; `records` is what comes out, `faults` what can be wrong.
"""

from treue.programme.faults import CODES, Fault, errors, not_runnable
from treue.programme.parts import parts_of, state_of, version_hash
from treue.programme.reading import (
    Loaded,
    Reading,
    load,
    read_document,
    read_document_parts,
    read_parts,
    read_programme,
    read_source,
)
from treue.programme.records import EarnRule, EventType, Programme, Reward, Unit
from treue.programme.schema import json_schema

__all__ = [
    "CODES",
    "EarnRule",
    "EventType",
    "Fault",
    "Loaded",
    "Programme",
    "Reading",
    "Reward",
    "Unit",
    "errors",
    "json_schema",
    "load",
    "not_runnable",
    "parts_of",
    "read_document",
    "read_document_parts",
    "read_parts",
    "read_programme",
    "read_source",
    "state_of",
    "version_hash",
]
