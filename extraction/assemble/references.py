"""Where a text names its officials again: by the whole name, a part of it, or the post alone."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.reading import Reading
from tagih.records import Official

# A part of a name stands alone for its bearer from this many letters on ("Andi" does, "H" does not).
SHORTEST = 3
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Reference:
    """An official named again at `[start, end)`; `office`: by the post, not the name."""

    start: int
    end: int
    official: Official
    office: bool


class References:
    """All references to officials of one document, in order."""

    def __init__(self, reading: Reading, officials: Sequence[Official]) -> None:
        self.all = _references(reading.text, officials)
        self._starts = [r.start for r in self.all]

    def between(self, start: int, end: int) -> list[Reference]:
        """References that start in `[start, end)`."""
        return self.all[bisect.bisect_left(self._starts, start) : bisect.bisect_left(self._starts, end)]

    def last_before(self, offset: int) -> Official | None:
        """The official named last before this place by name, the one that "ia" and "pihaknya" stand for; None where none is."""
        i = bisect.bisect_left(self._starts, offset)
        for r in reversed(self.all[max(0, i - 8) : i]):
            if not r.office:
                return r.official
        return None


def _references(text: str, officials: Sequence[Official]) -> list[Reference]:
    by_word: dict[str, list[Official]] = {}
    by_office: dict[str, list[Official]] = {}
    for o in officials:
        for word in re.findall(r"[^\W\d_]+", o.name):
            if len(word) >= SHORTEST:
                by_word.setdefault(word.casefold(), []).append(o)
        by_office.setdefault(" ".join(o.office.casefold().split()), []).append(o)
    if not officials:
        return []
    whole = {o.start: o for o in officials}
    found: list[Reference] = [Reference(o.start, o.end, o, False) for o in officials]
    recent: dict[str, Official] = {}
    end = 0
    for m in WORD.finditer(text):
        word = m.group().casefold()
        if word not in by_word:
            continue
        if m.start() in whole:
            end = whole[m.start()].end
            recent.update({w: whole[m.start()] for w in _words(whole[m.start()])})
        if m.start() < end or not m.group()[0].isupper():
            continue
        bearers = by_word[word]
        who = recent.get(word, bearers[0])
        if found and found[-1].end + 1 >= m.start() and found[-1].official is who and not found[-1].office:
            continue
        found.append(Reference(m.start(), m.end(), who, False))
    posts = {k: v[0] for k, v in by_office.items() if len(v) == 1 and k}
    if posts:
        pattern = re.compile(r"(?<!\w)(?<!Wakil )(?:" + "|".join(sorted(map(re.escape, posts), key=len, reverse=True)) + r")(?!\w)", re.I)
        found += [
            Reference(m.start(), m.end(), posts[" ".join(m.group().casefold().split())], True)
            for m in pattern.finditer(text)
            if m.group()[0].isupper()
        ]
    return sorted(found, key=lambda r: (r.start, r.office))


def _words(official: Official) -> list[str]:
    return [w.casefold() for w in re.findall(r"[^\W\d_]+", official.name)]
