"""Request keys and actors: what makes a command happen once, and in whose name."""

from __future__ import annotations

import os
import pwd
import secrets

import typer

from treue.forms.faults import WrongInput

_META = "treue.request_key"
TEXT_MAX = 200


def take_key(context: typer.Context, given: str | None) -> str:
    """The key of this command: the given one, or a fresh one that nobody can have used before.

    It is remembered, so that a failure can tell it.
    """
    key = one_line("--key", given) if given is not None else secrets.token_hex(12)
    context.meta[_META] = key
    return key


def key_of(context: typer.Context) -> str | None:
    """The key of the command that was run, if it took one."""
    key = context.meta.get(_META)
    return key if isinstance(key, str) else None


def actor_of(given: str | None) -> str:
    """In whose name the command works: the given one, or the account it runs under."""
    if given is not None:
        return one_line("--actor", given)
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return f"uid {os.geteuid()}"


def fact_identity(source: str | None, external_id: str | None, key: str | None) -> None:
    """A fact is known by source and external id, or by a request key. Raises WrongInput for anything else."""
    if (source is None) != (external_id is None):
        raise WrongInput("--source and --external-id name a fact together; give both, or none of them.")
    if source is not None and key is not None:
        raise WrongInput("A fact with --source and --external-id needs no --key; give either.")
    for option, text in (("--source", source), ("--external-id", external_id)):
        if text is not None:
            one_line(option, text)


def one_line(where: str, text: str) -> str:
    """The text, if it is one line of words. Raises WrongInput."""
    if not text.strip() or not text.isprintable() or len(text) > TEXT_MAX:
        raise WrongInput(f"{where}: write one line of at most {TEXT_MAX} characters.")
    return text
