"""Attributes that the programme declares itself, from the texts of the files to values of their types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from treue.connect.purchases.mapping import PurchaseMapping
from treue.connect.purchases.records import ImportFault
from treue.domain.orders import Order
from treue.forms.declared_fields import DeclaredReader, as_json
from treue.processing.versions import Versions
from treue.rules.types import Type
from treue.usecases.purchases.past import PastPurchase

Texts = Mapping[str, str | None]
_NUMBERS = ("int", "decimal", "money")


@dataclass(frozen=True, slots=True)
class OwnAttributes:
    """What the versions of a programme declare of orders and lines."""

    versions: Versions

    @property
    def numbers(self) -> frozenset[tuple[str, str]]:
        """The attributes that are numbers or money, as 'order' or 'line' and name."""
        return frozenset(
            (scope, name)
            for scope in ("order", "line")
            for name, kind in self._all(scope).items()
            if kind.name in _NUMBERS
        )

    def check(self, mapping: PurchaseMapping) -> None:
        """Raises ImportFault for every attribute of the mapping that no version declares."""
        wanted = {"order": mapping.content.order.attributes, "line": mapping.content.line.attributes}
        faults = []
        for scope, attributes in wanted.items():
            known = self._all(scope)
            for name in attributes.keys() - known.keys():
                near = get_close_matches(name, known, n=1)
                remedy = f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(known) or 'none'}"
                message = f"the programme declares no such attribute; {remedy}"
                faults.append(mapping.document.sentence((scope, "attributes", name), message))
        if faults:
            raise ImportFault(*sorted(faults))

    def added(self, purchase: PastPurchase, order: Texts, lines: Sequence[Texts]) -> PastPurchase | str:
        """The purchase with its attributes, by the version in force then, or everything that is wrong with them."""
        programme = (self.versions.at(purchase.occurred_at) or self.versions.first).programme
        reader = DeclaredReader(programme, [purchase.order.currency])
        declared = programme.declared
        own = reader.read(_as_json(order, declared.order, purchase.order), declared.order, "order", "order.attributes")
        told = [
            replace(
                line,
                attributes=reader.read(
                    _as_json(texts, declared.line, purchase.order), declared.line, "line", f"lines[{number}].attributes"
                ),
            )
            for number, (line, texts) in enumerate(zip(purchase.order.lines, lines, strict=True), 1)
        ]
        if reader.faults:
            return " ".join(str(fault) for fault in reader.faults)
        return replace(purchase, order=replace(purchase.order, lines=tuple(told), attributes=own))

    def _all(self, scope: str) -> dict[str, Type]:
        return {
            name: kind
            for version in self.versions
            for name, kind in (
                version.programme.declared.order if scope == "order" else version.programme.declared.line
            ).items()
        }


def _as_json(texts: Texts, declared: Mapping[str, Type], order: Order) -> dict[str, object]:
    """The texts as JSON would write them; what is empty is left out."""
    told = {name: text for name, text in texts.items() if text is not None}
    return {
        name: as_json(text, declared[name], order.currency) if name in declared else text for name, text in told.items()
    }
