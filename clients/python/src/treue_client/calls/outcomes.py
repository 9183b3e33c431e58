"""How an answer is read that tells what became of something."""

from __future__ import annotations

from dataclasses import replace

from treue_client.answers import Outcome
from treue_client.asking import REPLAYED, Reply
from treue_client.decoding import decoded


def outcome(reply: Reply) -> Outcome:
    """What became of it."""
    return replace(decoded(Outcome, reply.json()), replayed=reply.headers.get(REPLAYED) == "true")
