"""Texts as words, and where two of them differ. Pure; the alignment is rapidfuzz's longest common subsequence.

Quotation marks, dashes and white space are what they are whatever sign writes them: a page that turns " into “ has not changed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import LCSseq

# A word, a number with its separators ("2.300", "59,56"), or one other sign.
TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[^\w\s]|_")
LINE_BREAK = re.compile(r"\n+")
SAME: dict[int, str] = {ord(c): '"' for c in "'`´‘’‚‛“”„‟«»‹›″′"} | {ord(c): "-" for c in "‐‑‒–—―−"} | {ord("…"): "."}

# The alignment's memory is one bit and its time about 0.4 ns a pair of tokens: 50 MB and 0.2 s for this many (20,000 words against
# 20,000; measured on rapidfuzz 3.14). Longer stretches without one line in common are one change, whatever words they share.
MOST_PAIRS = 400_000_000

Range = tuple[int, int, int, int]  # old from and to, new from and to: of tokens or of lines


@dataclass(frozen=True)
class Words:
    """A text's tokens in order: `form` for comparing, and the code points `[start, end)` that each stands at."""

    text: str
    forms: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Words:
        found = list(TOKEN.finditer(text))
        return cls(text, tuple(m.group().translate(SAME) for m in found), tuple(m.start() for m in found), tuple(m.end() for m in found))

    def range(self, start: int, end: int) -> tuple[int, int]:
        """The tokens that lie in `[start, end)`, in part or whole."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The code points of tokens `[first, last)`; an empty place stands where its next token does."""
        if first < last:
            return self.starts[first], self.ends[last - 1]
        place = self.starts[first] if first < len(self.starts) else len(self.text)
        return place, place

    def spoken(self, first: int, last: int) -> tuple[str, ...]:
        """Words and numbers of tokens `[first, last)`, in small letters, without punctuation."""
        return tuple(f.casefold() for f in self.forms[first:last] if f[0].isalnum())

    @cached_property
    def lines(self) -> tuple[tuple[int, int], ...]:
        """Token ranges of the lines that hold a token."""
        breaks = [m.start() for m in LINE_BREAK.finditer(self.text)]
        ends = sorted({bisect_left(self.starts, place) for place in (*breaks, len(self.text))} - {0})
        return tuple(zip([0, *ends], ends, strict=False))


def differences(old: Words, new: Words) -> tuple[Range, ...]:
    """Token ranges that differ, in order, none touching the next: lines are aligned first, then the words of lines that differ."""
    return tuple(_joined(_differences(old, new)))


def _differences(old: Words, new: Words) -> Iterator[Range]:
    old_lines, new_lines = old.lines, new.lines
    for a, b, c, d in _aligned([old.forms[i:j] for i, j in old_lines], [new.forms[i:j] for i, j in new_lines]):
        first, last = _tokens(old_lines, a, b, len(old.forms))
        start, end = _tokens(new_lines, c, d, len(new.forms))
        for i, j, k, m in _aligned(old.forms[first:last], new.forms[start:end]):
            yield first + i, first + j, start + k, start + m


def _tokens(lines: Sequence[tuple[int, int]], a: int, b: int, end: int) -> tuple[int, int]:
    first = lines[a][0] if a < len(lines) else end
    return first, lines[b - 1][1] if b > a else first


def _aligned(old: Sequence[object], new: Sequence[object]) -> Iterator[Range]:
    """Where two sequences differ; in one piece where they are too long to be aligned."""
    head, shortest = 0, min(len(old), len(new))
    while head < shortest and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shortest - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    if not a and not b:
        return
    if len(a) * len(b) > MOST_PAIRS:
        yield head, head + len(a), head, head + len(b)
        return
    numbers: dict[object, int] = {}
    left, right = ([numbers.setdefault(x, len(numbers)) for x in side] for side in (a, b))
    run: Range | None = None
    for op in LCSseq.opcodes(left, right):
        i, j, k, m = op.src_start, op.src_end, op.dest_start, op.dest_end
        if op.tag == "equal":
            if run:
                yield run
            run = None
        else:
            run = (run[0], head + j, run[2], head + m) if run else (head + i, head + j, head + k, head + m)
    if run:
        yield run


def _joined(ranges: Iterator[Range]) -> Iterator[Range]:
    """Changes that touch, or that a few common words between them part by chance, are one: diff-match-patch's rule that what is kept
    must be longer than what changes on one of its sides."""
    before: Range | None = None
    for now in ranges:
        if before is not None:
            kept = now[0] - before[1]
            if kept == 0 or kept < min(_size(before), _size(now)):
                before = (before[0], now[1], before[2], now[3])
                continue
            yield before
        before = now
    if before is not None:
        yield before


def _size(change: Range) -> int:
    return max(change[1] - change[0], change[3] - change[2])
