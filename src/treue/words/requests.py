"""A sentence for every code of why a request was not performed at all."""

from __future__ import annotations

from collections.abc import Mapping

from treue.domain.requests import RequestFault
from treue.words.languages import Language, mark

SENTENCES: Mapping[RequestFault, str] = {
    RequestFault.UNAUTHENTICATED: mark("The request carries no valid key."),
    RequestFault.FORBIDDEN: mark("The key does not allow this."),
    RequestFault.NOT_FOUND: mark("There is nothing of this name here."),
    RequestFault.METHOD_NOT_ALLOWED: mark("This cannot be done here in this way."),
    RequestFault.MALFORMED: mark("The request cannot be read."),
    RequestFault.WRONG_INPUT: mark("Something in the request is not as it should be."),
    RequestFault.WRONG_DOCUMENT: mark("The document has errors."),
    RequestFault.WRONG_MEDIA_TYPE: mark("The request is of a kind that cannot be read here."),
    RequestFault.TOO_LARGE: mark("The request is larger than what is read here."),
    RequestFault.KEY_MISSING: mark("The request names no key by which it happens only once."),
    RequestFault.NOT_POSSIBLE: mark("This is not possible as things are."),
    RequestFault.EDITED_MEANWHILE: mark("Somebody changed it meanwhile."),
    RequestFault.CONDITION_MISSING: mark("The request does not say which state it changes."),
    RequestFault.TOO_MANY_REQUESTS: mark("More requests came with this key than it may send."),
    RequestFault.TOO_MANY_WRONG: mark("Too many codes or cards were asked for that do not exist."),
    RequestFault.BUSY: mark("Too much is waiting at the moment; ask again with the same key."),
    RequestFault.UNAVAILABLE: mark("The database cannot be reached at the moment; ask again with the same key."),
    RequestFault.FULL_DISK: mark("The database has no room left; ask again with the same key once there is some."),
    RequestFault.FAULT: mark("This is a fault of the service itself."),
}


def fault_in_words(language: Language, fault: RequestFault) -> str:
    """Why a request was not performed."""
    return language.say(SENTENCES[fault])
