"""How often a printed code counts, for whoever reports it: a limit of the code, not of a member (docs/rules.md R1.4).

Uses are counted like budgets, in a row that is locked; its unit stands for the code, which is not written there itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import blake2b

from treue.domain.windows import label
from treue.engine.state import BudgetKey
from treue.programme.records import CODE, CODE_UNITS, EarnRule, Limit, Programme


def code_in(fields: Mapping[str, object]) -> str | None:
    """The code that an event names."""
    code = fields.get(CODE)
    return code if isinstance(code, str) and code else None


def code_key(rule: str, limit: Limit, code: str, day: date) -> BudgetKey:
    """Where the uses of the code by the rule are counted. Codes compare exactly after NFC, like all texts."""
    digest = blake2b(unicodedata.normalize("NFC", code).encode(), digest_size=12).hexdigest()
    return rule, CODE_UNITS + digest, label(limit.window, day)


def limited_codes(
    programme: Programme, kind: str, fields: Mapping[str, object], day: date
) -> Iterator[tuple[BudgetKey, Limit]]:
    """What an event of the kind may count of its code."""
    code = code_in(fields)
    if code is not None:
        for rule in programme.rules_by_event.get(kind, ()):
            if rule.code_limit is not None:
                yield code_key(rule.id, rule.code_limit, code, day), rule.code_limit


def uses_of_code(rule: EarnRule, fields: Mapping[str, object], day: date) -> BudgetKey | None:
    """Where the rule counts the code of the event; None where there is nothing to count."""
    code = code_in(fields)
    return None if rule.code_limit is None or code is None else code_key(rule.id, rule.code_limit, code, day)
