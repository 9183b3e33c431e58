"""What the commands get from outside: the environment, the database, the readers of foreign files.

`treue.app` makes it and hands it to the application as the context's object. Nothing in it is opened before a command
asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from treue.delivery.webhooks.deployment_key import DeploymentKey
    from treue.processing.desk import Pool
    from treue.processing.versions import Versions
    from treue.usecases.purchases.past import PurchaseSource


@dataclass(frozen=True, slots=True)
class PurchaseFiles:
    """Files of past purchases, found but not yet read. `open` raises WrongInput where their content is not right."""

    fingerprint: str
    open: Callable[[], AbstractContextManager[PurchaseSource]]


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the commands get from outside.

    `database` answers the conninfo of the database, starting the embedded server where that is the one; it raises
    StoreUnavailable. `open_pool` opens connections to a conninfo for as long as its context lasts. `purchases` finds
    the files of a mapping in a folder, for a programme of a zone and its versions, `demo_purchases` those of the demo;
    both raise WrongInput. `serve` serves at an address and port with so many processes until it is stopped; it raises
    WrongInput where the packages for it are missing. `work` is a worker at a database with a deployment key: until it
    is told to stop, or, where that is asked for, only once; then it answers how many messages it tried, and how many
    sweeps and jobs it ran.
    """

    environ: Mapping[str, str]
    database: Callable[[], str]
    open_pool: Callable[[str], AbstractAsyncContextManager[Pool]]
    purchases: Callable[[Path, Path, ZoneInfo, Versions], PurchaseFiles]
    demo_purchases: Callable[[], PurchaseFiles]
    serve: Callable[[str, int, int], None]
    work: Callable[[str, DeploymentKey | None, bool], tuple[int, int, int] | None]


def wiring_of(context: typer.Context) -> Wiring:
    """The wiring this command was started with."""
    wiring = context.find_object(Wiring)
    if wiring is None:
        raise RuntimeError("the application was started without its wiring; start it with treue.app.main")
    return wiring
