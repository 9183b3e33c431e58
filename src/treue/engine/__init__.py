"""The engine: what an event does to a member, decided from plain values alone.

`decide(programme, state, event)` answers a `Decision`. No clock, no chance, no database: the same three values give the
same answer live, in a rehearsal and in an audit. `advance(state, decision)` is the only thing that changes a state.
"""
