"""Every event in the database explained in every language from what is kept of it, beside what its figures say."""

from __future__ import annotations

import re

from tests.processing.shop import Shop
from tests.words.told_numbers import MACHINE, numbers_of
from treue.programme import read_document_parts
from treue.store.explaining import read_event
from treue.store.programmes import read_versions
from treue.usecases.members.explain import story_of_row
from treue.words.explanation import Naming, explain
from treue.words.languages import language, languages

PUBLIC_ID = re.compile(r"\bm_[0-9A-Z]+\b")
"""What another member is known by."""


async def untold(shop: Shop) -> list[str]:
    """A line for each text that lacks a number of its decision or has what nobody should read."""
    found: list[str] = []
    desk = shop.desk
    async with desk.pool.connection() as connection:
        (version,) = await read_versions(connection, desk.programme_id)
        reading = read_document_parts(version.parts)
        assert reading.checked is not None
        assert reading.programme is not None
        namings = [Naming(language(code), reading.checked, reading.programme) for code in languages()]
        events = await shop.rows(
            "SELECT member_id, member_seq FROM event WHERE programme_id = %s ORDER BY 1, 2", desk.programme_id
        )
        for member_id, seq in events:
            row = await read_event(connection, desk.programme_id, member_id, seq)
            assert row is not None, "an event that was listed is there"
            story = story_of_row(row)
            for naming in namings:
                text = explain(naming, story).text
                missing = [number for number in numbers_of(naming, story) if number not in text]
                machine = MACHINE.search(PUBLIC_ID.sub("", text))
                if missing or machine:
                    found.append(f"{missing} are not told, or {machine} is:\n{text}\n{story.figures}")
    return found
