"""Commands that ask one thing for a member and need to know nothing but who he is.

Such a command is a function that answers the use case and the sentence for success; its docstring is the help.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from treue.cli.answers import language_for
from treue.cli.keys import actor_of, take_key
from treue.cli.options import Actor, AsJson, Key, LanguageCode, MemberWord, ProgrammeId
from treue.cli.outcomes import end_with_wish

if TYPE_CHECKING:
    from treue.words.languages import Language

UseCase = Callable[..., Any]
Asked = Callable[["Language", str], tuple[UseCase, str]]
"""(language, how the member is known) -> (use case, the sentence when it was done)."""


def wish_command(into: typer.Typer, name: str) -> Callable[[Asked], Asked]:
    """Make the function a command with the options that every wish has."""

    def added(asked: Asked) -> Asked:
        @into.command(name, help=asked.__doc__)
        def command(
            context: typer.Context,
            programme: ProgrammeId,
            member: MemberWord,
            actor: Actor = None,
            key: Key = None,
            as_json: AsJson = False,
            language: LanguageCode = None,
        ) -> None:
            words = language_for(context, language)
            use_case, done = asked(words, member)
            wish = partial(use_case, actor=actor_of(actor), request_key=take_key(context, key))
            end_with_wish(context, programme, member, wish, words, done=done, as_json=as_json)

        return asked

    return added
