"""The form of a programme document: which keys there are and what each value looks like.

What the values mean together is the business of `treue.programme.checking`.
"""

from treue.programme.schema.document import Document, json_schema

__all__ = ["Document", "json_schema"]
