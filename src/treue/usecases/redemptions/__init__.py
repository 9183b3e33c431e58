"""Rewards that members got: giving them back, issuing them again, using them."""
