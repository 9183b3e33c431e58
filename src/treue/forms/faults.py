"""What is wrong with something that was written: every fault at once, each a sentence with its place and remedy."""

from __future__ import annotations


class WrongInput(Exception):
    """What was typed, sent or named cannot be used; each sentence names place and remedy."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences
