"""The reader of past purchases: CSV and Parquet files in, orders in order of time out.

A mapping file (docs/import.md) says where in the files the member, the instant, the lines and their amounts are. The
files are read once by DuckDB into a private folder, out of core: grouped by order, checked, placed in order of time.
From there they come out in chunks, from any position on, as often as wanted, and every time the same.

Nothing is guessed and nothing is dropped. A bad line rejects its whole order, with row and reason; a file that cannot
be read as the mapping says is refused as a whole, before anything came out.
"""
