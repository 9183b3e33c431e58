"""JSON texts checked against a form, with every fault at its place.

A form is a msgspec Struct whose fields are Annotated with a Meta: its bounds say what is accepted, its description what
belongs there.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

from treue.forms.faults import WrongInput

BYTES_MAX = 2_000_000
DEPTH_MAX = 20
_SHOWN_MAX = 60

S = TypeVar("S", bound=msgspec.Struct)


def read_object(content: bytes, name: str) -> dict[str, Any]:
    """The JSON object in `content`, texts composed (Unicode NFC), decimals exact. Raises WrongInput."""
    if len(content) > BYTES_MAX:
        raise WrongInput(f"{name}: the file has {len(content)} bytes; {BYTES_MAX} are read.")
    try:
        value = json.loads(
            content.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_doubles,
        )
    except json.JSONDecodeError as fault:
        raise WrongInput(f"{name}:{fault.lineno}:{fault.colno}: this is not JSON: {fault.msg}.") from None
    except UnicodeDecodeError as fault:
        raise WrongInput(f"{name}: byte {fault.start + 1} is not UTF-8; save the file as UTF-8.") from None
    except (ValueError, RecursionError) as fault:
        reason = "it is nested too deeply" if isinstance(fault, RecursionError) else str(fault)
        raise WrongInput(f"{name}: this cannot be read: {reason}.") from None
    if not isinstance(value, dict):
        raise WrongInput(f"{name}: an object in braces belongs here.")
    if not _is_flatter(value, DEPTH_MAX):
        raise WrongInput(f"{name}: this is nested too deeply; {DEPTH_MAX} levels are read.")
    return value


def convert(value: Mapping[str, Any], form: type[S], name: str, *, strict: bool = True) -> S:
    """The form filled with the value. Raises WrongInput with every fault.

    Where it is not `strict`, a number may be written as a text, as it is in an address.
    """
    try:
        return msgspec.convert(value, form, strict=strict)
    except (msgspec.ValidationError, OverflowError):
        # It tells the first fault only, and not in our words.
        faults = faults_of(value, form, strict=strict)
    raise WrongInput(*(f"{name}: {fault}" for fault in faults))


def faults_of(value: Any, form: type[msgspec.Struct], path: str = "", *, strict: bool = True) -> list[str]:
    """Everything in the value that does not fit the form, each with the keys that lead there."""
    if not isinstance(value, Mapping):
        return [f"{path}: an object in braces belongs here; found {shown(value)}."]
    fields = {field.encode_name: field for field in msgspec.structs.fields(form)}
    faults = [
        f"{_at(path, key)}: there is no such key; known here: {', '.join(fields)}." for key in value.keys() - fields
    ]
    for key, field in fields.items():
        if key in value:
            faults += _faults_of_value(value[key], field.type, _at(path, key), strict)
        elif field.required:
            faults.append(f"{_at(path, key)}: this is missing; {_wanted(field.type)} belongs here.")
    return sorted(faults)


def shown(value: Any) -> str:
    """What a person would call the value."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case int() | Decimal():
            return f"the number {str(value)[:_SHOWN_MAX]}"
        case str():
            return f"the text {json.dumps(value[:_SHOWN_MAX])}"
        case list():
            return "a list"
        case _:
            return "an object"


def _faults_of_value(value: Any, kind: Any, path: str, strict: bool) -> list[str]:
    if get_origin(kind) in (Union, UnionType) and NoneType in get_args(kind) and value is not None:
        # Something or nothing, or not even that.
        (kind,) = (one for one in get_args(kind) if one not in (NoneType, msgspec.UnsetType))
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
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
        return [f"{path}: {_wanted(kind)} belongs here; found {shown(value)}."]
    return []


def _wanted(kind: Any) -> str:
    if get_origin(kind) is Annotated:
        for note in get_args(kind)[1:]:
            if isinstance(note, msgspec.Meta) and note.description:
                return note.description
    return "an object in braces"


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _is_flatter(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return True
    inside = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_is_flatter(one, levels - 1) for one in inside)


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is not a number")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        name = unicodedata.normalize("NFC", key)
        if name in found:
            raise ValueError(f"the key {json.dumps(name[:_SHOWN_MAX])} is written twice")
        found[name] = _composed(value)
    return found


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    return [_composed(item) for item in value] if isinstance(value, list) else value
