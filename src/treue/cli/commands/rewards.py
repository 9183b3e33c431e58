"""Buying rewards, and what becomes of them: giving back, issuing again, using a code."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from treue.cli.answers import language_for, print_json
from treue.cli.application import application
from treue.cli.desks import at_desk, programme_at
from treue.cli.exits import ExitCode
from treue.cli.faults import Refused
from treue.cli.keys import actor_of, one_line, take_key
from treue.cli.options import Actor, AsJson, Key, LanguageCode, MemberWord, ProgrammeId, RewardId

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from zoneinfo import ZoneInfo

    from treue.processing.commands import Outcome
    from treue.processing.desk import Desk
    from treue.programme.records import Programme, Unit
    from treue.usecases.redemptions.use import Shown
    from treue.words.history import Names
    from treue.words.languages import Language

redemption = typer.Typer(no_args_is_help=True, help="Rewards that members got.")
application.add_typer(redemption, name="redemption")

Number = Annotated[
    int, typer.Argument(metavar="N", min=1, help="Number of the reward, as `member` shows it.", show_default=False)
]
Code = Annotated[str, typer.Argument(metavar="CODE", help="The code that is shown.", show_default=False)]


@application.command()
def spend(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    reward: RewardId,
    price: Annotated[int, typer.Option(metavar="N", min=1, help="Which of several ways to pay.")] = 1,
    amount: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Units to use, where the member says how many.")
    ] = None,
    store: Annotated[str | None, typer.Option(metavar="ID", help="The shop it is bought in.")] = None,
    channel: Annotated[str | None, typer.Option(metavar="NAME", help="The channel it is bought by.")] = None,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Buy a reward for a member's units."""
    from treue.cli.amounts import read_amount
    from treue.cli.outcomes import end_with
    from treue.domain.events import Spend
    from treue.forms.names import names_of
    from treue.usecases.members.show import find
    from treue.usecases.units.spend import spend as buy

    words = language_for(context, language)
    staff, request_key = actor_of(actor), take_key(context, key)
    for option, text in (("--store", store), ("--channel", channel)):
        if text is not None:
            one_line(option, text)

    async def run(desk: Desk) -> tuple[Outcome, Names, Unit | None, ZoneInfo]:
        versions, now = await desk.versions(), await desk.now()
        current = programme_at(versions, now)
        unit = _unit_of(current, reward)
        scaled = None if amount is None else read_amount(amount, unit) if unit is not None else 0
        wish = Spend(reward, price - 1, scaled, store or "", channel or "")
        outcome = await buy(desk, await find(desk, member), wish, actor=staff, request_key=request_key)
        return outcome, names_of(versions, now), unit, current.zone

    outcome, names, unit, zone = at_desk(context, programme, run)
    done = _bought(outcome, reward, names, words, zone)
    end_with(context, outcome, names, words, done=done, member=member, as_json=as_json, lacking=unit, zone=zone)


@redemption.command()
def cancel(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    number: Number,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why staff gives it back; without it, as the member may.")
    ] = None,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Give a reward back. Its units return to the member, its piece to the stock; its code is void."""
    from treue.usecases.redemptions.cancel import cancel as give_back

    words = language_for(context, language)
    staff, request_key = actor_of(actor), take_key(context, key)
    wording = "" if reason is None else one_line("--reason", reason)

    def task(desk: Desk, member_id: int) -> Awaitable[Outcome]:
        return give_back(desk, member_id, number, wording=wording, actor=staff, request_key=request_key)

    def told(outcome: Outcome, names: Names) -> str:
        back = _amounts(outcome, "given", names, words)
        if not back:
            return words.say("Given back. It had cost no units.")
        return words.say("Given back: {amount}.", amount=" + ".join(back))

    _change(context, programme, member, task, told, words, as_json=as_json)


@redemption.command()
def reissue(
    context: typer.Context,
    programme: ProgrammeId,
    member: MemberWord,
    number: Number,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Give a reward a new code. The old one is void, and nothing is paid again."""
    from treue.usecases.redemptions.reissue import reissue as issue_again

    words = language_for(context, language)
    staff, request_key = actor_of(actor), take_key(context, key)

    def task(desk: Desk, member_id: int) -> Awaitable[Outcome]:
        return issue_again(desk, member_id, number, actor=staff, request_key=request_key)

    def told(outcome: Outcome, _names: Names) -> str:
        return " ".join([words.say("Issued again."), *_code(outcome, words)])

    _change(context, programme, member, task, told, words, as_json=as_json)


@redemption.command()
def use(
    context: typer.Context,
    programme: ProgrammeId,
    code: Code,
    actor: Actor = None,
    key: Key = None,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Use a reward by its code, once."""
    from treue.cli.outcomes import end_with
    from treue.forms.names import names_of
    from treue.usecases.redemptions.use import use as use_code

    words = language_for(context, language)
    staff, request_key = actor_of(actor), take_key(context, key)

    async def run(desk: Desk) -> tuple[Outcome, Shown | None, Names]:
        outcome, shown = await use_code(desk, code, actor=staff, request_key=request_key)
        return outcome, shown, names_of(await desk.versions(), await desk.now())

    outcome, shown, names = at_desk(context, programme, run)
    done = words.say("Used: {reward}.", reward=_described(shown, names, words) if shown is not None else "")
    end_with(context, outcome, names, words, done=done, member=None, as_json=as_json)


@redemption.command()
def check(
    context: typer.Context,
    programme: ProgrammeId,
    code: Code,
    as_json: AsJson = False,
    language: LanguageCode = None,
) -> None:
    """Show what a code stands for. This changes nothing."""
    from treue.domain.reasons import Reason
    from treue.forms.names import names_of
    from treue.usecases.redemptions.use import look_up
    from treue.words.reasons import reason_in_words
    from treue.words.rewards import standing_in_words

    words = language_for(context, language)

    async def run(desk: Desk) -> tuple[Shown | None, Names]:
        return await look_up(desk, code), names_of(await desk.versions(), await desk.now())

    shown, names = at_desk(context, programme, run)
    if shown is None:
        raise Refused(reason_in_words(words, Reason.UNKNOWN_CODE))
    standing = shown.redemption.standing_at(shown.now) if shown.is_valid else "replaced"
    if as_json:
        print_json(
            {
                "programme": programme,
                "reward": shown.redemption.reward,
                "gives": shown.redemption.gives,
                "standing": standing,
                "usable_until": shown.redemption.usable_until,
            }
        )
    elif not shown.is_valid:
        typer.echo(reason_in_words(words, Reason.CODE_REPLACED))
    else:
        stands = standing_in_words(words, standing)
        typer.echo(f"{_described(shown, names, words)}: {stands}")
    raise typer.Exit(ExitCode.DONE if standing == "open" else ExitCode.REFUSED)


def _change(
    context: typer.Context,
    programme: str,
    member: str,
    task: Callable[[Desk, int], Awaitable[Outcome]],
    told: Callable[[Outcome, Names], str],
    words: Language,
    *,
    as_json: bool,
) -> None:
    from treue.cli.outcomes import end_with
    from treue.forms.names import names_of
    from treue.usecases.members.show import find

    async def run(desk: Desk) -> tuple[Outcome, Names]:
        outcome = await task(desk, await find(desk, member))
        return outcome, names_of(await desk.versions(), await desk.now())

    outcome, names = at_desk(context, programme, run)
    end_with(context, outcome, names, words, done=told(outcome, names), member=member, as_json=as_json)


def _unit_of(programme: Programme, reward: str) -> Unit | None:
    wanted = programme.rewards.get(reward)
    return programme.units[wanted.unit] if wanted is not None else None


def _bought(outcome: Outcome, reward: str, names: Names, words: Language, zone: ZoneInfo) -> str:
    from treue.domain.money import Money
    from treue.words.rewards import gives_in_words
    from treue.words.units import reward_name

    known, figures = names.rewards.get(reward), outcome.figures
    name = reward_name(words, known) if known else reward
    phrases = [
        words.say(
            "Bought {reward} for {amount}.", reward=name, amount=" + ".join(_amounts(outcome, "taken", names, words))
        )
    ]
    if "value" in figures.get("gives", {}):
        worth = gives_in_words(words, {"value": figures["gives"]["value"]}, names.units)
        phrases.append(words.say("It is {worth}.", worth=worth))
    if "to_pay" in figures:
        phrases.append(words.say("To be paid at the shop: {money}.", money=words.money(Money(*figures["to_pay"]))))
    phrases += _code(outcome, words)
    if "usable_until" in figures:
        moment = words.moment(datetime.fromisoformat(figures["usable_until"]), zone)
        phrases.append(words.say("It can be used until {moment}.", moment=moment))
    return " ".join(phrases)


def _code(outcome: Outcome, words: Language) -> list[str]:
    from treue.domain.codes import shown_code

    return [] if outcome.code is None else [words.say("Code: {code}.", code=shown_code(outcome.code))]


def _described(shown: Shown, names: Names, words: Language) -> str:
    """The reward's name, and what it consists of."""
    from treue.words.rewards import gives_in_words
    from treue.words.units import reward_name

    known = names.rewards.get(shown.redemption.reward)
    name = shown.redemption.reward if known is None else reward_name(words, known)
    gives = gives_in_words(words, shown.redemption.gives, names.units)
    return f"{name} ({gives})" if gives else name


def _amounts(outcome: Outcome, what: str, names: Names, words: Language) -> list[str]:
    from treue.words.units import amount_in_words

    amounts: dict[str, Any] = outcome.figures.get(what, {})
    return [amount_in_words(words, names.units[unit], amount) for unit, amount in amounts.items()]
