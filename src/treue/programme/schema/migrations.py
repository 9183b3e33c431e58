"""What becomes of what members have where a version makes it worth less than the version before.

The parts named here may be gone from this document, so their names are no references.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field, PlainValidator, WithJsonSchema

from treue.programme.schema import values
from treue.programme.schema.amounts import Amounts
from treue.programme.schema.part import Part, choice


class Past(str):
    """The id of something that this version or the one before declares."""

    __slots__ = ()
    kind: ClassVar[str]
    """What it is, as people call it."""

    @classmethod
    def read(cls, value: object) -> Past:
        """The id written as `value`."""
        return cls(values.read_id(value))


class PastUnit(Past):
    """Something members collect or collected."""

    __slots__ = ()
    kind = "unit"


class PastRule(Past):
    """A rule that gives or gave."""

    __slots__ = ()
    kind = "rule"


class PastReward(Past):
    """Something that units buy or bought."""

    __slots__ = ()
    kind = "reward"


_FORM = WithJsonSchema({"type": "string", "pattern": values.ID_PATTERN})
PastUnitId = Annotated[PastUnit, PlainValidator(PastUnit.read), _FORM]
PastRuleId = Annotated[PastRule, PlainValidator(PastRule.read), _FORM]
PastRewardId = Annotated[PastReward, PlainValidator(PastReward.read), _FORM]


class MigrationPart(Part):
    """What becomes of what members have where this version makes it worth less."""

    units: list[PastUnitId] = Field(default_factory=list)
    """These units."""
    pay_with: list[PastUnitId] = Field(default_factory=list)
    """Paying at the till with these units."""
    earn: list[PastRuleId] = Field(default_factory=list)
    """These rules, which were announced up to a day."""
    rewards: list[PastRewardId] = Field(default_factory=list)
    """These rewards."""
    how: Annotated[str, *choice("follow", "keep", "convert")]
    """Whether the new terms hold for what members have, or the old ones, or it becomes other units."""
    into: Amounts | None = None
    """With `convert`: how many of which units one becomes."""

    def names(self, section: str, name: str) -> bool:
        """Whether it speaks of this part of the section."""
        return name in self.named().get(section, ())

    def named(self) -> dict[str, tuple[str, ...]]:
        """Section -> the ids it speaks of."""
        listed: dict[str, Sequence[Past]] = {
            "units": self.units,
            "pay_with": self.pay_with,
            "earn": self.earn,
            "rewards": self.rewards,
        }
        return {section: tuple(str(one) for one in names) for section, names in listed.items() if names}
