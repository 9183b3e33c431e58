"""Participation: the conditions of a period, and what they count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from treue.programme.compiling.expressions import Expressions, reads_of
from treue.programme.locating import Keys
from treue.programme.records import Metric, Participation, Reads
from treue.programme.schema.ladders import Participation as ParticipationPart
from treue.rules.tree import Read, walk


def participation_of(
    keys: Keys, part: ParticipationPart, metrics: Mapping[str, Metric], expressions: Expressions
) -> Participation:
    """The participation as the engine knows it."""
    advance = expressions.condition((*keys, "advance"), part.advance)
    assert advance is not None, "the schema asks for 'advance'"
    hold = expressions.condition((*keys, "hold"), part.hold)
    trees = [advance.tree, *([hold.tree] if hold is not None else [])]
    reads = reads_of(trees)
    asked = _with_parts(reads, metrics)
    plain = [metrics[name] for name in asked if not metrics[name].parts]
    looks_elsewhere = any(isinstance(node, Read) and node.scope != "metric" for tree in trees for node in walk(tree))
    otherwise: Any = part.otherwise
    return Participation(
        counts=part.counts,
        advance=advance,
        hold=hold,
        otherwise=otherwise,
        forfeit=tuple(str(unit) for unit in part.forfeit),
        rates=tuple((int(step.from_), step.rate) for step in part.rates),
        metrics=asked,
        tallies=frozenset(metric.key for metric in plain),
        is_still=not looks_elsewhere and all(metric.window == part.counts for metric in plain),
    )


def _with_parts(reads: Reads, metrics: Mapping[str, Metric]) -> tuple[str, ...]:
    """The metrics that are read, and those they are made of."""
    found: dict[str, None] = {}
    waiting = sorted(reads.metrics)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting += metrics[name].parts
    return tuple(sorted(found))
