"""Codes of vouchers: 65 random bits and a check letter, in an alphabet without look-alikes.

A code is fourteen letters. The last one checks the others: it is their value as a polynomial over the field with 32
elements, which notices every single wrong letter and every two letters that changed places.
"""

from __future__ import annotations

from treue.domain.ids import ALPHABET

LENGTH = 14
RANDOM_BITS = 65
_REDUCES_BY = 0b100101  # x^5 + x^2 + 1
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def code_of(random: int) -> str:
    """The code for so many random bits. Two numbers give two codes."""
    values = [(random >> shift) & 31 for shift in range(RANDOM_BITS - 5, -1, -5)]
    return "".join(ALPHABET[value] for value in (*values, _check(values)))


def read_code(written: str) -> str | None:
    """The code that somebody typed, or None where it cannot be one: too long or short, a letter mistyped."""
    letters = "".join(letter for letter in written.upper() if letter not in " -").translate(_READ_AS)
    values = [ALPHABET.find(letter) for letter in letters]
    if len(values) != LENGTH or min(values) < 0 or _check(values[:-1]) != values[-1]:
        return None
    return letters


def shown_code(code: str) -> str:
    """The code in groups, as it is easily read out: `7ZK4-M0QR8-W2XYT`."""
    return f"{code[:4]}-{code[4:9]}-{code[9:]}"


def _check(values: list[int]) -> int:
    sum_so_far = 0
    for value in values:
        sum_so_far = (sum_so_far ^ value) << 1
        if sum_so_far & 0b100000:
            sum_so_far ^= _REDUCES_BY
    return sum_so_far
