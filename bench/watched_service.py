"""The service as `treue serve` runs it, with a watch around its steps: `python -m bench.watched_service --port 8000`.

Two paths are answered before the service sees them: `/watch/begin` forgets what was measured, `/watch/told` tells it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Callable
from typing import Any

from bench.steps import STEPS, watched
from bench.watching import LoopWatch

OUTSIDE = "Litestar: routing, request, answer"
# Asked where the caller looks the function up, as in bench.steps.
HTTP_STEPS = (
    ("treue.api.performing.Performer", "__call__", "API: the rest"),
    ("treue.api.performing", "request_id_of", "API: request id, language"),
    ("treue.api.performing", "language_asked_for", "API: request id, language"),
    ("treue.api.performing.KeyRing", "find", "API: key"),
    ("treue.api.performing.Rates", "take", "API: rate"),
    ("treue.api.performing", "_content", "API: body"),
    ("treue.api.visits", "read_object", "API: JSON"),
    ("treue.api.events", "read_report", "API: form"),
    ("treue.api.event_lines", "read_object", "API: JSON"),
    ("treue.api.event_lines", "read_report", "API: form"),
    ("treue.processing.batcher.Batcher", "submit", "batcher: hand over and wait"),
    ("treue.processing.batcher.Batcher", "_answer", "batcher: make and answer batches"),
    ("treue.processing.processor.Processor", "_attempt", "begin, commit, connection"),
    ("treue.api.events", "tell", "API: words of the answer"),
    ("treue.api.event_lines.Teller", "tell", "API: words of the answer"),
    ("treue.api.performing", "response_of", "API: answer as JSON"),
    ("treue.api.performing", "_note", "API: log and metrics"),
)
ALL_STEPS = (*HTTP_STEPS, *STEPS)


def create_watched_service() -> Callable[..., Any]:
    """The service of this environment behind the watch."""
    from treue.app import create_service

    watch = LoopWatch()
    service = create_service()
    watched_service = watch.around(_calling(service), OUTSIDE)

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            # Nobody but the loop knows when it waits. What follows lasts as long as the process.
            watch.watch_waiting(asyncio.get_running_loop()._selector)  # type: ignore[attr-defined]
            with watched(watch, ALL_STEPS):
                await service(scope, receive, send)
        elif scope["path"].startswith("/watch/"):
            content = json.dumps(watch.told()).encode()
            if scope["path"] == "/watch/begin":
                watch.begin()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": content})
        else:
            await watched_service(scope, receive, send)

    return answer


def _calling(application: Any) -> Callable[..., Any]:
    async def called(scope: Any, receive: Any, send: Any) -> None:
        await application(scope, receive, send)

    return called


def main() -> None:
    """Serve until stopped."""
    from treue.app import granian_at

    asked = argparse.ArgumentParser()
    asked.add_argument("--port", type=int, required=True)
    granian_at("127.0.0.1", asked.parse_args().port, 1, "bench.watched_service:create_watched_service").serve()


if __name__ == "__main__":
    main()
