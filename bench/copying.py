"""PostgreSQL alone, by COPY: the fastest way in, for orientation. Rows and tables are those of `bench.plain`."""

from __future__ import annotations

import itertools
import time
from random import Random

from bench.orders import MEMBERS, NOW
from bench.plain import Sample
from treue.store.connect import open_connection

PURCHASES_IN_COPY = 5_000

_MEMBERS = "UPDATE plain.member SET last_seq = %(seq)s, decided_at = %(instant)s WHERE member_id = ANY(%(members)s)"
_BALANCES = """
    INSERT INTO plain.balance AS b (programme_id, member_id, unit, booked, debt)
    SELECT 1, number, 'points', 42, 0 FROM unnest(%(members)s) AS number
    ON CONFLICT (programme_id, member_id, unit) DO UPDATE SET booked = b.booked + excluded.booked
"""


def copies(conninfo: str, sample: Sample, *, seconds: float, first_seq: int) -> float:
    """Purchases a second by COPY, 5,000 in a transaction; the texts to copy are made outside the measured time."""
    chance = Random(first_seq)
    spent, copied = 0.0, 0
    with open_connection(conninfo) as connection:
        for seq in itertools.count(first_seq):
            members = chance.sample(range(1, MEMBERS + 1), PURCHASES_IN_COPY)
            streams = _streams(sample, members, seq, chance)
            started = time.perf_counter()
            with connection.cursor() as cursor:
                parameters = {"members": members, "seq": seq, "instant": NOW}
                cursor.execute(_MEMBERS, parameters)
                for statement, stream in streams:
                    with cursor.copy(statement) as copy:
                        copy.write(stream)
                cursor.execute(_BALANCES, parameters)
            connection.commit()
            spent += time.perf_counter() - started
            copied += PURCHASES_IN_COPY
            if spent >= seconds:
                break
    return copied / spent


def _streams(sample: Sample, members: list[int], seq: int, chance: Random) -> list[tuple[str, str]]:
    """(statement, rows as text) for each table that only grows."""
    at, later, day = NOW.isoformat(), NOW.replace(year=NOW.year + 1).isoformat(), NOW.date().isoformat()
    body, result = _escaped(sample.body), _escaped(sample.result)
    readset = _escaped("\\x" + sample.readset.hex())
    event = "(programme_id, member_id, member_seq, occurred_at, decided_at, audit_id, version, local_day, kind, result)"
    transfer = (
        "(programme_id, member_id, member_seq, transfer_no, unit, debit, credit, amount, effective_at, booked_at,"
        " cause, source, lot_no, available_at, expires_at)"
    )
    lot = "(programme_id, member_id, lot_seq, lot_no, unit, amount, remaining, earned_at, available_at, expires_at)"
    rows: list[tuple[str, list[str]]] = [
        (f"event {event}", [f"1\t{m}\t{seq}\t{at}\t{at}\t1\t1\t{day}\tpurchase\t{result}" for m in members]),
        (
            "event_payload (programme_id, member_id, member_seq, local_day, body)",
            [f"1\t{m}\t{seq}\t{day}\t{body}" for m in members],
        ),
        (
            "event_readset (programme_id, member_id, member_seq, local_day, body)",
            [f"1\t{m}\t{seq}\t{day}\t{readset}" for m in members],
        ),
        (
            f"transfer {transfer}",
            [
                f"1\t{m}\t{seq}\t{no}\tpoints\tissued\tmember\t21\t{at}\t{at}\tearned\tbase\t0\t{at}\t{later}"
                for m in members
                for no in (0, 1)
            ],
        ),
        (
            f"lot {lot}",
            [f"1\t{m}\t{seq}\t0\tpoints\t42\t42\t{at}\t{at}\t{later}" for m in members],
        ),
        (
            "claim (programme_id, kind, key_hash, content_hash, fingerprint, member_id, member_seq)",
            [
                f"1\tfact\t\\\\x{chance.randbytes(16).hex()}\t\\\\x{chance.randbytes(16).hex()}\t1\t{m}\t{seq}"
                for m in members
            ],
        ),
    ]
    return [(f"COPY plain.{target} FROM STDIN", "\n".join(lines) + "\n") for target, lines in rows]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\")
