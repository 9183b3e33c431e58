"""What a command that names a second member needs in a batch: who the other one is, and what is written for both."""

from __future__ import annotations

from treue.domain.events import Event, Gift, Merge
from treue.domain.reasons import Reason
from treue.engine.decision import Decision
from treue.engine.leaving import absence
from treue.engine.pairing import Pair, decide_both, handed_on, refused_pair
from treue.engine.time_events import next_time_event
from treue.processing.households import Record
from treue.processing.versions import Version, Versions
from treue.processing.work import Work
from treue.programme.records import BIRTHDAY, Programme
from treue.store.writing import Rows


def decide_pair(programme: Programme, work: Work, wish: Gift | Merge, other: Work | None) -> Pair:
    """Both sides, or why there are none: nobody is known by the other's name, or it is the member himself."""
    if other is None or other.erased:
        return refused_pair(wish, work.state, Reason.UNKNOWN_OTHER)
    if other.member_id == work.member_id:
        return refused_pair(wish, work.state, Reason.SAME_MEMBER)
    if other.merged_into is not None:
        return refused_pair(wish, work.state, Reason.ALREADY_MERGED)
    return decide_both(programme, work.state, wish, other.state, work.member_id, other.member_id)


def absence_of_survivor(work: Work, event: Event, survivor: Work | None) -> Reason | None:
    """Why nothing becomes of a merged member's redemption any more: the one whose it is now has left for good."""
    return None if work.merged_into is None or survivor is None else absence(survivor.state.standing, event)


def hand_on(rows: Rows, record: Record, version: Version, survivor: Work, merged: Work, *, by_return: bool) -> Decision:
    """Enter that what came back to the number of a merged member goes where everything of his went; answers the
    decision of the one who stays. What time brings, it brings him alone."""
    states, ids = (survivor.state, merged.state), (survivor.member_id, merged.member_id)
    pair = handed_on(version.programme, *states, *ids, by_return=by_return)
    assert pair.other is not None, "a merge has two sides"
    other_seq = record(merged, pair.other.decision, version, pair.other.event)
    seq = record(survivor, pair.own.decision, version, pair.own.event)
    name_each_other(rows, Merge(), survivor, seq, merged, other_seq)
    merged.forget_dues()
    return pair.own.decision


def name_each_other(rows: Rows, wish: Gift | Merge, work: Work, seq: int, other: Work, other_seq: int) -> None:
    """The rows by which the two events lead to each other."""
    own_role, other_role = ("giver", "receiver") if isinstance(wish, Gift) else ("survivor", "merged")
    rows["insert_counterparts"].append((work.member_id, seq, own_role, other.member_id, other_seq))
    rows["insert_counterparts"].append((other.member_id, other_seq, other_role, work.member_id, seq))


def unite_profiles(versions: Versions, work: Work, merged: Work) -> None:
    """What only the other one told is the survivor's from now on; what time brings, it brings the survivor alone."""
    merged.forget_dues()
    profile, told, now = work.state.profile, merged.state.profile, work.state.now
    profile.language = profile.language or told.language
    profile.attributes = {**told.attributes, **profile.attributes}
    if profile.birthday is None and told.birthday is not None:
        profile.birthday, profile.birth_year = told.birthday, told.birth_year
        key = (BIRTHDAY, "")
        zone = versions.first.programme.zone
        work.keep(key, next_time_event(versions.announced, key, profile, None, zone, now))


def unite(rows: Rows, survivor: int, merged: int) -> None:
    """The rows by which everything that leads to the merged member leads to the survivor.

    This names all that unites here: identities, what is known of the person, and the number itself. Books, counters and
    levels unite by the two decisions; events and redemptions stay with the number they were made for.
    """
    for name in ("unite_identities", "unite_persons", "unite_attributes", "unite_members"):
        # Who was merged into this one earlier in the batch follows him, right behind: what he told fills after him.
        followers = [(old, survivor) for old, into in rows[name] if into == merged]
        others = [(old, into) for old, into in rows[name] if into != merged]
        rows[name][:] = [*others, (merged, survivor), *followers]
    for name in ("forget_merged_persons", "forget_merged_attributes"):
        rows[name].append((merged,))
