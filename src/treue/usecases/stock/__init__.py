"""Stock of rewards."""
