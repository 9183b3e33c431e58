"""The worker: what runs in the background."""

from __future__ import annotations

from typing import Annotated

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.options import AsJson, LanguageCode
from treue.cli.wiring import wiring_of


@application.command()
def worker(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end; for a timer.")] = False,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Deliver webhooks, run sweeps, exports and imports until it is stopped; what was begun by then is ended.

    Nothing waits for it to be true: it makes visible in time what time has brought. Several may run.
    """
    from treue.delivery.webhooks.deployment_key import KeyUnusable, key_path, read_key
    from treue.store.migrate import require_current

    words = language_for(context, language)
    wiring = wiring_of(context)
    conninfo = wiring.database()
    require_current(conninfo)
    key, path = None, key_path(wiring.environ)
    try:
        key = read_key(path)
    except KeyUnusable:
        # Without any webhook there is no key; a key that is there and cannot be read must be mended first.
        if path.exists():
            raise
    did = wiring.work(conninfo, key, once)
    if did is None:
        return
    tried, swept, jobs = did
    if as_json:
        print_json({"messages": tried, "sweeps": swept, "jobs": jobs})
        return
    typer.echo(
        words.count("{number} message was tried.", "{number} messages were tried.", tried, number=words.number(tried))
    )
    typer.echo(words.count("{number} sweep ran.", "{number} sweeps ran.", swept, number=words.number(swept)))
    typer.echo(
        words.count(
            "{number} export or import ran.", "{number} exports and imports ran.", jobs, number=words.number(jobs)
        )
    )
