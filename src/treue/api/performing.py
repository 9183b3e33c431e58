"""From a request to an answer: what is the same for every call.

Who asks is found by the key, the programme is that of the key, so nobody can name another one's; then the rate, the
scope, the call itself, and the answer as JSON or as a problem. Each request leaves one line in the log, which holds no
personal data: the call's pattern, not the path, and the key's name.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Mapping
from functools import cache, lru_cache
from random import getrandbits
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Stream
from prometheus_client import Counter, Histogram

from treue.access.addresses import trusted_proxies
from treue.access.guessing import Guesses
from treue.access.keys import ApiKey, KeyRing
from treue.api.calls import Answer, Answered, Call
from treue.api.guesses import is_wrong, names_code_or_card
from treue.api.problems import MEDIA_TYPE, Problem, Stopped, meaning_of, problem_of, retry_seconds_of
from treue.api.rates import Rate, Rates
from treue.api.visits import Visit
from treue.domain.requests import RequestFault
from treue.processing.clock import stopwatch, wall_now
from treue.processing.office import Office
from treue.words.languages import SOURCE, Language, language, languages
from treue.words.sentences import sentence

log = structlog.get_logger(__name__)
encoded = msgspec.json.Encoder(decimal_format="string").encode
"""Units are exact texts, so that no reader of JSON makes binary fractions of them."""
_ID_LENGTH_MAX = 100
_WORD_LENGTH_MAX = 220
Asked = Request[Any, Any, Any]
WAIT_SECONDS = "wait_seconds"
"""The figure of a problem that says how long to wait; it is told in Retry-After too."""

REQUESTS = Counter("treue_requests", "Requests that were answered.", ["call", "status"])
SECONDS = Histogram(
    "treue_request_seconds",
    "Seconds until a request was answered.",
    ["call"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)


class Performer:
    """Performs the calls of one process."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._proxies = trusted_proxies(office.environ)
        self._keys = KeyRing()
        self._rates = Rates()
        self._guesses = Guesses()

    async def __call__(self, call: Call, request: Asked) -> Response[Any]:
        """The answer to a request for this call, whatever happens."""
        started = stopwatch()
        request_id = request_id_of(request)
        words = language_asked_for(request)
        rate: Rate | None = None
        who = ""
        try:
            key = await self._key_of(request)
            who = key.actor
            rate = self._rates.take(key, stopwatch())
            if rate.wait_seconds:
                raise Stopped(
                    RequestFault.TOO_MANY_REQUESTS,
                    sentence("Wait {seconds} seconds, then ask again.", seconds=rate.wait_seconds),
                )
            if call.scope not in key.scopes:
                raise Stopped(
                    RequestFault.FORBIDDEN,
                    sentence("This needs the scope {scope}; '{key}' does not have it.", scope=call.scope, key=key.name),
                )
            visit = Visit(
                call=call,
                office=self._office,
                desk=await self._office.desk(key.programme),
                key=key,
                language=words,
                path=_path(request),
                parameters=_parameters(request),
                headers=request.headers,
                content=await _content(call, request),
                request_id=request_id,
                address=self._proxies.address_behind(
                    request.client.host if request.client else "", request.headers.getall("x-forwarded-for", [])
                ),
            )
            answer = await (self._perform_guess(visit) if names_code_or_card(visit) else call.perform(visit))
        except Exception as fault:  # noqa: BLE001 - behind this there is only the caller
            answer = problem_of(words, _meaning(fault, request_id))
        response = response_of(answer, call.status, call.answer_media_type, request_id)
        response.headers.update({**(rate.headers if rate is not None else {}), "Content-Language": words.code})
        _note(call.name, response.status_code or 200, stopwatch() - started, request_id, who)
        return response

    async def _perform_guess(self, visit: Visit) -> Answer:
        """The answer to who asks by a code or a card, unless he asked for too many that do not exist."""
        who, now = (visit.desk, visit.actor, visit.address), wall_now()
        wait_seconds = math.ceil((self._guesses.free_from(*who, now) - now).total_seconds())
        if wait_seconds > 0:
            again = sentence("Wait {seconds} seconds, then ask again.", seconds=wait_seconds)
            fault = Stopped(RequestFault.TOO_MANY_WRONG, again)
            return msgspec.structs.replace(problem_of(visit.language, fault), more={WAIT_SECONDS: wait_seconds})
        try:
            answer = await visit.call.perform(visit)
        except Exception as fault:  # noqa: BLE001 - told like any other; here counts whether it was a wrong one
            answer = problem_of(visit.language, _meaning(fault, visit.request_id))
        if is_wrong(visit, answer):
            await self._guesses.note_wrong(*who, now)
        return answer

    async def _key_of(self, request: Asked) -> ApiKey:
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        key = await self._keys.find(self._office.pool, secret.strip()) if scheme.lower() == "bearer" else None
        if key is None:
            raise Stopped(
                RequestFault.UNAUTHENTICATED,
                sentence(
                    "Send the header 'Authorization: Bearer SECRET' with the secret of a key that `treue key create` "
                    "made."
                ),
            )
        return key


def response_of(answer: Answer, status: int, media_type: str, request_id: str) -> Response[Any]:
    """The answer as it is sent."""
    headers = {"Request-Id": request_id, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if isinstance(answer, Problem):
        if (seconds := answer.more.get(WAIT_SECONDS, retry_seconds_of(answer.code))) is not None:
            headers["Retry-After"] = str(seconds)
        if answer.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        content = encoded(msgspec.structs.replace(answer, request_id=request_id))
        return Response(content, status_code=answer.status, media_type=MEDIA_TYPE, headers=headers)
    if not isinstance(answer, Answered):
        answer = Answered(answer, media_type=media_type)
    body = answer.body
    if isinstance(body, AsyncIterator):
        return Stream(body, status_code=status, media_type=answer.media_type, headers={**headers, **answer.headers})
    content = body if isinstance(body, bytes) else b"" if body is None else encoded(body)
    return Response(
        content,
        status_code=answer.status or status,
        media_type=answer.media_type,
        headers={**headers, **answer.headers},
    )


def answer_to_fault(request: Asked, fault: Exception) -> Response[Any]:
    """The answer where no call was reached: no such path, another method, or a fault of the service."""
    request_id = request_id_of(request)
    problem = problem_of(language_asked_for(request), _meaning(fault, request_id))
    response = response_of(problem, problem.status, MEDIA_TYPE, request_id)
    if isinstance(fault, HTTPException) and fault.headers:
        response.headers.update(fault.headers)
    _note("none", problem.status, 0.0, request_id, "")
    return response


def request_id_of(request: Asked) -> str:
    """What the request is called in the log: what the caller calls it, or a word by chance."""
    given = request.headers.get("request-id", "")
    if 0 < len(given) <= _ID_LENGTH_MAX and given.isascii() and given.isprintable():
        return given
    # Nothing depends on nobody guessing it.
    return f"{getrandbits(64):016x}"


def language_asked_for(request: Asked) -> Language:
    """The first language of Accept-Language that there is, by weight; English where there is none of them."""
    return _language_of(request.headers.get("accept-language", ""))


@lru_cache(maxsize=256)
def _language_of(accepted: str) -> Language:
    weighted = []
    for place, part in enumerate(accepted.split(",")):
        word, _, weight = part.partition(";")
        code = word.strip().partition("-")[0].lower()
        try:
            quality = float(weight.partition("=")[2]) if weight else 1.0
        except ValueError:
            quality = 0.0
        if quality > 0 and code in _known_languages():
            weighted.append((-quality, place, code))
    return language(min(weighted)[2] if weighted else SOURCE)


@cache
def _known_languages() -> frozenset[str]:
    return frozenset(languages())


def _meaning(fault: Exception, request_id: str) -> Stopped:
    if isinstance(fault, HTTPException):
        return _of_router(fault)
    meaning = meaning_of(fault)
    if meaning is None:
        log.error("request failed", request_id=request_id, fault=type(fault).__name__, exc_info=fault)
        return Stopped(
            RequestFault.FAULT,
            sentence("It is noted in the log of the service as request {request}.", request=request_id),
        )
    return meaning


def _of_router(fault: HTTPException) -> Stopped:
    match fault.status_code:
        case 404:
            return Stopped(RequestFault.NOT_FOUND, sentence("The manual of the API lists every path: /v1/docs."))
        case 405:
            return Stopped(
                RequestFault.METHOD_NOT_ALLOWED, sentence("The header Allow names the methods that there are.")
            )
        case 413:
            return Stopped(RequestFault.TOO_LARGE, sentence("Send it in several requests."))
        case code if code < 500:
            return Stopped(RequestFault.MALFORMED, fault.detail)
    return Stopped(RequestFault.FAULT)


async def _content(call: Call, request: Asked) -> bytes:
    if call.method in ("GET", "DELETE"):
        return b""
    content = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content and kind != call.body_media_type:
        raise Stopped(
            RequestFault.WRONG_MEDIA_TYPE, sentence("Send it as Content-Type: {kind}.", kind=call.body_media_type)
        )
    return content


def _path(request: Asked) -> Mapping[str, str]:
    words = {name: str(value) for name, value in request.path_params.items()}
    if not all(word.isprintable() and len(word) <= _WORD_LENGTH_MAX for word in words.values()):
        raise Stopped(
            RequestFault.NOT_FOUND,
            sentence("A name in a path is one line of at most {most} characters.", most=_WORD_LENGTH_MAX),
        )
    return words


def _parameters(request: Asked) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in found:
            raise Stopped(
                RequestFault.WRONG_INPUT, sentence("this is written twice; write it once.", at=f"query: {name}")
            )
        found[name] = value
    return found


def _note(call: str, status: int, seconds: float, request_id: str, who: str) -> None:
    requests, lasting = _counts(call, status)
    requests.inc()
    lasting.observe(seconds)
    log.info("request", call=call, status=status, ms=round(seconds * 1000, 1), request_id=request_id, key=who)


@cache
def _counts(call: str, status: int) -> tuple[Counter, Histogram]:
    """Looked up once: there are as many as calls and statuses."""
    return REQUESTS.labels(call, str(status)), SECONDS.labels(call)
