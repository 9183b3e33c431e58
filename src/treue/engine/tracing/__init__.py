"""A second way to the same decision: every rule of an event looked at step by step, with everything that was found.

It reads the expressions with the trace reader and calculates line by line in fractions. It shares neither with what
decides, so that each can be held against the other; what it finds is what explanations are made of. It looks at all
rules for the kind of event, also at those that the index leaves out.
"""

from treue.engine.tracing.periods import PeriodTrace, retrace_period
from treue.engine.tracing.retracing import retrace
from treue.engine.tracing.traced import (
    CodeUsed,
    EarnTrace,
    Exhausted,
    Given,
    Held,
    Hurdle,
    Multiplied,
    NotChosen,
    OtherLevel,
    Paused,
    Room,
    RuleTrace,
    Stopped,
    Unmet,
    WrongAudience,
    WrongDay,
)
from treue.engine.tracing.wishes import retrace_condition

__all__ = [
    "CodeUsed",
    "EarnTrace",
    "Exhausted",
    "Given",
    "Held",
    "Hurdle",
    "Multiplied",
    "NotChosen",
    "OtherLevel",
    "Paused",
    "PeriodTrace",
    "Room",
    "RuleTrace",
    "Stopped",
    "Unmet",
    "WrongAudience",
    "WrongDay",
    "retrace",
    "retrace_condition",
    "retrace_period",
]
