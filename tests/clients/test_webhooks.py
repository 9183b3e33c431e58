"""The client recognises what the service signed, and nothing else."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from treue.delivery.webhooks.signing import signed_headers
from treue_client import SignatureInvalid, verify

KEY, OTHER = b"k" * 32, b"o" * 32
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
SENT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
BODY = json.dumps(
    {"type": "balance.changed", "timestamp": "2026-06-01T12:00:00Z", "data": {"given": {"points": "12"}}}
).encode()


def test_a_message_of_the_service_is_read() -> None:
    message = verify(SECRET, signed_headers(7, SENT, BODY, [KEY]), BODY, now=SENT + timedelta(minutes=4))

    assert message.id.startswith("msg_")
    assert (message.type, message.timestamp, message.data) == ("balance.changed", SENT, {"given": {"points": "12"}})


def test_while_secrets_rotate_either_of_them_fits() -> None:
    headers = signed_headers(7, SENT, BODY, [OTHER, KEY])

    assert verify(SECRET, {name.title(): value for name, value in headers.items()}, BODY, now=SENT).data


@pytest.mark.parametrize(
    ("changed", "body", "late", "said"),
    [
        ({}, BODY + b" ", timedelta(), "no signature fits"),
        ({"webhook-id": "msg_1"}, BODY, timedelta(), "no signature fits"),
        ({"webhook-timestamp": "1780315201"}, BODY, timedelta(), "no signature fits"),
        ({"webhook-timestamp": "soon"}, BODY, timedelta(), "missing or wrong"),
        ({"webhook-signature": ""}, BODY, timedelta(), "no signature fits"),
        ({"webhook-signature": "v1,\u00fcber"}, BODY, timedelta(), "no signature fits"),
        ({}, BODY, timedelta(minutes=6), "too far from now"),
        ({}, BODY, timedelta(minutes=-6), "too far from now"),
    ],
)
def test_what_was_changed_or_is_old_is_refused(
    changed: dict[str, str], body: bytes, late: timedelta, said: str
) -> None:
    headers = {**signed_headers(7, SENT, BODY, [KEY]), **changed}

    with pytest.raises(SignatureInvalid, match=said):
        verify(SECRET, headers, body, now=SENT + late)


def test_a_message_without_headers_or_of_another_secret_is_refused() -> None:
    with pytest.raises(SignatureInvalid, match="webhook-id"):
        verify(SECRET, {}, BODY, now=SENT)
    with pytest.raises(SignatureInvalid, match="no signature fits"):
        verify(SECRET, signed_headers(7, SENT, BODY, [OTHER]), BODY, now=SENT)
    with pytest.raises(ValueError, match="no secret of a webhook"):
        verify("not a secret!", signed_headers(7, SENT, BODY, [KEY]), BODY, now=SENT)
