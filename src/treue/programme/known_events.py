"""Events that Treue itself knows, and what a condition can read of each."""

from __future__ import annotations

from collections.abc import Mapping

from treue.programme.records import BUILT_IN_EVENTS
from treue.rules.types import INT, STRING, Type

OF_ORDERS = frozenset(("purchase", "first_purchase", "return"))
"""Events that carry an order."""
FIELDS: Mapping[str, Mapping[str, Type]] = {
    "joined": {},
    "left": {},
    "birthday": {},
    "anniversary": {"years": INT},
    "period_end": {},
    "level_reached": {"ladder": STRING, "level": STRING},
    "level_lost": {"ladder": STRING, "level": STRING},
    "level_warning": {"ladder": STRING, "level": STRING, "days": INT},
    "plan_started": {"plan": STRING, "term": STRING},
    "plan_ended": {"plan": STRING},
    "redeemed": {"reward": STRING},
    "referral": {"channel": STRING},
    "visit": {"store": STRING, "channel": STRING},
    "review": {"sku": STRING, "stars": INT, "words": INT},
    "answered": {"survey": STRING, "score": INT, "text": STRING, "choice": STRING},
    "scanned": {"code": STRING, "pool": STRING},
    "won": {"game": STRING, "prize": STRING},
    "challenge_done": {"challenge": STRING},
    "badge_earned": {"badge": STRING},
}
"""Event -> fields."""
WORDS: Mapping[str, str] = {
    "years": "the number of years",
    "ladder": "the level ladder",
    "level": "the level",
    "days": "the number of days",
    "plan": "the membership",
    "term": "the term",
    "reward": "the reward",
    "channel": "the channel",
    "store": "the store",
    "sku": "the article number",
    "stars": "the number of stars",
    "words": "the number of words",
    "survey": "the survey",
    "score": "the answer in numbers",
    "text": "the answer in words",
    "choice": "the chosen answer",
    "code": "the code",
    "pool": "the kind of code",
    "game": "the game",
    "prize": "the prize",
    "challenge": "the challenge",
    "badge": "the badge",
}
"""Field -> what it is, as the words of the vocabulary."""
EVENTS: tuple[str, ...] = tuple(dict.fromkeys((*BUILT_IN_EVENTS, *sorted(OF_ORDERS), *FIELDS)))
"""Events a document can name without declaring them."""
FROM_OUTSIDE = frozenset(("visit", "review", "referral", "scanned"))
"""Events that a shop reports and may declare with fields of its own instead."""
RESERVED = frozenset(EVENTS) - FROM_OUTSIDE
"""Events that only Treue makes, or whose form is fixed."""
OF_HISTORIES = frozenset(
    (
        "adjustment",
        "automatic_reward",
        "availability",
        "closing",
        "counted",
        "day_chosen",
        "expiry",
        "forfeit",
        "gift",
        "gift_received",
        "head_named",
        "household_entered",
        "household_founded",
        "household_left",
        "inactivity",
        "level_review",
        "level_set",
        "merge",
        "merged",
        "opening",
        "participation",
        "pool_given",
        "pool_received",
        "purchases_shared",
        "redemption_cancelled",
        "redemption_reissued",
        "redemption_used",
        "redemption_voided",
        "rejoined",
        "reward_arrived",
        "reward_granted",
        "reward_sent",
        "seat_awaited",
        "seat_given_up",
        "spend",
        "units_ready",
    )
)
"""What further events are called in histories. One of the programme's own by such a name would be taken for them."""
