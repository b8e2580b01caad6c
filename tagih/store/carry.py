"""How much of an article may be carried: a share of its characters, the most telling sentences first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

SHARE_PERCENT = 30  # of an article's characters, where its publisher keeps all rights
EDITS_PERCENT = 15  # of them for what its publisher changed, older versions' words included: the rest is for what it says now
# The ranks of evidence of a change, before all others: what the publisher says of it, its own words, the sentences around them.
NOTICED, EDITED, AROUND_EDITED = -3, -2, -1
CURRENT = 0  # the version that an article's length is taken from
# The kinds whose evidence is carried, the most telling first.
PRIORITY = ("commitments", "targets", "regulations", "figures", "statements", "particulars")


@dataclass(frozen=True, slots=True)
class Wish:
    """A stretch of an article that a record would show as its evidence. The lowest `rank` comes first.

    `version` is CURRENT, or the number of an older version, whose words count towards the same share. What it would show of other
    versions is in `also`, as (version, start, end).
    """

    rank: int
    start: int
    end: int
    kind: str
    record: str
    version: int = CURRENT
    also: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Carried:
    """Which records keep their evidence, and the stretches of text that they show, merged and in order; `older` by version."""

    records: frozenset[tuple[str, str]]
    spans: tuple[tuple[int, int], ...]
    older: Mapping[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    @property
    def characters(self) -> int:
        """How many of the article's characters are shown, each counted once."""
        return sum(end - start for spans in (self.spans, *self.older.values()) for start, end in spans)


def carry(length: int, wishes: Iterable[Wish], *, whole: bool, older: Mapping[int, int] | None = None) -> Carried:
    """Grant wishes in order of rank while they stay within the share; `whole` lifts the share.

    `older`: the lengths of older versions. A stretch that is shown already costs nothing. Linear in the text's length for each
    stretch granted.
    """
    limit, edits = (length * percent // 100 for percent in (SHARE_PERCENT, EDITS_PERCENT))
    shown = {CURRENT: bytearray(length)} | {version: bytearray(n) for version, n in (older or {}).items()}
    used = 0
    granted: set[tuple[str, str]] = set()
    for wish in sorted(wishes, key=lambda w: (w.rank, w.version, w.start, w.end, w.record)):
        stretches = ((wish.version, wish.start, wish.end), *wish.also)
        cost = sum(shown[version].count(0, start, end) for version, start, end in stretches)
        if whole or used + cost <= (edits if wish.rank < 0 else limit):
            used += cost
            for version, start, end in stretches:
                shown[version][start:end] = b"\1" * (end - start)
            granted.add((wish.kind, wish.record))
    spans = {version: tuple(runs(marks)) for version, marks in shown.items()}
    return Carried(frozenset(granted), spans.pop(CURRENT), {version: found for version, found in spans.items() if found})


def runs(shown: bytearray) -> Iterable[tuple[int, int]]:
    """The stretches that are marked with 1, in order."""
    start = shown.find(1)
    while start >= 0:
        end = shown.find(0, start)
        end = len(shown) if end < 0 else end
        yield start, end
        start = shown.find(1, end)
