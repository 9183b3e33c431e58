"""Languages: sentences from catalogues, and numbers, dates and money as the language writes them.

A catalogue is a gettext text file; the folders of `locale` are the languages there are. A sentence without a
translation reads in English, which is the language of the source text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent
from babel.plural import PluralRule

from treue.domain.instants import local_day
from treue.domain.money import Money, minor_digits

LOCALE = Path(__file__).parent / "locale"
SOURCE = "en"
NUMBERS_KEPT = 4096
"""How many numbers are remembered as they are written: most are small and come again."""


class UnknownLanguage(Exception):
    """There is no catalogue for this language."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language; `code` is its two letters."""

    code: str
    _translations: GNUTranslations
    _locale: Locale

    def say(self, sentence: str, /, **values: object) -> str:
        """The sentence in this language, with its placeholders filled."""
        return self._translations.gettext(sentence).format(**values)

    def count(self, one: str, several: str, amount: Decimal | int, /, **values: object) -> str:
        """The form of the sentence that goes with the amount; a fraction goes with the plural."""
        number = int(amount) if amount == int(amount) else 2
        return self._translations.ngettext(one, several, abs(number)).format(**values)

    def is_one(self, amount: Decimal | int) -> bool:
        """Whether the language uses the singular for this amount."""
        return _is_one(self._locale, abs(Decimal(amount)))

    def number(self, number: Decimal | int) -> str:
        """A number with the language's separators and all its decimals."""
        return _number(self._locale, Decimal(number))

    def figure(self, number: Decimal, decimals: int, *, signed: bool = False) -> str:
        """A number for a column: always with so many decimals, with its sign where gains and losses stand together."""
        pattern = copy(self._locale.decimal_formats[None])
        pattern.frac_prec = (decimals, decimals)
        written: str = pattern.apply(number, self._locale)
        return f"+{written}" if signed and number > 0 else written

    def percent(self, percent: int) -> str:
        """So many of a hundred."""
        return str(format_percent(Decimal(percent) / 100, locale=self._locale))

    def money(self, money: Money) -> str:
        """An amount of money with its currency."""
        digits = minor_digits(money.currency)
        amount = Decimal(money.minor).scaleb(-digits)
        return format_currency(amount, money.currency, locale=self._locale)

    def quoted(self, name: str) -> str:
        """A name in the language's quotes."""
        return self.say("“{name}”", name=name)

    def listed(self, words: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
        """'a, b and c', or with 'or'."""
        return str(format_list(list(words), style=style, locale=self._locale))

    def weekday(self, index: int) -> str:
        """A day of the week, Monday being 0."""
        return str(self._locale.days["stand-alone"]["wide"][index])

    def month(self, number: int) -> str:
        """A month, January being 1."""
        return str(self._locale.months["stand-alone"]["wide"][number])

    def written_day(self, day: date) -> str:
        """A day of the calendar, written out."""
        return str(format_date(day, "long", locale=self._locale))

    def day(self, instant: datetime, zone: ZoneInfo) -> str:
        """The local day of an instant."""
        return self.date(local_day(instant, zone))

    def month_of(self, day: date) -> str:
        """The month of a day, with its year."""
        return format_date(day, "MMMM y", locale=self._locale)

    def date(self, day: date) -> str:
        """A day of the calendar."""
        return format_date(day, format="medium", locale=self._locale)

    def minute(self, instant: datetime, zone: ZoneInfo) -> str:
        """The local day and time of an instant without its seconds, for lists."""
        time = format_time(instant, format="short", tzinfo=zone, locale=self._locale)
        return f"{self.day(instant, zone)}, {time}".replace("\u202f", " ")

    def moment(self, instant: datetime, zone: ZoneInfo) -> str:
        """The local day and time of an instant."""
        written = format_datetime(instant, format="medium", tzinfo=zone, locale=self._locale)
        # Unicode's data separates some parts with narrow blanks that many terminals cannot show.
        return written.replace("\u202f", " ")


@lru_cache(maxsize=NUMBERS_KEPT)
def _number(locale: Locale, number: Decimal) -> str:
    return format_decimal(number, locale=locale, decimal_quantization=False)


@lru_cache(maxsize=NUMBERS_KEPT)
def _is_one(locale: Locale, number: Decimal) -> bool:
    rule: PluralRule = locale.plural_form
    return rule(number) == "one"


def mark(sentence: str) -> str:
    """The sentence as it is, marked for translation; `say` translates it where it is used."""
    return sentence


def in_language(texts: Mapping[str, str], language: Language) -> str:
    """The text in the language; what is one text for all, or the first there is, where it is not written in it."""
    return texts.get(language.code) or texts.get("*") or next(iter(texts.values()), "")


def readable(identity: str) -> str:
    """An id that nobody named, as words."""
    return identity.replace("_", " ").replace("-", " ")


def languages() -> tuple[str, ...]:
    """The codes of all languages there are."""
    return tuple(sorted(folder.name for folder in LOCALE.iterdir() if catalogue_path(folder.name).is_file()))


def catalogue_path(code: str) -> Path:
    """Where the catalogue of a language is."""
    return LOCALE / code / "LC_MESSAGES" / "treue.po"


def read_catalogue(code: str) -> Catalog:
    """The catalogue of a language as it is written."""
    with catalogue_path(code).open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


@cache
def language(code: str) -> Language:
    """The language with this code. Raises UnknownLanguage, naming those there are."""
    if code not in languages():
        raise UnknownLanguage(f"there is no language '{code}'; there are {', '.join(languages())}")
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(code))
    compiled.seek(0)
    return Language(code, GNUTranslations(compiled), Locale.parse(code))


def language_of(words: str) -> str:
    """The code of the language that a setting like `de_AT.UTF-8` asks for, or English where there is none of it."""
    code = words.partition(".")[0].partition("_")[0].lower()
    return code if code in languages() else SOURCE
