"""Quotation marks of every kind, paired: straight, curly, turned, doubled single ones; unbalanced and across paragraphs."""

from __future__ import annotations

import bisect
import itertools
import re
from dataclasses import dataclass

from tagih.vocabulary.speech import speech

MARKS = re.compile(r"[\"“”„‟«»]|''|``|(?<!\w)['‘](?=\w)|(?<=[,.!?])['’](?!\w)")
OPENERS = "“„«‟"
REACH = 1400  # code points that one quotation may run over paragraphs
LINES = 8  # line breaks that one quotation may run over, blank lines counted
NESTED = 40  # marks of a line that are looked through for the one that closes
SHORTEST_UNCLOSED = 12  # code points of a quotation that no mark closes
LONGEST_UNOPENED = 600  # code points of a quotation that no mark opens
BEHIND = re.compile(r"\s*([a-z]+?)(nya)?\b")
CUE = re.compile(r"[,.!?]\s+([a-z]+?)(nya)?\b")


@dataclass(frozen=True, slots=True)
class Quoted:
    """What stands between two marks, `[start, end)`; `outer_start` and `outer_end` take the marks in. `closed`: it has its closing mark."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    closed: bool


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    text: str
    opens: bool  # looks like an opening mark: space before, none behind
    closes: bool  # looks like a closing mark: none before, space or stop behind
    single: bool


def _marks(text: str) -> list[_Mark]:
    found = []
    for m in MARKS.finditer(text):
        before = text[m.start() - 1] if m.start() else "\n"
        after = text[m.end()] if m.end() < len(text) else "\n"
        opens = not after.isspace() and (before.isspace() or before in "([-–—:,/") and after not in ",.;)"
        closes = not before.isspace() and (after.isspace() or not after.isalnum())
        found.append(_Mark(m.start(), m.end(), m.group(), opens, closes, m.group() in "'‘’"))
    return found


def quoted(text: str) -> list[Quoted]:
    """All pairs of quotation marks, outermost ones, in order. Linear in the text."""
    marks = _marks(text)
    if not any(m.single for m in marks):
        return _pair(text, marks)
    double = _pair(text, [m for m in marks if not m.single])
    found = list(double)
    singles = [m for m in marks if m.single]
    k = 0
    for a, b in itertools.pairwise(singles):
        while k < len(double) and double[k].outer_end <= a.start:
            k += 1
        inside = k < len(double) and double[k].outer_start < b.end
        if not inside and a.opens and not b.opens and text[b.start - 1] in ",.!?" and "\n" not in text[a.end : b.start]:
            found.append(Quoted(a.end, b.start, a.start, b.end, True))
    return sorted(found, key=lambda q: q.start)


def _pair(text: str, marks: list[_Mark]) -> list[Quoted]:
    found: list[Quoted] = []
    breaks = [m.start() for m in re.finditer("\n", text)]
    starts = [m.start for m in marks]
    i = 0
    while i < len(marks):
        mark = marks[i]
        line = bisect.bisect_left(breaks, mark.end)
        if not mark.opens and not _line_start(text, mark.start):
            first = _unopened(text, breaks[line - 1] + 1 if line else 0, mark, found)
            if first is not None:
                found.append(Quoted(first, mark.start, first, mark.end, True))
                i += 1
                continue
        if mark.text in "”»" and not mark.opens and not _line_start(text, mark.start):
            i += 1  # a closing mark that nothing opened
            continue
        line_end = breaks[line] if line < len(breaks) else len(text)
        j = _closing(text, marks, i, bisect.bisect_left(starts, line_end), line_end)
        if j is not None:
            found.append(Quoted(mark.end, marks[j].start, mark.start, marks[j].end, True))
            i = j + 1
            continue
        if not mark.opens and not _line_start(text, mark.start):
            i += 1
            continue
        end = _unclosed_end(text, mark.end, marks[i + 1].start if i + 1 < len(marks) and marks[i + 1].start < line_end else line_end)
        if end > mark.end + SHORTEST_UNCLOSED:
            found.append(Quoted(mark.end, end, mark.start, end, False))
        i += 1
    return found


def _unopened(text: str, line_start: int, mark: _Mark, found: list[Quoted]) -> int | None:
    """Where a quotation begins that a mark closes and none opens: at the beginning of its line, where a cue stands behind the mark
    and no verb of speech, mark or quotation before it."""
    if (
        not line_start < mark.start < line_start + LONGEST_UNOPENED
        or text[mark.start - 1] not in ",.!?"
        or (found and found[-1].end > line_start)
    ):
        return None
    m = CUE.match(text, mark.start - 1) or BEHIND.match(text, mark.end)
    if m is None or m[1] not in speech().after or any(w in speech().reports for w in text[line_start : mark.start].split()):
        return None
    return line_start


def _line_start(text: str, i: int) -> bool:
    """Whether nothing but spaces, dashes and bullets stands before `i` on its line."""
    while i and text[i - 1] in " \t\u00a0-–•*":
        i -= 1
    return i == 0 or text[i - 1] == "\n"


def _closing(text: str, marks: list[_Mark], i: int, behind: int, line_end: int) -> int | None:
    """The index of the mark that closes mark `i`, on its line (whose marks end before index `behind`) or within reach behind it."""
    stop = min(behind, i + NESTED)
    depth = 0
    for k in range(i + 1, stop):
        m = marks[k]
        if m.opens and (m.text in OPENERS or not m.closes):
            even = (stop - k) % 2 == 0
            if (m.text in OPENERS or (even and depth == 0)) and (even or _clear_break(text, marks[i].end, m.start)):
                return None  # the mark before was never closed
            depth += 1
        elif depth:
            depth -= 1
        else:
            return k
    if stop > i + 1:
        return stop - 1 if depth else None
    if i + 1 < len(marks):
        m = marks[i + 1]
        near = m.start - marks[i].end <= REACH and text.count("\n", line_end, m.start) <= LINES
        if near and not m.opens and m.closes and not _line_start(text, m.start):
            return i + 1
    return None


def _clear_break(text: str, a: int, b: int) -> bool:
    """Whether what was said ended before the next opening mark: a cue stands between them."""
    return any(m[1] in speech().after for m in CUE.finditer(text, a, b))


def _unclosed_end(text: str, start: int, limit: int) -> int:
    """Where a quotation without closing mark ends: before its cue, else at the end of its line."""
    for m in CUE.finditer(text, start, limit):
        if m[1] in speech().after and (m[2] or text[m.end() : m.end() + 2].strip()):
            return m.start() + 1
    return start + len(text[start:limit].rstrip())
