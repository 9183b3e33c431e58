"""Tell webhooks what will expire, each as many days ahead as it wants; a sweep, to be run now and then."""

from __future__ import annotations

from treue.processing.clock import wall_now
from treue.processing.desk import Desk
from treue.processing.figures import encoded
from treue.processing.news import Topic
from treue.store.webhooks import insert_notices, read_expiring

NOTICES_PER_BATCH = 1000


async def announce_expiry(desk: Desk) -> int:
    """Add a message for all units of a kind that expire at one instant, once for each webhook; how many.

    Doing it twice, or in two processes at once, tells nobody twice.
    """
    announced = 0
    while True:
        now = await desk.now()
        async with desk.pool.connection() as connection, connection.transaction():
            found = await read_expiring(connection, desk.programme_id, now, NOTICES_PER_BATCH)
            notices = [
                (
                    one.member_id,
                    one.last_seq,
                    one.subscription_id,
                    desk.new_id(),
                    one.subject,
                    encoded(
                        {
                            "unit": one.unit,
                            "amount": one.amount,
                            "expires_at": one.expires_at.isoformat(),
                            "at": now.isoformat(),
                        }
                    ),
                )
                for one in found
            ]
            announced += await insert_notices(
                connection, desk.programme_id, Topic.EXPIRY_AHEAD.value, notices, wall_now()
            )
        if len(found) < NOTICES_PER_BATCH:
            return announced
