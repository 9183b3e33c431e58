"""The first page: what the programme looks like as a whole, and what needs a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from litestar import Response, get
from litestar.response import Redirect

from treue.access.scopes import Scope
from treue.domain.instants import local_day, months_later
from treue.domain.money import Money, round_half_up
from treue.forms.names import names_of
from treue.programme.records import Programme, Unit
from treue.store.overview import Counted, KeptOverview
from treue.usecases.overview.show import OF_A_KIND, BudgetUse, Glance, glance
from treue.web.chart import BarChart, Group, bar_chart
from treue.web.look import AnyRequest
from treue.web.told import deeds_of
from treue.web.visits import Visit, visit_of
from treue.words.languages import Language
from treue.words.levels import ladder_name, level_name
from treue.words.units import plain_amount, reward_name, rule_name, unit_name

MONTHS = 12
_NEARLY_USED_UP = 90


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """One unit: its chart by months with the table beneath, and what members hold of it."""

    id: str
    name: str
    chart: BarChart
    rows: tuple[tuple[str, str, str, str], ...]
    """(month, issued, spent, expired), the latest first."""
    outstanding: str
    note: str
    """Who holds it, and what it is worth where the document says so."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, for a bar: what it is called, how much it is, and of a hundred; `is_warning` asks for care."""

    name: str
    amount: str
    percent: int
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted, in words and numbers of the reader's language."""

    counted: str
    members: str
    joined: str
    active: str
    active_percent: str
    orders_now: str
    orders_before: str
    month: str
    units: tuple[UnitFigures, ...]
    ladders: tuple[tuple[str, tuple[Share, ...]], ...]


@get("/", include_in_schema=False)
async def overview_page(request: AnyRequest) -> Response[Any]:
    """The overview; for who sees no figures the page that he works with."""
    visit = await visit_of(request)
    if not visit.session.may(Scope.FIGURES_READ):
        return Redirect("/members" if visit.session.may(Scope.MEMBERS_READ) else "/programme", status_code=303)
    kept = await visit.console.counting.latest(visit.desk)
    seen = await glance(visit.desk)
    figures = None if kept is None else figures_of(visit, kept, seen)
    names = names_of(await visit.desk.versions(), seen.now)
    return visit.page(
        "overview_body.html" if visit.is_piece else "overview.html",
        figures=figures,
        glance=seen,
        budgets=[budget_share(visit.look.language, seen.programme, one) for one in seen.budgets],
        deeds=deeds_of(visit, seen.latest, names),
        of_a_kind=OF_A_KIND,
        needs=seen.needs,
    )


def figures_of(visit: Visit, kept: KeptOverview, seen: Glance) -> Figures:
    """Everything that was counted, as it is shown."""
    words, programme, counted = visit.look.language, seen.programme, kept.counted
    this_month = local_day(seen.now, programme.zone).replace(day=1)
    orders = dict(counted.orders)
    percent = 100 * counted.active / counted.members if counted.members else 0
    counted_at = words.minute(kept.counted_at, programme.zone)
    return Figures(
        words.say("Counted {moment}, real time", moment=counted_at)
        if visit.desk.sandbox
        else words.say("Counted {moment}", moment=counted_at),
        words.number(counted.members),
        words.number(counted.joined_lately),
        words.number(counted.active),
        words.percent(round(percent)),
        words.number(orders.get(this_month, 0)),
        words.number(orders.get(months_later(this_month, -1), 0)),
        words.month_of(this_month),
        tuple(unit_figures(words, unit, counted, this_month) for unit in programme.units.values()),
        tuple(ladder_shares(words, programme, counted)),
    )


def unit_figures(words: Language, unit: Unit, counted: Counted, this_month: date) -> UnitFigures:
    """The last months of one unit, also those in which nothing happened."""
    by_month = {row.month: row for row in counted.units if row.unit == unit.id}
    months = [months_later(this_month, -back) for back in reversed(range(MONTHS))]
    titles = (words.say("issued"), words.say("spent"), words.say("expired"))
    groups: list[Group] = []
    rows: list[tuple[str, str, str, str]] = []
    for month in months:
        found = by_month.get(month)
        amounts = [plain_amount(one, unit.decimals) for one in (found[2:] if found else (0, 0, 0))]
        told = [words.number(amount) for amount in amounts]
        name = words.month_of(month)
        tips = [f"{name}: {text} {title}" for text, title in zip(told, titles, strict=True)]
        groups.append(Group(f"{month.month}/{month.year % 100:02}", tuple(zip(amounts, tips, strict=True))))
        rows.append((name, told[0], told[1], told[2]))
    held = next((one for one in counted.held if one.unit == unit.id), None)
    booked = held.booked if held else 0
    return UnitFigures(
        unit.id,
        headline(unit_name(words, unit)),
        bar_chart(groups, words.number),
        tuple(reversed(rows)),
        words.number(plain_amount(booked, unit.decimals)),
        _held(words, unit, booked, held.holders if held else 0),
    )


def ladder_shares(words: Language, programme: Programme, counted: Counted) -> list[tuple[str, tuple[Share, ...]]]:
    """For each ladder how many members stand at which level, from the highest."""
    found: list[tuple[str, tuple[Share, ...]]] = []
    for ladder in programme.ladders.values():
        numbers = {level: number for of, level, number in counted.levels if of == ladder.id}
        whole = sum(numbers.values())
        shares = tuple(
            share(words, level_name(words, programme, level.id), numbers.get(level.id, 0), whole)
            for level in reversed(ladder.levels)
        )
        if shares:
            found.append((ladder_name(words, programme, ladder.id), shares))
    return found


def share(words: Language, name: str, number: int, whole: int) -> Share:
    """A number of members as a part of them all."""
    told = words.count("{number} member", "{number} members", number, number=words.number(number))
    return Share(name, told, round(100 * number / whole) if whole else 0)


def budget_share(words: Language, programme: Programme, use: BudgetUse) -> Share:
    """How much of a budget is used."""
    unit = programme.units.get(use.unit)
    decimals = unit.decimals if unit is not None else 0
    amounts = [words.number(plain_amount(one, decimals)) for one in (use.used, use.limit.amount)]
    if unit is not None:
        name, counted = rule_name(words, programme, use.rule), unit_name(words, unit)
    else:
        name, counted = reward_name(words, programme.rewards[use.rule]), words.say("pieces")
    told = words.say("{used} of {limit} {unit}", used=amounts[0], limit=amounts[1], unit=counted)
    percent = min(100, round(100 * use.used / use.limit.amount)) if use.limit.amount else 100
    return Share(name, told, percent, percent >= _NEARLY_USED_UP)


def headline(name: str) -> str:
    """A name where a line begins with it."""
    return name[:1].upper() + name[1:]


def _held(words: Language, unit: Unit, booked: int, holders: int) -> str:
    """Who holds all of it, and what it is worth in the accounts where the document says so."""
    number = words.number(holders)
    if unit.worth is None:
        return words.count("held by {number} member", "held by {number} members", holders, number=number)
    worth = Money(round_half_up(Fraction(booked * unit.worth.minor, unit.scale)), unit.worth.currency)
    return words.count(
        "worth {amount}, held by {number} member",
        "worth {amount}, held by {number} members",
        holders,
        amount=words.money(worth),
        number=number,
    )
