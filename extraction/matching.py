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


TEASER = 300
"""The longest teaser, in code points: a longer line that begins like one goes on with the story."""

HEADLINE = 3
"""Words of a title in which one that is not capitalised, and no small word, says that capitals do not tell where it ends."""

_TEASER_WORD = re.compile(r"(?P<word>\w(?:[\w.,/%'’-]*[\w%])?)|(?P<end>[.!?\]]+)")
_GLUED_SENTENCE = re.compile(r"[a-z0-9)][.!?](?=[A-Z])")


@functools.cache
def _aside() -> re.Pattern[str]:
    words = quantity_words()
    under = rf"{S}{{0,3}}:{S}{{0,3}}\n{{1,2}}[^\n]*"
    return re.compile(
        rf"(?<!\w)(?P<cue>{alternatives(words.furniture)})(?-i:(?![a-z]))(?P<under>{under})?|https?://\S+|www\.\S+|@\w+", re.I
    )


def aside_spans(text: str) -> list[tuple[int, int]]:
    """Teasers of other stories, web addresses and account names: no facts of this text.

    A line that begins with "Baca juga" is a teaser, and so is the one under a bare "Baca juga:". Where a page has glued one into a
    paragraph ("... tuturnya.Baca juga: Lima Jalan Rusak di Bogor Warga meminta ..."), it ends with its capitals, or with its sentence.
    """
    found: list[tuple[int, int]] = []
    line = 0
    for m in _aside().finditer(text):
        if found and m.start() < found[-1][1]:
            continue
        if m["cue"] is None or m["under"]:
            found.append(m.span())
            continue
        line = max(line, text.rfind("\n", line, m.start()) + 1)
        end = text.find("\n", m.end(), m.end() + TEASER)
        whole = end >= 0 or len(text) - m.end() <= TEASER
        if whole and not any(c.isalnum() for c in text[max(line, m.start() - 4) : m.start()]) and m.start() - line <= 4:
            found.append((m.start(), end if end >= 0 else len(text)))
        elif m["cue"][0].isupper() or m.start() == line:
            found.append((m.start(), _teaser_end(text, m.end(), end if end >= 0 else min(len(text), m.end() + TEASER))))
    return found


def _teaser_end(text: str, start: int, limit: int) -> int:
    """Where a title ends that the next sentence of the story follows in the same line."""
    small, words, by_capitals = quantity_words().title_small, 0, True
    for m in _TEASER_WORD.finditer(text, start, limit):
        if m["end"]:
            if words:
                return m.end()
            continue
        words += 1
        glued = _GLUED_SENTENCE.search(text, m.start(), m.end() + 1)
        word = m["word"]
        if word[0].islower() and word.casefold() not in small:
            if words > HEADLINE and by_capitals:
                return m.start()
            by_capitals = False
        if glued:
            return glued.end()
    return limit
