"""`treue webhook`: adding one, and what a person reads of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import CommandLine
from tests.delivery.receiver import answering, receiving

pytestmark = pytest.mark.postgres


@pytest.fixture
def hooked(shop: CommandLine, tmp_path: Path) -> CommandLine:
    """The shop with a deployment key of its own, and webhooks allowed on loopback."""
    settings = {"TREUE_KEY_FILE": str(tmp_path / "key"), "TREUE_WEBHOOK_NETWORKS": "127.0.0.1"}
    return CommandLine({**shop.environ, **settings})


def test_a_webhook_from_adding_to_removing(hooked: CommandLine) -> None:
    assert hooked("webhook", "list", "shop").said == ("There is no webhook yet. Add one: treue webhook add shop URL\n")

    added = hooked("webhook", "add", "shop", "https://crm.example/hooks", "--events", "balance.changed,level.changed")

    assert added.code == 0
    first, second, third = added.said.splitlines()
    name = first.removeprefix("Added ").removesuffix(": https://crm.example/hooks")
    assert name.startswith("wh_")
    assert second.startswith("Its secret, shown this once: whsec_")
    assert third == "A worker delivers to it: treue worker"
    secret = second.rpartition(" ")[2]

    listed = hooked("webhook", "list", "shop")
    assert (
        listed.said == f"{name}  https://crm.example/hooks\n  balance.changed, level.changed\n  0 waiting, 0 given up\n"
    )
    assert secret not in hooked("webhook", "list", "shop", "--json").said

    rotated = hooked("webhook", "rotate", "shop", name, "--overlap", "2", "--json").shape
    assert rotated["secret"].startswith("whsec_")
    assert rotated["secret"] != secret

    assert hooked("adjust", "shop", "4711", "points", "5", "--reason", "goodwill").code == 0
    (waiting,) = hooked("webhook", "deliveries", "shop", "--json").shape["deliveries"]
    assert (waiting["webhook"], waiting["topic"], waiting["standing"], waiting["attempts"]) == (
        *(name, "balance.changed", "waiting"),
        0,
    )
    shown = hooked("webhook", "deliveries", "shop", name, "--language", "de").said
    assert waiting["message"] in shown
    assert "wartet" in shown

    assert hooked("webhook", "replay", "shop", name).said == "0 messages will be delivered again.\n"
    assert hooked("webhook", "enable", "shop", name).code == 1
    removed = hooked("webhook", "remove", "shop", name)
    assert removed.said == f"Removed {name}; 1 message of it was not delivered.\n"


def test_a_test_says_what_the_receiver_answers(hooked: CommandLine) -> None:
    async def story() -> None:
        async with receiving(answering(204), answering(500), answering(302)) as receiver:

            async def treue(*arguments: str) -> tuple[int, str, str]:
                answer = await asyncio.to_thread(hooked, *arguments)
                return answer.code, answer.said, answer.complained

            _, said, _ = await treue("webhook", "add", "shop", receiver.url, "--events", "decision.made")
            name = said.split(":")[0].removeprefix("Added ")

            assert await treue("webhook", "test", "shop", name) == (0, f"{name} answered 204: it works.\n", "")
            assert await treue("webhook", "test", "shop", name) == (1, "", f"{name}: answered 500.\n")
            code, _, complained = await treue("webhook", "test", "shop", name)
            assert (code, "a redirect; give the webhook the URL" in complained) == (1, True)

    asyncio.run(story())


def test_a_disabled_webhook_says_why_and_what_to_do(hooked: CommandLine) -> None:
    added = hooked("webhook", "add", "shop", "https://crm.example/hooks", "--events", "decision.made", "--json").shape
    with psycopg.connect(hooked.environ["TREUE_DATABASE_URL"]) as connection:
        connection.execute("UPDATE subscription SET disabled_at = created_at, disabled_because = 'failing'")

    said = hooked("webhook", "list", "shop").said

    assert "disabled: it failed for five days" in said
    assert f"Once it is mended: treue webhook enable shop {added['webhook']}" in said
    assert hooked("webhook", "enable", "shop", added["webhook"]).said == f"Enabled {added['webhook']}.\n"
    assert "disabled" not in hooked("webhook", "list", "shop").said


def test_a_webhook_is_changed_and_disabled_by_hand(hooked: CommandLine) -> None:
    name = hooked("webhook", "add", "shop", "https://crm.example/hooks", "--events", "decision.made", "--json").shape[
        "webhook"
    ]

    changed = hooked("webhook", "change", "shop", name, "--url", "https://new.example/", "--ahead", "7", "--json").shape
    assert (changed["url"], changed["ahead_days"], changed["topics"]) == ("https://new.example/", 7, ["decision.made"])
    assert hooked("webhook", "disable", "shop", name).said == f"Disabled {name}.\n"
    assert hooked("webhook", "disable", "shop", name, "--language", "de").complained.startswith(f"{name} ist schon aus")
    assert "disabled by staff" in hooked("webhook", "list", "shop").said
    assert hooked("webhook", "enable", "shop", name).code == 0
    assert hooked("webhook", "remove", "shop", name).code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "shop", "crm.example", "--events", "decision.made"), "is no URL that a message can be posted to"),
        (
            ("add", "shop", "https://crm.example", "--events", "all"),
            "There is no topic 'all'; there are balance.changed",
        ),
        (
            ("remove", "shop", "wh_0000000000001"),
            "'shop' has no webhook wh_0000000000001; the list names those there are: treue webhook list shop",
        ),
        (("deliveries", "shop", "--only", "lost"), "--only: 'lost' is none of waiting, delivered, dead."),
        (("rotate", "shop", "wh_0000000000001"), "There is no deployment key at"),
    ],
)
def test_wrong_input_is_told(hooked: CommandLine, arguments: tuple[str, ...], said: str) -> None:
    answer = hooked("webhook", *arguments)

    assert answer.code == 2
    assert said in answer.complained
