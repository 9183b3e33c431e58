"""The one exception for files that cannot be read at all."""

from __future__ import annotations


class ImportFault(Exception):
    """The mapping or a file cannot be used. `sentences` names every fault found, each with place and remedy."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences
