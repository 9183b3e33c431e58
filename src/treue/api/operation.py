"""What whoever operates the service asks: does the process live, can it work, what does it measure. It needs no key."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from treue.processing.office import Office

WAITING = Gauge("treue_waiting_commands", "Commands that wait for their batch.", ["programme"])


def operation_routes(office: Office) -> Sequence[HTTPRouteHandler]:
    """`/health` lives as long as the process, `/ready` where the database answers, `/metrics` for Prometheus."""

    @get("/health", include_in_schema=False)
    async def health() -> Response[str]:
        return Response("alive\n", media_type="text/plain")

    @get("/ready", include_in_schema=False)
    async def ready() -> Response[str]:
        try:
            async with office.pool.connection(timeout=2) as connection:
                await connection.execute("SELECT 1")
        except (OperationalError, PoolTimeout):
            away = "the database cannot be reached\n"
            return Response(away, status_code=503, media_type="text/plain", headers={"Retry-After": "1"})
        return Response("ready\n", media_type="text/plain")

    @get("/metrics", include_in_schema=False)
    async def metrics() -> Response[bytes]:
        for programme, waiting in office.waiting().items():
            WAITING.labels(programme).set(waiting)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return [health, ready, metrics]
