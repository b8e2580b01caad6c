"""Small tools that rules share: word lists as patterns, stretches asked by offset, and what is no part of a text's own facts."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterable

from tagih.vocabulary.quantities import quantity_words

S = r"[^\S\n]"
"""One white space that does not end a line; no-break spaces are among them."""


def alternatives(words: Iterable[str]) -> str:
    """Words as one regular-expression alternation, longest first; a space stands for one to three spaces of any kind."""
    return "|".join(re.escape(w).replace(r"\ ", rf"{S}{{1,3}}") for w in sorted(words, key=lambda w: (-len(w), w)))


class Spans:
    """Stretches `[start, end)` of a text, asked by offset in logarithmic time."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [a for a, _ in self._spans]

    def holds(self, offset: int) -> bool:
        """Whether the stretch that starts last before this offset holds it."""
        i = bisect.bisect_right(self._starts, offset) - 1
        return i >= 0 and offset < self._spans[i][1]


@functools.cache
def _aside() -> re.Pattern[str]:
    cues = alternatives(quantity_words().furniture)
    return re.compile(rf"(?<!\w)(?:{cues})(?:{S}{{0,3}}:{S}{{0,3}}\n{{1,2}})?[^\n]*|https?://\S+|www\.\S+|@\w+", re.I)


def aside_spans(text: str) -> list[tuple[int, int]]:
    """Teasers of other stories ("Baca juga: ..." to the end of its line), web addresses and account names: no facts of this text."""
    return [m.span() for m in _aside().finditer(text)]
