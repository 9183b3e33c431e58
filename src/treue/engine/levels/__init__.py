"""Levels: how a member's time line on a ladder goes on, by what was counted and by time alone (docs/rules.md R8).

A time line is a run of intervals that do not overlap. Each ends where it is reviewed, and what time alone will bring is
written ahead, so that the level at any instant can be read off it. `climbing` moves it on with an event, `reviewing`
with time, `setting` at the word of staff; `losing` takes back what a return has left without support. `outlook` says
how a line goes on, `counters` what the counters of the member say, `lines` works on intervals alone.
"""
