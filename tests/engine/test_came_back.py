"""What came back of an order over all returns, to the cent and to the piece (R6.2, R6.7)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from treue.domain.events import LineBack, Return
from treue.domain.orders import Line, LineKind, Order, OrderReference
from treue.domain.reasons import Reason
from treue.engine.returning.keeping import LineTotals, Totals, added, added_blindly, back_of, kept_of, paid_of

NOON = datetime(2026, 5, 14, 10, tzinfo=UTC)
NOTHING = Totals()
# Three cups for 10.00, a bag, shipping, and a deposit that came back with the order.
ORDER = Order(
    "EUR",
    (
        Line("cup", 12_00, Decimal(3), 2_00, id="a", tax=1_00),
        Line("bag", 5_00, id="b"),
        Line("parcel", 4_90, kind=LineKind.SHIPPING, id="c"),
        Line("bottle", -25, id="d"),
    ),
)


def back(*lines: LineBack, amount: int | None = None) -> Return:
    return Return(NOON, OrderReference("tills", "1"), lines, amount)


def came(totals: Totals | Reason) -> Totals:
    assert isinstance(totals, Totals)
    return totals


def test_pieces_come_back_one_by_one_to_the_last_cent() -> None:
    one = came(added(ORDER, NOTHING, back(LineBack("a", Decimal(1)))))
    two = came(added(ORDER, one, back(LineBack("a", Decimal(1)))))
    three = came(added(ORDER, two, back(LineBack("a"))))

    # 3.33 and 6.66 are rounded towards nothing; with the last one everything is back.
    assert [totals.money for totals in (one, two, three)] == [3_33, 6_66, 10_00]
    assert [back_of(ORDER, totals)[0] for totals in (one, two, three)] == [3_33, 6_66, 10_00]
    assert added(ORDER, three, back(LineBack("a", Decimal(1)))) is Reason.MORE_THAN_BOUGHT
    assert added(ORDER, three, back(LineBack("a"))) is Reason.MORE_THAN_BOUGHT
    assert added(ORDER, two, back(LineBack("a", Decimal(2)))) is Reason.MORE_THAN_BOUGHT


def test_what_is_kept_of_a_line_has_its_part_of_price_discount_and_tax() -> None:
    one = came(added(ORDER, NOTHING, back(LineBack("a", Decimal(1)))))

    kept = kept_of(ORDER, one)

    assert kept is not None
    cup, *others = kept.lines
    assert (cup.quantity, cup.amount, cup.discount, cup.paid, cup.tax) == (Decimal(2), 8_00, 1_33, 6_67, 67)
    assert tuple(others) == ORDER.lines[1:]


def test_money_that_is_named_comes_back_as_it_is_named() -> None:
    some = came(added(ORDER, NOTHING, back(LineBack("a", amount=4_00))))
    more = came(added(ORDER, some, back(LineBack("a", amount=6_00))))

    assert (some.money, some.lines[0]) == (4_00, LineTotals(Decimal(0), Decimal(0), 4_00))
    assert more.money == 10_00
    assert added(ORDER, some, back(LineBack("a", amount=6_01))) is Reason.MORE_THAN_BOUGHT
    assert added(ORDER, NOTHING, back(LineBack("a", Decimal(1), 10_00))) == Totals(
        {0: LineTotals(Decimal(1), Decimal(0), 10_00)}, money=10_00
    )


@pytest.mark.parametrize(
    "wrong",
    [
        back(LineBack("a", Decimal(0))),
        back(LineBack("a", Decimal(-1))),
        back(LineBack("a", amount=0)),
        back(LineBack("a", amount=-1)),
        back(LineBack("a", Decimal(4))),
        back(LineBack("a", amount=10_01)),
        back(amount=0),
        back(amount=-1),
        back(amount=19_91),
    ],
)
def test_never_more_than_was_bought_and_never_nothing(wrong: Return) -> None:
    assert added(ORDER, NOTHING, wrong) is Reason.MORE_THAN_BOUGHT


@pytest.mark.parametrize(
    ("named", "place"), [("a", 0), ("bag", 1), (1, 0), (4, 3), (0, None), (5, None), ("x", None), ("", None)]
)
def test_a_line_is_named_by_its_id_its_article_or_its_place(named: str | int, place: int | None) -> None:
    found = added(ORDER, NOTHING, back(LineBack(named)))

    assert found is Reason.UNKNOWN_LINE if place is None else list(came(found).lines) == [place]


def test_an_article_that_is_there_twice_names_no_line() -> None:
    order = Order("EUR", (Line("cup", 1_00), Line("cup", 2_00)))

    assert added(order, NOTHING, back(LineBack("cup"))) is Reason.UNKNOWN_LINE
    assert came(added(order, NOTHING, back(LineBack(2)))).money == 2_00


def test_an_amount_for_the_order_is_spread_over_what_is_left_of_its_lines() -> None:
    found = came(added(ORDER, NOTHING, back(amount=10_00)))

    # 10.00, 5.00 and 4.90 of 19.90; the cent that is left over goes where most was cut off.
    assert back_of(ORDER, found) == [5_03, 2_51, 2_46, 0]
    assert found.money == 10_00
    rest = came(added(ORDER, found, back(amount=9_90)))
    assert back_of(ORDER, rest) == [10_00, 5_00, 4_90, 0]
    assert kept_of(ORDER, rest) is None
    assert added(ORDER, rest, back(amount=1)) is Reason.MORE_THAN_BOUGHT


def test_the_whole_order_comes_back_once_and_nothing_after_it() -> None:
    whole = came(added(ORDER, NOTHING, back()))

    assert whole == Totals(whole=True, money=19_90)
    assert paid_of(ORDER) == 19_90
    assert back_of(ORDER, whole) == [10_00, 5_00, 4_90, -25]
    assert kept_of(ORDER, whole) is None
    assert added(ORDER, whole, back()) is Reason.MORE_THAN_BOUGHT
    assert added(ORDER, whole, back(LineBack("a"))) is Reason.MORE_THAN_BOUGHT


def test_neither_shipping_nor_a_free_addition_makes_an_order() -> None:
    goods = came(added(ORDER, NOTHING, back(LineBack("a"), LineBack("b"))))

    assert kept_of(ORDER, goods) is None
    gift = Order("EUR", (Line("cup", 5_00), Line("card", 0)))
    assert kept_of(gift, came(added(gift, NOTHING, back(LineBack("cup"))))) is None
    only_gifts = Order("EUR", (Line("card", 0), Line("pen", 0)))
    some = kept_of(only_gifts, came(added(only_gifts, NOTHING, back(LineBack("card")))))
    assert some is not None
    assert [line.sku for line in some.lines] == ["pen"]


@pytest.mark.parametrize(
    ("paid", "before", "event", "found"),
    [
        (20_00, NOTHING, back(amount=5_00), Totals(amount=5_00, money=5_00)),
        (20_00, Totals(amount=5_00, money=5_00), back(amount=15_00), Totals(amount=20_00, money=20_00)),
        (20_00, Totals(amount=5_00, money=5_00), back(amount=15_01), Reason.MORE_THAN_BOUGHT),
        (20_00, NOTHING, back(LineBack("a", amount=3_00), LineBack("b", amount=4_00)), Totals(amount=7_00, money=7_00)),
        (20_00, NOTHING, back(LineBack("a", amount=3_00), amount=1_00), Totals(amount=4_00, money=4_00)),
        (20_00, NOTHING, back(LineBack("a", Decimal(1))), Reason.LINES_RETIRED),
        (20_00, NOTHING, back(LineBack("a", Decimal(1), 3_00)), Reason.LINES_RETIRED),
        (20_00, NOTHING, back(LineBack("a")), Reason.LINES_RETIRED),
        (None, NOTHING, back(amount=1_00), Reason.LINES_RETIRED),
        (20_00, NOTHING, back(amount=0), Reason.MORE_THAN_BOUGHT),
        (20_00, NOTHING, back(LineBack("a", amount=-1_00), amount=5_00), Reason.MORE_THAN_BOUGHT),
        (20_00, NOTHING, back(), Totals(whole=True, money=20_00)),
        (None, Totals(amount=5_00, money=5_00), back(), Totals(amount=5_00, whole=True, money=5_00)),
        (20_00, Totals(whole=True, money=20_00), back(), Reason.MORE_THAN_BOUGHT),
        (20_00, Totals(whole=True, money=20_00), back(amount=1), Reason.MORE_THAN_BOUGHT),
    ],
)
def test_where_the_lines_are_retired_money_alone_can_be_told(
    paid: int | None, before: Totals, event: Return, found: Totals | Reason
) -> None:
    assert added_blindly(paid, before, event) == found
