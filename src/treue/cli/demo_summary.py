"""What the demo shows in the end: totals, speed, and one member's wallet."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from treue.cli.answers import console
from treue.cli.desks import programme_at
from treue.cli.wallet import print_wallet, whole_shape
from treue.domain.books import Account
from treue.domain.money import Money
from treue.forms.names import names_of
from treue.usecases.demo.run_demo import LADDER, UNIT
from treue.words.happenings import account_in_words
from treue.words.languages import Language
from treue.words.units import plain_amount, programme_name, unit_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from treue.processing.versions import Versions
    from treue.programme.records import Unit
    from treue.usecases.demo.run_demo import DemoReport
    from treue.words.explanation import Explanation

# What went out of an account counts below zero in the books; here it is what was issued.
_SHOWN = ((Account.ISSUED, -1), (Account.SPENT, 1), (Account.EXPIRED, 1), (Account.MEMBER, 1))


def summary_shape(report: DemoReport, versions: Versions, language: Language) -> dict[str, Any]:
    """The summary for scripts (docs/command-line.md)."""
    names = names_of(versions, report.now)
    amounts = report.totals.accounts.get(UNIT, {})
    decimals = names.units[UNIT].decimals
    return {
        "now": report.now,
        "members": report.totals.members,
        "orders": report.totals.orders,
        "lines": report.totals.lines,
        "returns": report.returns,
        "rewards_bought": report.totals.redemptions,
        "levels": dict(sorted(report.levels.items())),
        "outstanding": [
            {"month": month, "units": plain_amount(held, decimals), "worth": _worth(names.units[UNIT], held)}
            for month, held in report.outstanding
        ],
        "unit": UNIT,
        **{account.value: plain_amount(sign * amounts.get(account, 0), decimals) for account, sign in _SHOWN},
        "proven": not report.broken,
        "seconds": dict(report.seconds) if report.seconds is not None else None,
        "orders_per_second": orders_per_second(report),
        "statement": whole_shape(report.statement, names, programme_at(versions, report.now), language),
    }


def print_summary(
    report: DemoReport, versions: Versions, language: Language, explanations: Sequence[Explanation]
) -> None:
    """The summary for people; `explanations` are those of the telling decisions."""
    programme = programme_at(versions, report.now)
    unit = programme.units[UNIT]
    totals = report.totals
    typer.echo(
        language.say("The purchases are simulated from real shopping patterns (The Complete Journey, by 84.51, MIT).")
    )
    table = Table(programme_name(language, programme), "", box=SIMPLE_HEAD, pad_edge=False)
    table.columns[1].justify = "right"
    counted = (
        (language.say("Members"), totals.members),
        (language.say("Orders"), totals.orders),
        (language.say("Lines"), totals.lines),
        (language.say("Returns"), report.returns),
        (language.say("Rewards bought"), totals.redemptions),
    )
    for title, count in counted:
        table.add_row(title, language.number(count))
    for account, sign in _SHOWN:
        amount = plain_amount(sign * totals.accounts.get(UNIT, {}).get(account, 0), unit.decimals)
        title = language.say(
            "{units} {account}", units=unit_name(language, unit), account=account_in_words(language, account)
        )
        table.add_row(f"{title[:1].upper()}{title[1:]}", language.number(amount))
    for level in programme.ladders[LADDER].levels:
        members = report.levels.get(level.id, 0)
        table.add_row(language.say("Members at {level}", level=level.names[language.code]), language.number(members))
    for title, seconds in _seconds(report, language):
        table.add_row(title, language.number(round(Decimal(seconds), 1)))
    console().print(table)
    console().print(_outstanding(report, unit, language))
    typer.echo(language.say("Outstanding is told at what one is worth; no redemption is estimated."))
    if not report.broken:
        typer.echo(language.say("The books are proven."))
    if report.seconds is None:
        typer.echo(language.say("All this was there from an earlier run; nothing was changed."))
    typer.echo("")
    typer.echo(language.say("The decisions in which most rules had a say:"))
    for explanation in explanations:
        typer.echo("")
        typer.echo(explanation.text)
    typer.echo("")
    print_wallet(report.statement, names_of(versions, report.now), versions, language)


def _outstanding(report: DemoReport, unit: Unit, language: Language) -> Table:
    table = Table(
        language.say("End of"),
        language.say("{units} outstanding", units=unit_name(language, unit)).capitalize(),
        language.say("Worth"),
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    table.columns[1].justify = table.columns[2].justify = "right"
    for month, held in report.outstanding:
        worth = _worth(unit, held)
        told = language.money(worth) if worth is not None else ""
        table.add_row(language.month_of(month), language.number(plain_amount(held, unit.decimals)), told)
    return table


def _worth(unit: Unit, held: int) -> Money | None:
    """What so many scaled units are worth in the accounts, rounded down to the minor unit."""
    if unit.worth is None:
        return None
    return Money(held * unit.worth.minor // unit.scale, unit.worth.currency)


def orders_per_second(report: DemoReport) -> int | None:
    """How fast the purchases went in, where this run did it."""
    seconds = (report.seconds or {}).get("import")
    return round(report.totals.orders / seconds) if seconds else None


def _seconds(report: DemoReport, language: Language) -> list[tuple[str, float]]:
    if report.seconds is None:
        return []
    titles = {
        "import": language.say("Seconds of importing and buying rewards"),
        "time": language.say("Seconds of deciding what time brought"),
        "verify": language.say("Seconds of proving the books"),
    }
    rows = [(titles[step], seconds) for step, seconds in report.seconds.items() if step in titles]
    speed = orders_per_second(report)
    return [*rows, (language.say("Orders per second"), speed)] if speed else rows
