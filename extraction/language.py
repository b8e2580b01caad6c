"""Which language a text is in, by its commonest function words."""

from __future__ import annotations

import re

from tagih.vocabulary.page_words import page_words

SAMPLE = 20_000  # characters: the share of function words is steady long before


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language that has most function words in the text; "id" where none is ahead of it."""
    words = re.findall(r"[a-z]+", text[:SAMPLE].lower())
    counts = {code: sum(1 for w in words if w in known) for code, known in _function_words().items()}
    best = max(counts, key=lambda code: (counts[code], code == "id"))
    return best if counts[best] else "id"


def _function_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(words) for code, words in page_words().languages.items()}
