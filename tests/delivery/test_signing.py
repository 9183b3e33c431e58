"""Signatures: the standard's own library accepts what Treue signs, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from treue.delivery.webhooks.deployment_key import DeploymentKey, KeyUnusable, make_key, read_key, shown
from treue.delivery.webhooks.signing import signed_headers, webhook_id
from treue.domain.ids import number_of

KEY = DeploymentKey(bytes(range(32)))
FIRST, SECOND = (KEY.webhook_secret("shop", 7, number) for number in (1, 2))
BODY = b'{"type":"balance.changed"}'


def headers(*secrets: bytes) -> dict[str, str]:
    return signed_headers(4711, datetime.now(UTC), BODY, secrets)


def test_the_standard_s_own_library_accepts_a_message() -> None:
    assert Webhook(shown(FIRST)).verify(BODY, headers(FIRST)) == {"type": "balance.changed"}


@pytest.mark.parametrize("secret", [FIRST, SECOND])
def test_while_secrets_overlap_either_is_enough(secret: bytes) -> None:
    assert Webhook(shown(secret)).verify(BODY, headers(SECOND, FIRST)) == {"type": "balance.changed"}


@pytest.mark.parametrize(
    ("body", "changed"),
    [(BODY + b" ", {}), (BODY, {"webhook-id": webhook_id(4712)}), (BODY, {"webhook-timestamp": "1"})],
)
def test_what_was_altered_is_not_accepted(body: bytes, changed: dict[str, str]) -> None:
    with pytest.raises(WebhookVerificationError):
        Webhook(shown(FIRST)).verify(body, {**headers(FIRST), **changed})


def test_a_former_secret_is_not_enough_once_it_signs_no_more() -> None:
    with pytest.raises(WebhookVerificationError):
        Webhook(shown(FIRST)).verify(BODY, headers(SECOND))


def test_the_id_of_a_message_leads_back_to_it() -> None:
    assert webhook_id(2**63 - 1) == "msg_7ZZZZZZZZZZZZ"
    assert number_of("msg", webhook_id(2**63 - 1)) == 2**63 - 1
    assert number_of("msg", "wh_0000000000001") is None
    assert number_of("msg", "msg_8000000000000") is None
    assert number_of("msg", "msg_000000000000U") is None


def test_every_webhook_has_a_secret_of_its_own() -> None:
    secrets = {
        KEY.webhook_secret(programme, subscription, number)
        for programme in ("shop", "club")
        for subscription in (7, 8)
        for number in (1, 2)
    }

    assert len(secrets) == 8
    assert all(len(secret) == 32 for secret in secrets)
    assert shown(FIRST).startswith("whsec_")


def test_a_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "home" / "deployment-key"

    made = make_key(path)

    assert make_key(path) == read_key(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert repr(made) == "DeploymentKey()"


def test_a_missing_key_is_told_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(
        KeyUnusable, match=r"There is no deployment key at .*Copy it from where the webhooks were added"
    ):
        read_key(tmp_path / "deployment-key")


@pytest.mark.parametrize("content", ["not hexadecimal", "ab" * 31, ""])
def test_a_file_that_is_no_key_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "deployment-key"
    path.write_text(content, "ascii")

    with pytest.raises(KeyUnusable, match="deployment key"):
        read_key(path)
