"""Codes of vouchers: nothing looks like something else, and a slip of the finger is noticed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from treue.domain.codes import LENGTH, RANDOM_BITS, code_of, read_code, shown_code
from treue.domain.ids import ALPHABET

numbers = st.integers(0, 2**RANDOM_BITS - 1)


@given(numbers)
def test_a_code_is_read_as_it_is_shown_in_capitals_or_not(number: int) -> None:
    code = code_of(number)

    assert len(code) == LENGTH
    assert read_code(shown_code(code)) == read_code(shown_code(code).lower()) == code


def test_what_looks_alike_is_read_alike() -> None:
    code = code_of(0)

    assert code == "00000000000000"
    assert read_code("oOoO-OOOOO-OOOOO") == code
    assert read_code(code_of(1).replace("1", "l")) == code_of(1)


@given(numbers, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_a_wrong_letter_is_noticed(number: int, place: int, letter: str) -> None:
    code = code_of(number)
    mistyped = code[:place] + letter + code[place + 1 :]

    assert (read_code(mistyped) is None) == (mistyped != code)


@given(numbers, st.integers(0, LENGTH - 2))
def test_two_letters_that_changed_places_are_noticed(number: int, place: int) -> None:
    code = code_of(number)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert (read_code(swapped) is None) == (swapped != code)


@given(numbers, numbers)
def test_two_numbers_give_two_codes(one: int, other: int) -> None:
    assert (code_of(one) == code_of(other)) == (one == other)


def test_what_is_too_short_too_long_or_no_code_is_none() -> None:
    code = code_of(12345)

    assert [read_code(text) for text in ("", code[1:], code + "0", "Ü" * LENGTH, "U" * LENGTH)] == [None] * 5
