"""Many members in seconds: a few are made by the processor, and PostgreSQL copies their rows under other names.

What is copied is therefore what Treue itself writes. Left out is what no page reads: payloads, read-sets and keys of
events. The copies were recorded in the year before, as if they had come one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection, sql

from bench.ground import Ground, settle_statistics
from bench.orders import Orders, reference
from treue.domain.events import Joined
from treue.processing.commands import Command, Person

TEMPLATES = 100
PURCHASES_OF_TEMPLATE = (0, 1, 1, 2, 3)
"""In turn, so that some hold nothing and some have been here often."""
TABLES = ("member", "event", "transfer", "lot", "balance", "due", "tally", "later_count", "level_interval")
FIRST_NAMES = tuple(
    "Anna Ben Clara David Elif Felix Greta Hannes Ida Jonas Karla Leon Mila Noah Olga Paul Quirin Rosa Samir Thea Uwe "
    "Vera Wanda Xaver Yara Zoe Antje Björn Carmen Dieter Erna Frieda Georg Hilde Ingo Jutta Knut Lotte Malte".split()
)
_NAMES_BEGIN = tuple(
    "Acker Berg Dorn Eich Feld Gold Haber Imm Jung Kirch Linden Moor Neu Ober Rosen Stein Tann Wald".split()
)
_NAMES_END = tuple("mann hof bach brink feld heim kamp lohe moser reiter singer thal wieser zier".split())
LAST_NAMES = tuple(begin + end for begin in _NAMES_BEGIN for end in _NAMES_END)

_COPIED = """
    CREATE TEMPORARY TABLE copied ON COMMIT DROP AS
    SELECT number, template.member_id AS template_id, highest.member_id + number AS member_id
    FROM generate_series(1, %(count)s) AS number
    JOIN (SELECT member_id, row_number() OVER (ORDER BY member_id) AS place FROM member) template
        ON template.place = 1 + number %% %(templates)s
    CROSS JOIN (SELECT max(member_id) AS member_id FROM member) highest
"""
_PERSONS = """
    INSERT INTO person (programme_id, member_id, name, email)
    SELECT %(programme)s, member_id, first || ' ' || last, lower(first || '.' || last) || number || '@example.org'
    FROM (
        SELECT member_id, number, (%(first)s::text[])[1 + number * 7 %% %(firsts)s] AS first,
            (%(last)s::text[])[1 + number * 11 %% %(lasts)s] AS last
        FROM copied) named
"""
_IDENTITIES = """
    INSERT INTO identity (programme_id, kind, value, member_id)
    SELECT %(programme)s, kind, CASE kind WHEN 'public' THEN 'm_' || upper(left(md5(number::text), 13))
        WHEN 'external' THEN 'copy-' || lpad(number::text, 8, '0')
        ELSE '29' || lpad((number::bigint * 7919 %% 100000000000)::text, 11, '0') END, member_id
    FROM copied, unnest(ARRAY['public', 'external', 'card']) AS kind
"""
# Together with what was recorded an hour ago and before nothing would be the latest.
_RECORDED = "recorded_at - interval '1 hour' - (%(count)s - number) * interval '364 days' / %(count)s"


async def populate(place: Ground, count: int) -> None:
    """So many members more, each with what he did, as settled as a database that has run for a while."""
    orders = Orders()
    await place.desk.run([_joining(number) for number in range(TEMPLATES)])
    for number in range(TEMPLATES):
        bought = PURCHASES_OF_TEMPLATE[number % len(PURCHASES_OF_TEMPLATE)]
        await place.desk.run([orders.purchase(number) for _ in range(bought)])
    parameters = {"programme": place.desk.programme_id, "count": count, "templates": TEMPLATES}
    names = {"first": list(FIRST_NAMES), "firsts": len(FIRST_NAMES), "last": list(LAST_NAMES), "lasts": len(LAST_NAMES)}
    async with place.pool.connection() as connection:
        await connection.execute(_COPIED, parameters)
        for table in TABLES:
            await _copy(connection, table, parameters)
        await connection.execute(_PERSONS, {**parameters, **names})
        await connection.execute(_IDENTITIES, parameters)
    async with place.pool.connection() as connection:
        await connection.set_autocommit(True)
        await connection.execute("VACUUM")
        await connection.set_autocommit(False)
    await settle_statistics(place)


async def _copy(connection: AsyncConnection[Any], table: str, parameters: dict[str, Any]) -> None:
    """The templates' rows in one table, once for each copy."""
    columns = await _columns(connection, table)
    taken = [sql.SQL(_taken_from(column)) for column in columns]
    await connection.execute(
        sql.SQL(
            "INSERT INTO {table} ({columns}) SELECT {taken} FROM copied JOIN {table} t ON t.member_id = template_id "
            "ORDER BY number"
        ).format(
            table=sql.Identifier(table),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            taken=sql.SQL(", ").join(taken),
        ),
        parameters,
    )


async def _columns(connection: AsyncConnection[Any], table: str) -> Sequence[str]:
    cursor = await connection.execute(
        "SELECT attname::text FROM pg_attribute WHERE attrelid = %(table)s::text::regclass AND attnum > 0 "
        "AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        {"table": table},
    )
    return [name for (name,) in await cursor.fetchall()]


def _taken_from(column: str) -> str:
    if column == "member_id":
        return "copied.member_id"
    return _RECORDED if column == "recorded_at" else f't."{column}"'


def _joining(number: int) -> Command:
    first, last = FIRST_NAMES[number % len(FIRST_NAMES)], LAST_NAMES[number % len(LAST_NAMES)]
    return Command(
        reference(number),
        Joined(),
        source="shop",
        external_id=f"joining-{number:06}",
        person=Person(f"{first} {last}", f"{first}.{last}@example.org".lower()),
        cards=(f"4000{number:06}",),
    )
