"""Two people edit the same version: both edits count, unless they touch the same node."""

from __future__ import annotations

from tests.programme.versions.texts import BASE, edited, root
from treue.programme import errors, read_parts
from treue.programme.source import Mapping, plain
from treue.programme.versions import Conflict, changes_between, merge_edits, merge_parts, root_of, shown

DEARER = edited(("per: 1.00 EUR", "per: 1.50 EUR"))
EARLIER = edited(("after 12 months", "after 6 months"))


def merged(mine: str, theirs: str) -> Mapping:
    """Both edits of the base as one."""
    answer = merge_edits(root(), root(mine), root(theirs))
    assert isinstance(answer, Mapping)
    return answer


def conflicts(mine: str, theirs: str) -> tuple[Conflict, ...]:
    """The overlaps of two edits of the base."""
    answer = merge_edits(root(), root(mine), root(theirs))
    assert isinstance(answer, tuple)
    return answer


def test_edits_of_different_nodes_both_count_whoever_comes_first() -> None:
    wanted = root(edited(("after 12 months", "after 6 months"), text=DEARER))

    assert not changes_between(merged(DEARER, EARLIER), wanted)
    assert not changes_between(merged(EARLIER, DEARER), wanted)


def test_an_edit_of_one_node_on_both_sides_is_refused_with_both_shown() -> None:
    (conflict,) = conflicts(DEARER, edited(("per: 1.00 EUR", "per: 1.25 EUR")))

    assert str(conflict.node) == "earn[base]"
    assert [(one.path, shown(one.before), shown(one.after)) for one in conflict.mine] == [
        ("per", "1.00 EUR", "1.50 EUR")
    ]
    assert [(one.path, shown(one.before), shown(one.after)) for one in conflict.theirs] == [
        ("per", "1.00 EUR", "1.25 EUR")
    ]


def test_two_keys_of_one_rule_are_one_node() -> None:
    (conflict,) = conflicts(DEARER, edited(("give: {beans: 1},", "give: {beans: 2},")))

    assert str(conflict.node) == "earn[base]"


def test_the_same_edit_on_both_sides_is_no_overlap() -> None:
    assert not changes_between(merged(DEARER, DEARER), root(DEARER))


def test_a_node_deleted_here_and_changed_there_is_an_overlap() -> None:
    gone = edited(("  - {id: welcome, event: joined, give: {beans: 50}}\n", ""))

    (conflict,) = conflicts(gone, edited(("{beans: 50}", "{beans: 60}")))

    assert shown(conflict.mine[0].after) == "nothing"
    assert [one.path for one in conflict.theirs] == ["give.beans"]


def test_new_rules_of_both_stand_where_each_wrote_them() -> None:
    mine = edited(("per: 1.00 EUR}\n", "per: 1.00 EUR}\n  - {id: mine, event: joined, give: {beans: 1}}\n"))
    theirs = edited(("give: {beans: 50}}\n", "give: {beans: 50}}\n  - {id: theirs, event: joined, give: {beans: 2}}\n"))

    rules = [rule["id"] for rule in plain(merged(mine, theirs))["earn"]]

    assert rules == ["base", "mine", "welcome", "theirs"]


def test_parts_that_one_side_changed_stay_as_they_were_written() -> None:
    head, rewards, rest = BASE.partition("rewards:")
    base = {"programme.yaml": head.encode(), "rewards.yaml": (rewards + rest).encode()}
    mine = {**base, "rewards.yaml": (rewards + rest).replace("100", "120").encode() + b"# mine\n"}
    theirs = {**base, "programme.yaml": head.replace("1.00", "1.50").encode() + b"# theirs\n"}

    assert merge_parts(base, mine, theirs) == {**theirs, "rewards.yaml": mine["rewards.yaml"]}


def test_a_part_that_both_changed_is_written_anew_and_passes_the_check() -> None:
    sides = [{"programme.yaml": text.encode()} for text in (BASE, DEARER, EARLIER)]

    parts = merge_parts(*sides)

    assert not isinstance(parts, tuple)
    assert not changes_between(root_of(parts), merged(DEARER, EARLIER))
    programme, faults = read_parts(parts)
    assert programme is not None
    assert errors(faults) == ()


def test_both_sides_ordering_the_rules_differently_is_an_overlap() -> None:
    rules = "\n".join(f"  - {{id: {name}, event: joined, give: {{beans: 1}}}}" for name in "abc")
    base, mine, theirs = (
        root(f"treue: 1\nearn:\n{text}\n")
        for text in (
            rules,
            "\n".join(reversed(rules.split("\n"))),
            "\n".join([*rules.split("\n")[1:], rules.split("\n")[0]]),
        )
    )

    answer = merge_edits(base, mine, theirs)

    assert isinstance(answer, tuple)
    assert [str(conflict.node) for conflict in answer] == ["earn"]
