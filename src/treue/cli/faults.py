"""From an exception to sentences and an exit code: the one place that knows what each of them means to a person."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from treue.cli.exits import ExitCode
from treue.forms.faults import WrongInput


class Refused(Exception):
    """What was asked for may not be; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person is told about an exception. With `again` the same may be asked again."""

    code: ExitCode
    sentences: Sequence[str]
    again: bool = False


# Of an unavailable database these are a matter of the file or the place that was named.
_WRONG_PLACE = ("archive_exists", "archive_unreadable", "database_not_empty", "erasures_unreadable")


def told(fault: Exception) -> Told:
    """What to tell about any exception; one that nobody expected is a fault of Treue."""
    match fault:
        case WrongInput(sentences=sentences):
            return Told(ExitCode.WRONG_INPUT, sentences)
        case Refused():
            return Told(ExitCode.REFUSED, [str(fault)])
    return _told_of_input(fault) or _told_of_wish(fault) or _told_of_database(fault) or _unexpected(fault)


def _told_of_input(fault: Exception) -> Told | None:
    from treue.access.keys import KeyNameTaken, UnknownKey
    from treue.delivery.webhooks.deployment_key import KeyUnusable
    from treue.domain.networks import WrongNetworks
    from treue.processing.desk import UnknownProgramme
    from treue.usecases.approvals.show import UnknownRequest
    from treue.usecases.members.find_event import AmbiguousEvent, UnknownEvent
    from treue.usecases.members.settled import UnknownMember
    from treue.usecases.members.statement import NoSpan
    from treue.usecases.programmes.archive import NotOver
    from treue.usecases.programmes.diff import UnknownVersion
    from treue.usecases.programmes.new import PathTaken
    from treue.usecases.programmes.publish import DocumentFaults
    from treue.usecases.programmes.switching import UnknownNode
    from treue.usecases.webhooks.subscription import CannotDeliver, UnknownWebhook, WrongWebhook
    from treue.words.languages import UnknownLanguage

    if isinstance(fault, DocumentFaults):
        return Told(ExitCode.WRONG_INPUT, [str(one) for one in fault.faults])
    if isinstance(fault, OSError) and fault.filename is not None:
        return Told(ExitCode.WRONG_INPUT, [f"{fault.filename}: {_sentence(fault.strerror or str(fault))}"])
    unknown = (
        UnknownProgramme
        | UnknownVersion
        | UnknownMember
        | UnknownEvent
        | AmbiguousEvent
        | UnknownRequest
        | UnknownNode
        | UnknownLanguage
        | UnknownKey
    )
    if isinstance(fault, UnknownWebhook | CannotDeliver):
        return Told(ExitCode.WRONG_INPUT, [_sentence(": ".join(filter(None, (str(fault), fault.remedy))))])
    wrong = WrongWebhook | WrongNetworks | KeyUnusable
    if isinstance(fault, unknown | KeyNameTaken | PathTaken | NotOver | NoSpan | wrong):
        return Told(ExitCode.WRONG_INPUT, [_sentence(str(fault))])
    return None


def _told_of_wish(fault: Exception) -> Told | None:
    from treue.usecases.books.close_period import CannotClose
    from treue.usecases.books.report import CannotReport
    from treue.usecases.members.statement import MemberErased
    from treue.usecases.programmes.archive import DocumentChanged
    from treue.usecases.programmes.succession import CannotPublish
    from treue.usecases.programmes.turn_clock import CannotTurn
    from treue.usecases.purchases.import_purchases import ImportRunning
    from treue.usecases.stock.receive import CannotReceive

    if isinstance(
        fault, CannotPublish | CannotTurn | CannotReceive | DocumentChanged | MemberErased | CannotClose | CannotReport
    ):
        return Told(ExitCode.REFUSED, [_sentence(str(fault))])
    if isinstance(fault, ImportRunning):
        return Told(ExitCode.UNAVAILABLE, [_sentence(str(fault))])
    return None


def _told_of_database(fault: Exception) -> Told | None:
    from psycopg import InterfaceError, OperationalError
    from psycopg_pool import PoolTimeout

    from treue.processing.processor import Unavailable
    from treue.store.unavailable import StoreUnavailable

    if isinstance(fault, StoreUnavailable):
        if fault.reason in _WRONG_PLACE:
            return Told(ExitCode.WRONG_INPUT, [str(fault)])
        return Told(ExitCode.UNAVAILABLE, [str(fault)], again=True)
    if isinstance(fault, Unavailable):
        return Told(ExitCode.UNAVAILABLE, [_sentence(str(fault))], again=True)
    if isinstance(fault, OperationalError | InterfaceError | PoolTimeout):
        cause = " ".join(str(fault).split())
        return Told(ExitCode.UNAVAILABLE, [f"The database went away: {cause}. Repeat the command."], again=True)
    return None


def _unexpected(fault: Exception) -> Told:
    places = traceback.extract_tb(fault.__traceback__)
    # Whoever keeps the sources in a folder called treue has more than one such folder on the path.
    own_folder = f"{Path(__file__).parent.parent}/"
    place = ([place for place in places if place.filename.startswith(own_folder)] or places)[-1]
    where = f"{place.filename.removeprefix(own_folder)}, line {place.lineno}"
    cause = " ".join(f"{type(fault).__name__}: {fault}".split())
    return Told(
        ExitCode.FAULT,
        [
            f"This is a fault of Treue itself ({where}): {cause}. Report it with what you typed; "
            "TREUE_TRACEBACK=1 shows more."
        ],
        again=True,
    )


def show_traceback(fault: Exception) -> None:
    """Everything about the exception, for who asked for it."""
    traceback.print_exception(fault, file=sys.stderr)


def _sentence(text: str) -> str:
    ended = text if text.endswith((".", "?", "!")) else f"{text}."
    return ended[:1].upper() + ended[1:]
