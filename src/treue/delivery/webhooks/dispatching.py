"""The dispatcher: takes messages whose time has come, posts them, notes what came of it.

Several workers may dispatch at once; a message is with one of them for as long as its lease. A worker that is killed in
the middle leaves messages that are taken again when the lease is over. How many attempts run at once is bounded, in all
and for each webhook, so that a slow receiver delays nobody but himself.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from treue.delivery.webhooks.bodies import decimals_of, event_body, notice_body
from treue.delivery.webhooks.deployment_key import DeploymentKey
from treue.delivery.webhooks.names import name_of
from treue.delivery.webhooks.schedule import FAILING_MAX, RETRY_AFTER_MAX, pause_after, wait_after
from treue.delivery.webhooks.sending import Answer, Sender
from treue.delivery.webhooks.signing import signed_headers, webhook_id
from treue.domain.ids import IdMaker
from treue.processing.clock import wall_now
from treue.processing.commands import SYSTEM
from treue.processing.desk import Pool, take_worker_number
from treue.processing.news import Topic
from treue.processing.versions import load_versions
from treue.store.audits import insert_audit
from treue.store.webhooks import (
    Because,
    Taken,
    Target,
    drop_message,
    due_targets,
    note_delivered,
    note_failed,
    public_ids,
    read_told,
    run,
    take_messages,
)

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=90)
"""Well above the time an attempt can take."""
AT_ONCE_MAX = 32
AT_ONCE_EACH_MAX = 4
GONE = 410


class Dispatcher:
    """Delivers what waits. `turn` starts what is due now, `drain` waits for what was started."""

    def __init__(
        self,
        pool: Pool,
        key: DeploymentKey | None,
        sender: Sender,
        *,
        clock: Callable[[], datetime] = wall_now,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._pool = pool
        self._key = key
        self._sender = sender
        self._clock = clock
        self._chance = chance
        self._running: set[asyncio.Task[None]] = set()
        self._with_each: Counter[int] = Counter()
        self._decimals: dict[int, dict[str, int]] = {}
        self._ids: IdMaker | None = None
        self._unsigned: set[int] = set()
        self.finished = asyncio.Event()
        """Set whenever an attempt ended: there may be room for another."""

    @property
    def running(self) -> int:
        """How many attempts run now."""
        return len(self._running)

    async def turn(self) -> int:
        """Start attempts for what is due, as far as there is room; how many."""
        started = 0
        now = self._clock()
        async with self._pool.connection() as connection:
            for target in await due_targets(connection, now):
                room = min(AT_ONCE_MAX - len(self._running), AT_ONCE_EACH_MAX - self._with_each[target.subscription_id])
                secrets = self._secrets(target, now)
                if room <= 0 or not secrets:
                    continue
                messages = await take_messages(connection, target, now=now, until=now + LEASE, limit=room)
                # Nothing is posted before the lease is on disk, or another worker would post it too.
                await connection.commit()
                for taken in messages:
                    self._start(target, taken, secrets)
                started += len(messages)
        return started

    async def drain(self) -> None:
        """Return once every attempt that was started has ended and is noted."""
        while self._running:
            await asyncio.wait(self._running)

    def _start(self, target: Target, taken: Taken, secrets: list[bytes]) -> None:
        task = asyncio.create_task(self._deliver(target, taken, secrets))
        self._running.add(task)
        self._with_each[target.subscription_id] += 1

        def end(ended: asyncio.Task[None]) -> None:
            self._running.discard(ended)
            self._with_each[target.subscription_id] -= 1
            self.finished.set()
            if not ended.cancelled() and (fault := ended.exception()) is not None:
                # The lease ends by itself, and the message is tried again.
                log.error("attempt_not_noted", message=webhook_id(taken.message_id), fault=str(fault))

        task.add_done_callback(end)

    async def _deliver(self, target: Target, taken: Taken, secrets: list[bytes]) -> None:
        body = await self._body(target, taken)
        if body is None:
            async with self._pool.connection() as connection:
                await drop_message(connection, target, taken)
            return
        now = self._clock()
        headers = signed_headers(taken.message_id, now, body, secrets)
        answer = await self._sender.post(target.url, headers, body, now)
        log.info(
            "webhook_attempt",
            webhook=target.subscription_id,
            host=urlsplit(target.url).hostname,
            message=webhook_id(taken.message_id),
            topic=taken.topic,
            attempt=taken.attempts,
            status=answer.status,
            fault=answer.fault,
            seconds=round(answer.seconds, 3),
        )
        async with self._pool.connection() as connection, connection.transaction():
            if answer.fault is None:
                # What was told about somebody who is erased is not kept besides.
                forget = taken.topic == Topic.MEMBER_ERASED
                status = answer.status or 0
                await note_delivered(connection, target, taken, answer=status, now=self._clock(), forget=forget)
            else:
                await self._note_failed(connection, target, taken, answer)

    async def _note_failed(
        self, connection: AsyncConnection[Any], target: Target, taken: Taken, answer: Answer
    ) -> None:
        now = self._clock()
        wait = wait_after(taken.attempts, self._chance(), answer.retry_after)
        pause = pause_after(answer.status, answer.retry_after)
        failing_since = await note_failed(
            connection,
            target,
            taken,
            answer=answer.status,
            fault=answer.fault or "status",
            is_last=wait is None,
            due_at=now + (wait or RETRY_AFTER_MAX),
            paused_until=None if pause is None else now + pause,
            now=now,
        )
        if answer.status == GONE:
            await self._disable(connection, target, "gone", now)
        elif now - failing_since >= FAILING_MAX:
            await self._disable(connection, target, "failing", now)

    async def _disable(self, connection: AsyncConnection[Any], target: Target, because: Because, now: datetime) -> None:
        whose = {"programme": target.programme_id, "subscription": target.subscription_id}
        if not await run(connection, "disable_subscription", {**whose, "now": now, "because": because}):
            return
        await run(connection, "bury_waiting", whose)
        if self._ids is None:
            self._ids = IdMaker(await take_worker_number(self._pool))
        detail = Jsonb({"webhook": name_of(target.subscription_id), "because": because})
        audit_id = self._ids.make(now)
        await insert_audit(connection, target.programme_id, audit_id, None, SYSTEM, "webhook_disabled", detail)
        log.warning("webhook_disabled", webhook=target.subscription_id, because=because)

    async def _body(self, target: Target, taken: Taken) -> bytes | None:
        """What the message says; None where its member was erased meanwhile and nothing is to be said any more."""
        async with self._pool.connection() as connection:
            if target.programme_id not in self._decimals:
                self._decimals[target.programme_id] = decimals_of(await load_versions(connection, target.programme_id))
            decimals = self._decimals[target.programme_id]
            if taken.detail is not None:
                detail = taken.detail
                if "member" not in detail:
                    names = await public_ids(connection, target.programme_id, taken.member_id)
                    if not names:
                        return None
                    detail = {**detail, "member": names[0]}
                return notice_body(target.programme_key, taken, detail, decimals)
            told = await read_told(connection, target.programme_id, taken.member_id, taken.member_seq)
            if told is None or told.member is None:
                return None
            mentioned = {unit for name in ("given", "taken", "debt") for unit in told.figures.get(name, {})}
            if not mentioned <= decimals.keys():
                # A version was published since, with a unit that was not there.
                decimals = decimals_of(await load_versions(connection, target.programme_id))
                self._decimals[target.programme_id] = decimals
            return event_body(target.programme_key, taken, told, told.member, decimals)

    def _secrets(self, target: Target, now: datetime) -> list[bytes]:
        """What the webhook's messages are signed with; nothing where this worker has another key."""
        if self._key is None or self._key.mark != target.key_mark:
            if target.subscription_id not in self._unsigned:
                self._unsigned.add(target.subscription_id)
                log.error("deployment_key_is_another", webhook=target.subscription_id, wanted=target.key_mark)
            return []
        numbers = [target.secret_no]
        if target.former_until is not None and now < target.former_until:
            numbers.append(target.secret_no - 1)
        return [self._key.webhook_secret(target.programme_key, target.subscription_id, number) for number in numbers]
