"""A visit: one request of somebody who is signed in, with the desk of his programme. Every page begins with one.

Who is not signed in is led to the sign-in and back again; who may not do what he asks for reads so; a form that did not
come from a page of ours does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from litestar import Response

from treue.access.addresses import Proxies
from treue.access.scopes import Scope
from treue.access.sessions import Session, is_form_token, session_of
from treue.processing.clock import wall_now
from treue.processing.desk import Desk
from treue.processing.office import Office
from treue.programme.records import Programme
from treue.usecases.demo.run_demo import PROGRAMME as DEMO
from treue.usecases.overview.count import Counting
from treue.web.look import AnyRequest, Look, look_of
from treue.web.rendering import page
from treue.words.units import programme_name

SESSION_COOKIE = "treue_session"
FORM_FIELD = "form_token"


class SignInNeeded(Exception):
    """Nobody is signed in."""


class NotAllowed(Exception):
    """His roles do not let him."""

    def __init__(self, visit: Visit, scope: Scope) -> None:
        super().__init__(f"{visit.session.name} may not {scope}")
        self.visit = visit
        self.scope = scope


class FormRefused(Exception):
    """The form does not come from a page that was made for this reader."""


@dataclass(frozen=True, slots=True)
class Console:
    """What all pages share."""

    office: Office
    counting: Counting
    proxies: Proxies


@dataclass(frozen=True, slots=True)
class Visit:
    """One request."""

    request: AnyRequest
    console: Console
    session: Session
    desk: Desk
    look: Look
    programme: Programme
    """The version in force now."""
    now: datetime
    """By the clock of the programme."""

    @property
    def is_piece(self) -> bool:
        """Whether htmx asks for a piece of the page."""
        return self.request.headers.get("hx-request") == "true"

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response[str]:
        """The page with what every page shows: who is signed in, where he may go."""
        return page(
            self.look,
            template,
            status=status,
            fragment=self.is_piece,
            session=self.session,
            may=self.session.may,
            Scope=Scope,
            form_token=self.session.form_token,
            programme_title=programme_name(self.look.language, self.programme),
            # What `treue demo` publishes: its purchases are simulated.
            is_demo=self.session.programme == DEMO,
            is_sandbox=self.desk.sandbox,
            clock=self.look.language.minute(self.now, self.programme.zone),
            here=self.request.url.path,
            there=_place_of(self.request),
            **values,
        )

    async def form(self) -> Mapping[str, str]:
        """The fields of a form that a page of ours sent. Raises FormRefused."""
        fields = await fields_of(self.request)
        if not is_form_token(fields.get(FORM_FIELD, ""), self.session.token):
            raise FormRefused
        return fields


def address_of(request: AnyRequest) -> str:
    """From which address the request comes."""
    peer = request.client.host if request.client else ""
    return console_of(request).proxies.address_behind(peer, request.headers.getall("x-forwarded-for", []))


def console_of(request: AnyRequest) -> Console:
    """What the routes were made with."""
    console = request.route_handler.opt["console"]()
    assert isinstance(console, Console)
    return console


async def visit_of(request: AnyRequest, scope: Scope | None = None) -> Visit:
    """The visit, if somebody is signed in who may do this. Raises SignInNeeded and NotAllowed."""
    console = console_of(request)
    session = await session_of(console.office.pool, request.cookies.get(SESSION_COOKIE, ""), wall_now())
    if session is None:
        raise SignInNeeded
    desk = await console.office.desk(session.programme)
    versions, now = await desk.versions(), await desk.now()
    programme = (versions.at(now) or versions.first).programme
    visit = Visit(request, console, session, desk, look_of(request), programme, now)
    if scope is not None and not session.may(scope):
        raise NotAllowed(visit, scope)
    return visit


async def fields_of(request: AnyRequest) -> Mapping[str, str]:
    """The fields of a form; of one that another site sent, FormRefused."""
    refuse_other_sites(request)
    form = await request.form()
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}


def refuse_other_sites(request: AnyRequest) -> None:
    """What writes comes from a page of this site, as the browser itself says. Raises FormRefused."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise FormRefused
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise FormRefused


def way_back(place: str) -> str:
    """A place within this site, as it was handed over by a browser; else the first page."""
    is_ours = place.startswith("/") and not place.startswith("//") and "\\" not in place and place.isprintable()
    return place if is_ours else "/"


def sign_in_place(request: AnyRequest) -> str:
    """Where to sign in, and come back from; whose session ended reads so, and whether a form of his was lost by it."""
    is_page = request.method == "GET" and request.headers.get("hx-request") != "true"
    asked: dict[str, str] = {}
    if (place := _place_of(request) if is_page else _sent_from(request)) != "/":
        asked["next"] = place
    if request.method != "GET":
        asked["ended"] = "form"
    elif SESSION_COOKIE in request.cookies:
        asked["ended"] = "page"
    return f"/sign-in?{urlencode(asked)}" if asked else "/sign-in"


def _sent_from(request: AnyRequest) -> str:
    """The page of ours on which a form or a piece was asked for; else the first one."""
    page_of = urlsplit(request.headers.get("referer", ""))
    if page_of.netloc != request.headers.get("host", ""):
        return "/"
    return way_back(f"{page_of.path}?{page_of.query}" if page_of.query else page_of.path)


def _place_of(request: AnyRequest) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path
