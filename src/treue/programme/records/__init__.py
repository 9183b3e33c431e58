"""A compiled programme version: what the engine, the words and the processor read.

Amounts of units are whole numbers scaled by the unit's decimals: with two decimals, 1.50 is 150.
"""

from treue.programme.records.counting import Metric
from treue.programme.records.declared import DeclaredAttributes
from treue.programme.records.earning import CODE, CODE_UNITS, EarnRule, Give
from treue.programme.records.ladders import Floor, Ladder, Level, Perk, Reached
from treue.programme.records.members import HouseholdTerms
from treue.programme.records.participation import FIRST_STEP, Participation
from treue.programme.records.rewards import COUNTRY, AnyAmount, Price, Reward
from treue.programme.records.rights import Right
from treue.programme.records.shared import LIFETIME, Audience, ByLevel, Limit, Timing
from treue.programme.records.units import Extension, Forfeit, Inactivity, Pause, Unit
from treue.programme.records.whole import (
    ANNIVERSARY,
    BIRTHDAY,
    BROUGHT,
    BUILT_IN_EVENTS,
    FIRST_PURCHASE,
    JOINED,
    LEFT,
    LEVEL_LOST,
    LEVEL_REACHED,
    LEVEL_WARNING,
    PARTICIPATION,
    PERIOD_END,
    PURCHASE,
    REDEEMED,
    TIME_EVENTS,
    EventType,
    Programme,
    Reads,
)

__all__ = [
    "ANNIVERSARY",
    "BIRTHDAY",
    "BROUGHT",
    "BUILT_IN_EVENTS",
    "CODE",
    "CODE_UNITS",
    "COUNTRY",
    "FIRST_PURCHASE",
    "FIRST_STEP",
    "JOINED",
    "LEFT",
    "LEVEL_LOST",
    "LEVEL_REACHED",
    "LEVEL_WARNING",
    "LIFETIME",
    "PARTICIPATION",
    "PERIOD_END",
    "PURCHASE",
    "REDEEMED",
    "TIME_EVENTS",
    "AnyAmount",
    "Audience",
    "ByLevel",
    "DeclaredAttributes",
    "EarnRule",
    "EventType",
    "Extension",
    "Floor",
    "Forfeit",
    "Give",
    "HouseholdTerms",
    "Inactivity",
    "Ladder",
    "Level",
    "Limit",
    "Metric",
    "Participation",
    "Pause",
    "Perk",
    "Price",
    "Programme",
    "Reached",
    "Reads",
    "Reward",
    "Right",
    "Timing",
    "Unit",
]
