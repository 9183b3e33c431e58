"""Problems: what a caller is told where a request was not performed or refused (RFC 9457).

The one table of HTTP statuses for reason codes is here, and the one place that knows what an exception means to
a caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from psycopg import InterfaceError, OperationalError
from psycopg.errors import DiskFull, ReadOnlySqlTransaction

from treue.delivery.webhooks.deployment_key import KeyUnusable
from treue.domain.reasons import Reason
from treue.domain.requests import RequestFault
from treue.forms.faults import WrongInput, told_in
from treue.processing.batcher import Closed, QueueFull
from treue.processing.desk import UnknownProgramme
from treue.processing.processor import NoRoom, Unavailable
from treue.store.unavailable import StoreUnavailable
from treue.usecases.approvals.show import UnknownRequest
from treue.usecases.cards.lose import UnknownCard
from treue.usecases.data_jobs.show import NotDone, UnknownJob
from treue.usecases.members.find_event import UnknownEvent
from treue.usecases.members.settled import UnknownMember
from treue.usecases.members.statement import MemberErased, NoSpan
from treue.usecases.members.update import EditedMeanwhile
from treue.usecases.programmes.diff import UnknownVersion
from treue.usecases.programmes.publish import DocumentFaults
from treue.usecases.programmes.succession import CannotPublish
from treue.usecases.programmes.switching import UnknownNode
from treue.usecases.programmes.turn_clock import CannotTurn
from treue.usecases.stock.receive import CannotReceive
from treue.usecases.webhooks.subscription import CannotDeliver, RequestKeyUsed, UnknownWebhook, WrongWebhook
from treue.words.languages import Language
from treue.words.reasons import reason_in_words
from treue.words.requests import fault_in_words
from treue.words.sentences import Sentence

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 1
"""What `Retry-After` says where asking again soon can succeed."""

# Not known: whatever it is about is not there, or not this caller's.
_NOT_THERE = frozenset({Reason.UNKNOWN_MEMBER, Reason.UNKNOWN_REDEMPTION, Reason.UNKNOWN_CODE})
# The content itself is wrong; the same request is refused at any time.
_WRONG_CONTENT = frozenset(
    {
        *(Reason.TOO_EARLY, Reason.TOO_LATE, Reason.NO_VERSION_THEN, Reason.CURRENCY_MISMATCH, Reason.UNKNOWN_EVENT),
        *(Reason.WRONG_FIELDS, Reason.MORE_THAN_BOUGHT, Reason.UNKNOWN_LINE, Reason.NOT_AN_ORDER),
        *(Reason.LINES_RETIRED, Reason.UNKNOWN_REWARD, Reason.UNKNOWN_UNIT, Reason.UNKNOWN_PRICE),
        *(Reason.AMOUNT_NEEDED, Reason.AMOUNT_FIXED, Reason.BELOW_MINIMUM, Reason.NOT_IN_STEPS, Reason.UNKNOWN_LEVEL),
        *(Reason.NOT_SET_THIS_WAY, Reason.ENDS_IN_THE_PAST, Reason.NOT_GIVABLE, Reason.ABOVE_MAXIMUM),
        *(Reason.UNKNOWN_OTHER, Reason.SAME_MEMBER, Reason.WRONG_DATES, Reason.UNLISTED_REASON),
    }
)
STATUS: Mapping[Reason | RequestFault, int] = {
    # Whatever is not named below is in the way at the moment, or since something else happened before.
    **dict.fromkeys(Reason, 409),
    **dict.fromkeys(_NOT_THERE, 404),
    **dict.fromkeys(_WRONG_CONTENT, 422),
    Reason.SAME_ACTOR: 403,
    Reason.PARKED: 500,
    Reason.ORDER_AWAITED: 202,
    RequestFault.UNAUTHENTICATED: 401,
    RequestFault.FORBIDDEN: 403,
    RequestFault.NOT_FOUND: 404,
    RequestFault.METHOD_NOT_ALLOWED: 405,
    RequestFault.MALFORMED: 400,
    RequestFault.WRONG_INPUT: 422,
    RequestFault.WRONG_DOCUMENT: 422,
    RequestFault.WRONG_MEDIA_TYPE: 415,
    RequestFault.TOO_LARGE: 413,
    RequestFault.KEY_MISSING: 400,
    RequestFault.NOT_POSSIBLE: 409,
    RequestFault.EDITED_MEANWHILE: 412,
    RequestFault.CONDITION_MISSING: 428,
    RequestFault.TOO_MANY_REQUESTS: 429,
    RequestFault.TOO_MANY_WRONG: 429,
    RequestFault.BUSY: 503,
    RequestFault.UNAVAILABLE: 503,
    RequestFault.FULL_DISK: 503,
    RequestFault.FAULT: 500,
}
_AGAIN = frozenset({RequestFault.BUSY, RequestFault.UNAVAILABLE, RequestFault.FULL_DISK, Reason.IN_PROGRESS})


# Exceptions of use cases whose own sentence names place and remedy.
_MEANINGS: Mapping[type[Exception], RequestFault | Reason] = {
    UnknownMember: Reason.UNKNOWN_MEMBER,
    UnknownCard: RequestFault.NOT_FOUND,
    UnknownEvent: RequestFault.NOT_FOUND,
    UnknownRequest: RequestFault.NOT_FOUND,
    UnknownVersion: RequestFault.NOT_FOUND,
    UnknownProgramme: RequestFault.NOT_FOUND,
    UnknownNode: RequestFault.NOT_FOUND,
    MemberErased: RequestFault.NOT_FOUND,
    UnknownJob: RequestFault.NOT_FOUND,
    NotDone: RequestFault.NOT_POSSIBLE,
    NoSpan: RequestFault.WRONG_INPUT,
    EditedMeanwhile: RequestFault.EDITED_MEANWHILE,
    CannotPublish: RequestFault.NOT_POSSIBLE,
    CannotReceive: RequestFault.NOT_POSSIBLE,
    CannotTurn: RequestFault.NOT_POSSIBLE,
    UnknownWebhook: RequestFault.NOT_FOUND,
    WrongWebhook: RequestFault.WRONG_INPUT,
    CannotDeliver: RequestFault.NOT_POSSIBLE,
    KeyUnusable: RequestFault.NOT_POSSIBLE,
    RequestKeyUsed: Reason.KEY_REUSED,
}


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a request was refused or not performed."""

    type: Annotated[str, msgspec.Meta(description="`urn:treue:problem:` and the code.")]
    code: Annotated[str, msgspec.Meta(description="The reason, for programs; a code never changes its meaning.")]
    title: Annotated[str, msgspec.Meta(description="The reason as a sentence in the caller's language.")]
    status: Annotated[int, msgspec.Meta(description="The HTTP status.")]
    detail: Annotated[str, msgspec.Meta(description="What it was in this case, and what helps.")] = ""
    faults: Annotated[
        tuple[str, ...], msgspec.Meta(description="Everything that is wrong, each with its place and remedy.")
    ] = ()
    request_id: Annotated[str, msgspec.Meta(description="The request, as the service's log calls it.")] = ""
    more: Annotated[dict[str, Any], msgspec.Meta(description="Figures that belong to the reason.")] = {}


class Stopped(Exception):
    """A request ends here with this fault; the sentences say place and remedy."""

    def __init__(self, fault: RequestFault | Reason, *sentences: str | Sentence) -> None:
        super().__init__(*sentences)
        self.fault = fault
        self.faults = sentences


def refused(language: Language, reason: Reason, detail: str = "", **more: Any) -> Problem:
    """The problem of an expected refusal."""
    return _problem(reason, reason_in_words(language, reason), detail, (), more)


def problem_of(language: Language, fault: Stopped) -> Problem:
    """The problem of a request that ends with this fault."""
    told = told_in(language, fault.faults)
    several = len(told) > 1 or fault.fault is RequestFault.WRONG_INPUT
    detail, faults = ("", told) if several else (_ended(" ".join(told)), ())
    code = fault.fault
    title = reason_in_words(language, code) if isinstance(code, Reason) else fault_in_words(language, code)
    return _problem(code, title, detail, faults, {})


def retry_seconds_of(code: str) -> int | None:
    """After how many seconds the same may be asked again, where that helps."""
    return RETRY_SECONDS if code in _AGAIN else None


def meaning_of(fault: Exception) -> Stopped | None:
    """What an exception of a use case means to a caller; None for one that nobody expected."""
    match fault:
        case Stopped():
            return fault
        case WrongInput(faults=faults):
            return Stopped(RequestFault.WRONG_INPUT, *faults)
        case DocumentFaults(faults=faults):
            return Stopped(RequestFault.WRONG_DOCUMENT, *(str(one) for one in faults))
        case QueueFull() | Closed():
            return Stopped(RequestFault.BUSY)
        case NoRoom() | DiskFull():
            return Stopped(RequestFault.FULL_DISK)
        case Unavailable() | StoreUnavailable() | OperationalError() | InterfaceError() | ReadOnlySqlTransaction():
            return Stopped(RequestFault.UNAVAILABLE)
    for kind, code in _MEANINGS.items():
        if isinstance(fault, kind):
            said = fault.args[0] if fault.args else ""
            return Stopped(code, said if isinstance(said, Sentence) else str(fault))
    return None


def _problem(
    code: Reason | RequestFault, title: str, detail: str, faults: tuple[str, ...], more: dict[str, Any]
) -> Problem:
    return Problem(
        type=f"urn:treue:problem:{code.value}",
        code=code.value,
        title=title,
        status=STATUS[code],
        detail=detail,
        faults=faults,
        more={name: value for name, value in more.items() if value is not None},
    )


def _ended(text: str) -> str:
    """The text as a sentence of its own."""
    ended = text if not text or text.endswith((".", "?", "!")) else f"{text}."
    return ended[:1].upper() + ended[1:]
