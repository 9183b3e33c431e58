"""What can be said of an installation from its database: settings, clock, schema, workers, and what waits too long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from psycopg import AsyncConnection

from treue.delivery.webhooks.deployment_key import DeploymentKey
from treue.delivery.webhooks.names import name_of
from treue.store.doctor import count_parked, read_clock, read_settings, read_webhooks
from treue.store.jobs import list_sweeps, list_workers, overdue
from treue.store.webhooks import backlog
from treue.usecases.installation.findings import Finding, bad, good, notice

Connection = AsyncConnection[Any]
SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "TimeZone": "UTC",
    "default_transaction_isolation": "read committed",
}
SKEW_NOTICE = timedelta(seconds=2)
SKEW_MAX = timedelta(seconds=30)
SEEN_MAX = timedelta(minutes=1)
MESSAGE_LATE = timedelta(minutes=10)
DUE_LATE = timedelta(days=1)


async def settings_findings(connection: Connection) -> list[Finding]:
    """Whether what was acknowledged is on disk, and whether sessions are as Treue asks for them."""
    found = await read_settings(connection)
    wrong = [
        bad("settings", f"setting_{name}", found=found.get(name, "?"))
        for name in SETTINGS
        if found[name] != SETTINGS[name]
    ]
    return wrong or [good("settings", "settings")]


async def clock_finding(connection: Connection, clock: Callable[[], datetime]) -> Finding:
    """How far the clock of the database's machine is from the one here."""
    before = clock()
    theirs = await read_clock(connection)
    ours = before + (clock() - before) / 2
    skew = abs(theirs - ours)
    values = {"seconds": round(skew.total_seconds(), 1)}
    if skew >= SKEW_MAX:
        return bad("clock", "clock_apart", **values)
    return notice("clock", "clock_apart", **values) if skew >= SKEW_NOTICE else good("clock", "clock")


async def worker_findings(connection: Connection, now: datetime) -> list[Finding]:
    """Whether a worker is alive, and what it could not do."""
    workers = await list_workers(connection)
    alive = [one for one in workers if now - one.seen_at <= SEEN_MAX]
    found = []
    if alive:
        found.append(good("worker", "worker", number=len(alive), hosts=", ".join(sorted({one.host for one in alive}))))
    elif workers:
        last = max(workers, key=lambda one: one.seen_at)
        values = {"host": last.host, "process": last.process_id, "seen": f"{last.seen_at:%Y-%m-%d %H:%M:%S}"}
        found.append(bad("worker", "worker_lost", **values))
    else:
        found.append(notice("worker", "worker_none"))
    for sweep in await list_sweeps(connection):
        if sweep.fault is not None:
            values = {"programme": sweep.programme, "sweep": sweep.name, "fault": sweep.fault}
            found.append(bad("worker", "sweep_failed", **values))
    return found


async def backlog_findings(connection: Connection, now: datetime) -> list[Finding]:
    """Messages and members that wait longer than they should, and what waits for a person."""
    found = []
    for programme, waiting, dead, due_at in await backlog(connection):
        if due_at is not None and now - due_at >= MESSAGE_LATE:
            minutes = (now - due_at) // timedelta(minutes=1)
            found.append(bad("messages", "messages_late", programme=programme, number=waiting, minutes=minutes))
        if dead:
            found.append(notice("messages", "messages_dead", programme=programme, number=dead))
    for one in await overdue(connection, now):
        if one.members and not one.sandbox and one.earliest is not None and now - one.earliest >= DUE_LATE:
            days = (now - one.earliest).days
            values = {"programme": one.programme, "number": one.members, "days": days}
            found.append(notice("due", "due_late", **values))
    for programme, number in (await count_parked(connection)).items():
        found.append(notice("parked", "parked", programme=programme, number=number))
    return found or [good("backlog", "backlog")]


async def webhook_findings(connection: Connection, key: DeploymentKey | None) -> list[Finding]:
    """Webhooks that were disabled, or that nobody here can sign for."""
    found = []
    for one in await read_webhooks(connection):
        values = {"programme": one.programme, "webhook": name_of(one.subscription_id)}
        if one.disabled_because is not None:
            found.append(notice("webhooks", f"webhook_{one.disabled_because}", **values))
        if key is None or key.mark != one.key_mark:
            code = "key_missing" if key is None else "key_another"
            found.append(bad("deployment_key", code, wanted=one.key_mark, **values))
    return found
