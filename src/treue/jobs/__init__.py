"""What runs in the background: the worker, which delivers messages and runs sweeps; and exports and imports.

Nothing depends on it to be true: a decision and a wallet settle what is due themselves. A worker only makes visible in
time what time has brought, and takes away what has lapsed.
"""
