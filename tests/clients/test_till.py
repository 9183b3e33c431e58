"""The till of the examples, at the real service."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.clients.conftest import CODED
from tests.processing.shop import new_key
from treue.access.keys import create
from treue.access.scopes import Role
from treue.processing.clock import wall_now
from treue.processing.desk import open_desk
from treue.store.connect import open_pool
from treue.usecases.members.join import join
from treue.usecases.programmes.publish import publish

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
CLIENT = Path(__file__).resolve().parents[2] / "clients" / "python"
TILL = CLIENT / "examples" / "till.py"


def test_the_till_sells_and_redeems_once(service: tuple[str, str], tmp_path: Path) -> None:
    database, address = service
    secret = asyncio.run(opened_shop(database, tmp_path))

    now = wall_now()

    poor = sell(address, secret, "1", "499", now)
    rich = sell(address, secret, "2", "1890", now)
    again = sell(address, secret, "2", "1890", now)

    assert poor == ["4 points by rule base.", "No coffee yet: 6 points are missing.", "Points: 4"]
    assert rich[0] == "18 points by rule base."
    assert rich[1].startswith("The code for your coffee: ")
    assert rich[2] == "Points: 12"
    assert again == rich


def test_the_till_has_twenty_lines() -> None:
    assert len(TILL.read_text("utf-8").splitlines()) <= 20


async def opened_shop(database: str, folder: Path) -> str:
    """The secret of a till's key at a shop that is open now, with a member who has a card."""
    programme = new_key()
    document = folder / "programme.yaml"
    document.write_text(CODED.replace("id: shop", f"id: {programme}", 1), "utf-8")
    pool = await open_pool(database)
    try:
        await publish(pool, document, actor="test")
        desk = await open_desk(pool, programme)
        await join(desk, actor="test", request_key="anna", external_id="anna", cards=("4711",))
        return await create(desk, "till-1", Role.CASHIER, actor="test")
    finally:
        await pool.close()


def sell(address: str, secret: str, receipt: str, cents: str, sold_at: datetime) -> list[str]:
    """What the till prints."""
    done = subprocess.run(
        [sys.executable, str(TILL), "4711", receipt, cents, sold_at.isoformat()],
        env={**os.environ, "PYTHONPATH": str(CLIENT / "src"), "TREUE_ADDRESS": address, "TREUE_KEY": secret},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.splitlines()
