"""The bench: how fast Treue is and how much room it takes, beside PostgreSQL alone on the same server in the same run.

Every measure answers figures; a figure may have a target. What depends on the machine is turned into a ratio of two
figures of one run, and ratios are what is kept and compared (bench/README.md).
"""
