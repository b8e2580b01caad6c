"""The nouns and cues beside the names of people without office."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from tagih.vocabulary.offices import Strict, load


class Private(Strict):
    """private.toml: words and phrases in lower case."""

    nouns: frozenset[str]
    surely: frozenset[str]
    lawyers: frozenset[str]
    introduce: frozenset[str]
    named: frozenset[str]
    articles: frozenset[str]
    years: frozenset[str]
    aged: frozenset[str]
    sites: frozenset[str]
    places: frozenset[str]
    common: frozenset[str]
    things: frozenset[str]
    titles: frozenset[str]
    presidents: frozenset[str]
    parties: frozenset[str]
    terms: Mapping[str, int]

    def model_post_init(self, _: object) -> None:
        """Everything is lower case."""
        upper = sorted(w for words in self.model_dump().values() for w in words if w != w.lower())
        if upper:
            raise ValueError(f"not lower case: {', '.join(upper)}")


@functools.cache
def private() -> Private:
    """The vocabulary of people without office, loaded once."""
    return load("private.toml", Private)
