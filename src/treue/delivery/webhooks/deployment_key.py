"""The deployment key: 32 random bytes in a file, from which the secrets of all webhooks follow.

A secret is HMAC-SHA256 of the programme, the webhook and the number of the secret. So the database and its back-ups
hold no secret, rotating is counting on, and nothing has to be encrypted. Each webhook has the mark of the key it was
made with; a worker with another key signs nothing for it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from treue.store import embedded

FILE_NAME = "deployment-key"
KEY_BYTES = 32


class KeyUnusable(Exception):
    """The deployment key is missing or cannot be read; the sentence names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class DeploymentKey:
    """The key. Its bytes are never shown."""

    secret: bytes = field(repr=False)

    @property
    def mark(self) -> str:
        """Tells one key from another and says nothing of it."""
        return hmac.digest(self.secret, b"treue: mark of the deployment key", "sha256")[:8].hex()

    def webhook_secret(self, programme: str, subscription_id: int, number: int) -> bytes:
        """The secret with this number of a webhook."""
        name = f"treue: secret of a webhook: {programme}: {subscription_id}: {number}"
        return hmac.digest(self.secret, name.encode(), hashlib.sha256)


def shown(secret: bytes) -> str:
    """A secret as its receiver enters it."""
    return f"whsec_{base64.b64encode(secret).decode()}"


def key_path(environ: Mapping[str, str]) -> Path:
    """Where the key of this installation is: TREUE_KEY_FILE, else in the home folder."""
    if chosen := environ.get("TREUE_KEY_FILE"):
        return Path(chosen).expanduser().absolute()
    return embedded.home_folder(environ) / FILE_NAME


def read_key(path: Path) -> DeploymentKey:
    """The key in the file. Raises KeyUnusable."""
    try:
        secret = bytes.fromhex(path.read_text("ascii").strip())
    except FileNotFoundError as error:
        raise KeyUnusable(
            f"There is no deployment key at {path}. Copy it from where the webhooks were added, or set TREUE_KEY_FILE "
            "to where it is; without any webhook, `treue webhook add` makes one."
        ) from error
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) else "it holds something else"
        raise KeyUnusable(
            f"The deployment key {path} cannot be read: {cause}. Let this account read it, or put the right file there."
        ) from error
    if len(secret) != KEY_BYTES:
        raise KeyUnusable(f"{path} is no deployment key: it has {len(secret)} bytes, not {KEY_BYTES}.")
    return DeploymentKey(secret)


def make_key(path: Path) -> DeploymentKey:
    """The key in the file, which is made where there is none. Raises KeyUnusable."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read_key(path)
    except OSError as error:
        raise KeyUnusable(
            f"The deployment key {path} cannot be made: {error.strerror}. Let this account write there, or set "
            "TREUE_KEY_FILE to a file that it may write."
        ) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return read_key(path)
