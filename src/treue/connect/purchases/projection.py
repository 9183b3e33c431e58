"""The mapping as one list of DuckDB expressions: each row of the files becomes one line in one fixed form.

The columns of that form are those staging.sql reads: `place` (file and row), what belongs to the order, `shared` (a
hash of what all lines of an order must agree on), `content` (the line as JSON, with the names of
`treue.domain.orders.Line`) and `fault` (what is wrong with the row, or NULL).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from treue.connect.purchases.amounts import Currencies, Value, money, number
from treue.connect.purchases.columns import Column, ColumnFinder, joined_text, literal, wall_and_utc, written
from treue.connect.purchases.schema import (
    DiscountSource,
    InstantSource,
    KindSource,
    LinePart,
    MappingSchema,
    Source,
    TagsSource,
)
from treue.domain.orders import LineKind

_SHARED = (
    "member",
    "at_utc",
    "at_wall",
    "currency",
    "store",
    "till",
    "receipt_number",
    "business_date",
    "channel",
    "kind",
    "partner",
    "country",
    "attributes",
)
_NO_TIME = "CAST(NULL AS TIMESTAMP)"


@dataclass(slots=True)
class Projection:
    """Built in two steps: `values` over the rows of the files, then `outcome` over those values."""

    finder: ColumnFinder
    values: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)
    """Condition and sentence, the most important first."""
    content: dict[str, str] = field(default_factory=dict)

    def outcome(self) -> list[str]:
        """The expressions of the fixed form."""
        names = ("place", "order_key", *_SHARED)
        content = ", ".join(f"'{key}': {expression}" for key, expression in self.content.items())
        cases = " ".join(f"WHEN {condition} THEN {sentence}" for condition, sentence in self.faults)
        return [
            *names,
            f"hash({', '.join(_SHARED)}) AS shared",
            f"CAST(to_json({{{content}}}) AS VARCHAR) AS content",
            f"CASE {cases} END AS fault",
        ]


def project(
    mapping: MappingSchema, finder: ColumnFinder, currencies: Currencies, numbers: Collection[tuple[str, str]] = ()
) -> Projection:
    """The projection of a mapping. Columns that do not exist are noted in `finder.faults`.

    `numbers` are the attributes, as 'order' or 'line' and name, that are numbers or money, written as the file does.
    """
    projection = Projection(finder)
    order = mapping.order
    _order_key(projection, order.id)
    _text(projection, "member", order.member, "order", required=True)
    _instant(projection, order.occurred_at)
    _currency(projection, order.currency)
    for name in ("store", "till", "receipt_number", "channel", "kind", "partner", "country"):
        _text(projection, name, getattr(order, name), "order", required=False)
    sentence = "'the country ' || quoted(country) || ' is no code of two capital letters'"
    projection.faults.append(("NOT regexp_full_match(country, '([A-Z]{2})?')", sentence))
    own = _own(projection, order.attributes, "order", numbers)
    projection.values["attributes"] = f"CAST(to_json({own}) AS VARCHAR)" if own else "''"
    _business_date(projection, order.business_date)
    _line(projection, mapping.line, currencies)
    if own := _own(projection, mapping.line.attributes, "line", numbers):
        projection.values["line_attributes"] = own
        projection.content["attributes"] = "line_attributes"
    return projection


def _own(
    projection: Projection, attributes: Mapping[str, Source], scope: str, numbers: Collection[tuple[str, str]]
) -> str:
    """The attributes as one value, each a text or nothing; '' where there are none."""
    told = []
    for name, source in attributes.items():
        columns = projection.finder.columns(source, (scope, "attributes", name))
        text = literal(source.constant) if source.constant is not None else joined_text(columns, "/") or "NULL"
        if (scope, name) in numbers and len(columns) == 1:
            text = f"plain_number({text}, {written(columns[0].dialect)})"
        told.append(f"{literal(name)}: {text}")
    return f"{{{', '.join(told)}}}" if told else ""


def _order_key(projection: Projection, source: Source) -> None:
    columns = projection.finder.columns(source, ("order", "id"))
    projection.values["order_key"] = joined_text(columns, "/") or "NULL"
    _refuse_empty(projection, columns)
    _refuse_nul(projection, "order_key", columns)


def _text(
    projection: Projection, name: str, source: Source | None, part: str, *, required: bool, slot: str | None = None
) -> None:
    slot = slot or name
    if source is None:
        projection.values[slot] = "''"
    elif source.constant is not None:
        projection.values[slot] = f"plain_text({literal(source.constant)})"
    else:
        columns = projection.finder.columns(source, (part, name))
        text = joined_text(columns, "/") or "NULL"
        projection.values[slot] = text if required else f"coalesce({text}, '')"
        if required:
            _refuse_empty(projection, columns)
        _refuse_nul(projection, slot, columns)


def _instant(projection: Projection, source: InstantSource) -> None:
    columns = projection.finder.columns(source, ("order", "occurred_at"))
    if not columns:
        projection.values |= {"at_wall": _NO_TIME, "at_utc": _NO_TIME}
        return
    projection.values["at_wall"], projection.values["at_utc"] = wall_and_utc(source, columns)
    _refuse_empty(projection, columns)
    form = source.format or "ISO 8601, as in 2026-03-29 14:05:00"
    sentence = _unlike(columns, f"is no time of the form {form}")
    projection.faults.append(("at_wall IS NULL AND at_utc IS NULL", sentence))


def _business_date(projection: Projection, source: InstantSource | None) -> None:
    if source is None:
        projection.values["business_date"] = "''"
        return
    columns = projection.finder.columns(source, ("order", "business_date"))
    if not columns:
        return
    wall, _ = wall_and_utc(source, columns)
    text = joined_text(columns, " ")
    projection.values["business_date"] = f"CASE WHEN {text} IS NULL THEN '' ELSE strftime({wall}, '%Y-%m-%d') END"
    form = source.format or "ISO 8601, as in 2026-03-29"
    projection.faults.append(("business_date IS NULL", _unlike(columns, f"is no day of the form {form}")))


def _currency(projection: Projection, source: Source) -> None:
    _text(projection, "currency", source, "order", required=True)
    sentence = "'the currency ' || quoted(currency) || ' is no code of three capital letters'"
    projection.faults.append(("NOT regexp_full_match(currency, '[A-Z]{3}')", sentence))


def _line(projection: Projection, line: LinePart, currencies: Currencies) -> None:
    for name in ("sku", "name", "category", "brand", "id"):
        source = getattr(line, name)
        if source is not None:
            _text(projection, name, source, "line", required=name == "sku", slot=f"line_{name}")
            projection.content[name] = f"line_{name}"
    if line.tags is not None:
        _tags(projection, line.tags)
    if line.kind is not None:
        _kind(projection, line.kind)
    quantity = _quantity(projection, line.quantity)
    discount = _discount(projection, line.discount, currencies)
    if line.unit_price is not None:
        price = _number(projection, "line_price", line.unit_price, ("line", "unit_price"))
        value = currencies.by_digits(
            lambda digits, _: f"priced_minor({price}, {quantity or 1}, {digits}, {10**digits})"
        )
        projection.faults.append((f"{value} IS NULL", "'unit price times quantity is too large'"))
    else:
        key = "amount" if line.amount is not None else "paid"
        value = _money(projection, "line_value", line.amount or line.paid, ("line", key), currencies)
    if line.paid is not None and discount is not None:
        value = f"{value} + {discount}"
    projection.content["amount"] = value
    if discount is not None:
        projection.content["discount"] = discount
    if line.tax is not None and (column := _single(projection, line.tax, ("line", "tax"))) is not None:
        projection.content["tax"] = _checked(projection, "line_tax", money(column, currencies, blank="0"))


def _tags(projection: Projection, source: TagsSource) -> None:
    if source.constant is not None:
        text = literal(source.constant)
    else:
        columns = projection.finder.columns(source, ("line", "tags"))
        text = f"coalesce({joined_text(columns, source.split) or 'NULL'}, '')"
        _refuse_nul(projection, "line_tags", columns)
    projection.values["line_tags"] = text
    split = f"list_transform(string_split(line_tags, {literal(source.split)}), lambda tag: plain_text(tag))"
    projection.content["tags"] = f"list_filter({split}, lambda tag: tag IS NOT NULL)"


def _kind(projection: Projection, source: KindSource) -> None:
    if source.constant is not None:
        projection.content["kind"] = literal(source.constant)
        return
    columns = projection.finder.columns(source, ("line", "kind"))
    if not columns:
        return
    words = source.values if source.values is not None else {kind.value: kind for kind in LineKind}
    cases = " ".join(f"WHEN {literal(word)} THEN {literal(kind)}" for word, kind in words.items())
    text = joined_text(columns, "/")
    # A line without a kind sells goods, as everywhere.
    projection.values["line_kind"] = f"CASE WHEN {text} IS NULL THEN 'goods' ELSE CASE {text} {cases} END END"
    projection.content["kind"] = "line_kind"
    known = f"is no line kind; known are {', '.join(words)}"
    projection.faults.append(("line_kind IS NULL", _unlike(columns, known)))


def _quantity(projection: Projection, source: Source | None) -> str | None:
    if source is None:
        return None
    quantity = _number(projection, "line_quantity", source, ("line", "quantity"))
    projection.content["quantity"] = f"short_number({quantity})"
    return quantity


def _discount(projection: Projection, source: DiscountSource | None, currencies: Currencies) -> str | None:
    if source is None:
        return None
    if source.constant is not None:
        projection.finder.faults.append(_no_constant(projection, ("line", "discount")))
        return None
    values = []
    for column in projection.finder.columns(source, ("line", "discount")):
        slot = f"line_discount_{column.slot}"
        values.append(_checked(projection, slot, money(column, currencies, blank="0")))
    return f"({'-' if source.negative else ''}({' + '.join(values) or '0'}))"


def _number(projection: Projection, slot: str, source: Source, path: tuple[str, str]) -> str:
    column = _single(projection, source, path)
    return _checked(projection, slot, number(column)) if column is not None else "1"


def _money(
    projection: Projection, slot: str, source: Source | None, path: tuple[str, str], currencies: Currencies
) -> str:
    column = _single(projection, source, path) if source is not None else None
    return _checked(projection, slot, money(column, currencies)) if column is not None else "0"


def _single(projection: Projection, source: Source, path: tuple[str, str]) -> Column | None:
    if len(source.names) != 1:
        projection.finder.faults.append(_no_constant(projection, path))
        return None
    found = projection.finder.columns(source, path)
    return found[0] if found else None


def _no_constant(projection: Projection, path: tuple[str, str]) -> str:
    return projection.finder.document.sentence(path, "name a column of numbers here")


def _checked(projection: Projection, slot: str, value: Value) -> str:
    projection.values[slot] = value.value
    projection.faults.append((f"{slot} IS NULL", value.fault))
    return slot


def _refuse_empty(projection: Projection, columns: tuple[Column, ...]) -> None:
    for column in columns:
        projection.faults.append((column.empty, literal(f"{column.name} is empty")))


def _refuse_nul(projection: Projection, slot: str, columns: tuple[Column, ...]) -> None:
    # PostgreSQL stores every character but this one.
    if any(column.type == "VARCHAR" for column in columns):
        sentence = literal(f"{columns[0].name} contains the character NUL")
        projection.faults.append((f"contains({slot}, chr(0))", sentence))


def _unlike(columns: tuple[Column, ...], message: str) -> str:
    names = " and ".join(column.name for column in columns)
    return f"{literal(names)} || ' ' || quoted({joined_text(columns, ' ')}) || {literal(' ' + message)}"
