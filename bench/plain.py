"""PostgreSQL alone: pgbench puts the rows of one purchase into tables of the same shape.

This is what the machine can do with these rows, without a decision: nothing is read, locked in order, or checked for
having happened before. Treue's rates are stated as shares of it.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bench.orders import MEMBERS, NOW
from treue.store.connect import open_connection
from treue.store.embedded.binaries import client_binaries

FOLDER = Path(__file__).parent
PURCHASES_IN_BATCH = 256
TABLES = ("member", "event", "event_payload", "event_readset", "transfer", "lot", "balance", "claim")
_PARTITIONED = ("event_payload", "event_readset")
_RATE = re.compile(r"^tps = ([0-9.]+) \(without", re.MULTILINE)
_FAILED = re.compile(r"number of failed transactions: [1-9]")

# What one purchase with two transfers stores; the middle one by length, of those that are there.
_SAMPLE = """
    SELECT p.body::text, e.result::text, r.body
    FROM event e
    JOIN event_payload p USING (programme_id, member_id, member_seq)
    JOIN event_readset r USING (programme_id, member_id, member_seq)
    WHERE e.kind = 'purchase' AND 2 = (
        SELECT count(*) FROM transfer t
        WHERE (t.programme_id, t.member_id, t.member_seq) = (e.programme_id, e.member_id, e.member_seq))
    ORDER BY length(p.body::text)
"""
# How full pages are packed is not copied by LIKE.
_OPTIONS = "SELECT unnest(reloptions) FROM pg_class WHERE oid = %(table)s::text::regclass"
_FILL_MEMBERS = """
    INSERT INTO plain.member (programme_id, member_id, joined_at, decided_at, last_seq)
    SELECT 1, number, %(instant)s, %(instant)s, 1 FROM generate_series(1, %(members)s) AS number
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """What one purchase stores, as text: the order, the figures of the decision, the read-set."""

    body: str
    result: str
    readset: bytes


def make_tables(conninfo: str) -> Sample:
    """Make the tables and fill in members. The sample is one of the purchases this database has decided before."""
    month = NOW.date().replace(day=1)
    with open_connection(conninfo) as connection:
        samples = connection.execute(_SAMPLE).fetchall()
        body, result, readset = samples[len(samples) // 2]
        connection.execute("CREATE SCHEMA plain")
        for table in TABLES:
            _make_table(connection, table, month)
        connection.execute(_FILL_MEMBERS, {"instant": NOW, "members": MEMBERS})
        connection.commit()
        connection.execute("ANALYZE")
    return Sample(body, result, bytes(readset))


def singles(conninfo: str, sample: Sample, *, clients: int, seconds: int) -> float:
    """Purchases a second, one transaction each, one prepared statement for each row."""
    return _pgbench(conninfo, "one_purchase.pgbench.sql", sample, clients, seconds, {"members": str(MEMBERS)})


def batches(conninfo: str, sample: Sample, *, clients: int, seconds: int, first_seq: int) -> float:
    """Purchases a second in transactions of 256, one prepared statement for each table.

    Events are numbered after `first_seq`, which no other run may have used.
    """
    variables = {"reach": str(MEMBERS // clients), "seq": str(first_seq)}
    marked = Sample(_marked(sample.body), _marked(sample.result), sample.readset)
    rate = _pgbench(conninfo, "many_purchases.pgbench.sql", marked, clients, seconds, variables)
    return rate * PURCHASES_IN_BATCH


def _make_table(connection: psycopg.Connection[Any], table: str, month: date) -> None:
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
    for (option,) in connection.execute(_OPTIONS, {"table": f"public.{table}"}).fetchall():
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
