"""PostgreSQL alone: pgbench and COPY put the rows of one purchase into tables of the same shape.

This is what the machine can do with these rows, without a decision: nothing is read, locked in order, or checked for having
happened before. Treue's rates are stated as shares of it.
"""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import psycopg
from psycopg import sql

from bench.orders import MEMBERS, NOW
from treue.store.connect import open_connection
from treue.store.embedded.binaries import client_binaries
from treue.store.statements import named

FOLDER = Path(__file__).parent
PURCHASES_IN_BATCH = 256
PURCHASES_IN_COPY = 5_000
TABLES = ("member", "event", "event_payload", "event_readset", "transfer", "lot", "balance", "claim")
_PARTITIONED = ("event_payload", "event_readset")
_RATE = re.compile(r"^tps = ([0-9.]+) \(without", re.MULTILINE)
_FAILED = re.compile(r"number of failed transactions: [1-9]")


@dataclass(frozen=True, slots=True)
class Sample:
    """What one purchase stores, as text: the order, the figures of the decision, the read-set."""

    body: str
    result: str
    readset: bytes


def make_tables(conninfo: str) -> Sample:
    """Make the tables and fill in members. The database has decided some purchases before, of which one is the sample."""
    texts = named(FOLDER / "plain_tables.sql")
    month = NOW.date().replace(day=1)
    with open_connection(conninfo) as connection:
        row = connection.execute(texts["sample"], {"middle": 50}).fetchone()
        assert row is not None, "the database has no purchase yet that could serve as a sample"
        connection.execute(texts["make_schema"])
        for table in TABLES:
            _make_table(connection, texts["options"], table, month)
        connection.execute(texts["fill_members"], {"instant": NOW, "members": MEMBERS})
        connection.commit()
        connection.execute("ANALYZE")
    return Sample(row[0], row[1], bytes(row[2]))


def singles(conninfo: str, sample: Sample, *, clients: int, seconds: int) -> float:
    """Purchases a second, one transaction each, one prepared statement for each row."""
    return _pgbench(conninfo, "one_purchase.pgbench.sql", sample, clients, seconds, {"members": str(MEMBERS)})


def batches(conninfo: str, sample: Sample, *, clients: int, seconds: int) -> float:
    """Purchases a second in transactions of 256, one prepared statement for each table."""
    # Numbers of events that no other run of this database has used.
    variables = {"reach": str(MEMBERS // clients), "seq": str(1_000_000 * clients)}
    marked = Sample(_marked(sample.body), _marked(sample.result), sample.readset)
    rate = _pgbench(conninfo, "many_purchases.pgbench.sql", marked, clients, seconds, variables)
    return rate * PURCHASES_IN_BATCH


def copies(conninfo: str, sample: Sample, *, seconds: float) -> float:
    """Purchases a second by COPY, 5,000 in a transaction; the texts to copy are made outside the measured time."""
    texts = named(FOLDER / "plain_tables.sql")
    chance = Random(20261122)
    spent, copied = 0.0, 0
    with open_connection(conninfo) as connection:
        for seq in itertools.count(10_000_000):
            members = chance.sample(range(1, MEMBERS + 1), PURCHASES_IN_COPY)
            streams = _streams(sample, members, seq, chance)
            started = time.perf_counter()
            with connection.cursor() as cursor:
                parameters = {"members": members, "seq": seq, "instant": NOW}
                cursor.execute(texts["copy_members"], parameters)
                for statement, stream in streams:
                    with cursor.copy(statement) as copy:
                        copy.write(stream)
                cursor.execute(texts["copy_balances"], parameters)
            connection.commit()
            spent += time.perf_counter() - started
            copied += PURCHASES_IN_COPY
            if spent >= seconds:
                break
    return copied / spent


def _make_table(connection: psycopg.Connection[Any], options: str, table: str, month: date) -> None:
    own, theirs = sql.Identifier("plain", table), sql.Identifier("public", table)
    make = sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(own, theirs)
    if table in _PARTITIONED:
        connection.execute(make + sql.SQL(" PARTITION BY RANGE (local_day)"))
        connection.execute(
            sql.SQL("CREATE TABLE {} PARTITION OF {} FOR VALUES FROM ({}) TO ({})").format(
                sql.Identifier("plain", f"{table}_only"),
                own,
                sql.Literal(month.isoformat()),
                sql.Literal((month + timedelta(days=31)).replace(day=1).isoformat()),
            )
        )
        return
    connection.execute(make)
    for (option,) in connection.execute(options, {"table": f"public.{table}"}).fetchall():
        name, value = option.split("=")
        connection.execute(
            sql.SQL("ALTER TABLE {} SET ({} = {})").format(own, sql.Identifier(name), sql.Literal(int(value)))
        )


def _pgbench(
    conninfo: str, script: str, sample: Sample, clients: int, seconds: int, variables: dict[str, str]
) -> float:
    """Transactions a second. Raises RuntimeError with what pgbench said when it failed."""
    with open_connection(conninfo, autocommit=True) as connection:
        binaries = client_binaries(os.environ, connection.info.server_version // 10_000, "pgbench")
        connection.execute("CHECKPOINT")
    values = {
        "body": sample.body,
        "result": sample.result,
        "readset": "\\x" + sample.readset.hex(),
        "instant": NOW.isoformat(),
        "later": NOW.replace(year=NOW.year + 1).isoformat(),
        "day": NOW.date().isoformat(),
        **variables,
    }
    command = [binaries.program("pgbench"), "--no-vacuum", "--protocol=prepared", f"--file={FOLDER / script}"]
    command += [f"--client={clients}", f"--jobs={min(clients, os.cpu_count() or 1)}", f"--time={seconds}"]
    command += [part for name, value in values.items() for part in ("--define", f"{name}={value}")]
    done = subprocess.run([*command, conninfo], capture_output=True, text=True, check=False, timeout=seconds + 60)
    rate = _RATE.search(done.stdout)
    if done.returncode != 0 or rate is None or _FAILED.search(done.stdout):
        raise RuntimeError(f"pgbench with {script} failed: {done.stderr.strip() or done.stdout.strip()}")
    return float(rate[1])


def _marked(text: str) -> str:
    """The text of a JSON object with one more field, whose value # each row replaces by its number."""
    return text.replace("{", '{"row": "#", ', 1)


def _streams(sample: Sample, members: list[int], seq: int, chance: Random) -> Iterator[tuple[str, str]]:
    """(statement, rows as text) for each table that only grows; made at once, so that copying measures copying."""
    at, later, day = NOW.isoformat(), NOW.replace(year=NOW.year + 1).isoformat(), NOW.date().isoformat()
    body, result = _escaped(sample.body), _escaped(sample.result)
    readset = _escaped("\\x" + sample.readset.hex())
    event = "(programme_id, member_id, member_seq, occurred_at, decided_at, audit_id, version, local_day, kind, result)"
    transfer = (
        "(programme_id, member_id, member_seq, transfer_no, unit, debit, credit, amount, effective_at, booked_at, cause,"
        " source, lot_no, available_at, expires_at)"
    )
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
            "lot (programme_id, member_id, lot_seq, lot_no, unit, amount, remaining, earned_at, available_at, expires_at)",
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
    return iter([(f"COPY plain.{target} FROM STDIN", "\n".join(lines) + "\n") for target, lines in rows])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\")
