"""Rewards: who may have one, what it costs, what it gives, and what becomes of it (docs/rules.md R7).

`redeem` decides a wish for a reward and a reward that comes by itself; `changing` decides what happens to it later. A
redemption is open until it is used or cancelled, or until its time is over, which follows from the clock.
"""
