"""Expressions: a subset of CEL, parsed once into a typed tree that several readers share.

`vocabulary` says which names an expression may read, `condition.read_condition` turns text into a checked tree and a
compiled function, `python` and `trace` are readers of the tree. A further reader is a further module.
"""
