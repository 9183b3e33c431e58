"""What a hand can change in the books, one kind of damage for each check of `verify`, and what must then be named."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Damage:
    """One row changed by hand, the checks that must say so, and what they must name. `{anna}` is her member id."""

    what: str
    statement: str
    checks: tuple[str, ...]
    place: str
    found: str = ""


DAMAGES = (
    Damage(
        "a balance",
        "UPDATE balance SET booked = booked + 1 WHERE member_id = {anna}",
        ("balances", "holdings"),
        "balance of member {anna} in points",
        "booked 31, debt 0",
    ),
    Damage(
        "a balance row that is gone",
        "DELETE FROM balance WHERE member_id = {anna}",
        ("balances",),
        "balance of member {anna} in points",
        "no row",
    ),
    Damage(
        "a count that no event made",
        "INSERT INTO tally (programme_id, member_id, name, day, value, amount) "
        "SELECT programme_id, member_id, 'rule.base', '2026-06-01', '', 1 FROM member WHERE member_id = {anna}",
        ("tallies",),
        "{anna}",
        "1",
    ),
    Damage(
        "a debt",
        "UPDATE balance SET debt = debt - 1 WHERE debt > 0",
        ("balances",),
        "balance of member {berta} in points",
        "booked 15, debt 6",
    ),
    Damage(
        "the remainder of a lot",
        "UPDATE lot SET remaining = remaining - 1 WHERE member_id = {anna} AND lot_seq = 2",
        ("lots", "holdings"),
        "lot 0 of event 2 of member {anna}",
        "29 of 50 points left",
    ),
    Damage(
        "the end of a lot",
        "UPDATE lot SET expires_at = expires_at + interval '1 day' WHERE member_id = {anna}",
        ("lots", "dues"),
        "lot 0 of event 2 of member {anna}",
        "other instants",
    ),
    Damage("a lot that is gone", "DELETE FROM lot WHERE member_id = {anna}", ("lots", "holdings"), "lot 0", "no row"),
    Damage(
        "a lot use",
        "UPDATE lot_use SET amount = amount + 1 WHERE member_id = {anna} AND member_seq = 3",
        ("lot_uses", "lots"),
        "transfer 0 of event 3 of member {anna}",
        "11 taken from lots",
    ),
    Damage(
        "a lot use that is gone",
        "DELETE FROM lot_use WHERE member_id = {anna} AND member_seq = 3",
        ("lot_uses", "lots"),
        "transfer 0 of event 3 of member {anna}",
        "0 taken from lots",
    ),
    Damage(
        "the amount of a transfer",
        "UPDATE transfer SET amount = amount + 5 WHERE member_id = {anna} AND member_seq = 2 AND transfer_no = 0",
        ("balances", "lots", "figures"),
        "event 2 of member {anna} in points",
        "55 given, 0 taken",
    ),
    Damage(
        "the account of a transfer",
        "UPDATE transfer SET debit = 'issued' WHERE cause = 'debt_made'",
        ("balances",),
        "balance of member {berta} in points",
        "booked 15, debt 7",
    ),
    Damage(
        "a transfer that is gone",
        "DELETE FROM transfer WHERE member_id = {anna} AND member_seq = 3",
        ("lot_uses", "balances", "figures", "redemptions"),
        "event 3 of member {anna} in points",
        "0 given, 0 taken",
    ),
    Damage(
        "an event that is gone",
        "DELETE FROM event WHERE member_id = {anna} AND member_seq = 3",
        ("events", "stray_transfers", "keys_without_event", "audit"),
        "transfer 0 of event 3 of member {anna}",
        "no event",
    ),
    Damage(
        "the clock of an event",
        "UPDATE event SET decided_at = decided_at - interval '99 days' WHERE member_id = {anna} AND member_seq = 3",
        ("events",),
        "event 3 of member {anna}",
    ),
    Damage(
        "the answer of an event",
        """UPDATE event SET result = '{{"given":{{"points":49}}}}' WHERE member_id = {anna} AND member_seq = 2""",
        ("figures",),
        "event 2 of member {anna} in points",
        "50 given, 0 taken",
    ),
    Damage(
        "the number of a member's last event",
        "UPDATE member SET last_seq = 9 WHERE member_id = {anna}",
        ("members",),
        "member {anna}",
        "last event 9",
    ),
    Damage(
        "an entry of the due list",
        "UPDATE due SET due_at = due_at + interval '1 hour' WHERE member_id = {anna}",
        ("dues",),
        "expiry of points due for member {anna}",
    ),
    Damage(
        "an entry of the due list that is gone",
        "DELETE FROM due WHERE kind = 'availability'",
        ("dues",),
        "availability of points due for member {berta}",
        "no row",
    ),
    Damage(
        "a budget", "UPDATE budget SET used = used - 1", ("budgets",), "budget of rule opening in points", "19 used"
    ),
    Damage(
        "a budget that is overdrawn",
        "UPDATE budget SET used = 101",
        ("budgets", "overdrawn_budgets"),
        "budget of rule opening in points",
        "101 used",
    ),
    Damage(
        "stock that was taken",
        "UPDATE stock SET taken = taken + 1",
        ("stock",),
        "stock of reward mug",
        "3 received, 2 taken",
    ),
    Damage(
        "stock that was received",
        "DELETE FROM stock_movement",
        ("stock",),
        "stock of reward mug",
        "3 received, 1 taken",
    ),
    Damage(
        "a redemption of another reward",
        "UPDATE redemption SET reward = 'tea' WHERE reward = 'coffee'",
        ("redemptions",),
        "redemption of tea, event 3 of member {anna}",
        "no payment",
    ),
    Damage(
        "a redemption that is gone",
        "DELETE FROM redemption WHERE reward = 'coffee'",
        ("redemptions",),
        "redemption of coffee, event 3 of member {anna}",
        "no redemption",
    ),
    Damage(
        "how a redemption stands",
        "UPDATE redemption SET standing = 'used' WHERE member_id = {carla} AND member_seq = 4",
        ("redemption_standings",),
        "redemption 4 of member {carla}",
        "used, code of event 4",
    ),
    Damage(
        "a cancellation that is undone",
        "UPDATE redemption SET standing = 'open' WHERE standing = 'cancelled'",
        ("redemption_standings", "given_back"),
        "redemption 3 of member {carla} in points",
        "5 given back",
    ),
    Damage(
        "a code that is gone",
        "DELETE FROM voucher_code WHERE member_seq = 4",
        ("codes",),
        "code of event 4 of member {carla}",
        "no code",
    ),
    Damage(
        "a key that leads nowhere",
        "UPDATE claim SET member_seq = 77 WHERE kind = 'fact' AND member_id = {anna}",
        ("keys_without_event", "events_without_key"),
        "fact key",
        "no such event",
    ),
    Damage(
        "a key that is gone",
        "DELETE FROM claim WHERE kind = 'fact' AND member_id = {anna}",
        ("events_without_key",),
        "event 2 of member {anna}",
        "no key",
    ),
    Damage(
        "a return of what was no purchase",
        "UPDATE event SET kind = 'return', result = '{{\"order\": 1, \"money\": 0}}' "
        "WHERE member_id = {anna} AND kind = 'purchase'",
        ("returns", "members", "figures"),
        "return 2 of member {anna}",
        "joined",
    ),
    Damage("an audit row that is gone", "DELETE FROM audit WHERE action = 'spend'", ("audit",), "audit row", "no row"),
    Damage(
        "what was counted",
        "UPDATE tally SET amount = 7 WHERE member_id = {anna}",
        ("tallies",),
        "tally of metric.orders",
        "7",
    ),
    Damage(
        "a level that no event brought",
        "INSERT INTO level_interval (programme_id, member_id, ladder, level, starts_at, standing) "
        "SELECT programme_id, member_id, 'club', 'gold', now(), '' FROM member WHERE member_id = {anna}",
        ("levels",),
        "level of member {anna} on club",
        "gold until",
    ),
    Damage(
        "the count of an audit row",
        "UPDATE audit SET writes = 9 WHERE action = 'purchase'",
        ("audit",),
        "audit row",
        "9 writes",
    ),
    Damage(
        "a transfer moved into a closed period",
        "UPDATE transfer SET period_day = '2026-06-01', after_closing = false WHERE after_closing",
        ("closed_periods",),
        "event 3 of member {berta}",
        "counted in 2026-06-01",
    ),
    Damage(
        "a row that an older release booked into a closed period",
        "UPDATE transfer SET period_day = NULL, after_closing = NULL WHERE after_closing",
        ("closed_periods",),
        "event 3 of member {berta}",
        "counted in 2026-06-10",
    ),
    Damage(
        "a mark without a closing",
        "UPDATE transfer SET after_closing = true WHERE member_id = {anna} AND member_seq = 2",
        ("closed_periods",),
        "transfer 0 of event 2 of member {anna}",
        "marked",
    ),
    Damage(
        "a read-set that is gone",
        "DELETE FROM event_readset WHERE member_id = {anna} AND member_seq = 2",
        ("replayable",),
        "event 2 of member {anna}",
        "no read-set",
    ),
    Damage(
        "a body that is gone",
        "DELETE FROM event_payload WHERE member_id = {anna} AND member_seq = 2",
        ("replayable",),
        "event 2 of member {anna}",
        "no body",
    ),
    Damage(
        "a gift that reached nobody",
        "DELETE FROM transfer WHERE cause = 'received'",
        ("moved", "balances", "figures"),
        "event 3 of member {carl} in points",
        "0 arriving at event 2",
    ),
    Damage(
        "a gift that nobody gave",
        "UPDATE transfer SET debit = 'moved' WHERE cause = 'adjusted' AND member_id = {carl}",
        ("moved",),
        "event 2 of member {carl} in points",
        "no other member",
    ),
    Damage(
        "a counterpart that is gone",
        "DELETE FROM counterpart WHERE role = 'receiver'",
        ("counterparts", "moved"),
        "event 3 of member {carl}",
        "not named",
    ),
    Damage(
        "a member who did not leave",
        "UPDATE member SET left_at = NULL, closes_at = NULL WHERE member_id = {carl}",
        ("standings", "dues"),
        "standing of member {carl}",
        "left never",
    ),
    Damage(
        "a member who was not merged",
        "UPDATE member SET merged_into = NULL WHERE merged_into = {dora}",
        ("standings",),
        "standing of member",
        "merged into nobody",
    ),
    Damage(
        "a consent that nobody gave",
        "UPDATE member SET shares_purchases = true WHERE member_id = {carl}",
        ("belongings",),
        "household of member {carl}",
        "shares purchases: t",
    ),
)
