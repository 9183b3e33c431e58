"""The overview: what a programme looks like as a whole, and what needs a person."""
