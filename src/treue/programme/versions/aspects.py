"""Which keys of a unit, a reward, a rule and a way to pay matter to what members have, and how each is judged.

docs/document.md lists them with the reasons. A key that is not here changes nothing that members have already: the
expiry of new lots, for instance, because a lot keeps the one it was issued with (R4.5).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel

from treue.programme.schema.earning import Caps, EarnPart
from treue.programme.schema.head import PayWith
from treue.programme.schema.rewards import AnyAmount, Donation, Experience, FreeLine, GiftCard, RewardGives, RewardPart
from treue.programme.schema.units import Extension, Forfeit, Inactivity, Pause, TurnoverLock, UnitPart
from treue.programme.versions.judging import (
    Judgement,
    becomes,
    capped,
    changed,
    coarser,
    demanded,
    falls,
    fewer,
    gained,
    is_tighter,
    lost,
    lowered,
    more,
    raised,
    rarer,
    replaced,
    sooner,
)

Kind = Literal[
    "gone",
    "recounted",
    "worth_less",
    "costs_more",
    "gives_less",
    "lapses_sooner",
    "ends_sooner",
    "narrowed",
    "told_later",
]
"""In which way something became worse."""

Aspects = Mapping[str, tuple[Kind, Judgement]]
"""Key as it is written -> the kind of worsening and when it is one."""

_AUDIENCE: Aspects = {
    "until": ("ends_sooner", sooner),
    "on": ("narrowed", demanded),
    "levels": ("narrowed", fewer),
    "segments": ("narrowed", fewer),
    "plans": ("narrowed", fewer),
    "partners": ("narrowed", fewer),
    "countries": ("narrowed", fewer),
    "stores": ("narrowed", fewer),
    "channels": ("narrowed", fewer),
    "when": ("narrowed", demanded),
}


ASPECTS: Mapping[type[BaseModel], Aspects] = {
    UnitPart: {
        "decimals": ("recounted", changed),
        "money": ("worth_less", lost),
        "worth": ("worth_less", lowered),
        "pays": ("worth_less", lowered),
        "inactivity": ("lapses_sooner", gained),
        "pause": ("lapses_sooner", lost),
        "starts_again": ("lapses_sooner", demanded),
        "locked": ("lapses_sooner", gained),
        "first_out": ("lapses_sooner", becomes("oldest")),
        "spendable": ("narrowed", lost),
        "transferable": ("narrowed", lost),
        "cash": ("narrowed", lost),
        "pay_out_from": ("narrowed", raised),
    },
    Inactivity: {
        "after": ("lapses_sooner", lowered),
        "reset_by": ("lapses_sooner", fewer),
        "when": ("lapses_sooner", demanded),
    },
    Pause: {"while": ("lapses_sooner", changed), "then": ("lapses_sooner", becomes("resume"))},
    TurnoverLock: {"times": ("lapses_sooner", raised), "within": ("lapses_sooner", lowered)},
    Extension: {
        "by": ("lapses_sooner", lowered),
        "when": ("lapses_sooner", demanded),
        "once_per": ("lapses_sooner", rarer),
        "skips": ("lapses_sooner", rarer),
    },
    Forfeit: {"when": ("lapses_sooner", replaced), "after": ("lapses_sooner", lowered)},
    PayWith: {
        "step": ("narrowed", coarser),
        "minimum": ("narrowed", raised),
        "maximum_share": ("narrowed", capped),
        "minimum_balance": ("narrowed", raised),
        "whole_lines": ("narrowed", gained),
        "fee": ("costs_more", raised),
        "excluded": ("narrowed", more),
        "when": ("narrowed", demanded),
    },
    RewardPart: {
        **_AUDIENCE,
        "money": ("costs_more", raised),
        # Never lost itself: what is in it is compared.
        "gives": ("gives_less", lost),
        "any_amount": ("narrowed", lost),
        "stock": ("narrowed", gained),
        "per_member": ("narrowed", is_tighter),
        "per_household": ("narrowed", is_tighter),
        "in_all": ("narrowed", is_tighter),
        "valid": ("narrowed", capped),
        "cancel": ("narrowed", lowered),
    },
    AnyAmount: {
        "minimum": ("narrowed", raised),
        "step": ("narrowed", coarser),
        "each": ("gives_less", lowered),
    },
    RewardGives: {
        "product": ("gives_less", replaced),
        "effect": ("gives_less", replaced),
        "percent": ("gives_less", lowered),
        "amount": ("gives_less", lowered),
        "line": ("gives_less", lost),
        "offer": ("gives_less", replaced),
        "voucher": ("gives_less", replaced),
        "gift_card": ("gives_less", lost),
        "experience": ("gives_less", lost),
        "donation": ("gives_less", lost),
        "tickets": ("gives_less", lowered),
        "upgrade": ("gives_less", replaced),
        "units": ("gives_less", lowered),
        "money": ("gives_less", lowered),
    },
    FreeLine: {
        "when": ("gives_less", changed),
        "up_to": ("gives_less", capped),
        "picks": ("gives_less", becomes("cheapest")),
    },
    GiftCard: {
        "value": ("gives_less", lowered),
        "lives": ("gives_less", capped),
        "partners": ("gives_less", lost),
    },
    Experience: {
        "place": ("gives_less", replaced),
        "at": ("gives_less", replaced),
        "seats": ("gives_less", capped),
        "waiting_list": ("gives_less", lost),
    },
    Donation: {"cause": ("gives_less", demanded), "amount": ("gives_less", lowered)},
    EarnPart: {
        **_AUDIENCE,
        "event": ("narrowed", changed),
        "each": ("narrowed", changed),
        "every": ("narrowed", changed),
        "give": ("gives_less", lowered),
        "per": ("gives_less", raised),
        "base": ("gives_less", changed),
        "steps": ("gives_less", becomes("whole")),
        "rounding": ("gives_less", falls("up", "half_up", "down")),
        "multiply": ("gives_less", lowered),
        "multiply_fixed": ("gives_less", lost),
        "grant": ("gives_less", replaced),
        "rate": ("gives_less", changed),
        "group": ("narrowed", demanded),
        "pick": ("narrowed", changed),
        "once": ("narrowed", gained),
        "limit": ("narrowed", is_tighter),
        "limit_by_code": ("narrowed", is_tighter),
        "caps": ("narrowed", gained),
        "budget": ("narrowed", is_tighter),
        "entitlement": ("narrowed", demanded),
    },
    Caps: {
        "member": ("narrowed", is_tighter),
        "household": ("narrowed", is_tighter),
        "programme": ("narrowed", is_tighter),
    },
}
