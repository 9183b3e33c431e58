"""All pages of the console, as the application mounts them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import MediaType, Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from treue.access.addresses import trusted_proxies
from treue.processing.office import Office
from treue.usecases.overview.count import Counting
from treue.web.assets import AssetsMissing, assets
from treue.web.audit import audit_page
from treue.web.components import components_page
from treue.web.look import AnyRequest
from treue.web.member import event_page, member_page
from treue.web.members import members_page
from treue.web.overview import overview_page
from treue.web.programme import programme_page
from treue.web.refusing import refusal
from treue.web.requests import answer_request, requests_page
from treue.web.signing import account_page, choose_look, set_own_password, sign_in_now, sign_in_page, sign_out_now
from treue.web.visits import Console
from treue.web.wishes import adjust_now, redeem_now

FORM_BYTES_MAX = 64 * 1024


@get("/static/{name:str}", include_in_schema=False)
async def static_file(request: AnyRequest, name: FromPath[str]) -> Response[bytes]:
    """A file by its hashed name, which may be kept for ever."""
    try:
        found = assets().find(name)
    except AssetsMissing:
        found = None
    if found is None:
        raise NotFoundException
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Type": found.media_type,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.compressed, headers={**headers, "Content-Encoding": "gzip"}, media_type=MediaType.TEXT)
    return Response(found.content, headers=headers, media_type=MediaType.TEXT)


PAGES: Sequence[Any] = (
    sign_in_page,
    sign_in_now,
    sign_out_now,
    choose_look,
    account_page,
    set_own_password,
    overview_page,
    members_page,
    member_page,
    event_page,
    adjust_now,
    redeem_now,
    requests_page,
    answer_request,
    programme_page,
    audit_page,
    components_page,
    static_file,
)


def web_routes(office: Office, counting: Counting) -> Sequence[ControllerRouterHandler]:
    """The console, at the desks of the office; who opened the office drains the counting before he closes it."""
    console = Console(office, counting, trusted_proxies(office.environ))
    return [
        Router(
            "/",
            route_handlers=list(PAGES),
            # Handlers are copied with what they hold, but a function stays one.
            opt={"console": lambda: console},
            exception_handlers={Exception: refusal},
            request_max_body_size=FORM_BYTES_MAX,
            include_in_schema=False,
        )
    ]
