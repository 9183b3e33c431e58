"""Money as whole minor units of one currency, and the one place where a fraction of it is rounded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

# ISO 4217 currencies whose minor unit is not 1/100.
_MINOR_DIGITS = {
    "BHD": 3,
    "BIF": 0,
    "CLP": 0,
    "DJF": 0,
    "GNF": 0,
    "IQD": 3,
    "ISK": 0,
    "JOD": 3,
    "JPY": 0,
    "KMF": 0,
    "KRW": 0,
    "KWD": 3,
    "LYD": 3,
    "OMR": 3,
    "PYG": 0,
    "RWF": 0,
    "TND": 3,
    "UGX": 0,
    "UYI": 0,
    "VND": 0,
    "VUV": 0,
    "XAF": 0,
    "XOF": 0,
    "XPF": 0,
}
_CURRENCY = re.compile(r"[A-Z]{3}")
_MONEY = re.compile(r"(-?[0-9]+)(?:\.([0-9]+))? ([A-Z]{3})")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money: `minor` whole minor units (cents) of `currency` (three capital letters)."""

    minor: int
    currency: str

    def __str__(self) -> str:
        digits = minor_digits(self.currency)
        if digits == 0:
            return f"{self.minor} {self.currency}"
        sign = "-" if self.minor < 0 else ""
        whole, part = divmod(abs(self.minor), 10**digits)
        return f"{sign}{whole}.{part:0{digits}} {self.currency}"


def minor_digits(currency: str) -> int:
    """How many decimals the minor unit of `currency` has (2 unless ISO 4217 says otherwise)."""
    return _MINOR_DIGITS.get(currency, 2)


def is_currency(text: str) -> bool:
    """Whether `text` has the form of a currency code."""
    return _CURRENCY.fullmatch(text) is not None


def parse_money(text: str) -> Money:
    """Read `30.00 EUR`. Raises ValueError, with a sentence, when the form or the decimals are wrong."""
    match = _MONEY.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is not an amount of money; write it like '30.00 EUR'")
    whole, part, currency = match.group(1), match.group(2) or "", match.group(3)
    digits = minor_digits(currency)
    if len(part) > digits:
        raise ValueError(f"'{text}' has {len(part)} decimals; {currency} has {digits}")
    return Money(int(whole + part.ljust(digits, "0")), currency)


def round_half_up(amount: Fraction) -> int:
    """The whole number nearest to `amount`; a half goes away from zero, as on a till receipt."""
    doubled = 2 * abs(amount.numerator) + amount.denominator
    rounded = doubled // (2 * amount.denominator)
    return rounded if amount >= 0 else -rounded
