"""Why a request was not performed at all, whatever it asked for: codes, as `reasons` has them for what is refused."""

from __future__ import annotations

from enum import StrEnum


class RequestFault(StrEnum):
    """One code per fault; a code never changes its meaning."""

    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    MALFORMED = "malformed"
    WRONG_INPUT = "wrong_input"
    WRONG_DOCUMENT = "wrong_document"
    WRONG_MEDIA_TYPE = "wrong_media_type"
    TOO_LARGE = "too_large"
    KEY_MISSING = "key_missing"
    NOT_POSSIBLE = "not_possible"
    EDITED_MEANWHILE = "edited_meanwhile"
    CONDITION_MISSING = "condition_missing"
    TOO_MANY_REQUESTS = "too_many_requests"
    TOO_MANY_WRONG = "too_many_wrong"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    FULL_DISK = "full_disk"
    FAULT = "fault"
