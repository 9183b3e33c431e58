"""The words of a programme document: a sentence for every key, and how they become points of a text."""
