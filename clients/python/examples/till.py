"""A till: reports what a card bought and when, and buys a coffee with points where there are enough of them."""

import os
import sys
from datetime import datetime

from treue_client import InsufficientUnits, Line, Order, Purchase, Treue

card, receipt, cents, sold_at = sys.argv[1:]
member = f"card:{card}"
order = Order(currency="EUR", lines=(Line(sku="bread", amount=int(cents)),))
when = datetime.fromisoformat(sold_at)
sale = Purchase(member=member, occurred_at=when, order=order, source="till-1", external_id=receipt)
with Treue(os.environ["TREUE_ADDRESS"], os.environ["TREUE_KEY"]) as treue:
    print(treue.report(sale).sentence)
    try:
        print("The code for your coffee:", treue.redeem(member, "coffee", key=f"till-1 {receipt}").code)
    except InsufficientUnits as refusal:
        print("No coffee yet:", refusal.detail)
    print("Points:", treue.wallet(member).balances["points"].available)
