"""Members bring the balances they had in another system; each row once, however often the file is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from treue.domain.events import OpeningBalance
from treue.domain.instants import start_of_day
from treue.domain.reasons import Reason
from treue.processing.commands import Command, MemberReference, Outcome
from treue.processing.desk import Desk
from treue.programme.records import Programme
from treue.store.wallets import find_members

ROWS_PER_BATCH = 500


@dataclass(frozen=True, slots=True)
class BroughtBalance:
    """One row: what the member, known by his public id, the shop's own id or a card, had of a unit.

    It was earned on a day and can be used up to the end of another one. `external_id` tells it from every other row.
    """

    row: int
    external_id: str
    member: str
    unit: str
    amount: int
    """Scaled units, above zero."""
    earned_on: date
    expires_on: date | None
    note: str


async def bring_in(
    desk: Desk,
    balances: Sequence[BroughtBalance],
    *,
    source: str,
    actor: str,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Outcome]:
    """The outcomes of the rows, in their order; a row that was brought in before is `repeated`.

    What is refused uses up no key, so a corrected file can be read again as a whole. Above the limit of the document
    a row waits for a second person.
    """
    now, versions = await desk.now(), await desk.versions()
    programme = (versions.at(now) or versions.first).programme
    outcomes: list[Outcome] = []
    for start in range(0, len(balances), ROWS_PER_BATCH):
        rows = balances[start : start + ROWS_PER_BATCH]
        async with desk.pool.connection() as connection:
            members = await find_members(connection, desk.programme_id, [each.member for each in rows])
        known = [each for each in rows if each.member in members]
        commands = [_command(programme, each, members[each.member], source, actor) for each in known]
        answers = dict(zip([each.row for each in known], await desk.run(commands), strict=True))
        unknown = Outcome("refused", reason=Reason.UNKNOWN_MEMBER)
        outcomes += [answers.get(each.row, unknown) for each in rows]
        progress(start + len(rows), len(balances))
    return outcomes


def _command(programme: Programme, balance: BroughtBalance, member_id: int, source: str, actor: str) -> Command:
    ends = balance.expires_on
    event = OpeningBalance(
        balance.unit,
        balance.amount,
        start_of_day(balance.earned_on, programme.zone),
        start_of_day(ends + timedelta(days=1), programme.zone) if ends is not None else None,
        balance.note,
    )
    member = MemberReference("id", str(member_id))
    return Command(member, event, actor, source=source, external_id=balance.external_id)
