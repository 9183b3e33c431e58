"""The calls of the API, each described once; both clients make methods of them."""
