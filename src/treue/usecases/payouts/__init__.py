"""What rewards became in money: pay-outs that finance makes, and what causes got."""
