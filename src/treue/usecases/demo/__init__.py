"""The demo: a supermarket programme over a public year of purchases, simulated from real shopping patterns."""
