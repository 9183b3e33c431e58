"""What a reader is told where there is no page: not signed in, not allowed, not there, or something went wrong.

A person reads what he can do next; what went wrong inside stands in the log under the number that he is told.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from litestar import Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from psycopg import InterfaceError, OperationalError
from psycopg.errors import ReadOnlySqlTransaction

from treue.access.scopes import Role, scopes_of
from treue.processing.batcher import Closed, QueueFull
from treue.processing.processor import Unavailable
from treue.store.unavailable import StoreUnavailable
from treue.usecases.approvals.show import UnknownRequest
from treue.usecases.members.find_event import UnknownEvent
from treue.usecases.members.settled import UnknownMember
from treue.web.look import AnyRequest, look_of
from treue.web.rendering import page
from treue.web.roles import ROLE_NAMES
from treue.web.visits import FormRefused, NotAllowed, SignInNeeded, sign_in_place

log = structlog.get_logger(__name__)

_AWAY = (OperationalError, InterfaceError, ReadOnlySqlTransaction, StoreUnavailable, Unavailable, QueueFull, Closed)
_NOT_THERE = (UnknownMember, UnknownEvent, UnknownRequest)

Handlers = Mapping[type[Exception], Callable[[AnyRequest, Any], Response[Any]]]


def refusal(request: AnyRequest, fault: Exception) -> Response[Any]:
    """The page for whatever was raised."""
    say = look_of(request).language.say
    match fault:
        case SignInNeeded():
            return _to_sign_in(request)
        case NotAllowed():
            return _not_allowed(fault)
        case FormRefused():
            return _told(
                request,
                403,
                say("This form is not valid any more."),
                say("Go back, load the page again and repeat it. Nothing was done."),
            )
        case _ if isinstance(fault, _NOT_THERE) or (isinstance(fault, HTTPException) and fault.status_code == 404):
            return _told(
                request,
                404,
                say("There is nothing here."),
                say("It was moved or erased, or the address has a slip. Search for what you need."),
            )
        case HTTPException() if fault.status_code < 500:
            return _told(
                request,
                fault.status_code,
                say("This cannot be asked in this way."),
                say("Go back and try it from the page."),
            )
        case _ if isinstance(fault, _AWAY):
            log.warning("page_unavailable", fault=type(fault).__name__)
            return _told(
                request,
                503,
                say("The service is not available at the moment."),
                say("Nothing was lost. Load the page again in a moment."),
                {"Retry-After": "2"},
            )
    number = secrets.token_hex(4)
    log.error("page_failed", number=number, path=_pattern(request), exc_info=fault)
    return _told(
        request,
        500,
        say("Something went wrong."),
        say(
            "It is noted as {number}. Load the page again; if it stays so, tell your operator this number.",
            number=number,
        ),
    )


def _told(
    request: AnyRequest, status: int, title: str, text: str, headers: dict[str, str] | None = None
) -> Response[Any]:
    is_piece = request.headers.get("hx-request") == "true"
    template = "refusal_piece.html" if is_piece else "refusal.html"
    return page(
        look_of(request), template, status=status, headers=headers, title=title, text=text, status_number=status
    )


def _not_allowed(fault: NotAllowed) -> Response[Any]:
    """Within the frame of the console, so that one goes on to what one may do."""
    words = fault.visit.look.language
    roles = [words.say(ROLE_NAMES[role]) for role in Role if fault.scope in scopes_of([role])]
    return fault.visit.page(
        "not_allowed_piece.html" if fault.visit.is_piece else "not_allowed.html",
        status=403,
        own=words.listed(words.say(ROLE_NAMES[role]) for role in fault.visit.session.roles),
        roles=words.listed(roles, "or"),
    )


def _to_sign_in(request: AnyRequest) -> Response[Any]:
    if request.headers.get("hx-request") == "true":
        # A piece of a page cannot be the sign-in; the whole page goes there.
        return Response(b"", status_code=401, headers={"HX-Redirect": sign_in_place(request)})
    return Redirect(sign_in_place(request), status_code=303)


def _pattern(request: AnyRequest) -> str:
    """Which kind of page it was; the path itself may name a member."""
    handler = request.scope.get("route_handler")
    return ", ".join(sorted(getattr(handler, "paths", ())))
