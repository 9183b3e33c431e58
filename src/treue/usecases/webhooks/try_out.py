"""Try a webhook: post one message that says nothing, now, and tell what came of it."""

from __future__ import annotations

from treue.delivery.webhooks.bodies import trial_body
from treue.delivery.webhooks.deployment_key import DeploymentKey
from treue.delivery.webhooks.sending import Answer, Sender
from treue.delivery.webhooks.signing import signed_headers
from treue.processing.clock import wall_now
from treue.processing.desk import Desk
from treue.usecases.webhooks.subscription import find_subscription, require_key


async def try_out(desk: Desk, name: str, *, key: DeploymentKey, sender: Sender) -> Answer:
    """What the receiver answers, also where the webhook is disabled. Nothing is noted.

    Raises UnknownWebhook, and CannotDeliver where the webhook was made with another deployment key.
    """
    async with desk.pool.connection() as connection:
        found = await find_subscription(connection, desk, name)
    require_key(found, key)
    now = wall_now()
    numbers = [found.secret_no]
    if found.former_until is not None and now < found.former_until:
        numbers.append(found.secret_no - 1)
    secrets = [key.webhook_secret(desk.key, found.subscription_id, number) for number in numbers]
    body = trial_body(desk.key, now)
    return await sender.post(found.url, signed_headers(desk.new_id(), now, body, secrets), body, now)
