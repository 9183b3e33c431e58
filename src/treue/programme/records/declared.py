"""Attributes that the shop declares itself: which there are, and of what type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from treue.rules.types import Type


@dataclass(frozen=True, slots=True)
class DeclaredAttributes:
    """The attributes that a document declares, by name."""

    member: Mapping[str, Type] = field(default_factory=dict)
    order: Mapping[str, Type] = field(default_factory=dict)
    line: Mapping[str, Type] = field(default_factory=dict)
