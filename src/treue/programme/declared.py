"""Every id that a document writes, by what it names; a part with faults counts too, so that no fault brings others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from treue.programme.known_events import EVENTS
from treue.programme.schema.archive import ARCHIVE, SECTIONS
from treue.programme.source import Mapping as Written
from treue.programme.source import Node, Scalar, Sequence

_BY_KEY = {
    "unit": "units",
    "event": "events",
    "type": "types",
    "calendar": "calendars",
    "metric": "metrics",
    "ladder": "ladders",
    "code pool": "code_pools",
    "plan": "plans",
    "partner": "partners",
    "segment": "segments",
    "message": "messages",
    "purpose": "purposes",
    "survey": "surveys",
    "badge": "badges",
    "entitlement": "entitlements",
    "cause": "causes",
    "table": "tables",
    "perk": "perks",
}
_BY_ID = {"rule": "earn", "reward": "rewards", "offer": "offers", "lane": "lanes", "journey": "journeys"} | {
    "raffle": "raffles",
    "challenge": "challenges",
    "newsletter": "newsletters",
}
_SECTIONS_BY_KIND = _BY_KEY | _BY_ID
FIGURES = (
    "active_members",
    "breakage",
    "churn_rate",
    "clv",
    "cost_share",
    "liability",
    "nps",
    "order_value",
    "purchase_frequency",
    "redemption_rate",
    "repeat_purchase_rate",
    "retention_rate",
)
"""Figures of the reports, which goals can name."""


@dataclass(frozen=True, slots=True)
class Declared:
    """Ids by kind."""

    ids: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, tuple[tuple[tuple[str | int, ...], str], ...]]
    """What must be unique: name of the list -> (keys, id), in the order of the text."""
    archived: Mapping[str, tuple[str, ...]]
    """Section -> the ids that what is finished keeps."""

    def of(self, kind: str) -> tuple[str, ...]:
        """The ids that a reference of this kind can name."""
        return self.ids[kind]

    def is_archived(self, kind: str, identity: str) -> bool:
        """Whether a reference of this kind would name what is finished."""
        return identity in self.archived.get(section_of(kind), ())


def section_of(kind: str) -> str:
    """The section that declares what a reference of this kind names; empty where it is not one section's."""
    return _SECTIONS_BY_KIND.get(kind.partition(" or ")[0], "")


def declared_ids(root: Written) -> Declared:
    """The ids of a document."""
    ids = {kind: _keys(root, section) for kind, section in _BY_KEY.items()}
    lists: dict[str, tuple[tuple[tuple[str | int, ...], str], ...]] = {}
    for kind, section in _BY_ID.items():
        lists[section] = tuple(_ids(_value(root, section), (section,)))
        ids[kind] = tuple(identity for _, identity in lists[section])
    levels = [
        found
        for ladder in ids["ladder"]
        for found in _ids(_value(root, "ladders", ladder, "levels"), ("ladders", ladder, "levels"))
    ]
    lists["levels"] = tuple(levels)
    for section, below in (("plans", "terms"), ("plans", "duties"), ("wheels", "fields"), ("surveys", "questions")):
        for name in _keys(root, section):
            keys = (section, name, below)
            lists[".".join(keys)] = tuple(_ids(_value(root, *keys), keys))
    raffles = _value(root, "raffles")
    for index, raffle in enumerate(raffles.items if isinstance(raffles, Sequence) else ()):
        prizes = raffle.entry("prizes") if isinstance(raffle, Written) else None
        path = ("raffles", index, "prizes")
        lists[f"raffles.{index}.prizes"] = tuple(_ids(prizes.value if prizes else None, path))
    ids["level"] = tuple(identity for _, identity in levels)
    ids["event"] = tuple(dict.fromkeys((*EVENTS, *sorted(ids["event"]))))
    ids["type"] = ("line", *ids["type"])
    ids["figure"] = (*FIGURES, *ids["metric"])
    ids["level or 'otherwise'"] = (*ids["level"], "otherwise")
    ids["partner or 'otherwise'"] = (*ids["partner"], "otherwise")
    return Declared(ids, lists, _archived(root, lists))


def _archived(
    root: Written, lists: dict[str, tuple[tuple[tuple[str | int, ...], str], ...]]
) -> dict[str, tuple[str, ...]]:
    """The ids by section; those of lists are noted, because they must be unique there too."""
    archived: dict[str, tuple[str, ...]] = {}
    for section in SECTIONS:
        found = tuple(_ids(_value(root, ARCHIVE, section), (ARCHIVE, section)))
        if found:
            lists[f"{ARCHIVE}.{section}"] = found
        written = _value(root, ARCHIVE, section)
        archived[section] = (
            tuple(written.by_key) if isinstance(written, Written) else tuple(identity for _, identity in found)
        )
    return archived


def _value(root: Written, *keys: str) -> Node | None:
    node: Node | None = root
    for key in keys:
        entry = node.entry(key) if isinstance(node, Written) else None
        node = entry.value if entry else None
    return node


def _keys(root: Written, section: str) -> tuple[str, ...]:
    node = _value(root, section)
    return tuple(node.by_key) if isinstance(node, Written) else ()


def _ids(node: Node | None, keys: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for index, item in enumerate(node.items if isinstance(node, Sequence) else ()):
        entry = item.entry("id") if isinstance(item, Written) else None
        if entry is not None and isinstance(entry.value, Scalar) and isinstance(entry.value.value, str):
            yield (*keys, index, "id"), entry.value.value
