"""What an expression reads besides the order, the line, the instant and the event's own fields.

Every mapping goes from name to value, in the types of `types`; a name that is left out reads as its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Literal

from treue.domain.records import record
from treue.rules.types import Value

Place = Literal["record", "derived", "fact"]
"""Where a value is: in the record itself, calculated from it (`derived`), or in `Facts`."""

_NONE: Mapping[str, Value] = MappingProxyType({})


@record(frozen=True, slots=True)
class Facts:
    """Values by scope."""

    order: Mapping[str, Value] = field(default_factory=lambda: _NONE)
    """Declared attributes of the order, and `value` in offers."""
    line: Mapping[str, Value] = field(default_factory=lambda: _NONE)
    """Declared attributes of the line that is looked at."""
    item: Mapping[str, Value] = field(default_factory=lambda: _NONE)
    """The fields of the struct that is looked at with `each`, for instance of one leg of a flight."""
    member: Mapping[str, Value] = field(default_factory=lambda: _NONE)
    metric: Mapping[str, Value] = field(default_factory=lambda: _NONE)
    level: Mapping[str, Value] = field(default_factory=lambda: _NONE)
    """Ladder -> level id; left out where the member has no level."""
    plan: Mapping[str, Value] = field(default_factory=lambda: _NONE)
    """Plan -> state; left out where the member has no such plan."""
    partner: Mapping[str, Value] = field(default_factory=lambda: _NONE)


NO_FACTS = Facts()
_SCOPES = frozenset(("order", "line", "member", "metric", "level", "plan", "partner"))


def mapping_of(scope: str) -> str:
    """The field of `Facts` that holds the values of a scope; every struct's is `item`."""
    return scope if scope in _SCOPES else "item"
