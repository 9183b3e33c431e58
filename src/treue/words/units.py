"""Amounts of units as people write them: with the unit's decimals, its name, and the plural of the language."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from treue.programme.records import Programme, Reward, Unit
from treue.words.languages import Language

AMOUNTS_KEPT = 4096
"""Most amounts are small and come again."""


@lru_cache(maxsize=AMOUNTS_KEPT)
def plain_amount(amount: int, decimals: int) -> Decimal:
    """Scaled units as the number people mean: 1250 with two decimals is 12.5."""
    number = Decimal(amount).scaleb(-decimals)
    # `normalize` writes 100 as 1E+2.
    return number.quantize(Decimal(1)) if number == int(number) else number.normalize()


def amount_in_words(language: Language, unit: Unit, amount: int) -> str:
    """Scaled units with their name: `1 bean`, `12.5 points`."""
    number = plain_amount(amount, unit.decimals)
    return f"{language.number(number)} {unit_name(language, unit, number)}"


def unit_name(language: Language, unit: Unit, amount: Decimal | int = 2) -> str:
    """The name of the unit for this amount; in a language the programme does not have, its first name."""
    one, several = unit.names.get(language.code) or next(iter(unit.names.values()))
    return one if language.is_one(amount) else several


def rule_name(language: Language, programme: Programme, rule_id: str) -> str:
    """What members call the rule: by its name, or by the number under which the terms have it."""
    for number, rule in enumerate(programme.earn, 1):
        if rule.id == rule_id:
            named = rule.names.get(language.code) or next(iter(rule.names.values()), "")
            return named or language.say("Rule {number}", number=number)
    return rule_id


def reward_name(language: Language, reward: Reward) -> str:
    """What the reward is called."""
    return reward.names.get(language.code) or next(iter(reward.names.values()))


def programme_name(language: Language, programme: Programme) -> str:
    """What the programme is called."""
    return programme.names.get(language.code) or next(iter(programme.names.values()))
