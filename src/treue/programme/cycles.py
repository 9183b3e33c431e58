"""Metrics, levels and segments that need each other to be known."""

from __future__ import annotations

from collections import deque

from treue.programme.expressions import Trees
from treue.programme.meaning import MeaningChecker
from treue.rules.tree import Literal, Membership, Node, Read, walk

Place = tuple[str, str]
"""Section and id."""
_SECTIONS = {"metric": "metrics", "level": "ladders"}


def check_cycles(checker: MeaningChecker, trees: Trees) -> None:
    """Notes each ring once, at the part of it that is written first."""
    needs = _needs(checker, trees)
    told: set[Place] = set()
    for start in needs:
        ring = None if start in told else _ring(start, needs)
        if ring is not None:
            told.update(ring)
            names = " needs ".join(f"'{name}'" for _, name in (*ring, start))
            checker.report("reference_cycle", start, names, "let one of them stand alone", at_key=True)


def _needs(checker: MeaningChecker, trees: Trees) -> dict[Place, tuple[Place, ...]]:
    document = checker.document
    found: dict[Place, list[Place]] = {("metrics", name): [] for name in document.metrics}
    found |= {("ladders", name): [] for name in document.ladders} | {
        ("segments", name): [] for name in document.segments
    }
    for name, metric in document.metrics.items():
        found["metrics", name] += [("metrics", other) for other in (*(metric.add or ()), *(metric.ratio or ()))]
    for name, ladder in document.ladders.items():
        metrics = ladder.by if isinstance(ladder.by, list) else [ladder.by] if ladder.by is not None else []
        counters = [counter for level in ladder.levels for counter in (level.all, level.any) if counter is not None]
        named = [*metrics, *(metric for counter in counters for metric in counter)]
        found["ladders", name] += [("metrics", metric) for metric in dict.fromkeys(map(str, named))]
    for keys, tree in trees.items():
        place = (str(keys[0]), str(keys[1])) if len(keys) > 1 else ("", "")
        if place in found:
            found[place] += _read(tree)
    return {place: tuple(dict.fromkeys(needed)) for place, needed in found.items()}


def _read(tree: Node) -> list[Place]:
    found: list[Place] = []
    for node in walk(tree):
        if isinstance(node, Read) and node.scope in _SECTIONS:
            found.append((_SECTIONS[node.scope], node.name))
        if isinstance(node, Membership):
            container = node.container
            if isinstance(container, Read) and container.path == "member.segments" and isinstance(node.item, Literal):
                found.append(("segments", str(node.item.value)))
    return found


def _ring(start: Place, needs: dict[Place, tuple[Place, ...]]) -> tuple[Place, ...] | None:
    """The shortest way from a part back to itself."""
    came_from: dict[Place, Place] = {}
    waiting = deque([start])
    while waiting:
        place = waiting.popleft()
        for needed in needs.get(place, ()):
            if needed == start:
                way = [place]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return tuple(reversed(way))
            if needed not in came_from:
                came_from[needed] = place
                waiting.append(needed)
    return None
