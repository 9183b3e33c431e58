"""Signing in and out, and choosing how pages look."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect

from treue.access.passwords import LENGTH_MAX, LENGTH_MIN
from treue.access.sessions import AGE_MAX, NotSignedIn, form_token_of, is_form_token, session_of, sign_in, sign_out
from treue.access.staff import CannotSetStaff, WrongPassword, change_own_password
from treue.processing.clock import wall_now
from treue.processing.desk import Desk, UnknownProgramme
from treue.usecases.demo.run_demo import PROGRAMME as DEMO
from treue.web.look import LANGUAGE_COOKIE, THEME_COOKIE, THEMES, AnyRequest, look_of
from treue.web.rendering import page
from treue.web.roles import ROLE_NAMES
from treue.web.visits import (
    FORM_FIELD,
    SESSION_COOKIE,
    FormRefused,
    address_of,
    console_of,
    fields_of,
    visit_of,
    way_back,
)
from treue.words.languages import Language, languages
from treue.words.units import programme_name

_FORM_COOKIE = "treue_form"
"""Ties the sign-in form to the browser it was made for, before there is a session."""
_YEAR_S = 365 * 24 * 3600


@get("/sign-in", include_in_schema=False)
async def sign_in_page(request: AnyRequest) -> Response[Any]:
    """The form; who is signed in already goes on."""
    office = console_of(request).office
    place = way_back(request.query_params.get("next", "/"))
    if await session_of(office.pool, request.cookies.get(SESSION_COOKIE, ""), wall_now()) is not None:
        return Redirect(place, status_code=303)
    return await _form(request, place=place, ended=request.query_params.get("ended", ""))


@post("/sign-in", include_in_schema=False)
async def sign_in_now(request: AnyRequest) -> Response[Any]:
    """A session, or the form again with what was wrong."""
    fields = await fields_of(request)
    token = request.cookies.get(_FORM_COOKIE, "")
    if not token or not is_form_token(fields.get(FORM_FIELD, ""), token):
        raise FormRefused
    place, name = way_back(fields.get("next", "/")), fields.get("name", "").strip()
    try:
        desk = await console_of(request).office.desk(fields.get("programme", ""))
    except UnknownProgramme:
        return await _form(request, place=place, name=name, wrong=True)
    answer = await sign_in(desk, name, fields.get("password", ""), address=address_of(request), now=wall_now())
    if isinstance(answer, NotSignedIn):
        wait_s = 0 if answer.until is None else max(1, round((answer.until - wall_now()).total_seconds()))
        return await _form(request, place=place, name=name, programme=desk.key, wrong=not wait_s, wait_s=wait_s)
    response = Redirect(place, status_code=303)
    response.set_cookie(_cookie(request, SESSION_COOKIE, answer, max_age=int(AGE_MAX.total_seconds())))
    response.delete_cookie(_FORM_COOKIE)
    return response


@post("/sign-out", include_in_schema=False)
async def sign_out_now(request: AnyRequest) -> Response[Any]:
    """The session ends here and in the database."""
    visit = await visit_of(request)
    await visit.form()
    await sign_out(visit.desk, visit.session)
    response = Redirect("/sign-in", status_code=303)
    response.delete_cookie(SESSION_COOKIE)
    return response


@post("/look", include_in_schema=False)
async def choose_look(request: AnyRequest) -> Response[Any]:
    """Another language or light, for this browser."""
    fields = await fields_of(request)
    response = Redirect(way_back(fields.get("next", "/")), status_code=303)
    for field, cookie, known in (("language", LANGUAGE_COOKIE, languages()), ("theme", THEME_COOKIE, THEMES)):
        if fields.get(field) in known:
            response.set_cookie(_cookie(request, cookie, fields[field], max_age=_YEAR_S, readable=True))
    return response


@get("/account", include_in_schema=False)
async def account_page(request: AnyRequest) -> Response[Any]:
    """Who one is here, what one may do, and another password."""
    visit = await visit_of(request)
    return visit.page("account.html", role_names=ROLE_NAMES, length_min=LENGTH_MIN, wrong="")


@post("/account", include_in_schema=False)
async def set_own_password(request: AnyRequest) -> Response[Any]:
    """Another password for oneself; every session ends, also this one."""
    visit = await visit_of(request)
    fields = await visit.form()
    say = visit.look.language.say
    wrong = ""
    try:
        until = await change_own_password(
            visit.desk,
            visit.session.name,
            fields.get("password", ""),
            fields.get("new_password", ""),
            address=address_of(request),
            now=wall_now(),
        )
        if until is not None:
            wrong = say("This was tried too often. Wait a while and try again.")
    except WrongPassword:
        wrong = say("This is not your password of today.")
    except CannotSetStaff:
        wrong = say(
            "A password has {least} to {most} characters and is not the name.", least=LENGTH_MIN, most=LENGTH_MAX
        )
    if wrong:
        return visit.page("account.html", status=422, role_names=ROLE_NAMES, length_min=LENGTH_MIN, wrong=wrong)
    return Redirect(f"/sign-in?next={quote('/account')}", status_code=303)


async def _form(
    request: AnyRequest,
    *,
    place: str,
    name: str = "",
    programme: str = "",
    wrong: bool = False,
    wait_s: int = 0,
    ended: str = "",
) -> Response[Any]:
    look, office = look_of(request), console_of(request).office
    programmes = [row.key for row in await office.programmes()]
    # Where there are several, a stranger does not read their names here.
    only = programmes[0] if len(programmes) == 1 else ""
    token = request.cookies.get(_FORM_COOKIE) or secrets.token_urlsafe(32)
    response = page(
        look,
        "sign_in.html",
        status=429 if wait_s else 422 if wrong else 200,
        headers={"Retry-After": str(wait_s)} if wait_s else None,
        only=only,
        only_title=await _title(look.language, await office.desk(only)) if only else "",
        is_demo=only == DEMO,
        ended=ended,
        is_empty=not programmes,
        programme=programme,
        name=name,
        place=place,
        wrong=wrong,
        wait_s=wait_s,
        form_token=form_token_of(token),
        there=request.url.path,
    )
    response.set_cookie(_cookie(request, _FORM_COOKIE, token, max_age=3600))
    return response


async def _title(words: Language, desk: Desk) -> str:
    versions = await desk.versions()
    return programme_name(words, (versions.at(await desk.now()) or versions.first).programme)


def _cookie(request: AnyRequest, name: str, value: str, *, max_age: int, readable: bool = False) -> Cookie:
    """A cookie of ours: sent by this site only, over TLS where there is any, unknown to scripts unless readable."""
    is_secure = "https" in (request.url.scheme, request.headers.get("x-forwarded-proto", ""))
    return Cookie(name, value=value, max_age=max_age, secure=is_secure, httponly=not readable, samesite="lax", path="/")
