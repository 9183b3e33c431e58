"""What whoever operates the service asks: does the process live, can it work, what does it measure. It needs no key.

Figures are counts and times by programme, never anything of a member. They are those of the process that answers; what
is read from the database (outbox, workers) is the same whoever answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from psycopg import InterfaceError, OperationalError
from psycopg.errors import UndefinedTable

from treue.api.performing import REQUESTS, SECONDS
from treue.processing.clock import wall_now
from treue.processing.measures import Histogram
from treue.processing.office import Office
from treue.store.doctor import read_readiness
from treue.store.jobs import list_workers
from treue.store.migrate import known_versions
from treue.store.webhooks import backlog

PATIENCE_S = 2.0


class _Measured(Collector):
    """Figures that were put together for one answer."""

    def __init__(self, families: Sequence[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def operation_routes(office: Office) -> Sequence[HTTPRouteHandler]:
    """`/health` lives as long as the process, `/ready` where it can work, `/metrics` for Prometheus."""
    schema = known_versions()[-1]

    @get("/health", include_in_schema=False)
    async def health() -> Response[str]:
        return Response("alive\n", media_type="text/plain")

    @get("/ready", include_in_schema=False)
    async def ready() -> Response[str]:
        reason = await _hindrance(office, schema)
        if reason is None:
            return Response("ready\n", media_type="text/plain")
        return Response(f"{reason}\n", status_code=503, media_type="text/plain", headers={"Retry-After": "1"})

    @get("/metrics", include_in_schema=False)
    async def metrics() -> Response[bytes]:
        registry = CollectorRegistry(auto_describe=False)
        for kept in (REQUESTS, SECONDS, _Measured([*_of_process(office), *await _of_database(office)])):
            registry.register(kept)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return [health, ready, metrics]


async def _hindrance(office: Office, schema: str) -> str | None:
    """Why this process cannot work at the moment."""
    try:
        async with office.pool.connection(timeout=PATIENCE_S) as connection:
            found, awaits_erasures = await read_readiness(connection)
    except (OperationalError, InterfaceError):
        return "the database cannot be reached"
    except UndefinedTable:
        return "the database has no tables of Treue"
    if found != schema:
        return f"the database has the schema {found}; this release works with {schema}"
    return "the database was restored and awaits its erasures" if awaits_erasures else None


def _of_process(office: Office) -> list[Metric]:
    waiting = GaugeMetricFamily("treue_waiting_commands", "Commands that wait for their batch.", labels=["programme"])
    sizes = HistogramMetricFamily("treue_batch_commands", "Commands in a batch.", labels=["programme"])
    seconds = HistogramMetricFamily("treue_batch_seconds", "How long a batch took.", labels=["programme"])
    outcomes = CounterMetricFamily(
        "treue_commands", "Commands by what became of them.", labels=["programme", "outcome"]
    )
    for programme, number in office.waiting().items():
        waiting.add_metric([programme], number)
    for programme, measures in office.measures().items():
        sizes.add_metric([programme], _buckets(measures.sizes), measures.sizes.total)
        seconds.add_metric([programme], _buckets(measures.seconds), measures.seconds.total)
        for outcome, number in measures.outcomes.items():
            outcomes.add_metric([programme, outcome], number)
    return [waiting, sizes, seconds, outcomes]


async def _of_database(office: Office) -> list[Metric]:
    """What waits outside, and the workers; `treue_database_up` alone where the database is away."""
    up = GaugeMetricFamily("treue_database_up", "Whether the database answers.")
    try:
        async with office.pool.connection(timeout=PATIENCE_S) as connection:
            messages, workers = await backlog(connection), await list_workers(connection)
    except (OperationalError, InterfaceError):
        up.add_metric([], 0)
        return [up]
    up.add_metric([], 1)
    now = wall_now()
    outbox = GaugeMetricFamily(
        "treue_outbox_messages", "Messages of webhooks by standing.", labels=["programme", "standing"]
    )
    oldest = GaugeMetricFamily(
        "treue_outbox_late_seconds", "How long the oldest message is overdue.", labels=["programme"]
    )
    seen = GaugeMetricFamily(
        "treue_worker_seen_seconds", "How long ago a worker gave a sign of life.", labels=["host", "process"]
    )
    for programme, waiting, dead, due_at in messages:
        outbox.add_metric([programme, "waiting"], waiting)
        outbox.add_metric([programme, "dead"], dead)
        late = 0.0 if due_at is None else max((now - due_at).total_seconds(), 0.0)
        oldest.add_metric([programme], late)
    for worker in workers:
        seen.add_metric([worker.host, str(worker.process_id)], (now - worker.seen_at).total_seconds())
    return [up, outbox, oldest, seen]


def _buckets(histogram: Histogram) -> list[tuple[str, float]]:
    """The counts as Prometheus wants them: of all values up to a bound."""
    bounds = [*(format(bound, "g") for bound in histogram.bounds), "+Inf"]
    found, running = [], 0
    for bound, count in zip(bounds, histogram.counts, strict=True):
        running += count
        found.append((bound, float(running)))
    return found
