"""What a document says around a key, where that decides whether the key is carried out (see `running`)."""

from __future__ import annotations

from typing import Any

from treue.domain.calendar import Limit
from treue.domain.money import minor_digits
from treue.programme.records import CODE
from treue.programme.schema.declarations import FieldPart
from treue.programme.schema.document import Document
from treue.rules.types import STRING


def climbs_by_levels(document: Document) -> bool:
    """Whether a ladder counts by a metric that counts since a level was reached."""
    waiting: list[Any] = []
    for ladder in document.ladders.values():
        waiting += ladder.by if isinstance(ladder.by, list) else [ladder.by]
        for asked in (one for level in ladder.levels for one in (level, level.for_life) if one is not None):
            waiting += [*(asked.all or ()), *(asked.any or ())]
    for name in waiting:
        metric = document.metrics.get(name)
        if metric is not None and metric.over.kind == "level":
            return True
        waiting += [one for one in (*(metric.add or ()), *(metric.ratio or ())) if one not in waiting] if metric else []
    return False


def whole_coins(value: Any, document: Document) -> bool:
    """Without fractions of the smallest coin."""
    scale = 10 ** minor_digits(document.programme.currency)
    return all(amount * scale == int(amount * scale) for amount in value.values())


def whole_days(value: Any, _document: Document) -> bool:
    """Days are granted as a whole."""
    return all(days == int(days) for days in value.values())


def limited_events_name_codes(limit: Limit, document: Document) -> bool:
    """Whether the events of the rules with this limit are declared with a text that names the code."""
    events = [document.events.get(rule.event) for rule in document.earn if rule.limit_by_code == limit]
    kinds = [None if fields is None else fields.get(CODE) for fields in events]
    return all((kind.type if isinstance(kind, FieldPart) else kind) == STRING for kind in kinds)
