"""Events that take units or let time pass: adjustments, what expired, what became available; and the lots used."""

from __future__ import annotations

from collections.abc import Iterator

from treue.domain.books import Cause, Lot
from treue.words.explanation.booked import booked_in_words
from treue.words.explanation.earning import BECAME, Told
from treue.words.explanation.names import Naming
from treue.words.explanation.story import Movement, Story
from treue.words.languages import mark

USED = mark("What was used")
AVAILABLE = mark("What became usable")


def adjusting_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """What staff gave or took, and why."""
    sentences: list[str] = []
    for movement in story.movements:
        words = {"amount": naming.amount(movement.unit, movement.amount), "wording": movement.source}
        if movement.cause == Cause.ADJUSTED and movement.change > 0:
            sentences.append(naming.say("Staff gave {amount}: {wording}", **words))
        elif movement.cause == Cause.ADJUSTED:
            sentences.append(naming.say("Staff took {amount}: {wording}", **words))
        elif movement.cause == Cause.DEBT_MADE:
            sentences.append(naming.say("There was not enough; {amount} stayed owed.", amount=words["amount"]))
    yield mark("What was adjusted"), sentences
    yield USED, lots_used(naming, story)
    yield BECAME, list(booked_in_words(naming, story))


def expiring_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """What expired, by the lots it came from."""
    amounts = [naming.amount(one.unit, one.amount) for one in story.movements if one.cause == Cause.EXPIRED]
    sentences = [naming.say("Expired, because it was not used in time: {amount}.", amount=amount) for amount in amounts]
    yield mark("What expired"), [*sentences, *lots_used(naming, story)]
    yield BECAME, list(booked_in_words(naming, story, tells_taken=False))


def becoming_available_in_words(naming: Naming, story: Story) -> Iterator[Told]:
    """What paid a debt as soon as it could."""
    amounts = [naming.amount(one.unit, one.amount) for one in story.movements if one.cause == Cause.DEBT_PAID]
    sentences = [
        naming.say("As soon as it became usable, {amount} paid what was owed.", amount=amount) for amount in amounts
    ]
    owed = [
        naming.say("Owed before: {amount}.", amount=naming.amount(unit, amount))
        for unit, amount in (story.read_set.debts if story.read_set is not None else ())
    ]
    yield AVAILABLE, [*sentences, *owed, *lots_used(naming, story)]
    yield BECAME, list(booked_in_words(naming, story, tells_taken=False))


def lots_used(naming: Naming, story: Story) -> list[str]:
    """Which lots units were taken from, where that is still kept."""
    known = {(lot.seq, lot.no): lot for lot in (story.read_set.lots if story.read_set is not None else ())}
    told: list[str] = []
    for movement in story.movements:
        for seq, no, amount in movement.uses:
            if seq != story.seq:
                lot = known.get((seq, no))
                told.append(_used(naming, movement, amount, lot, seq))
                if lot is not None:
                    known[seq, no] = lot.holding(lot.remaining - amount)
    return [*told, *_lent(naming, story)]


def _lent(naming: Naming, story: Story) -> Iterator[str]:
    """What of it others of the household had handed over for this."""
    lent: dict[tuple[str, str], int] = {}
    for movement in story.movements:
        for seq, _, amount in movement.uses:
            if seq in story.lenders:
                key = (story.lenders[seq], movement.unit)
                lent[key] = lent.get(key, 0) + amount
    for (lender, unit), amount in lent.items():
        words = {"amount": naming.amount(unit, amount), "member": naming.member(lender)}
        yield naming.say("Of it, {amount} came from the household: {member}.", **words)


def _used(naming: Naming, movement: Movement, amount: int, lot: Lot | None, seq: int) -> str:
    told = naming.amount(movement.unit, amount)
    if lot is None:
        return naming.say("{amount} from event {number}.", amount=told, number=naming.language.number(seq))
    earned, left = naming.moment(lot.earned_at), naming.amount(movement.unit, lot.remaining - amount)
    if lot.expires_at is None:
        return naming.say(
            "{amount} of those earned on {earned}, which never expire; left of them: {left}.",
            amount=told,
            earned=earned,
            left=left,
        )
    return naming.say(
        "{amount} of those earned on {earned}, which expire on {end}; left of them: {left}.",
        amount=told,
        earned=earned,
        end=naming.moment(lot.expires_at),
        left=left,
    )
