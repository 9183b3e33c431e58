"""What a version makes worse for what members have, in a line each, and why it may not be published like this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from treue.programme.source import Node
from treue.programme.versions import Worsening, migration_text, shown
from treue.programme.versions.aspects import Kind
from treue.words.languages import Language, mark

_KINDS: Mapping[Kind, str] = {
    "gone": mark("it is no longer there"),
    "recounted": mark("it is counted with other decimals"),
    "worth_less": mark("it is worth less"),
    "costs_more": mark("it costs more"),
    "gives_less": mark("it gives less, or something else"),
    "lapses_sooner": mark("what members have can lapse sooner"),
    "ends_sooner": mark("it ends sooner"),
    "narrowed": mark("fewer can use it, or less often"),
    "told_later": mark("members are told later"),
}


def worsening_in_words(language: Language, worsening: Worsening) -> str:
    """The value, what is worse about it, and both values as the documents write them."""
    what = language.say(_KINDS[worsening.kind])
    if worsening.kind == "gone":
        return f"{worsening}: {what}"
    return f"{worsening}: {what} ({_value(language, worsening.old)} -> {_value(language, worsening.new)})"


def placed_worsening(language: Language, worsening: Worsening) -> str:
    """The same, with its place in the newer document before it."""
    place = worsening.place
    return f"{place.file}:{place.line}:{place.column}: {worsening_in_words(language, worsening)}"


def unnamed_in_words(language: Language, older: int | None, newer: int | None, worsenings: Iterable[Worsening]) -> str:
    """Why version `newer` cannot follow `older`: these are not named under `migrate`; and what can be done.

    Without a number it is the version that is to be published.
    """
    listed = list(worsenings)
    versions = {"newer": _version(language, newer), "older": _version(language, older, begins=False)}
    lines = [
        language.say("{newer} makes worth less what members have, compared with {older}:", **versions),
        *(f"  {placed_worsening(language, worsening)}" for worsening in listed),
        language.say("Leave it as it was, or say in the document what becomes of what members have, for instance:"),
        *(f"  {line}" for line in migration_text(listed).splitlines()),
    ]
    if any(worsening.kind == "recounted" for worsening in listed):
        lines.append(language.say("Units of other decimals have to be converted; better declare another unit."))
    return "\n".join(lines)


def too_soon_in_words(
    language: Language, newer: int | None, worsenings: Iterable[Worsening], earliest: datetime, where: ZoneInfo
) -> str:
    """Why version `newer` cannot hold yet: members are told before of what gets worse."""
    moment = language.moment(earliest, where)
    return "\n".join(
        [
            language.say(
                "{newer} makes worth less what members have, and they are told before:", newer=_version(language, newer)
            ),
            *(f"  {placed_worsening(language, worsening)}" for worsening in worsenings),
            language.say("This can hold from {moment} on (`programme.notice`); start later.", moment=moment),
        ]
    )


def _version(language: Language, number: int | None, *, begins: bool = True) -> str:
    """What the version is called; `begins` is where a sentence begins with it."""
    if number is None:
        return language.say("This version") if begins else language.say("this version")
    return (
        language.say("Version {number}", number=number) if begins else language.say("version {number}", number=number)
    )


def _value(language: Language, node: Node | None) -> str:
    return language.say("nothing") if node is None else shown(node)
