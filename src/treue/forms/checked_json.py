"""JSON texts checked against a form, with every fault at its place.

A form is a msgspec Struct whose fields are Annotated with a Meta: its bounds say what is accepted, its description what
belongs there.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeVar, get_args, get_origin

import msgspec

from treue.forms.faults import WrongInput
from treue.forms.wanted import OBJECT, bare_of, something_of, wanted_of
from treue.words.sentences import Sentence, sentence

BYTES_MAX = 2_000_000
DEPTH_MAX = 20
_SHOWN_MAX = 60

S = TypeVar("S", bound=msgspec.Struct)


def read_object(content: bytes, name: str) -> dict[str, Any]:
    """The JSON object in `content`, texts composed (Unicode NFC), decimals exact. Raises WrongInput."""
    if len(content) > BYTES_MAX:
        raise WrongInput(
            sentence("there are {bytes} bytes; {most} are read.", at=name, bytes=len(content), most=BYTES_MAX)
        )
    # What has no letters but ASCII, and no escape that could stand for another one, is composed.
    decoder = _PLAIN if content.isascii() and b"\\u" not in content else _COMPOSING
    try:
        value = decoder.decode(content.decode("utf-8-sig"))
    except json.JSONDecodeError as fault:
        place, reason = f"{name}:{fault.lineno}:{fault.colno}", _unreadable(fault)
        raise WrongInput(sentence("this is not JSON: {reason}.", at=place, reason=reason)) from None
    except UnicodeDecodeError as fault:
        raise WrongInput(
            sentence("byte {number} is not UTF-8; save the file as UTF-8.", at=name, number=fault.start + 1)
        ) from None
    except _Unusable as fault:
        raise WrongInput(fault.sentence.within(name)) from None
    except RecursionError:
        raise WrongInput(_too_deep(name)) from None
    except ValueError:
        # Python converts no number of more digits than it has a limit for.
        raise WrongInput(sentence("a number in it has too many digits.", at=name)) from None
    if not isinstance(value, dict):
        raise WrongInput(sentence("an object in braces belongs here.", at=name))
    may_be_deep = content.count(b"{") + content.count(b"[") > DEPTH_MAX
    if may_be_deep and not _is_flatter(value, DEPTH_MAX):
        raise WrongInput(_too_deep(name))
    return value


def convert(value: Mapping[str, Any], form: type[S], name: str, *, strict: bool = True) -> S:
    """The form filled with the value. Raises WrongInput with every fault.

    Where it is not `strict`, a number may be written as a text, as it is in an address.
    """
    read, faults = filled(value, form, name, strict=strict)
    if read is None:
        raise WrongInput(*faults)
    return read


def filled(
    value: Mapping[str, Any], form: type[S], name: str, *, strict: bool = True
) -> tuple[S | None, list[Sentence]]:
    """The same, or None with every fault, for whoever looks for more of them."""
    try:
        return msgspec.convert(value, form, strict=strict), []
    except (msgspec.ValidationError, OverflowError):
        # It tells the first fault only, and not in our words.
        return None, [fault.within(name) for fault in faults_of(value, form, strict=strict)]


def faults_of(value: Any, form: type[msgspec.Struct], path: str = "", *, strict: bool = True) -> list[Sentence]:
    """Everything in the value that does not fit the form, each with the keys that lead there."""
    if not isinstance(value, Mapping):
        return [unlike(path, OBJECT, value)]
    fields = {field.encode_name: field for field in msgspec.structs.fields(form)}
    faults = [unknown(_at(path, key), key, fields) for key in value.keys() - fields]
    for key, field in fields.items():
        if key in value:
            faults += _faults_of_value(value[key], field.type, _at(path, key), strict)
        elif field.required:
            faults.append(missing(_at(path, key), wanted_of(field.type)))
    return sorted(faults, key=lambda fault: (fault.place, str(fault)))


def shown(value: Any) -> Sentence | str:
    """What a person would call the value."""
    match value:
        case None:
            return sentence("nothing")
        case bool():
            return str(value).lower()
        case int() | Decimal():
            return sentence("the number {number}", number=str(value)[:_SHOWN_MAX])
        case str():
            return sentence("the text {text}", text=json.dumps(value[:_SHOWN_MAX], ensure_ascii=False))
        case list():
            return sentence("a list")
        case _:
            return sentence("an object")


def unlike(path: str, wanted: Sentence, value: Any) -> Sentence:
    """The fault of a value that is not what belongs there."""
    return sentence("{wanted} belongs here; found {found}.", at=path, wanted=wanted, found=shown(value))


def missing(path: str, wanted: Sentence) -> Sentence:
    """The fault of something that was left out and must not be."""
    return sentence("this is missing; {wanted} belongs here.", at=path, wanted=wanted)


def unknown(path: str, key: str, known: Iterable[str]) -> Sentence:
    """The fault of a key that nobody knows, with the one that was probably meant."""
    there_are = list(known)
    if not there_are:
        return sentence("there is no such key; none is known here.", at=path)
    listed = ", ".join(there_are)
    if near := get_close_matches(key, there_are, n=1):
        return sentence(
            "there is no such key; did you mean '{near}'? Known here: {known}.", at=path, near=near[0], known=listed
        )
    return sentence("there is no such key; known here: {known}.", at=path, known=listed)


class _Unusable(Exception):
    """What is JSON and cannot be read all the same."""

    def __init__(self, said: Sentence) -> None:
        super().__init__(str(said))
        self.sentence = said


def _too_deep(name: str) -> Sentence:
    return sentence("this is nested too deeply; {levels} levels are read.", at=name, levels=DEPTH_MAX)


def _unreadable(fault: json.JSONDecodeError) -> Sentence:
    """Why the text is no JSON; what Python says of it is English only."""
    for beginning, said in _UNREADABLE.items():
        if fault.msg.startswith(beginning):
            return said
    return sentence("it breaks off or goes wrong here")


_UNREADABLE = {
    "Expecting value": sentence("a value belongs here"),
    "Expecting property name": sentence("a key in double quotes belongs here"),
    "Expecting ':'": sentence("a colon belongs here"),
    "Expecting ','": sentence("a comma or the end belongs here"),
    "Extra data": sentence("something follows after its end"),
    "Unterminated string": sentence("the text that begins here has no end"),
    "Invalid control character": sentence("a line break or another control character has to be written as an escape"),
    "Invalid \\": sentence("this is no escape of JSON"),
    "Illegal trailing comma": sentence("nothing follows after this comma"),
}


def _faults_of_value(value: Any, kind: Any, path: str, strict: bool) -> list[Sentence]:
    if value is not None and (one := something_of(kind)) is not None:
        kind = one
    bare = bare_of(kind)
    if isinstance(bare, type) and issubclass(bare, msgspec.Struct):
        return faults_of(value, bare, path, strict=strict)
    item = get_args(bare)[0] if get_origin(bare) is tuple else None
    if isinstance(value, list) and isinstance(item, type) and issubclass(item, msgspec.Struct) and value:
        return [
            fault
            for number, one in enumerate(value, 1)
            for fault in faults_of(one, item, f"{path}[{number}]", strict=strict)
        ]
    try:
        msgspec.convert(value, kind, strict=strict)
    except (msgspec.ValidationError, OverflowError):
        return [unlike(path, wanted_of(kind), value)]
    return []


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _is_flatter(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return True
    inside = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_is_flatter(one, levels - 1) for one in inside)


def _refuse_constant(word: str) -> None:
    raise _Unusable(sentence("{word} is not a number.", word=word))


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        known: set[str] = set()
        for key, _ in pairs:
            if key in known:
                raise _Unusable(sentence("the key {key} is written twice.", key=json.dumps(key[:_SHOWN_MAX])))
            known.add(key)
    return found


def _composed_without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return _without_doubles([(unicodedata.normalize("NFC", key), _composed(value)) for key, value in pairs])


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    return [_composed(item) for item in value] if isinstance(value, list) else value


_PLAIN, _COMPOSING = (
    json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=hook)
    for hook in (_without_doubles, _composed_without_doubles)
)
