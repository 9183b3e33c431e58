"""The HTTP API `/v1`: routes of the calls, and what is answered where no call is reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Response, Router
from litestar.handlers import HTTPRouteHandler
from litestar.types import ControllerRouterHandler

from treue.api import (  # noqa: F401 - importing them adds their calls
    approvals,
    cards,
    data_jobs,
    deliveries,
    documents,
    event_lines,
    events,
    handing_over,
    households,
    members,
    payouts,
    programme,
    redemptions,
    rewards,
    sandbox,
    standing,
    units,
    wallets,
    webhook_messages,
    webhooks,
)
from treue.api.calls import CALLS, Call
from treue.api.manual import manual_routes
from treue.api.openapi import openapi
from treue.api.operation import operation_routes
from treue.api.performing import Asked, Performer, answer_to_fault
from treue.processing.office import Office

PREFIX = "/v1"

__all__ = ["PREFIX", "answer_to_fault", "api_routes"]


def api_routes(office: Office) -> Sequence[ControllerRouterHandler]:
    """Everything below `/v1`, performed at the desks of the office, and what whoever operates the service asks."""
    performer = Performer(office)
    handlers = [_handler(performer, each) for each in CALLS]
    manual = manual_routes(openapi(CALLS, PREFIX))
    below = Router(PREFIX, route_handlers=[*handlers, *manual], exception_handlers={Exception: answer_to_fault})
    return [below, *operation_routes(office)]


def _handler(performer: Performer, call: Call) -> HTTPRouteHandler:
    async def perform(request: Asked) -> Response[Any]:
        return await performer(call, request)

    path = call.path.replace("}", ":str}")
    handler = HTTPRouteHandler(
        path,
        http_method=call.method,
        name=call.name,
        request_max_body_size=call.bytes_max,
        # The performer sets it; here stands only what lets every answer have a body.
        status_code=200,
        include_in_schema=False,
    )
    return handler(perform)
