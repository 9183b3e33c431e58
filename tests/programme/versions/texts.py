"""A small document in several versions, as text."""

from __future__ import annotations

from treue.programme.source import Mapping
from treue.programme.versions import root_of

BASE = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en], law: none}
units:
  beans: {name: {en: [bean, beans]}, expires: after 12 months}
earn:
  - {id: base, event: purchase, give: {beans: 1}, per: 1.00 EUR}
  - {id: welcome, event: joined, give: {beans: 50}}
rewards:
  - {id: coffee, name: Free coffee, cost: {beans: 100}, gives: {product: coffee}}
"""


def edited(*replacements: tuple[str, str], text: str = BASE) -> str:
    """The text with parts of it replaced; each part has to be there."""
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return text


def root(text: str = BASE) -> Mapping:
    """The document of a text."""
    return root_of({"programme.yaml": text.encode()})
