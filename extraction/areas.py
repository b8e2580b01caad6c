"""Which area a post or body serves where its own words leave that open: the areas that the text is about."""

from __future__ import annotations

import functools
from collections import Counter

from extraction.reading import Reading
from tagih.vocabulary.places import level_of, pick, regions

OPENING = 400  # code points of title and lede, whose areas weigh double


class Areas:
    """The areas of one document, weighed by how often and where they are named."""

    def __init__(self, reading: Reading) -> None:
        self.home = reading.document.jurisdiction
        self.weights: Counter[str] = Counter()
        title_end = reading.text.find("\n")
        for p in reading.places:
            if p.text.isupper() and len(p.text) > 4 and regions().get(p.code or "", None) is not None and (p.code or "") == "31":
                continue  # the dateline of a national desk
            weight = 3 if p.start < title_end else 2 if p.start < OPENING else 1
            if p.code is not None:
                self.weights[p.code] += 2 * weight
            else:
                for code in p.candidates:
                    self.weights[code] += weight
        if self.home:
            self.weights[self.home] += 1

    def resolve(self, candidates: tuple[str, ...], level: str | None) -> str | None:
        """The one of several namesakes that the text is about; None where it does not tell."""
        if len(candidates) == 1:
            return candidates[0]
        chosen = pick(candidates, level, self.home)
        if chosen is not None:
            return chosen
        left = [c for c in candidates if level is None or level_of(c) == level] or list(candidates)
        ranked = sorted(left, key=lambda c: -self.weights[c])
        if len(ranked) > 1 and self.weights[ranked[0]] == self.weights[ranked[1]]:
            return None
        return ranked[0] if ranked and self.weights[ranked[0]] else None

    def beyond(self, province: str) -> bool:
        """Whether the text names another area than this province's."""
        return any(not code.startswith(province) for code in self.weights)

    def best(self, level: str | None, but: frozenset[str] = frozenset()) -> str | None:
        """The area of this level (None: any) that the text names most, `but` left out; None where it names none."""
        fitting = [(w, c) for c, w in self.weights.items() if (level is None or level_of(c) == level) and c not in but]
        if not fitting:
            return None
        return max(fitting, key=lambda f: (f[0], f[1]))[1]


@functools.lru_cache(maxsize=4)
def areas(reading: Reading) -> Areas:
    """The areas of a document, weighed once."""
    return Areas(reading)
