"""Examine an installation: everything that can be wrong with it and is known to have happened, with what mends it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from datetime import datetime

from treue.delivery.webhooks.deployment_key import DeploymentKey
from treue.processing.clock import wall_now
from treue.store import embedded
from treue.store.connect import open_async_connection, open_connection, place_of
from treue.store.migrate import require_schema
from treue.store.restored import awaits_erasures
from treue.store.unavailable import StoreUnavailable
from treue.usecases.installation.database import (
    backlog_findings,
    clock_finding,
    settings_findings,
    webhook_findings,
    worker_findings,
)
from treue.usecases.installation.findings import Finding, bad, good
from treue.usecases.installation.machine import (
    assets_finding,
    disk_finding,
    erasures_finding,
    extras_finding,
    key_of,
    networks_finding,
    python_finding,
)


def examine(
    environ: Mapping[str, str], database: Callable[[], str], clock: Callable[[], datetime] = wall_now
) -> list[Finding]:
    """All findings, those of the machine first. `database` answers the conninfo, starting the embedded server."""
    key, key_finding = key_of(environ)
    found = [python_finding(sys.version_info[:2]), *extras_finding(), assets_finding()]
    if not environ.get("TREUE_DATABASE_URL"):
        found += _embedded_findings(environ)
    found += [erasures_finding(environ), networks_finding(environ)]
    found += [key_finding] if key_finding is not None else []
    try:
        conninfo = database()
        found.append(_database_finding(conninfo))
        require_schema(conninfo)
    except StoreUnavailable as fault:
        # Each of them names what is wrong and what helps; what lies behind cannot be seen.
        return [*found, bad("database", "told", fault=str(fault))]
    found.append(good("schema", "schema"))
    if awaits_erasures(conninfo):
        found.append(bad("erasures", "erasures_awaited"))
    return [*found, *asyncio.run(_inside(conninfo, key, clock))]


def _embedded_findings(environ: Mapping[str, str]) -> list[Finding]:
    home = embedded.home_folder(environ)
    found = [disk_finding(home)]
    try:
        status = embedded.status(home)
    except StoreUnavailable as fault:
        return [*found, bad("embedded_server", "told", fault=str(fault))]
    if status.major is None:
        return [*found, good("embedded_server", "embedded_new", home=home)]
    if status.pid is None:
        return [*found, good("embedded_server", "embedded_stopped", home=home)]
    return [*found, good("embedded_server", "embedded", home=home, pid=status.pid)]


def _database_finding(conninfo: str) -> Finding:
    with open_connection(conninfo) as connection:
        number = connection.info.server_version
    return good("database", "database", place=place_of(conninfo), version=f"{number // 10_000}.{number % 10_000}")


async def _inside(conninfo: str, key: DeploymentKey | None, clock: Callable[[], datetime]) -> list[Finding]:
    async with await open_async_connection(conninfo) as connection:
        return [
            *await settings_findings(connection),
            await clock_finding(connection, clock),
            *await worker_findings(connection, clock()),
            *await backlog_findings(connection, clock()),
            *await webhook_findings(connection, key),
        ]
