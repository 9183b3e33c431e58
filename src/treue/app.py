"""The wiring: what a command and the service are made of. The only module that knows all the others.

Nothing is opened here; a command that asks for the database opens it, so that one that does not needs none.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treue.cli import commands as _commands  # noqa: F401 - importing them adds them to the application
from treue.cli.application import application
from treue.cli.collecting import collect_rarely
from treue.cli.wiring import PurchaseFiles, Wiring
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from granian.server.common import AbstractServer
    from litestar import Litestar, Request, Response

    from treue.connect.purchases.mapping import PurchaseMapping
    from treue.delivery.webhooks.deployment_key import DeploymentKey
    from treue.processing.desk import Pool
    from treue.processing.versions import Versions
    from treue.usecases.purchases.past import PurchaseSource

CONNECTIONS_MAX = 4
WORKER_CONNECTIONS_MAX = 8


def wire(environ: Mapping[str, str]) -> Wiring:
    """What the commands get in this environment."""

    def database() -> str:
        from treue.store.connect import database_url

        return database_url(environ)

    def work(conninfo: str, key: DeploymentKey | None, once: bool) -> tuple[int, int, int] | None:
        return asyncio.run(_work(conninfo, key, environ, once=once))

    @asynccontextmanager
    async def pool_at(conninfo: str) -> AsyncIterator[Pool]:
        from treue.store.connect import open_pool

        with _logs_apart(shown=bool(environ.get("TREUE_TRACEBACK"))):
            pool = await open_pool(conninfo, connections_max=CONNECTIONS_MAX)
            try:
                yield pool
            finally:
                await pool.close()

    return Wiring(environ, database, pool_at, _purchases, _demo_purchases, _serve, work)


def main() -> None:
    """The command `treue`."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows a question mark; the answer is not lost for it.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    application(obj=wire(os.environ), prog_name="treue")


def create_service() -> Litestar:
    """The HTTP service of this environment, as each serving process makes it. Raises StoreUnavailable."""
    from treue.store.connect import database_url
    from treue.store.migrate import require_current

    _log_as_json(for_good=True)
    conninfo = database_url(os.environ)
    require_current(conninfo)
    return service_at(conninfo, os.environ)


def service_at(conninfo: str, environ: Mapping[str, str]) -> Litestar:
    """The HTTP service on a database; its office opens when it starts and finishes what was accepted when it ends."""
    from litestar import Litestar

    from treue.api import PREFIX, answer_to_fault, api_routes
    from treue.jobs.data_jobs import run_jobs
    from treue.processing.office import Office
    from treue.usecases.overview.count import Counting
    from treue.web.refusing import refusal
    from treue.web.routes import web_routes

    office = Office(conninfo, environ)
    counting = Counting()

    @asynccontextmanager
    async def open_office(_: Litestar) -> AsyncIterator[None]:
        async with office:
            # What was loaded stays until the end; looking through it for garbage again and again would stop requests.
            gc.freeze()
            collect_rarely()
            jobs = asyncio.create_task(run_jobs(office))
            try:
                yield
            finally:
                jobs.cancel()
                await asyncio.wait([jobs])
                await counting.drain()

    def told(request: Request[Any, Any, Any], fault: Exception) -> Response[Any]:
        answers = answer_to_fault if request.url.path.startswith(f"{PREFIX}/") else refusal
        return answers(request, fault)

    return Litestar(
        route_handlers=[*api_routes(office), *web_routes(office, counting)],
        exception_handlers={Exception: told},
        lifespan=[open_office],
        openapi_config=None,
        logging_config=None,
        # Otherwise what a parameter was would be told in pages for whoever develops.
        debug=False,
    )


def _log_as_json(*, for_good: bool = False) -> None:
    """One JSON object a line on standard error; without personal data, which no event of ours carries.

    Where it is `for_good` nobody sets it up anew in this process, which makes a line cheaper.
    """
    import structlog

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(_as_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=for_good,
    )
    logging.basicConfig(handlers=[_OfLibraries(logging.WARNING)], force=True)


class _OfLibraries(logging.Handler):
    """What libraries say through the standard library, in lines like ours; the same not again within a minute."""

    AGAIN_AFTER_S = 60.0

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self._said: dict[tuple[str, str], float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Say it, but only the driver's own words: what others quote may be somebody's."""
        import structlog

        said = " ".join(record.getMessage().split()) if record.name.startswith("psycopg") else ""
        if record.created - self._said.get((record.name, said), 0.0) >= self.AGAIN_AFTER_S:
            self._said[record.name, said] = record.created
            fault = record.exc_info[0] if record.exc_info else None
            more = {"fault": fault.__name__} if fault else {}
            structlog.get_logger().log(record.levelno, "library", library=record.name, said=said, **more)


def _as_json(line: Any, **_: Any) -> bytes:
    import msgspec

    return msgspec.json.encode(line, enc_hook=repr)


def granian_at(host: str, port: int, workers: int, factory: str) -> AbstractServer[Any]:
    """The server in front of the service that the factory makes (`module:function`). Raises WrongInput."""
    try:
        from granian import Granian
        from granian.constants import Interfaces
        from granian.log import LogLevels
    except ModuleNotFoundError as missing:
        raise WrongInput(f"Serving needs {missing.name}; install it with: pip install 'treue[serve]'") from missing

    server: AbstractServer[Any] = Granian(
        factory,
        factory=True,
        address=host,
        port=port,
        workers=workers,
        interface=Interfaces.ASGI,
        websockets=False,
        log_level=LogLevels.warning,
    )
    return server


def _serve(host: str, port: int, workers: int) -> None:
    granian_at(host, port, workers, "treue.app:create_service").serve()


async def _work(
    conninfo: str, key: DeploymentKey | None, environ: Mapping[str, str], *, once: bool
) -> tuple[int, int, int] | None:
    from treue.delivery.webhooks.dispatching import AT_ONCE_MAX, Dispatcher
    from treue.delivery.webhooks.egress import SETTING, allowed_networks
    from treue.delivery.webhooks.sending import Sender
    from treue.jobs.data_jobs import run_jobs, run_next
    from treue.jobs.worker import Worker
    from treue.processing.office import Office

    _log_as_json()
    allowed = allowed_networks(environ.get(SETTING, ""))
    stopping = asyncio.Event()
    if not once:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with (
        Office(conninfo, environ, connections_max=WORKER_CONNECTIONS_MAX) as office,
        Sender(allowed, connections_max=AT_ONCE_MAX) as sender,
    ):
        worker = Worker(office.pool, Dispatcher(office.pool, key, sender))
        if once:
            tried, swept = await worker.run_once()
            jobs_run = 0
            while await run_next(office):
                jobs_run += 1
            return tried, swept, jobs_run
        jobs = asyncio.create_task(run_jobs(office))
        try:
            await worker.run(stopping)
        finally:
            jobs.cancel()
            await asyncio.wait([jobs])
    return None


def _purchases(mapping_path: Path, folder: Path, zone: ZoneInfo, versions: Versions) -> PurchaseFiles:
    with _as_wrong_input():
        from treue.connect.purchases.mapping import read_mapping

        return _files_of(read_mapping(mapping_path), folder, zone, versions)


def _demo_purchases() -> PurchaseFiles:
    with _as_wrong_input():
        from treue.connect import completejourney
        from treue.domain.instants import zone

        folder = completejourney.data_folder()
        return _files_of(completejourney.mapping(), folder, zone(completejourney.PROGRAMME_ZONE))


def _files_of(
    mapping: PurchaseMapping, folder: Path, zone: ZoneInfo, versions: Versions | None = None
) -> PurchaseFiles:
    from treue.connect.purchases.reading import fingerprint_of, open_purchases

    @contextmanager
    def opened() -> Iterator[PurchaseSource]:
        with _as_wrong_input():
            purchases = open_purchases(mapping, folder, zone, versions)
        with purchases:
            yield purchases

    return PurchaseFiles(fingerprint_of(mapping, folder, zone), opened)


@contextmanager
def _as_wrong_input() -> Iterator[None]:
    """What the reader of files finds wrong, as the command line tells it."""
    try:
        from treue.connect.purchases.records import ImportFault
    except ModuleNotFoundError as missing:
        raise _not_installed(missing) from missing
    try:
        yield
    except ImportFault as fault:
        raise WrongInput(*fault.sentences) from fault
    except ModuleNotFoundError as missing:
        raise _not_installed(missing) from missing


def _not_installed(missing: ModuleNotFoundError) -> WrongInput:
    return WrongInput(f"Reading files of purchases needs {missing.name}; install it with: pip install 'treue[connect]'")


@contextmanager
def _logs_apart(*, shown: bool) -> Iterator[None]:
    """Log lines on standard error for who asked for them, and never among the answers of a command."""
    import structlog

    before = structlog.get_config()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET if shown else logging.CRITICAL),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # The driver and its pool speak through the standard library.
    standard = logging.getLogger("psycopg")
    level = standard.level
    standard.setLevel(logging.NOTSET if shown else logging.CRITICAL)
    try:
        yield
    finally:
        standard.setLevel(level)
        structlog.configure(**before)
