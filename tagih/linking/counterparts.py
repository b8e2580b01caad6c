"""Which passage of another version stands for one of this version: by likeness of words, wherever it stands. Pure.

Each passage is compared with those few that share its rarest words, so that the time grows with the number of passages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rapidfuzz.distance import Indel

Key = Sequence[str]

LONGEST = 400  # words of a passage that are compared: a sentence or quotation rarely has 60
COMMON = 50  # a word of more passages than this tells none of them from the others
CANDIDATES = 20  # passages compared with one: those that share most of its words


def likeness(a: Key, b: Key) -> float:
    """The share of two passages' words that stand in both, in order: 0 to 1."""
    return float(Indel.normalized_similarity(a[:LONGEST], b[:LONGEST]))


def counterparts(old: Sequence[Key], new: Sequence[Key], least: float) -> Mapping[int, tuple[int, float]]:
    """`{old: (new, likeness)}` by index, each one of both sides at most once, the likest first; of equals the first in the text."""
    postings: dict[str, list[int]] = {}
    for j, words in enumerate(new):
        for word in set(words[:LONGEST]):
            postings.setdefault(word, []).append(j)
    pairs = []
    for i, words in enumerate(old):
        for j in _candidates(words, postings):
            alike = likeness(words, new[j])
            if alike >= least:
                pairs.append((-alike, i, j))
    found: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for less, i, j in sorted(pairs):
        if i not in found and j not in taken:
            found[i] = (j, -less)
            taken.add(j)
    return found


def _candidates(words: Key, postings: Mapping[str, Sequence[int]]) -> list[int]:
    """The passages that share most of these words; where all words are common, the first that have the rarest of them."""
    shared = [postings[w] for w in dict.fromkeys(words[:LONGEST]) if w in postings]
    telling = [p for p in shared if len(p) <= COMMON] or sorted(shared, key=len)[:1]
    counts = Counter(j for p in telling for j in p[:COMMON])
    return sorted(counts, key=lambda j: (-counts[j], j))[:CANDIDATES]
