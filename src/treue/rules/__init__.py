"""Expressions: a subset of CEL, parsed once into a typed tree that several readers share.

`names` and `declarations` say which names there are, `vocabulary` which of them one expression may read.
`condition.read_condition` and `read_amount` turn text into a checked tree and a compiled function. Readers of the tree
are `python` for decisions, `trace` for explanations, `sql` for segments and reports; the words are in the room above.
"""
