"""Faults of a programme document: values with a place, a cause and a remedy, listed all at once.

A fault has a code of `CODES`; tests/programme/faults holds one listing for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

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
    "date_form": "a day of the wrong form, or one that does not exist",
    "time_form": "a time of day of the wrong form",
    "country_form": "a country of the wrong form",
    "link_form": "an address of a page of the wrong form",
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
    "unknown_reference": "an id nobody declares: of a metric, level, offer, plan, partner and so on",
    "unused": "something declared that nothing names",
    "archived_id": "an id that something in the archive has",
    "archived_reference": "the id of something that is in the archive",
    "archived_without_end": "something in the archive that has no last day",
    "archived_too_early": "something in the archive that is not over yet",
    "reference_cycle": "metrics, levels or segments that need each other",
    "dates_reversed": "an end before its beginning",
    "bounds_reversed": "a smallest that is above the largest",
    "levels_order": "levels that do not rise, or have nothing that is reached",
    "participation": "a ladder that is climbed by periods and has levels too, or a rate of a ladder that has none",
    "threshold_kind": "a threshold that is no money where money is counted, or the other way round",
    "metric_counts": "a metric that counts nothing or several things",
    "window_not_closed": "a window that never ends where one is needed that does",
    "pause_without_history": "a pause over facts whose history is not known",
    "every_with_period_end": "'every' without the event 'period_end', or the event without it",
    "pick_without_group": "'pick' in a rule without a group",
    "groups_differ": "rules of one group that pick differently",
    "too_few_days": "a calendar with fewer days than were promised",
    "table_row": "a row of a table that has another number of keys than the table",
    "code_without_pool": "an offer whose code comes from nowhere, or a pool or word without its code",
    "chances_sum": "a prize wheel whose chances do not add up to 1",
    "shares_sum": "variants of a message that do not add up to 100 percent",
    "one_action": "a part that has to say exactly one thing and says none or several",
    "challenge_goal": "a challenge without a goal, or with two",
    "not_spendable": "a cost in units that cannot be spent",
    "migration": "a migration that names nothing or something twice, or does not say into which units it converts",
    # Law
    "law_plan_term": "a plan whose first term is longer than the law allows",
    "law_plan_notice": "a plan that renews with a longer notice than the law allows",
    "law_withdrawal": "less time to withdraw than the law gives",
    "law_recompute": "discounts taken back on a return of goods sold at a distance",
    "law_raffle_price": "tickets for money, or for units that are money or can be bought",
    "law_raffle_entry": "tickets for units without a free entry",
    "law_raffle_age": "a game of chance for minors",
    "law_raffle_conditions": "a raffle whose conditions are not complete",
    "law_gift_card": "a gift card that expires too soon",
    "law_contract_message": "a message about the contract that carries an offer",
    "law_consent": "advertising or a survey without a proven consent",
    "law_joining": "joining that depends on a consent",
    "law_review": "a reward for good reviews only",
    "law_sensitive": "a sensitive attribute in a condition",
    "law_price_history": "a public reduction without the lowest price of 30 days",
    "law_vat": "units whose use does not go with their tax treatment",
    "law_e_money": "units or gift cards that can be electronic money",
    "law_minimum_age": "members below 16",
    "law_terms": "member terms that lack the operator or a clause",
    # Not wrong
    "not_yet_available": "something that can be written but is not carried out yet",
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

WARNINGS = frozenset(
    ("not_yet_available", "unused", "law_price_history", "law_vat", "law_e_money", "law_minimum_age", "law_terms")
)
"""Codes of what is worth knowing and keeps no document from being one."""
NOT_YET_AVAILABLE = "not_yet_available"


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

    @property
    def severity(self) -> Literal["error", "warning"]:
        """Whether the document can be one in spite of it."""
        return "warning" if self.code in WARNINGS else "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        path = f" {self.path}" if self.path else ""
        end = "" if self.remedy.endswith(("?", ".")) else "."
        kind = "warning, " if self.severity == "warning" else ""
        return f"{place}:{path} [{kind}{self.code}]\n  {self.problem}; {self.remedy}{end}"


def in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    """The faults by file, line and column, each once."""
    unique = dict.fromkeys(faults)
    return tuple(sorted(unique, key=lambda fault: (fault.file, fault.line, fault.column, fault.code)))


def errors(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Those that keep the text from being a document."""
    return tuple(fault for fault in faults if fault.severity == "error")


def not_runnable(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Those that keep the document from being run: errors, and what this release does not carry out yet."""
    return tuple(fault for fault in faults if fault.severity == "error" or fault.code == NOT_YET_AVAILABLE)
