"""Webhooks in words: how one stands, what went wrong with a message, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from treue.words.languages import Language, mark

STANDINGS: Mapping[str, str] = {
    "waiting": mark("waiting"),
    "delivered": mark("delivered"),
    "dead": mark("given up"),
}
BECAUSE: Mapping[str, str] = {
    "gone": mark("disabled: it answered that it is gone (410)"),
    "failing": mark("disabled: it failed for five days"),
    "staff": mark("disabled by staff"),
}
FAULTS: Mapping[str, str] = {
    "status": mark("answered {status}"),
    "redirect": mark("answered {status}, a redirect; give the webhook the URL it leads to"),
    "timeout": mark("did not answer in time"),
    "certificate": mark("its certificate is not valid for this name"),
    "tls": mark("speaks no proper TLS"),
    "forbidden_address": mark(
        "leads to an address inside; where that is meant, allow its network with TREUE_WEBHOOK_NETWORKS"
    ),
    "not_resolved": mark("nobody knows this name"),
    "not_reached": mark("nobody answers there"),
    "broken_off": mark("broke off before it answered"),
    "disabled": mark("was not tried: the webhook is disabled"),
}


def fault_in_words(words: Language, fault: str, status: int | None) -> str:
    """What went wrong with an attempt."""
    return words.say(FAULTS[fault], status=status if status is not None else "?")
