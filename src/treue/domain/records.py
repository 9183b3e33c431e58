"""Records of which thousands are made for every batch: frozen for the type checker, plain for the interpreter.

Freezing a dataclass at run time makes its `__init__` several times slower, because every field is then set through a
function call; a decision is made of a dozen such records. So `record` is `dataclass` to mypy, which refuses every
assignment to a field, and makes a plain class with slots, equality and a hash of its fields when the program runs.
Everything else keeps `dataclass(frozen=True, slots=True)` itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(*, frozen, slots):
        """`dataclass(frozen=..., slots=...)`, of which mypy alone sees to it that nothing is assigned."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["record"]
