"""Sentences for levels."""

from __future__ import annotations

from treue.programme.schema.ladders import Floor, ForLife, LadderPart, LevelPart, Participation, RateStep
from treue.words.document.sentences import Sentences, said, silent
from treue.words.languages import mark

SENTENCES: Sentences = {
    LadderPart: (
        silent("name", "it is the heading"),
        said("by", mark("What decides: {by}.")),
        said("levels", mark("The levels, the lowest first:")),
        said("participation", mark("How it is climbed:")),
        said("level=after", mark("A level you reach with an order holds from the next order on.")),
        said("level=at_once", mark("A level you reach with an order holds for this order already.")),
        said("participation>keeps=none", ""),
        said("keeps", mark("You keep a level: {keeps}.")),
        said("keeps=none", mark("You keep a level you reached for ever.")),
        said("grace", mark("You can still save it for {grace} after that.")),
        silent("falls", "nobody falls from a level that is kept for ever"),
        said("keeps>falls=one level", mark("Those who do not keep up a level fall by one.")),
        said("keeps>falls=to supported", mark("Those who do not keep up a level fall to the one they reached.")),
        said("keeps>falls=to the lowest", mark("Those who do not keep up a level fall to the lowest one.")),
        said("floors", mark("Levels below which some members do not fall:")),
        said("warn", mark("Before a level falls we tell you this long ahead: {warn}.")),
        said("places", mark("There are only so many places: {places}.")),
        said("charges", mark("When you reach a level, this is taken: {charges}.")),
    ),
    LevelPart: (
        silent("id", "names a part inside the document"),
        said("name", mark("{name}.")),
        said("description", mark("{description}")),
        silent("picture", "a picture is shown, not told"),
        said("from=0", mark("You have it from joining.")),
        said("from", mark("You need at least: {from}.")),
        said("all", mark("You need all of this: {all}.")),
        said("any", mark("You need one of these: {any}.")),
        said("for_life", mark("You keep it for ever when this is reached:")),
        said("invitation=yes", mark("It is by invitation only.")),
        said("multiply", mark("What rules give for an amount of money is multiplied: {multiply}.")),
        said("give", mark("When you reach it you get: {give}.")),
        said("rewards", mark("When you reach it you get these rewards: {rewards}.")),
        said("offers", mark("When you reach it you get these vouchers: {offers}.")),
        said("perks", mark("You enjoy: {perks}.")),
    ),
    ForLife: (
        said("all", mark("All of this: {all}.")),
        said("any", mark("One of these: {any}.")),
    ),
    Participation: (
        said("counts", mark("One step is counted: {counts}.")),
        said("advance", mark("You go a step up if {advance}.")),
        said("hold", mark("You stay where you are if only this holds: {hold}.")),
        said("otherwise=reset", mark("Otherwise you begin again.")),
        said("otherwise=one_step_down", mark("Otherwise you go one step down.")),
        said("otherwise=hold", mark("Otherwise you stay where you are.")),
        said("forfeit", mark("When you begin again you lose: {forfeit}.")),
        said("rates", mark("The rates:")),
    ),
    RateStep: (said("from+rate", mark("From step {from} on: {rate}.")),),
    Floor: (
        said("level", mark("Level: {level}.")),
        said("by=invitation", mark("By invitation.")),
        said("by=status_match", mark("Because you have a status elsewhere.")),
        said("by=staff", mark("Granted by staff.")),
        said("by=plan", mark("Through a plan.")),
        said("by=event", mark("Through something that happens.")),
        said("plan", mark("The plan: {plan}.")),
        said("event", mark("What happens: {event}.")),
        said("when", mark("Only if {when}.")),
        said("lasts", mark("For {lasts}.")),
        said("lasts=none", mark("As long as its cause holds.")),
    ),
}
