"""Faults of a programme document: values with a place, a cause and a remedy, listed all at once.

A fault has a code of `CODES`; tests/programme/faults holds one listing for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CODES: Mapping[str, str] = {
    # Files
    "file_missing": "a file or folder that is not there or cannot be read",
    "file_name": "a file whose name keeps it from being read",
    "file_too_large": "a file above 2 MB",
    "file_not_utf8": "bytes that are not UTF-8",
    "file_empty": "a file without content",
    # YAML
    "yaml_syntax": "text that is not YAML",
    "yaml_documents": "several documents in one file",
    "yaml_anchor": "an anchor",
    "yaml_alias": "an alias",
    "yaml_tag": "a tag",
    "yaml_directive": "a directive",
    "yaml_depth": "nesting deeper than 20 levels",
    "duplicate_key": "a key written twice",
    "key_form": "a key that is not a simple word",
    "number_size": "a number that is too large or has too many digits",
    # Form
    "format_version": "a format version this release does not read",
    "unknown_key": "a key that does not exist here",
    "missing_key": "a key that has to be there",
    "empty_value": "a key without a value",
    "wrong_type": "a value of the wrong type",
    "wrong_value": "a value that is not among the allowed ones",
    "text_form": "a text that is blank, too long or has control characters",
    "id_form": "an id of the wrong form",
    "field_form": "a field name of the wrong form",
    "currency_form": "a currency of the wrong form",
    "language_form": "a language of the wrong form",
    "money_form": "an amount of money of the wrong form",
    "period_form": "a period of the wrong form",
    "period_size": "a period of no length or beyond a hundred years",
    "amount_not_positive": "an amount that is not above zero",
    "unknown_zone": "a time zone that does not exist",
    # Meaning
    "duplicate_id": "an id used twice in one list",
    "duplicate_language": "a language listed twice",
    "language_missing": "a name without a text for a listed language",
    "language_unlisted": "a name in a language the programme does not list",
    "expires_before_available": "units that expire before they can be spent",
    "reserved_event": "a custom event with the name of another event",
    "unknown_event": "an event nobody declares",
    "unknown_unit": "a unit nobody declares",
    "give_or_multiply": "a rule that does nothing, or two things",
    "per_without_give": "'per' in a rule that gives nothing",
    "nothing_to_multiply": "a multiplier for which there is nothing to multiply",
    "needs_purchase": "a key that only rules for purchases can have",
    "budget_without_give": "a budget for a unit the rule does not give",
    "currency_mismatch": "money in another currency than the programme's",
    "amount_decimals": "an amount with more decimals than its unit",
    "cost_units": "a cost in no unit or in several",
    "gives_nothing": "a reward that gives nothing",
    # Expressions
    "expression_syntax": "text that is not an expression",
    "expression_limit": "an expression that is too long, too deep or has too large a number",
    "expression_name": "a name expressions do not know",
    "expression_scope": "a name that cannot be read in this rule",
    "expression_function": "a function that does not exist or is called wrongly",
    "expression_type": "values that do not fit together",
    "expression_money": "money together with a bare number",
    "expression_currency": "money in another currency, or with too many decimals",
    "expression_value": "a text that the name can never be",
    "expression_has": "has(...) of something that is always there",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a document. `line` and `column` count from 1 and are 0 where a fault has no line."""

    code: str
    file: str
    line: int
    column: int
    path: str
    """The keys that lead there, for instance 'earn[base].give.beans'; empty for a whole file."""
    problem: str
    remedy: str

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"fault code '{self.code}' is not registered")

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        path = f" {self.path}" if self.path else ""
        end = "" if self.remedy.endswith(("?", ".")) else "."
        return f"{place}:{path} [{self.code}]\n  {self.problem}; {self.remedy}{end}"


def in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    """The faults by file, line and column, each once."""
    unique = dict.fromkeys(faults)
    return tuple(sorted(unique, key=lambda fault: (fault.file, fault.line, fault.column, fault.code)))
