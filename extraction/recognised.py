"""What the trained model reads as names, on the tokens of the grammars: evidence where the grammar of names is unsure.

Asked only where a post stands beside words that the grammar cannot divide; only those lines are read.
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Sequence

from extraction.entities import Entity
from extraction.names import is_acting, rank_at, skip_degrees, skip_honorifics
from extraction.reading import Reading
from extraction.tokens import Token
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices, post_forms

LONGEST = 6  # tokens of a person's name, as in the grammar


class Recognised:
    """The model's persons of one document, by token index."""

    def __init__(self, reading: Reading, ts: Sequence[Token]) -> None:
        self._reading, self._ts = reading, ts
        self._lines: dict[int, dict[int, int]] = {}

    @functools.cached_property
    def _starts(self) -> list[int]:
        return [t.start for t in self._ts]

    def _persons(self, i: int) -> dict[int, int]:
        """In the line of token `i`: first token of a person's name -> the token behind it; titles and degrees cut off."""
        near = self._reading.entities_near(self._ts[i].start)
        key = near[0].start if near else -1
        if key not in self._lines:
            self._lines[key] = self._tokens_of(near)
        return self._lines[key]

    def _tokens_of(self, near: Sequence[Entity]) -> dict[int, int]:
        ts, starts = self._ts, self._starts
        found: dict[int, int] = {}
        for e in near:
            if e.label == "PER":
                first, last = bisect.bisect_left(starts, e.start), bisect.bisect_left(starts, e.end)
                first = skip_honorifics(ts, first) if first < last else first
                last = next((k for k in range(first, last) if k > first and self._ends(k)), last)
                if first < last and all(self._fits(k) for k in range(first, last)):
                    found[first] = last
        return found

    def _ends(self, k: int) -> bool:
        """Whether degrees, a rank or a post begin at a token inside what the model took for a name."""
        ts = self._ts
        return skip_degrees(ts, k) > k or bool(rank_at(ts, k)) or ts[k].low in post_forms() or is_acting(ts, k) is not None

    def _fits(self, k: int) -> bool:
        t = self._ts[k]
        return t.shape in "CUI" or t.text in ".'’-" or t.low in names().particles

    def person(self, i: int) -> int:
        """The token behind the person's name that the model reads from token `i` on; 0 where it reads none of two words or more."""
        last = self._persons(i).get(i, 0)
        words = [t for t in self._ts[i:last] if t.shape in "CUI"]
        plain = not any(t.low in offices().bodies.public or t.low in offices().bodies.private for t in words)
        return last if len(words) > 1 and last - i <= LONGEST + 2 and plain else 0

    def single(self, i: int) -> bool:
        """Whether the model reads token `i` alone as a person's name."""
        return self._persons(i).get(i) == i + 1

    def persons_in(self, a: int, b: int) -> list[tuple[int, int]]:
        """Persons' names that begin in tokens `[a, b)`, as first token and the token behind."""
        found = self._persons(a) if a < b else {}
        return [(i, found[i]) for i in range(a, b) if i in found]
