"""Putting what is finished out of sight in a document, without losing it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.options import AsJson, LanguageCode
from treue.forms.faults import WrongInput

if TYPE_CHECKING:
    from treue.usecases.programmes.archive import Archived
    from treue.words.languages import Language


@application.command()
def archive(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The document: a file or a folder.", show_default=False)],
    before: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only what was over before this day; today without it.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be moved.")] = False,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Move what is finished into the archive of a document: offers, rules, rewards and others after their last day.

    Nothing is lost and nothing changes for members. What something live still names stays, and is listed.
    """
    from treue.usecases.programmes.archive import archive as archive_document

    words = language_for(context, language)
    found = archive_document(path, before=_day(before), dry_run=dry_run)
    if as_json:
        print_json(_shape(found, dry_run=dry_run))
        return
    for line in _told(words, found, dry_run=dry_run):
        typer.echo(line)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise WrongInput(f"--before: '{text}' is not a day; write one like 2027-03-01.") from None


def _told(words: Language, found: Archived, *, dry_run: bool) -> list[str]:
    from treue.words.changes import node_in_words

    lines: list[str] = []
    if found.moved:
        lines.append(words.say("This would go to the archive:") if dry_run else words.say("In the archive now:"))
    else:
        day = words.date(found.before)
        lines.append(words.say("Nothing goes to the archive; nothing more was over before {day}.", day=day))
    for one in found.moved:
        thing, day = node_in_words(words, found.checked, one.node), words.date(one.last_day)
        lines.append(f"- {words.say('{thing}, last day {day}', thing=thing, day=day)}")
    if found.kept:
        lines.append(words.say("Over as well, but still named by something live:"))
    for one in found.kept:
        thing = node_in_words(words, found.checked, one.node)
        users = ", ".join(node_in_words(words, found.checked, user) for user in one.needed_by)
        lines.append(f"- {words.say('{thing}, named by: {users}', thing=thing, users=users)}")
    lines += [words.say("Written anew, without its comments: {path}", path=file) for file in found.rewritten]
    if found.moved and not dry_run:
        lines += [words.say("Written: {path}", path=file) for file in found.written]
        lines += [
            words.say("Deleted, because all of it is in the archive: {path}", path=file) for file in found.deleted
        ]
    return lines


def _shape(found: Archived, *, dry_run: bool) -> dict[str, Any]:
    return {
        "before": found.before,
        "dry_run": dry_run,
        "moved": [{"node": str(one.node), "last_day": one.last_day} for one in found.moved],
        "kept": [
            {"node": str(one.node), "last_day": one.last_day, "needed_by": [str(user) for user in one.needed_by]}
            for one in found.kept
        ],
        "written": [str(file) for file in found.written],
        "deleted": [str(file) for file in found.deleted],
        "rewritten": [str(file) for file in found.rewritten],
    }
