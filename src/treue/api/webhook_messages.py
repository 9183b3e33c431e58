"""Messages of webhooks: what became of them, and delivering them again."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from treue.access.scopes import Scope
from treue.api.calls import Answer, Example, call
from treue.api.cursors import Cursor, PageLimit, cursor_of, place_of
from treue.api.visits import Visit
from treue.api.webhooks import TOPIC, WEBHOOK
from treue.forms.members import Line
from treue.forms.webhooks import MessageShape, message_shape
from treue.store.webhooks import NEWEST
from treue.usecases.webhooks.deliveries import deliveries, replay


class MessagesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which messages."""

    standing: Annotated[
        Literal["waiting", "delivered", "dead"] | None,
        msgspec.Meta(description="'waiting', 'delivered' or 'dead'; all without it"),
    ] = None
    limit: PageLimit = 50
    cursor: Cursor = None


class MessagesShape(msgspec.Struct, frozen=True):
    """Messages, the newest first, and where the next page begins."""

    deliveries: tuple[MessageShape, ...]
    next: str | None


class ReplayForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which message; without one everything that was given up."""

    message: Annotated[Line | None, msgspec.Meta(description="the id of a message, msg_ and 13 letters, or null")] = (
        None
    )


class ReplayedShape(msgspec.Struct, frozen=True):
    """How many messages will be delivered again."""

    webhook: str
    replayed: int


@call(
    "GET",
    "/webhooks/{webhook}/deliveries",
    Scope.WEBHOOKS_MANAGE,
    topic=TOPIC,
    query=MessagesQuery,
    answer=MessagesShape,
    example=Example(
        path=WEBHOOK,
        query={"standing": "dead"},
        answer={
            "deliveries": [
                {
                    "message": "msg_0M4Q8K2M7YB0C",
                    **WEBHOOK,
                    "topic": "balance.changed",
                    "standing": "dead",
                    "attempts": 10,
                    "tried_at": "2026-06-04T10:00:00Z",
                    "due_at": None,
                    "status": 500,
                    "fault": "status",
                }
            ],
            "next": None,
        },
    ),
)
async def list_webhook_deliveries(visit: Visit) -> Answer:
    """List the newest messages of a webhook and what became of them.

    `dead` ones were given up. Delivered ones are kept for 7 days, dead ones for 30.
    """
    query = visit.query(MessagesQuery)
    before = NEWEST if query.cursor is None else place_of(query.cursor)
    found = await deliveries(
        visit.desk, visit.path["webhook"], standing=query.standing, before=before, limit=query.limit
    )
    following = cursor_of(found[-1].message_id) if len(found) == query.limit else None
    return MessagesShape(tuple(message_shape(one) for one in found), following)


@call(
    "POST",
    "/webhooks/{webhook}/replay",
    Scope.WEBHOOKS_MANAGE,
    topic=TOPIC,
    body=ReplayForm,
    answer=ReplayedShape,
    example=Example(path=WEBHOOK, body={"message": None}, answer={**WEBHOOK, "replayed": 3}),
)
async def replay_webhook(visit: Visit) -> Answer:
    """Deliver everything again that was given up, or one message whatever became of it. Each keeps its id.

    The receiver knows by that `webhook-id` what it has already. Refused while the webhook is disabled.
    """
    form, name = visit.form(ReplayForm), visit.path["webhook"]
    return ReplayedShape(name, await replay(visit.desk, name, message=form.message, actor=visit.actor))
