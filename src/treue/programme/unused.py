"""What a document declares and nothing in it names: most often a name that was written in two ways, or a leftover.

It keeps no document from being one. Rules, rewards and offers do something by themselves, units can be given by staff,
and groups may be declared for people to look at; what is left is of no use without a mention.
"""

from __future__ import annotations

from collections.abc import Iterator

from treue.programme.expressions import Trees
from treue.programme.meaning import MeaningChecker
from treue.programme.schema.references import Reference
from treue.programme.walking import Visit
from treue.rules.tree import Lookup, Node, Read, walk
from treue.rules.types import Type

_KINDS = {
    "event": "events",
    "type": "types",
    "calendar": "calendars",
    "metric": "metrics",
    "table": "tables",
}
"""What a document declares to be named, and in which section."""
_REMEDY = "name it where it was meant to work, or take it out"


def check_unused(checker: MeaningChecker, visits: list[Visit], trees: Trees) -> None:
    """Warns of each; to be asked of documents without errors, since a faulty part may hold the only mention."""
    named = {mention for visit in visits for mention in _mentions(visit)}
    named |= {mention for tree in trees.values() for node in walk(tree) for mention in _read(node)}
    for kind, section in _KINDS.items():
        for identity in getattr(checker.document, section):
            if (kind, identity) not in named:
                problem = f"nothing in the document names the {kind} '{identity}'"
                checker.report("unused", (section, identity), problem, _REMEDY, at_key=True)


def _mentions(visit: Visit) -> Iterator[tuple[str, str]]:
    value = visit.value
    if isinstance(value, Reference):
        # A figure may be a metric.
        yield "metric" if value.kind == "figure" else value.kind, str(value)
    elif isinstance(value, Type):
        yield "type", value.struct if value.element is None else value.element.struct


def _read(node: Node) -> Iterator[tuple[str, str]]:
    if isinstance(node, Read) and node.scope == "metric":
        yield "metric", node.name
    elif isinstance(node, Lookup):
        yield "table", node.table.id
