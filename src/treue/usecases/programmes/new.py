"""A first document: five answers become a commented programme that passes the check."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

from treue.domain.money import Money
from treue.programme import read_parts
from treue.programme.faults import errors
from treue.programme.parts import MAIN_PART
from treue.usecases.programmes.publish import DocumentFaults


@dataclass(frozen=True, slots=True)
class Country:
    """What follows from where the shop is."""

    currency: str
    zone: str
    law: str


COUNTRIES: Mapping[str, Country] = {
    "AT": Country("EUR", "Europe/Vienna", "EU"),
    "BE": Country("EUR", "Europe/Brussels", "EU"),
    "CH": Country("CHF", "Europe/Zurich", "none"),
    "CZ": Country("CZK", "Europe/Prague", "EU"),
    "DE": Country("EUR", "Europe/Berlin", "DE"),
    "DK": Country("DKK", "Europe/Copenhagen", "EU"),
    "ES": Country("EUR", "Europe/Madrid", "EU"),
    "FI": Country("EUR", "Europe/Helsinki", "EU"),
    "FR": Country("EUR", "Europe/Paris", "EU"),
    "GB": Country("GBP", "Europe/London", "none"),
    "IE": Country("EUR", "Europe/Dublin", "EU"),
    "IT": Country("EUR", "Europe/Rome", "EU"),
    "LU": Country("EUR", "Europe/Luxembourg", "EU"),
    "NL": Country("EUR", "Europe/Amsterdam", "EU"),
    "PL": Country("PLN", "Europe/Warsaw", "EU"),
    "PT": Country("EUR", "Europe/Lisbon", "EU"),
    "SE": Country("SEK", "Europe/Stockholm", "EU"),
    "US": Country("USD", "America/New_York", "none"),
}
"""By two letters; other countries begin with one of these and change three lines."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered. `cost` is how many units the reward costs, `language` the one of names and comments."""

    name: str
    country: Country
    unit: tuple[str, str]
    per: Money
    reward: str
    cost: int
    language: str


class PathTaken(Exception):
    """There is something at the path already; nothing was written."""


def new(path: Path, answers: Answers) -> None:
    """Write the document to `path`. Raises PathTaken, or DocumentFaults where an answer makes no document."""
    content = document_of(answers)
    _, faults = read_parts({MAIN_PART: content})
    if errors(faults):
        raise DocumentFaults(errors(faults))
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise PathTaken(f"'{path}' is there already; choose another path, or delete it first") from None


def document_of(answers: Answers) -> bytes:
    """The document as text."""
    template = Template(files("treue").joinpath("presets", f"new.{answers.language}.yaml").read_text("utf-8"))
    one, several = answers.unit
    return template.substitute(
        id=id_of(answers.name, "programme"),
        name=_quoted(answers.name),
        currency=answers.country.currency,
        zone=answers.country.zone,
        law=answers.country.law,
        unit=id_of(several, "units"),
        one=_quoted(one),
        several=_quoted(several),
        per=str(answers.per),
        reward_id=id_of(answers.reward, "reward"),
        reward=_quoted(answers.reward),
        cost=answers.cost,
    ).encode()


_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l"})


def id_of(name: str, otherwise: str) -> str:
    """An id that reads like the name, or `otherwise` where no letter of it can stand in an id."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-").lstrip("0123456789-")
    return words[:64].rstrip("-") or otherwise


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
