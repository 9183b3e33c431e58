"""The client covers the API: every call there is, every code there is, with the real service at the other end."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.clients.conftest import Shop
from tests.processing.shop import NOON
from treue.api.calls import CALLS
from treue.api.problems import STATUS
from treue.domain.reasons import Reason
from treue_client import (
    AlreadyUsed,
    AsyncTreue,
    EditedMeanwhile,
    Forbidden,
    InsufficientUnits,
    KeyReused,
    Line,
    LineBack,
    NotFound,
    Order,
    OrderName,
    OutOfStock,
    OwnEvent,
    Purchase,
    Refused,
    Return,
    Treue,
    Unauthenticated,
    UnknownCode,
    UnknownMember,
    WrongRequest,
)
from treue_client.asking import Ask
from treue_client.errors import BY_CODE, BY_STATUS, ServiceFault

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def sale(number: str, cents: int = 1890, member: str = "external:anna") -> Purchase:
    order = Order(currency="EUR", lines=(Line(sku="coffee", amount=cents),))
    return Purchase(member=member, occurred_at=NOON, order=order, source="till", external_id=number)


@pytest.fixture
def treue(shop: Shop) -> Iterator[Treue]:
    with Treue(shop.address, shop.secret) as client:
        yield client


def test_a_purchase_gives_and_its_repetition_is_the_same_answer(treue: Treue) -> None:
    first, again = treue.report(sale("1")), treue.report(sale("1"))

    assert (first.sentence, first.given) == ("18 points by rule base.", {"points": Decimal(18)})
    assert [(share.rule, share.given) for share in first.shares] == [("base", Decimal(18))]
    assert (first.replayed, again.replayed) == (False, True)
    assert again.event == first.event
    assert treue.wallet("external:anna").balances["points"].available == Decimal(18)


def test_own_events_keep_their_types_and_parts_of_a_unit_are_exact(treue: Treue) -> None:
    visit = OwnEvent(
        event="visit", member="external:anna", occurred_at=NOON, fields={"place": "Ulm", "minutes": 45}, key="v-1"
    )

    assert treue.report(visit).given == {"stars": Decimal("1.5")}
    assert treue.wallet("external:anna").balances["stars"].pending == Decimal("1.5")


def test_a_return_takes_back_what_the_line_gave(treue: Treue) -> None:
    treue.report(sale("1"))
    back = Return(
        occurred_at=NOON,
        order=OrderName(source="till", external_id="1"),
        lines=(LineBack(line="coffee", amount=990),),
        source="till",
        external_id="back-1",
    )

    assert treue.report(back).taken == {"points": Decimal(9)}


def test_a_member_is_made_found_changed_as_read_and_erased(treue: Treue) -> None:
    made = treue.create_member(external_id="carla", cards=("77",), person={"name": "Carla", "birthday": "05-17"})
    read = treue.read_member("card:77")
    changed = treue.change_member(made.member, {"email": "Carla@example.org"}, if_match=read.etag)
    with pytest.raises(EditedMeanwhile):
        treue.change_member(made.member, {"name": None}, if_match=read.etag)

    assert (changed.name, changed.email) == ("Carla", "Carla@example.org")
    assert [one.member for one in treue.find_members(email="carla@EXAMPLE.org")] == [made.member]
    assert len(list(treue.all_members(page=2))) == 3
    treue.issue_card(made.member, "78", replaces="77")
    treue.lose_card(made.member, "78")
    treue.leave(made.member)
    treue.rejoin(made.member)
    treue.erase_member(made.member)
    with pytest.raises(NotFound):
        treue.read_member(made.member)


def test_refusals_are_classes_with_their_figures(treue: Treue) -> None:
    with pytest.raises(InsufficientUnits) as lacking:
        treue.redeem("external:anna", "coffee")
    treue.report(sale("1", 4000))
    with pytest.raises(OutOfStock):
        treue.redeem("external:anna", "mug")
    with pytest.raises(UnknownMember):
        treue.report(sale("2", member="external:nobody"))
    with pytest.raises(UnknownCode):
        treue.use_code("7K2M-9QXC-4TB1-R")
    with pytest.raises(WrongRequest) as wrong:
        treue.report(OwnEvent(event="dance", member="external:anna", occurred_at=NOON, fields={}, key="d"))

    assert lacking.value.missing == Decimal(10)
    assert (lacking.value.code, lacking.value.status) == ("insufficient_units", 409)
    assert lacking.value.sentence == "The balance is too low."
    assert "there is no event 'dance'" in wrong.value.faults[0]


def test_a_reward_goes_its_way_and_a_key_belongs_to_one_wish(treue: Treue) -> None:
    treue.report(sale("1", 4000))
    coffee, *_ = treue.rewards()
    assert (coffee.reward, coffee.prices[0].units) == ("coffee", {"points": Decimal(10)})

    bought = treue.redeem("external:anna", "coffee", key="wish-1")
    assert treue.redeem("external:anna", "coffee", key="wish-1").code == bought.code
    with pytest.raises(KeyReused):
        treue.redeem("external:ben", "coffee", key="wish-1")
    (redemption,) = treue.redemptions("external:anna")
    with pytest.raises(Refused) as once_only:
        treue.reissue("external:anna", redemption.number)

    assert once_only.value.code == "not_reissued"
    assert bought.code is not None
    assert redemption.code == bought.code
    assert treue.check_code(bought.code).standing == "open"
    assert treue.use_code(bought.code).reward == "coffee"
    with pytest.raises(AlreadyUsed):
        treue.use_code(bought.code)
    second = treue.redeem("external:anna", "coffee")
    assert treue.cancel("external:anna", str(second.event), reason="cold").given == {"points": Decimal(10)}


def test_who_serves_an_outside_catalogue_asks_for_its_parcels_and_reports_them(treue: Treue) -> None:
    document = treue.read_document()
    lamp = (
        "  - {id: lamp, cost: {points: 10}, gives: {product: lamp}, adapter: gift-house, delivery: {address: true}}\n"
    )
    parts = {"programme.yaml": document.parts["programme.yaml"].replace("rewards:\n", f"rewards:\n{lamp}")}
    treue.publish_document(parts, if_match=document.etag)
    treue.adjust("external:anna", "points", 30, "A start")
    for street in ("Am Markt 1", "Am Markt 2", "Am Markt 3"):
        treue.redeem("external:anna", "lamp", address=street)

    parcels = list(treue.deliveries(adapter="gift-house", page=2))
    treue.report_delivery("external:anna", parcels[0].number, "arrived")

    assert [parcel.address for parcel in parcels] == ["Am Markt 1", "Am Markt 2", "Am Markt 3"]
    assert [parcel.address for parcel in treue.deliveries()] == ["Am Markt 2", "Am Markt 3"]
    assert [parcel.state for parcel in treue.deliveries(arrived=True)] == ["arrived", "open", "open"]
    assert list(treue.deliveries(adapter="other-house")) == []


def test_units_are_adjusted_and_the_history_explains(treue: Treue) -> None:
    treue.adjust("external:anna", "stars", Decimal("2.5"), "The machine was broken")
    treue.adjust("external:anna", "points", 30, "The machine was broken")

    with pytest.raises(WrongRequest) as not_givable:
        treue.give("external:anna", "external:ben", "points", 5)
    events = list(treue.history("external:anna", page=1))

    assert not_givable.value.code == "not_givable"
    assert [event.kind for event in events] == ["adjustment", "adjustment", "joined"]
    assert events[0].moves[0].change == Decimal(30)
    assert treue.explain("external:anna", events[0].event).title.startswith("Event 3")


def test_nothing_waits_for_a_second_person_and_nothing_can_be_agreed_to(treue: Treue) -> None:
    for answer in (treue.approve, treue.decline):
        with pytest.raises(NotFound):
            answer("1")

    assert treue.requests() == ()


def test_facts_by_the_thousand_are_answered_one_by_one(treue: Treue) -> None:
    facts = [sale(str(number), 100, "external:ben") for number in range(25)]
    facts[7] = sale("7", member="external:nobody")

    answers = list(treue.report_many(iter(facts), at_a_time=10))
    again = list(treue.report_many(facts, at_a_time=25))

    assert [one.line for one in answers] == list(range(1, 26))
    assert isinstance(answers[7].problem, UnknownMember)
    assert sum(one.outcome is not None for one in answers) == 24
    assert [one.outcome.given for one in again if one.outcome] == [{"points": Decimal(1)}] * 24
    assert [{one.outcome.replayed for one in told if one.outcome} for told in (answers, again)] == [{False}, {True}]
    assert treue.wallet("external:ben").balances["points"].available == Decimal(24)


def test_the_office_publishes_stops_exports_and_imports(treue: Treue) -> None:
    document = treue.read_document()
    richer = {"programme.yaml": document.parts["programme.yaml"].replace("{points: 1}", "{points: 2}")}

    assert treue.programme().is_sandbox
    assert treue.check_document(richer).can_be_published
    assert [change.change for change in treue.diff_document(richer).changes] == ["changed"]
    published = treue.publish_document(richer, if_match=document.etag, starts_at=datetime(2027, 1, 1, tzinfo=UTC))
    assert [version.version for version in treue.versions()] == [1, published.version] == [1, 2]
    assert treue.stop("reward", "coffee").stopped
    assert [stop.node for stop in treue.programme().stopped] == ["coffee"]
    assert not treue.resume("reward", "coffee").stopped
    exported, imported = treue.start_export("members"), treue.start_import([sale("9"), sale("10", member="card:0")])
    assert [job.job for job in treue.exports()] == [exported.job]
    assert [job.job for job in treue.imports()] == [imported.job]
    finish(treue.read_export, exported.job)
    finish(treue.read_import, imported.job)
    assert len(treue.download_export(exported.job)) == 2
    assert [(reject.line, reject.code) for reject in treue.download_rejects(imported.job)] == [(2, "unknown_member")]


def test_a_webhook_from_adding_to_removing(treue: Treue) -> None:
    hook = treue.add_webhook("https://crm.example/treue", ["balance.changed"], key="h")
    assert treue.add_webhook("https://crm.example/treue", ["balance.changed"], key="h") == hook
    read = treue.read_webhook(hook.webhook)

    changed = treue.change_webhook(hook.webhook, if_match=read.etag, topics=["level.changed"])
    with pytest.raises(EditedMeanwhile):
        treue.change_webhook(hook.webhook, if_match=read.etag, ahead_days=7)
    treue.change_webhook(hook.webhook, if_match="*", topics=["balance.changed"])
    treue.report(sale("1"))
    disabled = treue.disable_webhook(hook.webhook)
    (dead,) = treue.webhook_deliveries(hook.webhook, standing="dead", page=1)
    with pytest.raises(Refused):
        treue.replay_webhook(hook.webhook)
    treue.enable_webhook(hook.webhook)

    assert (changed.topics, changed.url) == (("level.changed",), "https://crm.example/treue")
    assert (disabled.disabled_because, disabled.dead, dead.topic) == ("staff", 1, "balance.changed")
    assert treue.replay_webhook(hook.webhook, message=dead.message).replayed == 1
    assert treue.rotate_webhook_secret(hook.webhook, overlap_hours=1).secret != hook.secret
    assert not treue.try_webhook(hook.webhook).delivered
    assert [one.webhook for one in treue.webhooks()] == [hook.webhook]
    treue.remove_webhook(hook.webhook)
    assert treue.webhooks() == ()


def test_money_is_paid_out_or_given_back(treue: Treue) -> None:
    treue.report(sale("1", 4000))
    for key in ("first", "second"):
        treue.redeem("external:anna", "cash", key=key)
    first, second = treue.payouts(page=1)

    treue.report_paid("external:anna", first.number, reference="SEPA 17", key="p")
    failed = treue.report_failed("external:anna", second.number, "The bank does not know this account")

    assert (first.amount, first.paid) == ((100, "EUR"), False)
    assert failed.given == {"points": Decimal(10)}
    assert [(one.number, one.reference) for one in treue.payouts("all")] == [(first.number, "SEPA 17")]


def finish(read: Any, job: str) -> None:
    """Look until the job is done; the test's own timeout ends it."""
    while (found := read(job)).state in ("waiting", "running"):
        asyncio.run(asyncio.sleep(0.05))
    assert found.state == "done", found.fault


def test_the_same_to_be_awaited_in_another_language(shop: Shop) -> None:
    async def story() -> None:
        async with AsyncTreue(shop.address, shop.secret, language="de") as treue:
            done = await treue.report(sale("1"))
            assert done.sentence == "18 Punkte nach Regel base."
            answers = [one async for one in treue.report_many([sale("2"), sale("3")], at_a_time=1)]
            assert [one.line for one in answers] == [1, 2]
            with pytest.raises(InsufficientUnits) as lacking:
                await treue.redeem("external:ben", "coffee")
            assert lacking.value.sentence == "Das Guthaben reicht nicht."

    asyncio.run(story())


def test_a_wrong_key_and_one_that_may_not(shop: Shop) -> None:
    with Treue(shop.address, "treue_wrong") as treue, pytest.raises(Unauthenticated):
        treue.programme()
    assert issubclass(BY_STATUS[403], Forbidden)


@pytest.mark.parametrize("kind", [Treue, AsyncTreue])
def test_every_call_of_the_api_is_a_method(kind: Any) -> None:
    asked = {ask_of(method) for method in vars(kind).values() if hasattr(method, "describe")}

    assert asked == {(call.method, re.sub(r"{\w+}", "1", call.path)) for call in CALLS}


def ask_of(method: Any) -> tuple[str, str]:
    """Method and path of what is asked, each word of it being 1."""
    needed = method.describe.__code__.co_argcount - len(method.describe.__defaults__ or ())
    words: list[Any] = ["1"] * needed
    named = {"if_match": "*"} if "if_match" in method.describe.__code__.co_varnames else {}
    if method.describe.__name__ == "find_members":
        named["card"] = "1"
    if method.describe.__name__ in ("check_document", "diff_document", "publish_document"):
        words = [{}]
    if method.describe.__name__ in ("report", "report_many", "start_import"):
        words = [sale("1") if method.describe.__name__ == "report" else [sale("1")]]
    if method.describe.__name__ == "change_member":
        words = ["1", {}]
    if method.describe.__name__ == "add_webhook":
        words = ["1", ["1"]]
    if method.describe.__name__ == "read_document":
        words = [1]
    ask: Ask[Any] = method.describe(*words, **named)
    return ask.method, ask.path


@pytest.mark.parametrize("code", BY_CODE)
def test_every_class_of_a_code_stands_below_the_class_of_its_status(code: str) -> None:
    status = STATUS[Reason(code)]
    expected = BY_STATUS.get(status, WrongRequest if status < 500 else ServiceFault)

    assert issubclass(BY_CODE[code], expected)


def test_what_the_programme_declares_is_sent_exactly_and_read_back(treue: Treue) -> None:
    made = treue.create_member(
        external_id="4711", person={"name": "Ada", "attributes": {"staff": True, "shoe_size": Decimal("42.50")}}
    )
    line = Line(
        sku="coffee",
        amount=1890,
        tax=124,
        brand="Nordlicht",
        tags=("organic",),
        attributes={"pv": Decimal("0.1"), "is_gift": False, "delivered_on": NOON.date(), "colours": ("red",)},
    )
    order = Order(currency="EUR", lines=(line,), store="harbour", attributes={"theme": "garden", "tip": "3.98 EUR"})
    sold = Purchase(member="external:4711", occurred_at=NOON, order=order, source="till", external_id="own-1")

    first, again = treue.report(sold), treue.report(sold)
    changed = treue.change_member("external:4711", {"attributes": {"staff": None}}, if_match=made.etag)
    with pytest.raises(WrongRequest) as wrong:
        treue.change_member("external:4711", {"attributes": {"staf": True}}, if_match="*")

    assert made.attributes == {"staff": True, "shoe_size": "42.5"}
    assert (first.replayed, again.replayed, again.event) == (False, True, first.event)
    assert changed.attributes == {"shoe_size": "42.5"}
    assert wrong.value.faults == (
        "body: attributes.staf: there is no such key; did you mean 'staff'? Known here: staff, shoe_size.",
    )
