"""What can go wrong, as classes by reason. `except Refused` catches whatever is not possible as things are.

TreueError
├── NoAnswer                  the service could not be reached, or the connection broke
├── NotUnderstood             what answered is not the service
└── TreueProblem              the service said no: code, sentence, detail, status
    ├── WrongRequest          400, 405, 413, 415, 422, 428: the content is wrong, now and at any time
    │   └── UnknownReward
    ├── Unauthenticated       401
    ├── Forbidden             403
    ├── NotFound              404
    │   └── UnknownMember, UnknownCode, UnknownRedemption
    ├── Refused               409: not possible as things are
    │   └── AlreadyMember, AlreadyUsed, InProgress, InsufficientUnits, KeyReused, LimitReached, MemberLeft,
    │       OutOfStock, ReceiptCredited
    ├── EditedMeanwhile       412
    ├── TooManyRequests       429
    └── ServiceFault          500 and above
        └── Unavailable       502, 503, 504: ask again later with the same key
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from treue_client.asking import Reply
from treue_client.decoding import decoded


class TreueError(Exception):
    """Anything this package raises because of the service or the way to it."""


class NoAnswer(TreueError):
    """No answer came, after all attempts. Whether it was done is not known: ask again with the same key."""


class NotUnderstood(TreueError):
    """What answered does not speak as Treue does; the address may lead to something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Problem:
    code: str
    title: str
    status: int
    detail: str = ""
    faults: tuple[str, ...] = ()
    request_id: str = ""
    more: dict[str, Any] = field(default_factory=dict)


class TreueProblem(TreueError):
    """What the service answered where it did not do what it was asked for."""

    def __init__(self, problem: _Problem, retry_after_s: float | None) -> None:
        super().__init__(" ".join(filter(None, dict.fromkeys((problem.title, problem.detail, *problem.faults)))))
        self.code = problem.code
        """The reason, for programs; a code never changes its meaning."""
        self.sentence = problem.title
        """The reason, for people, in the language of the client."""
        self.detail = problem.detail
        """What it was in this case, and what helps."""
        self.status = problem.status
        self.faults = problem.faults
        """Everything that is wrong, each with its place and remedy."""
        self.more: Mapping[str, Any] = problem.more
        """Figures that belong to the reason."""
        self.request_id = problem.request_id
        """What the log of the service calls the request."""
        self.retry_after_s = retry_after_s


class WrongRequest(TreueProblem):
    """The content is wrong; the same is refused at any time."""


class UnknownReward(WrongRequest):
    """The programme has no such reward."""


class Unauthenticated(TreueProblem):
    """The key is not valid."""


class Forbidden(TreueProblem):
    """The key may not do this."""


class NotFound(TreueProblem):
    """Nothing of this name is in the key's programme."""


class UnknownMember(NotFound):
    """There is no such member."""


class UnknownCode(NotFound):
    """There is no such code."""


class UnknownRedemption(NotFound):
    """The member has no such redemption."""


class Refused(TreueProblem):
    """It is not possible as things are."""

    @property
    def until(self) -> datetime | None:
        """From when on the refusal is over, where that is known."""
        until = self.more.get("until")
        return datetime.fromisoformat(until) if until is not None else None


class AlreadyMember(Refused):
    """The id or card belongs to somebody already."""


class AlreadyUsed(Refused):
    """The reward was used before."""


class InProgress(Refused):
    """A request with this key is still being worked on."""


class InsufficientUnits(Refused):
    """The balance is too low."""

    @property
    def missing(self) -> Decimal | None:
        """How many units are missing."""
        missing = self.more.get("missing")
        return Decimal(missing) if missing is not None else None


class KeyReused(Refused):
    """The key was used for something else."""


class LimitReached(Refused):
    """A limit of the reward is reached."""


class MemberLeft(Refused):
    """The member has left the programme."""


class OutOfStock(Refused):
    """No piece of the reward is left."""


class ReceiptCredited(Refused):
    """The receipt was credited before."""


class EditedMeanwhile(TreueProblem):
    """Somebody else changed it; read it again."""


class TooManyRequests(TreueProblem):
    """The key has sent more than it may; `retry_after_s` says when to go on."""


class ServiceFault(TreueProblem):
    """The service failed; its log knows the request by `request_id`."""


class Unavailable(ServiceFault):
    """Too much is waiting, or the database is away; ask again with the same key."""


BY_CODE: Mapping[str, type[TreueProblem]] = {
    "already_member": AlreadyMember,
    "already_used": AlreadyUsed,
    "in_progress": InProgress,
    "insufficient_units": InsufficientUnits,
    "key_reused": KeyReused,
    "limit_reached": LimitReached,
    "member_left": MemberLeft,
    "out_of_stock": OutOfStock,
    "receipt_credited": ReceiptCredited,
    "unknown_code": UnknownCode,
    "unknown_member": UnknownMember,
    "unknown_redemption": UnknownRedemption,
    "unknown_reward": UnknownReward,
}
BY_STATUS: Mapping[int, type[TreueProblem]] = {
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    409: Refused,
    412: EditedMeanwhile,
    429: TooManyRequests,
    502: Unavailable,
    503: Unavailable,
    504: Unavailable,
}


def problem_of(value: Any, retry_after_s: float | None = None) -> TreueProblem:
    """The problem that the JSON tells. Raises ValueError where it tells none."""
    problem = decoded(_Problem, value)
    kind = BY_CODE.get(problem.code) or BY_STATUS.get(problem.status)
    if kind is None:
        kind = ServiceFault if problem.status >= 500 else WrongRequest
    return kind(problem, retry_after_s)


def error_of(reply: Reply, retry_after_s: float | None) -> TreueError:
    """What an answer other than 2xx means."""
    try:
        return problem_of(reply.json(), retry_after_s)
    except (json.JSONDecodeError, UnicodeDecodeError, ValueError):
        # A proxy in front speaks for itself.
        if reply.status in (429, 502, 503, 504):
            problem = _Problem(
                code="proxy", title=f"Something before the service answered {reply.status}.", status=reply.status
            )
            return BY_STATUS[reply.status](problem, retry_after_s)
        return NotUnderstood(f"The answer has status {reply.status} and is none of Treue's; check the address.")
