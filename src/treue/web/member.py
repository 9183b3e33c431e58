"""One member: what he holds and until when, where he stands, and all that happened, each with its explanation."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from treue.access.scopes import Scope
from treue.domain.codes import shown_code
from treue.domain.instants import local_day
from treue.engine.levels.progress import Progress
from treue.forms.names import names_of
from treue.programme.records import Programme, Reward
from treue.store.searching import PersonRow, find_public
from treue.store.wallets import HistoryRow, RedeemedRow
from treue.usecases.members.explain import explain
from treue.usecases.members.search import person_of
from treue.usecases.members.settled import UnknownMember
from treue.usecases.members.show import Wallet, read_page, show
from treue.web.history import HISTORY_STEP, asked_before, history_part
from treue.web.look import AnyRequest
from treue.web.overview import headline
from treue.web.told import member_place
from treue.web.visits import Visit, visit_of
from treue.words.history import Names
from treue.words.languages import Language
from treue.words.levels import ladder_name, last_day, level_name, progress_in_words
from treue.words.rewards import standing_in_words
from treue.words.units import amount_in_words, plain_amount, reward_name, unit_name

_LOTS_MAX = 12
_COMING_MAX = 6
_REWARDS_MAX = 5


@dataclass(frozen=True, slots=True)
class Balance:
    """What the member holds of one unit."""

    name: str
    available: str
    pending: str
    debt: str


@dataclass(frozen=True, slots=True)
class LotLine:
    """One open lot."""

    amount: str
    earned: str
    available: str
    expires: str


@dataclass(frozen=True, slots=True)
class LevelLine:
    """Where the member stands on one ladder, in sentences."""

    ladder: str
    level: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RewardLine:
    """A reward the member got."""

    name: str
    since: str
    standing: str
    standing_id: str
    until: str
    code: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A reward the member can ask for."""

    id: str
    name: str
    price: str


@get("/members/{public_id:str}", include_in_schema=False)
async def member_page(request: AnyRequest, public_id: FromPath[str]) -> Response[Any]:
    """The page, its history from before the event `before`; for htmx only that part of the history."""
    visit = await visit_of(request, Scope.MEMBERS_READ)
    if visit.is_piece:
        member_id = await known(visit, public_id)
        _, rows = await read_page(visit.desk, member_id, HISTORY_STEP + 1, asked_before(visit))
        return visit.page("member_history.html", **await history_part(visit, public_id, member_id, rows))
    return await shown(visit, public_id)


@get("/members/{public_id:str}/events/{number:int}", include_in_schema=False)
async def event_page(request: AnyRequest, public_id: FromPath[str], number: FromPath[int]) -> Response[Any]:
    """The explanation of one event; for htmx only its sentences."""
    visit = await visit_of(request, Scope.MEMBERS_READ)
    member_id = await known(visit, public_id)
    story, told = await explain(visit.desk, member_id, number, visit.look.language)
    return visit.page("event.html", told=told, story=story, member_place=member_place(public_id))


async def shown(
    visit: Visit, public_id: str, *, status: int = 200, problem: str = "", fields: dict[str, str] | None = None
) -> Response[Any]:
    """The page of a member; after a wish that was refused with the reason, and with what was typed."""
    member_id = await known(visit, public_id)
    before = asked_before(visit)
    wallet = await show(visit.desk, member_id, history_max=0 if before else HISTORY_STEP + 1)
    rows: Sequence[HistoryRow] = wallet.history
    if before:
        _, rows = await read_page(visit.desk, member_id, HISTORY_STEP + 1, before)
    person = await person_of(visit.desk, member_id)
    names = names_of(await visit.desk.versions(), wallet.now)
    words, programme = visit.look.language, visit.programme
    rewards = [reward for reward in programme.rewards.values() if not reward.automatic]
    return visit.page(
        "member.html",
        status=status,
        public_id=public_id,
        person=person,
        title=title_of(words, person, wallet, public_id),
        wallet=wallet,
        identities=wallet.identities,
        birthday=birthday_of(words, person),
        left=_left(visit, wallet),
        balances=balances_of(words, names, wallet),
        lots=lots_of(visit, names, wallet),
        lots_more=max(0, sum(len(one.lots) for one in wallet.holdings.values()) - _LOTS_MAX),
        coming=coming_of(visit, names, wallet)[:_COMING_MAX],
        levels=[level_line(words, programme, one) for one in wallet.levels.progress],
        rewards=[_reward_line(visit, names, wallet, row) for row in reversed(wallet.redemptions)],
        rewards_max=_REWARDS_MAX,
        is_latest=before is None,
        units=[(unit.id, unit_name(words, unit)) for unit in programme.units.values()],
        offers=[Offer(one.id, reward_name(words, one), _price(words, programme, one)) for one in rewards],
        reasons=programme.members.reasons,
        limits=[
            amount_in_words(words, programme.units[unit], limit)
            for unit, limit in programme.members.four_eyes_above.items()
        ],
        key=secrets.token_hex(12),
        done=visit.request.query_params.get("done", ""),
        problem=problem,
        fields=fields or {},
        **await history_part(visit, public_id, member_id, rows),
    )


async def known(visit: Visit, public_id: str) -> int:
    """The member with this public id, also one who got it from another account. Raises UnknownMember."""
    async with visit.desk.pool.connection() as connection:
        member_id = await find_public(connection, visit.desk.programme_id, public_id)
    if member_id is None:
        raise UnknownMember(f"nobody in '{visit.desk.key}' has this public id")
    return member_id


def title_of(words: Language, person: PersonRow, wallet: Wallet, public_id: str) -> str:
    """What the page calls the member: his name, else what the shop knows him by."""
    known_as = [value for kind, value in wallet.identities if kind != "public"]
    return person.name or words.say("Member {id}", id=known_as[0] if known_as else public_id)


def birthday_of(words: Language, person: PersonRow) -> str:
    """Day and month; empty where it is not known."""
    if person.birth_day is None or person.birth_month is None:
        return ""
    return words.say("{day} {month}", day=person.birth_day, month=words.month(person.birth_month))


def balances_of(words: Language, names: Names, wallet: Wallet) -> list[Balance]:
    """Every unit of the programme and whatever else he holds."""
    found = []
    for unit_id in [*names.units, *(unit for unit in wallet.holdings if unit not in names.units)]:
        unit, holding = names.units[unit_id], wallet.holdings.get(unit_id)
        figures = (holding.available, holding.pending, holding.debt) if holding else (0, 0, 0)
        told = [words.number(plain_amount(one, unit.decimals)) if one else "" for one in figures]
        found.append(Balance(headline(unit_name(words, unit)), told[0] or words.number(0), told[1], told[2]))
    return found


def lots_of(visit: Visit, names: Names, wallet: Wallet) -> list[LotLine]:
    """The first open lots, what is spent first before the others."""
    words, zone = visit.look.language, visit.programme.zone

    def available(lot_from: datetime) -> str:
        return "" if lot_from <= wallet.now else words.day(lot_from, zone)

    return [
        LotLine(
            amount_in_words(words, names.units[unit], lot.remaining),
            words.day(lot.earned_at, zone),
            available(lot.available_at),
            words.day(ends, zone) if (ends := _end(wallet, lot.expires_at)) else words.say("never"),
        )
        for unit, lot in islice(
            ((unit, lot) for unit, holding in wallet.holdings.items() for lot in holding.lots), _LOTS_MAX
        )
    ]


def coming_of(visit: Visit, names: Names, wallet: Wallet) -> list[tuple[str, str]]:
    """What expires next, the soonest first: by day, however many lots there are."""
    words, zone = visit.look.language, visit.programme.zone
    sums: dict[tuple[date, str], int] = {}
    for one in wallet.coming:
        key = (local_day(_end(wallet, one.at) or one.at, zone), one.unit)
        sums[key] = sums.get(key, 0) + one.amount
    return [
        (words.date(day), amount_in_words(words, names.units[unit], amount)) for (day, unit), amount in sums.items()
    ]


def level_line(words: Language, programme: Programme, progress: Progress) -> LevelLine:
    """Where he stands, what keeps it, what is next."""
    name = level_name(words, programme, progress.level) if progress.level else words.say("no level yet")
    # The first sentence names the level, which stands above; what it says of time is said shorter.
    _, *more = progress_in_words(words, programme, progress)
    kept = ""
    if progress.kept_until is not None:
        day = last_day(words, programme, progress.kept_until)
        kept = words.say("Can still be saved until {day}.", day=day)
        if not progress.in_grace:
            kept = words.say("Kept until {day}.", day=day)
    return LevelLine(ladder_name(words, programme, progress.ladder), name, tuple([kept, *more] if kept else more))


def _reward_line(visit: Visit, names: Names, wallet: Wallet, row: RedeemedRow) -> RewardLine:
    words, zone = visit.look.language, visit.programme.zone
    reward = names.rewards.get(row.reward)
    standing = row.standing_at(wallet.now)
    return RewardLine(
        row.reward if reward is None else reward_name(words, reward),
        words.day(row.redeemed_at, zone),
        standing_in_words(words, standing),
        standing,
        words.day(row.usable_until, zone) if row.usable_until else "",
        shown_code(row.code) if row.code else "",
    )


def _price(words: Language, programme: Programme, reward: Reward) -> str:
    """What it costs first; of any amount nothing is said."""
    if not reward.prices:
        return ""
    price = reward.prices[0]
    told = [amount_in_words(words, programme.units[unit], amount) for unit, amount in price.units.items()]
    if price.money is not None:
        told.append(words.money(price.money))
    return words.listed(told)


def _end(wallet: Wallet, expires_at: datetime | None) -> datetime | None:
    """Until when something is there: who left keeps nothing longer than until the day that was said."""
    ends = [instant for instant in (expires_at, wallet.standing.closes_at) if instant is not None]
    return min(ends, default=None)


def _left(visit: Visit, wallet: Wallet) -> str:
    words, standing = visit.look.language, wallet.standing
    if standing.left_at is None:
        return ""
    left = words.say("Left the programme on {day}.", day=words.day(standing.left_at, visit.programme.zone))
    if standing.closes_at is None:
        return left
    until = words.minute(standing.closes_at, visit.programme.zone)
    return left + " " + words.say("What is left can be used until {moment}.", moment=until)
