"""A version that makes worth less what members have needs `migrate` and the notice (R11.1).

The shop is a sandbox whose clock stands at 1 March 2026, so six weeks of notice end with 11 April, local time.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import SHOP, Answer, CommandLine

DEARER_JAM = SHOP.replace("cost: {points: 40}", "cost: {points: 50}")
MIGRATE = "migrate:\n  - {rewards: [jam], how: follow}\n"
JAM_LINE = DEARER_JAM.splitlines().index(next(line for line in DEARER_JAM.splitlines() if "id: jam" in line)) + 1
JAM_COLUMN = DEARER_JAM.splitlines()[JAM_LINE - 1].index("50") + 1


@pytest.fixture
def treue(database: str) -> CommandLine:
    """The command line on an empty database of this release's schema."""
    return CommandLine({"TREUE_DATABASE_URL": database, "LC_ALL": ""})


@pytest.fixture
def shop(treue: CommandLine, tmp_path: Path) -> CommandLine:
    """Version 1 of the shop."""
    assert publish(treue, tmp_path, SHOP, "--sandbox", "--start", "2026-03-01").code == 0
    return treue


def publish(treue: CommandLine, folder: Path, text: str, *options: str) -> Answer:
    path = folder / "draft.yaml"
    path.write_text(text, "utf-8")
    return treue("publish", str(path), *options)


def latest(treue: CommandLine) -> int:
    return int(treue("programmes", "--json").shape["programmes"][0]["latest_version"])


def test_without_migrate_it_is_refused_with_place_and_remedy(shop: CommandLine, tmp_path: Path) -> None:
    answer = publish(shop, tmp_path, DEARER_JAM, "--start", "2027-01-01", "--language", "en")

    assert answer.code == 1
    assert answer.complained == (
        "This version makes worth less what members have, compared with version 1:\n"
        f"  {tmp_path}/draft.yaml:{JAM_LINE}:{JAM_COLUMN}: rewards[jam].cost.points: it costs more (40 -> 50)\n"
        "Leave it as it was, or say in the document what becomes of what members have, for instance:\n"
        "  migrate:\n"
        "    - {rewards: [jam], how: follow}\n"
    )
    assert latest(shop) == 1


def test_the_refusal_speaks_german_too(shop: CommandLine, tmp_path: Path) -> None:
    answer = publish(shop, tmp_path, DEARER_JAM, "--language", "de")

    assert answer.complained == (
        "Diese Fassung macht weniger wert, was Mitglieder haben, verglichen mit Fassung 1:\n"
        f"  {tmp_path}/draft.yaml:{JAM_LINE}:{JAM_COLUMN}: rewards[jam].cost.points: kostet mehr (40 -> 50)\n"
        "Lassen Sie es, wie es war, oder sagen Sie im Dokument, was aus dem wird, was Mitglieder haben, zum Beispiel:\n"
        "  migrate:\n"
        "    - {rewards: [jam], how: follow}\n"
    )


def test_what_the_remedy_says_is_a_document(shop: CommandLine, tmp_path: Path) -> None:
    refused = publish(shop, tmp_path, DEARER_JAM, "--start", "2026-04-12").complained
    remedy = "\n".join(line[2:] for line in refused.partition("for instance:\n")[2].splitlines())

    assert publish(shop, tmp_path, f"{DEARER_JAM}{remedy}\n", "--start", "2026-04-12").code == 0


def test_with_migrate_it_starts_after_six_weeks_and_not_a_minute_before(shop: CommandLine, tmp_path: Path) -> None:
    early = publish(shop, tmp_path, DEARER_JAM + MIGRATE, "--start", "2026-04-11T23:59", "--language", "en")
    late = publish(shop, tmp_path, DEARER_JAM + MIGRATE, "--start", "2026-04-12")

    assert (early.code, late.code) == (1, 0)
    assert early.complained.startswith("This version makes worth less what members have, and they are told before:\n")
    assert early.complained.endswith(
        "This can hold from Apr 12, 2026, 12:00:00 AM on (`programme.notice`); start later.\n"
    )
    assert latest(shop) == 2


def test_the_clock_of_the_sandbox_counts(shop: CommandLine, tmp_path: Path) -> None:
    shop("clock", "shop", "--turn-to", "2026-03-15")

    assert publish(shop, tmp_path, DEARER_JAM + MIGRATE, "--start", "2026-04-12").code == 1
    assert publish(shop, tmp_path, DEARER_JAM + MIGRATE, "--start", "2026-04-26").code == 0


def test_a_live_programme_is_bound_by_the_wall_clock(treue: CommandLine, tmp_path: Path) -> None:
    assert publish(treue, tmp_path, SHOP).code == 0

    assert publish(treue, tmp_path, DEARER_JAM + MIGRATE).code == 1
    assert publish(treue, tmp_path, DEARER_JAM + MIGRATE, "--start", "2099-01-01").code == 0


def test_no_version_shortens_the_notice_it_is_bound_to(shop: CommandLine, tmp_path: Path) -> None:
    def with_a_week(text: str) -> str:
        return text.replace("  languages: [de, en]\n", "  languages: [de, en]\n  notice: 1 week\n")

    at_once = publish(shop, tmp_path, with_a_week(SHOP), "--language", "en")
    together = publish(shop, tmp_path, with_a_week(DEARER_JAM) + MIGRATE, "--start", "2026-03-08")
    assert (at_once.code, together.code) == (1, 1)
    assert "programme.notice: members are told later (nothing -> 1 week)\n" in at_once.complained

    # Members are told for six weeks that a week is enough from then on.
    assert publish(shop, tmp_path, with_a_week(SHOP), "--start", "2026-04-12").code == 0
    shop("clock", "shop", "--turn-to", "2026-04-12")
    assert publish(shop, tmp_path, with_a_week(DEARER_JAM) + MIGRATE, "--start", "2026-04-18").code == 1
    assert publish(shop, tmp_path, with_a_week(DEARER_JAM) + MIGRATE, "--start", "2026-04-19").code == 0


def test_what_relaxes_starts_at_once(shop: CommandLine, tmp_path: Path) -> None:
    assert publish(shop, tmp_path, SHOP.replace("cost: {points: 40}", "cost: {points: 30}")).code == 0


def test_other_decimals_are_not_just_followed(shop: CommandLine, tmp_path: Path) -> None:
    text = SHOP.replace("decimals: 1", "decimals: 2") + "migrate: [{units: [stars], how: follow}]\n"

    answer = publish(shop, tmp_path, text, "--start", "2027-01-01", "--language", "en")

    assert answer.code == 1
    assert "units.stars.decimals: it is counted with other decimals (1 -> 2)\n" in answer.complained
    assert "Units of other decimals have to be converted; better declare another unit.\n" in answer.complained


def test_migrate_of_what_does_not_get_worse_is_told_and_harms_nothing(shop: CommandLine, tmp_path: Path) -> None:
    answer = publish(shop, tmp_path, SHOP + MIGRATE, "--language", "en")
    as_json = publish(shop, tmp_path, SHOP + MIGRATE + "# again\n", "--json")

    assert answer.code == 0
    assert answer.said.endswith("Nothing gets worse about what `migrate` names here: rewards[jam]. Take it out.\n")
    assert as_json.shape["idle_migrations"] == ["rewards[jam]"]


def test_the_first_version_is_never_refused(treue: CommandLine, tmp_path: Path) -> None:
    assert publish(treue, tmp_path, DEARER_JAM + MIGRATE).code == 0


def test_a_version_before_a_published_one_is_compared_with_that_too(shop: CommandLine, tmp_path: Path) -> None:
    # Version 2 starts in May and says again what version 1 says; in between jam would be cheaper for a while.
    assert publish(shop, tmp_path, SHOP + "# may\n", "--start", "2026-05-01").code == 0
    cheaper = SHOP.replace("cost: {points: 40}", "cost: {points: 30}")

    unnamed = publish(shop, tmp_path, cheaper, "--language", "en")
    named = publish(shop, tmp_path, cheaper + MIGRATE)

    assert (unnamed.code, named.code) == (1, 0)
    assert unnamed.complained.startswith("Version 2 makes worth less what members have, compared with this version:\n")
    assert "rewards[jam].cost.points: it costs more (30 -> 40)\n" in unnamed.complained


def test_a_version_that_never_was_in_force_has_promised_nothing(shop: CommandLine, tmp_path: Path) -> None:
    # Version 2 would give jam for less from May on; version 3 takes its place before.
    cheaper = SHOP.replace("cost: {points: 40}", "cost: {points: 30}")
    assert publish(shop, tmp_path, cheaper, "--start", "2026-05-01").code == 0

    assert publish(shop, tmp_path, SHOP, "--start", "2026-05-01").code == 0


def test_a_merged_edit_is_compared_as_a_whole(shop: CommandLine, tmp_path: Path) -> None:
    other = SHOP.replace("per: 1.00 EUR", "per: 2.00 EUR")
    assert publish(shop, tmp_path, other).code == 0

    answer = publish(shop, tmp_path, DEARER_JAM, "--edited-from", "1")

    assert answer.code == 1
    assert "rewards[jam].cost.points" in answer.complained
    assert latest(shop) == 2


def test_diff_names_what_gets_worse_and_whether_migrate_names_it(shop: CommandLine, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(DEARER_JAM.replace("stock: limited}", "stock: limited, name: Basket}"), "utf-8")

    without = shop("diff", "shop@1", str(draft), "--language", "en").said
    draft.write_text(DEARER_JAM + MIGRATE, "utf-8")
    having = shop("diff", "shop@1", str(draft), "--language", "de").said
    shape = shop("diff", "shop@1", str(draft), "--json", "--language", "en").shape

    assert without.endswith(
        "Worth less for members:\n! rewards[jam].cost.points: it costs more (40 -> 50) [not under `migrate`]\n"
    )
    assert having.endswith(
        "Für Mitglieder weniger wert:\n! rewards[jam].cost.points: kostet mehr (40 -> 50) [unter `migrate`]\n"
    )
    assert shape["worsenings"] == [
        {
            "node": "rewards[jam]",
            "path": "cost.points",
            "kind": "costs_more",
            "before": 40,
            "after": 50,
            "migrated": True,
            "words": "rewards[jam].cost.points: it costs more (40 -> 50)",
        }
    ]
