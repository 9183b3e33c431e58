"""The same purchases make the same books, whether a file is imported or a till sends them line by line."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Service, serving, told
from tests.connect.files import fingerprint, opened, write_csv
from treue.processing.desk import Desk
from treue.processing.proof import verify
from treue.usecases.purchases.import_purchases import import_purchases

pytestmark = pytest.mark.postgres
PURCHASES = 120


def sold() -> list[tuple[str, str, str, list[tuple[int, int]]]]:
    """Receipt, member, local time, and (cents, discount) of each line; by chance, but each time the same."""
    chance = random.Random(7)
    found = []
    for number in range(PURCHASES):
        lines = [(chance.randrange(200, 9000), chance.choice((0, 0, 1))) for _ in range(chance.randrange(1, 4))]
        at = f"2026-06-{2 + number // 12:02}T{8 + number % 12:02}:{chance.randrange(60):02}:00"
        found.append((f"R{number:03}", chance.choice(("anna", "ben")), at, lines))
    return found


def as_csv(folder: Path) -> None:
    rows = [
        f"{receipt};{member};{at.replace('T', ' ')};center;a{place};1;{cents / 100:.2f};{discount / 100:.2f}"
        for receipt, member, at, lines in sold()
        for place, (cents, discount) in enumerate(lines)
    ]
    write_csv(folder, *rows)


def as_lines() -> bytes:
    return b"".join(json.dumps(fact(*one)).encode() + b"\n" for one in sold())


def fact(receipt: str, member: str, at: str, lines: list[tuple[int, int]]) -> dict[str, Any]:
    told_lines = [
        {"sku": f"a{place}", "amount": cents, "discount": discount} for place, (cents, discount) in enumerate(lines)
    ]
    return {
        "member": f"external:{member}",
        "source": "tills",
        "external_id": receipt,
        "event": "purchase",
        "occurred_at": f"{at}+02:00",
        "order": {"currency": "EUR", "store": "center", "lines": told_lines},
    }


async def books(desk: Desk) -> list[tuple[Any, ...]]:
    """Every transfer, by member and purchase."""
    async with desk.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT i.value, c.key_hash, t.cause, t.source, t.debit, t.credit, t.unit, t.amount, t.effective_at, "
            "t.available_at, t.expires_at FROM transfer t JOIN identity i ON i.kind = 'external' "
            "AND (i.programme_id, i.member_id) = (t.programme_id, t.member_id) "
            "JOIN claim c ON (c.programme_id, c.member_id, c.member_seq) "
            "= (t.programme_id, t.member_id, t.member_seq) WHERE t.programme_id = %s ORDER BY 1, 2, 3, 4",
            (desk.programme_id,),
        )
        return await cursor.fetchall()


def test_a_file_and_a_till_make_the_same_books(shared_database: str, tmp_path: Path) -> None:
    as_csv(tmp_path)

    async def story(service: Service) -> None:
        by_file = await service.desk()
        run = await import_purchases(
            by_file,
            fingerprint(tmp_path),
            lambda: opened(tmp_path),
            actor="test",
            rejects_path=tmp_path / "rejects.csv",
        )
        async with serving(shared_database) as elsewhere:
            owner = await elsewhere.caller()
            await owner.ask("PUT", "/programme/clock", {"now": "2026-06-12T00:00:00+02:00"})
            answer = await owner.client.post(
                "/v1/events/lines",
                content=as_lines(),
                headers={"authorization": f"Bearer {owner.secret}", "content-type": "application/x-ndjson"},
            )
            by_lines = await elsewhere.desk()

            statuses = {json.loads(line)["outcome"]["status"] for line in answer.content.splitlines()}
            assert (run.decided, statuses) == (PURCHASES, {"decided"})
            kept = await books(by_file)
            assert len(kept) == PURCHASES
            assert await books(by_lines) == kept
            assert await verify(by_file) == []
            assert await verify(by_lines) == []

    told(shared_database, story)
