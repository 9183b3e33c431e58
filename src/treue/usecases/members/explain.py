"""Why one event of a member did what it did, told from what is kept of it (docs/explanations.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from treue.domain.books import Account
from treue.domain.events import Event
from treue.engine.decision import Decision
from treue.processing.commands import Settle
from treue.processing.desk import Desk
from treue.processing.figures import figures_of
from treue.processing.readset import restored
from treue.processing.replay import event_of
from treue.programme import read_document_parts
from treue.programme.records import Programme
from treue.store.explaining import EventRow, read_event
from treue.store.programmes import read_versions
from treue.usecases.members.find_event import UnknownEvent
from treue.words.explanation import Counterpart, Explanation, Movement, Naming, Story
from treue.words.explanation import explain as told
from treue.words.languages import Language
from treue.words.sentences import sentence


async def explain(desk: Desk, member_id: int, seq: int | None, language: Language) -> tuple[Story, Explanation]:
    """The event with the number in the member's history, without one his latest, and its explanation.

    Raises UnknownEvent.
    """
    # What is due belongs to the history that the numbers are those of.
    await desk.run([Settle(member_id)])
    async with desk.pool.connection() as connection:
        row = await read_event(connection, desk.programme_id, member_id, seq)
        if row is None:
            latest = await read_event(connection, desk.programme_id, member_id, None)
            count = 0 if latest is None else latest.seq
            raise UnknownEvent(
                sentence(
                    "the member has no event {number}; his events have the numbers 1 to {count}",
                    number=seq,
                    count=count,
                )
            )
        version = next(one for one in await read_versions(connection, desk.programme_id) if one.version == row.version)
    reading = read_document_parts(version.parts)
    if reading.checked is None or reading.programme is None:
        raise ValueError(f"version {row.version} of the programme cannot be read by this release")
    story = story_of_row(row)
    return story, told(Naming(language, reading.checked, reading.programme), story)


def story_of_row(row: EventRow) -> Story:
    """What is told of a stored event."""
    return Story(
        row.seq,
        row.kind,
        row.occurred_at,
        row.decided_at,
        row.refused,
        row.figures,
        tuple(Movement(*move) for move in row.moves),
        _event(row.kind, row.body),
        None if row.read_set is None else restored(row.read_set),
        None if row.other is None else Counterpart(*row.other),
        row.lenders,
    )


def story_of(programme: Programme, seq: int, event: Event | None, decision: Decision) -> Story:
    """The same of a decision that was only tried, and never stored."""
    movements = tuple(
        Movement(
            moved.cause.value,
            moved.source,
            moved.unit,
            moved.amount,
            ((moved.credit is Account.MEMBER) - (moved.debit is Account.MEMBER)) * moved.amount,
            tuple((use.seq, use.no, use.amount) for use in moved.uses),
        )
        for moved in decision.transfers
    )
    return Story(
        seq,
        decision.kind,
        decision.occurred_at,
        decision.read_set.now,
        None if decision.refused is None else decision.refused.value,
        figures_of(decision, programme.zone),
        movements,
        event,
        decision.read_set,
    )


def _event(kind: str, body: Mapping[str, Any] | None) -> Event | None:
    if body is None:
        return None
    try:
        return event_of(kind, body)
    except (KeyError, ValueError):
        # A kind that is told from its figures alone.
        return None
