"""The manual of the API for programs: OpenAPI 3.1, made from the calls, so that it says what they do.

The schemas are those of the forms that requests are checked against and of the records that are answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from treue import __version__
from treue.api.calls import Call
from treue.api.problems import MEDIA_TYPE, Problem

_REFERENCE = "#/components/schemas/{name}"
_PARAMETER = re.compile(r"\{(\w+)\}")
# Answers that carry an ETag, for changing what was read.
_TAGGED = ("MemberShape", "TextShape", "WebhookShape")
# What every call can answer besides what it is for.
_PROBLEMS = (400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503)
_PROBLEM_EXAMPLE = {
    "type": "urn:treue:problem:insufficient_units",
    "code": "insufficient_units",
    "title": "The balance is too low.",
    "status": 409,
    "detail": "42 points are missing.",
    "request_id": "7f3a9c1d2b4e5f60",
    "more": {"missing": "42", "unit": "points"},
}
_ABOUT = """\
Loyalty programmes over HTTP. A key belongs to one programme, and everything is about that one.

- Amounts of units are exact texts like "12.5"; money is a whole number of the currency's smallest unit.
- What a programme declares itself, `attributes` and `fields`, is checked against its types. A decimal number is a text
  like "12.5", or a number, which is read exactly as it is written; it is always answered as a text.
- Whatever carries an `Idempotency-Key` happens once: the same key and content get the same answer again.
- What is refused or wrong is a problem (RFC 9457) with a `code` that never changes its meaning, and a sentence in the
  language of `Accept-Language`.
"""


def openapi(calls: Sequence[Call], prefix: str) -> dict[str, Any]:
    """The document."""
    asked = [form for call in calls for form in (*_forms(call), *([call.query] if call.query else []))]
    answered = [Problem, *(call.answer for call in calls if call.answer is not None)]
    _, asked_schemas = msgspec.json.schema_components(dict.fromkeys(asked), ref_template=_REFERENCE)
    _, answered_schemas = msgspec.json.schema_components(dict.fromkeys(answered), ref_template=_REFERENCE)
    schemas = {**{name: _plain(one) for name, one in answered_schemas.items()}}
    schemas |= {name: _as_asked(_plain(one)) for name, one in asked_schemas.items()}
    paths: dict[str, dict[str, Any]] = {}
    for call in calls:
        paths.setdefault(call.path, {})[call.method.lower()] = _operation(call, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Treue", "version": __version__, "description": _ABOUT},
        "servers": [{"url": prefix}],
        "security": [{"key": []}],
        "tags": [{"name": topic} for topic in dict.fromkeys(call.topic for call in calls)],
        "paths": paths,
        "components": {
            "schemas": {name: one for name, one in schemas.items() if not name.endswith("Query")},
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "The secret of `treue key create`."}
            },
            "responses": {f"Problem{status}": _problem_response(status) for status in (*_PROBLEMS, 412, 428)},
        },
    }


def _operation(call: Call, schemas: dict[str, Any]) -> dict[str, Any]:
    problems = (*_PROBLEMS, 412, 428) if call.conditional else _PROBLEMS
    operation: dict[str, Any] = {
        "operationId": call.name,
        "summary": call.summary,
        "description": "\n\n".join(part for part in (call.description, f"Needs the scope `{call.scope}`.") if part),
        "tags": [call.topic],
        "parameters": [*_path_parameters(call), *_query_parameters(call, schemas), *_header_parameters(call)],
        "responses": {
            str(call.status): _response(call),
            **{str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in problems},
        },
    }
    if forms := _forms(call):
        references = [{"$ref": _REFERENCE.format(name=form.__name__)} for form in forms]
        content: dict[str, Any] = {"schema": references[0] if len(references) == 1 else {"anyOf": references}}
        content["example"] = call.example.body
        operation["requestBody"] = {"required": True, "content": {call.body_media_type: content}}
    return operation


def _response(call: Call) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": HTTPStatus(call.status).phrase,
        "headers": {"Request-Id": {"description": "What the log calls the request.", "schema": {"type": "string"}}},
    }
    if call.conditional or (call.answer is not None and call.answer.__name__ in _TAGGED):
        response["headers"]["ETag"] = {"description": "What was read, for `If-Match`.", "schema": {"type": "string"}}
    if call.answer is not None:
        schema = {"$ref": _REFERENCE.format(name=call.answer.__name__)}
        response["content"] = {call.answer_media_type: {"schema": schema, "example": call.example.answer}}
    elif call.status != HTTPStatus.NO_CONTENT:
        response["content"] = {call.answer_media_type: {"schema": {"type": "string"}, "example": call.example.answer}}
    return response


def _problem_response(status: int) -> dict[str, Any]:
    example = {**_PROBLEM_EXAMPLE, "status": status} if status == HTTPStatus.CONFLICT else None
    content: dict[str, Any] = {"schema": {"$ref": _REFERENCE.format(name="Problem")}}
    if example is not None:
        content["example"] = example
    return {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: content}}


def _path_parameters(call: Call) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": _PATH_WORDS.get(name, ""),
            "schema": {"type": "string", "minLength": 1},
            "example": call.example.path.get(name, ""),
        }
        for name in _PARAMETER.findall(call.path)
    ]


_PATH_WORDS = {
    "member": "A public id, `external:` and the shop's own id, or `card:` and a card number.",
    "event": "The number of an event in the member's history.",
    "number": "The number of a redemption.",
    "card": "A card number.",
    "version": "The number of a version, or `latest`.",
    "job": "The number of a job.",
    "webhook": "The id of a webhook, `wh_` and 13 letters.",
    "approval": "The number of a request that waits for a second person.",
}


def _query_parameters(call: Call, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    if call.query is None:
        return []
    shape = schemas[call.query.__name__]
    found = []
    for name, schema in shape["properties"].items():
        # In an address nothing is null: it is left out.
        kinds = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
        plain = {**(kinds[0] if kinds else schema)}
        if plain.get("default", "") is None:
            del plain["default"]
        parameter = {
            "name": name,
            "in": "query",
            "required": name in shape.get("required", ()),
            "description": schema.get("description", plain.get("description", "")),
            "schema": plain,
        }
        if name in call.example.query:
            parameter["example"] = call.example.query[name]
        found.append(parameter)
    return found


def _header_parameters(call: Call) -> list[dict[str, Any]]:
    found = []
    if call.needs_key:
        found.append(_header("Idempotency-Key", "A new word for each wish, like a random UUID.", "4f0c2d86-b1", True))
    if call.conditional:
        found.append(_header("If-Match", "The `ETag` that was read, or `*`.", "*", True))
    return found


def _header(name: str, description: str, example: str, required: bool) -> dict[str, Any]:
    # Printable ASCII is what a header can carry without a convention.
    schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!#-~]+$"}
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": description,
        "schema": schema,
        "example": example,
    }


def _forms(call: Call) -> tuple[type[msgspec.Struct], ...]:
    if call.body is None:
        return ()
    return call.body if isinstance(call.body, tuple) else (call.body,)


def _plain(schema: Any) -> Any:
    """The schema as readers of other languages understand it: their regular expressions, our sentences as notes."""
    match schema:
        case dict():
            found = {key: _plain(value) for key, value in schema.items()}
            if isinstance(found.get("pattern"), str):
                found["pattern"] = found["pattern"].replace(r"\ud800-\udfff", "").replace(r"\Z", "$")
            if isinstance(found.get("description"), str):
                found["description"] = found["description"].rstrip(",")
            return found
        case list():
            return [_plain(one) for one in schema]
    return schema


def _as_asked(schema: Any) -> Any:
    """The same for what is asked: an exact number may be written as a text or as a number."""
    match schema:
        case {"type": "string", "format": "decimal", **rest}:
            text = {"type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$"}
            kept = {key: value for key, value in rest.items() if key != "default"}
            return {**kept, "anyOf": [text, {"type": "number"}]}
        case dict():
            return {key: _as_asked(value) for key, value in schema.items()}
        case list():
            return [_as_asked(one) for one in schema]
    return schema
