"""The two clients: `Treue` waits for its answers, `AsyncTreue` is awaited. They offer the same methods.

Each method is a call of `treue_client.calls`; here is only how requests are sent.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from treue_client.asking import Ask, Reply
from treue_client.calls import desk, events, members, office, subscriptions, units
from treue_client.errors import NotUnderstood, error_of
from treue_client.methods import AsyncListed, Awaited, Direct, Listed
from treue_client.retrying import Attempts, Retries, retry_after_s

T = TypeVar("T")
TIMEOUT_S = 30.0


class Treue:
    """Speaks with the service at an address, by a key of `treue key create`. Close it, or use it in a `with`.

    `language` is the one that sentences are told in. `transport` is for tests.
    """

    def __init__(
        self,
        address: str,
        secret: str,
        *,
        language: str = "en",
        timeout_s: float = TIMEOUT_S,
        retries: Retries | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        settings = _settings(address, secret, language, timeout_s)
        self._http = httpx.Client(**settings, transport=transport)
        self._retries = retries or Retries()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send(self, ask: Ask[T]) -> T:
        """Send a request until an answer counts. Raises TreueError."""
        attempts = Attempts(ask, self._retries)
        while True:
            try:
                reply = _reply(self._http.send(_request(self._http, ask)))
            except httpx.TransportError as fault:
                wait_s = attempts.wait_after_fault(fault)
            else:
                again_s = attempts.wait_after(reply)
                if again_s is None:
                    return _read(ask, reply)
                wait_s = again_s
            time.sleep(wait_s)

    create_member = Direct(members.create_member)
    find_members = Direct(members.find_members)
    all_members = Listed(members.all_members)
    read_member = Direct(members.read_member)
    change_member = Direct(members.change_member)
    erase_member = Direct(members.erase_member)
    leave = Direct(members.leave)
    rejoin = Direct(members.rejoin)
    issue_card = Direct(members.issue_card)
    lose_card = Direct(members.lose_card)
    wallet = Direct(members.wallet)
    history = Listed(members.history)
    explain = Direct(members.explain)

    report = Direct(events.report)
    report_many = Listed(events.report_many)

    rewards = Direct(units.rewards)
    redeem = Direct(units.redeem)
    redemptions = Direct(units.redemptions)
    cancel = Direct(units.cancel)
    reissue = Direct(units.reissue)
    check_code = Direct(units.check_code)
    use_code = Direct(units.use_code)
    adjust = Direct(units.adjust)
    requests = Direct(units.requests)
    approve = Direct(units.approve)
    decline = Direct(units.decline)
    give = Direct(units.give)

    found_household = Direct(desk.found_household)
    add_to_household = Direct(desk.add_to_household)
    leave_household = Direct(desk.leave_household)
    name_household_head = Direct(desk.name_household_head)
    share_purchases = Direct(desk.share_purchases)
    set_level = Direct(desk.set_level)
    choose_day = Direct(desk.choose_day)
    merge = Direct(desk.merge)
    wait_for_seat = Direct(desk.wait_for_seat)
    deliveries = Listed(desk.deliveries)
    report_delivery = Direct(desk.report_delivery)
    bring_in = Direct(desk.bring_in)
    receive_pieces = Direct(desk.receive_pieces)
    turn_clock = Direct(desk.turn_clock)

    programme = Direct(office.programme)
    check_document = Direct(office.check_document)
    diff_document = Direct(office.diff_document)
    publish_document = Direct(office.publish_document)
    versions = Direct(office.versions)
    read_document = Direct(office.read_document)
    stop = Direct(office.stop)
    resume = Direct(office.resume)
    start_export = Direct(office.start_export)
    exports = Direct(office.exports)
    read_export = Direct(office.read_export)
    download_export = Direct(office.download_export)
    start_import = Direct(office.start_import)
    imports = Direct(office.imports)
    read_import = Direct(office.read_import)
    download_rejects = Direct(office.download_rejects)
    payouts = Listed(office.payouts)
    report_paid = Direct(office.report_paid)
    report_failed = Direct(office.report_failed)

    webhooks = Direct(subscriptions.webhooks)
    add_webhook = Direct(subscriptions.add_webhook)
    read_webhook = Direct(subscriptions.read_webhook)
    change_webhook = Direct(subscriptions.change_webhook)
    remove_webhook = Direct(subscriptions.remove_webhook)
    rotate_webhook_secret = Direct(subscriptions.rotate_webhook_secret)
    disable_webhook = Direct(subscriptions.disable_webhook)
    enable_webhook = Direct(subscriptions.enable_webhook)
    try_webhook = Direct(subscriptions.try_webhook)
    webhook_deliveries = Listed(subscriptions.webhook_deliveries)
    replay_webhook = Direct(subscriptions.replay_webhook)


class AsyncTreue:
    """The same to be awaited. Close it, or use it in an `async with`."""

    def __init__(
        self,
        address: str,
        secret: str,
        *,
        language: str = "en",
        timeout_s: float = TIMEOUT_S,
        retries: Retries | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        settings = _settings(address, secret, language, timeout_s)
        self._http = httpx.AsyncClient(**settings, transport=transport)
        self._retries = retries or Retries()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def send(self, ask: Ask[T]) -> T:
        """Send a request until an answer counts. Raises TreueError."""
        attempts = Attempts(ask, self._retries)
        while True:
            try:
                reply = _reply(await self._http.send(_request(self._http, ask)))
            except httpx.TransportError as fault:
                wait_s = attempts.wait_after_fault(fault)
            else:
                again_s = attempts.wait_after(reply)
                if again_s is None:
                    return _read(ask, reply)
                wait_s = again_s
            await asyncio.sleep(wait_s)

    create_member = Awaited(members.create_member)
    find_members = Awaited(members.find_members)
    all_members = AsyncListed(members.all_members)
    read_member = Awaited(members.read_member)
    change_member = Awaited(members.change_member)
    erase_member = Awaited(members.erase_member)
    leave = Awaited(members.leave)
    rejoin = Awaited(members.rejoin)
    issue_card = Awaited(members.issue_card)
    lose_card = Awaited(members.lose_card)
    wallet = Awaited(members.wallet)
    history = AsyncListed(members.history)
    explain = Awaited(members.explain)

    report = Awaited(events.report)
    report_many = AsyncListed(events.report_many)

    rewards = Awaited(units.rewards)
    redeem = Awaited(units.redeem)
    redemptions = Awaited(units.redemptions)
    cancel = Awaited(units.cancel)
    reissue = Awaited(units.reissue)
    check_code = Awaited(units.check_code)
    use_code = Awaited(units.use_code)
    adjust = Awaited(units.adjust)
    requests = Awaited(units.requests)
    approve = Awaited(units.approve)
    decline = Awaited(units.decline)
    give = Awaited(units.give)

    found_household = Awaited(desk.found_household)
    add_to_household = Awaited(desk.add_to_household)
    leave_household = Awaited(desk.leave_household)
    name_household_head = Awaited(desk.name_household_head)
    share_purchases = Awaited(desk.share_purchases)
    set_level = Awaited(desk.set_level)
    choose_day = Awaited(desk.choose_day)
    merge = Awaited(desk.merge)
    wait_for_seat = Awaited(desk.wait_for_seat)
    deliveries = AsyncListed(desk.deliveries)
    report_delivery = Awaited(desk.report_delivery)
    bring_in = Awaited(desk.bring_in)
    receive_pieces = Awaited(desk.receive_pieces)
    turn_clock = Awaited(desk.turn_clock)

    programme = Awaited(office.programme)
    check_document = Awaited(office.check_document)
    diff_document = Awaited(office.diff_document)
    publish_document = Awaited(office.publish_document)
    versions = Awaited(office.versions)
    read_document = Awaited(office.read_document)
    stop = Awaited(office.stop)
    resume = Awaited(office.resume)
    start_export = Awaited(office.start_export)
    exports = Awaited(office.exports)
    read_export = Awaited(office.read_export)
    download_export = Awaited(office.download_export)
    start_import = Awaited(office.start_import)
    imports = Awaited(office.imports)
    read_import = Awaited(office.read_import)
    download_rejects = Awaited(office.download_rejects)
    payouts = AsyncListed(office.payouts)
    report_paid = Awaited(office.report_paid)
    report_failed = Awaited(office.report_failed)

    webhooks = Awaited(subscriptions.webhooks)
    add_webhook = Awaited(subscriptions.add_webhook)
    read_webhook = Awaited(subscriptions.read_webhook)
    change_webhook = Awaited(subscriptions.change_webhook)
    remove_webhook = Awaited(subscriptions.remove_webhook)
    rotate_webhook_secret = Awaited(subscriptions.rotate_webhook_secret)
    disable_webhook = Awaited(subscriptions.disable_webhook)
    enable_webhook = Awaited(subscriptions.enable_webhook)
    try_webhook = Awaited(subscriptions.try_webhook)
    webhook_deliveries = AsyncListed(subscriptions.webhook_deliveries)
    replay_webhook = Awaited(subscriptions.replay_webhook)


def _settings(address: str, secret: str, language: str, timeout_s: float) -> Mapping[str, Any]:
    headers = {"Authorization": f"Bearer {secret}", "Accept-Language": language, "User-Agent": "treue-client"}
    return {"base_url": f"{address.rstrip('/')}/v1", "headers": headers, "timeout": timeout_s}


def _request(http: httpx.Client | httpx.AsyncClient, ask: Ask[Any]) -> httpx.Request:
    kind = {"Content-Type": ask.media_type} if ask.content is not None else {}
    headers = {**kind, **ask.headers}
    return http.build_request(ask.method, ask.path, params=dict(ask.query), content=ask.content, headers=headers)


def _reply(answer: httpx.Response) -> Reply:
    return Reply(answer.status_code, answer.headers, answer.content)


def _read(ask: Ask[T], reply: Reply) -> T:
    if not 200 <= reply.status < 300:
        raise error_of(reply, retry_after_s(reply))
    try:
        return ask.read(reply)
    except (ValueError, KeyError, TypeError) as fault:
        raise NotUnderstood(f"{ask.method} {ask.path}: {fault}; check the address") from fault
