"""Waiting for a seat: who came first is asked first.

A seat that becomes free is kept for who waits first: as long as somebody is before him, nobody else can have it.
Whoever has his turn gets it like any other reward, when he wishes; nothing is taken from him before. Who does not want
it any longer gives his place up, and so does who leaves; with a merge the earlier of both places counts.
"""

from __future__ import annotations

from typing import NamedTuple

from treue.domain.events import AwaitSeat, GiveUpSeat
from treue.domain.reasons import Reason
from treue.engine.decision import Decision, ReadSet
from treue.engine.rewards.limits import PIECES
from treue.engine.state import State
from treue.programme.records import Programme, Reward

AWAITED = "seat_awaited"
GIVEN_UP = "seat_given_up"


class Place(NamedTuple):
    """What a decision reads of those who wait: how many are before the member, his own place or 0, the last place."""

    reward: str
    ahead: int
    own: int
    last: int


def kind_of_waiting(event: AwaitSeat | GiveUpSeat) -> str:
    """What it is called in a member's history."""
    return AWAITED if isinstance(event, AwaitSeat) else GIVEN_UP


def place_of(state: State, reward: Reward) -> Place | None:
    """The member's place; None where nobody can wait for the reward."""
    if not reward.has_waiting_list:
        return None
    queue = state.scarce.queues.get(reward.id, {})
    own = queue.get(state.member, 0)
    ahead = sum(place < own for place in queue.values()) if own else len(queue)
    return Place(reward.id, ahead, own, max(queue.values(), default=0))


def is_his_turn(state: State, reward: Reward) -> bool:
    """Whether there is a seat for the member after everybody who is before him has got one."""
    place, seats = place_of(state, reward), reward.seats
    if place is None or seats is None:
        return True
    return seats - state.scarce.budgets.get((reward.id, PIECES, ""), 0) > place.ahead


def places_taken_over(state: State, other: State) -> tuple[tuple[str, int], ...]:
    """(reward, place) of the other one, who turned out to be the same person, wherever he came first."""
    return tuple(
        (reward, place)
        for reward, queue in sorted(state.scarce.queues.items())
        if (place := queue.get(other.member)) is not None and place < queue.get(state.member, place + 1)
    )


def wait(programme: Programme, state: State, event: AwaitSeat | GiveUpSeat) -> Decision:
    """The member waits from now on, or no longer; or a refusal that records nothing."""
    kind, reward = kind_of_waiting(event), programme.rewards.get(event.reward)
    if reward is None:
        return Decision(kind, state.now, ReadSet(state.now), refused=Reason.UNKNOWN_REWARD)
    place = place_of(state, reward)
    if place is None:
        return Decision(kind, state.now, ReadSet(state.now), refused=Reason.NO_WAITING_LIST)
    used = state.scarce.budgets.get((reward.id, PIECES, ""), 0)
    read_set = ReadSet(state.now, budgets=((reward.id, PIECES, "", used),), queue=place)
    if (reason := _objection(state, reward, place, event)) is not None:
        return Decision(kind, state.now, read_set, refused=reason)
    taken = place.last + 1 if isinstance(event, AwaitSeat) else 0
    return Decision(kind, state.now, read_set, queued=(reward.id, taken))


def _objection(state: State, reward: Reward, place: Place, event: AwaitSeat | GiveUpSeat) -> Reason | None:
    if isinstance(event, GiveUpSeat):
        return None if place.own else Reason.NOT_ON_LIST
    if place.own:
        return Reason.ALREADY_WAITING
    return Reason.SEATS_LEFT if is_his_turn(state, reward) else None
