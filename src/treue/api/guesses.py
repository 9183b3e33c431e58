"""Which requests name a code or a card that somebody may be guessing, and whether it was a wrong one.

Facts are left out: a purchase of a card that nobody has must not keep a till from reporting the next one.
"""

from __future__ import annotations

from treue.access.scopes import Scope
from treue.api.calls import Answer, Answered
from treue.api.problems import Problem
from treue.api.visits import Visit
from treue.domain.reasons import Reason

_CODES = "/codes/"
_CARD = "card:"
_CARD_IN_BODY = b'"card:'
_FACTS = (Scope.EVENTS_WRITE, Scope.IMPORTS_RUN)
_WRONG = frozenset({Reason.UNKNOWN_CODE, Reason.UNKNOWN_MEMBER, Reason.UNKNOWN_OTHER})


def names_code_or_card(visit: Visit) -> bool:
    """Whether the request asks by a code or the number of a card."""
    if visit.call.scope in _FACTS:
        return False
    return (
        visit.call.path.startswith(_CODES)
        or visit.path.get("member", "").startswith(_CARD)
        or "card" in visit.parameters
        or _CARD_IN_BODY in visit.content
    )


def is_wrong(visit: Visit, answer: Answer) -> bool:
    """Whether the answer says that there is none like it."""
    if isinstance(answer, Problem):
        return answer.code in _WRONG
    found = answer.body if isinstance(answer, Answered) else answer
    return "card" in visit.parameters and getattr(found, "members", None) == ()
