"""How much of an article may be carried: a share of its characters, the most telling sentences first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SHARE_PERCENT = 30  # of an article's characters, where its publisher keeps all rights
# The kinds whose evidence is carried, the most telling first.
PRIORITY = ("commitments", "targets", "regulations", "figures", "statements")


@dataclass(frozen=True, slots=True)
class Wish:
    """A stretch of an article that a record would show as its evidence. The lowest `rank` comes first."""

    rank: int
    start: int
    end: int
    kind: str
    record: str


@dataclass(frozen=True, slots=True)
class Carried:
    """Which records keep their evidence, and the stretches of text that they show, merged and in order."""

    records: frozenset[tuple[str, str]]
    spans: tuple[tuple[int, int], ...]

    @property
    def characters(self) -> int:
        """How many of the article's characters are shown, each counted once."""
        return sum(end - start for start, end in self.spans)


def carry(length: int, wishes: Iterable[Wish], *, whole: bool) -> Carried:
    """Grant wishes in order of rank while they stay within the share; `whole` lifts the share.

    A stretch that is shown already costs nothing. Linear in the text's length for each stretch granted.
    """
    limit = length if whole else length * SHARE_PERCENT // 100
    shown = bytearray(length)
    used = 0
    granted: set[tuple[str, str]] = set()
    for wish in sorted(wishes, key=lambda w: (w.rank, w.start, w.end, w.record)):
        cost = shown.count(0, wish.start, wish.end)
        if used + cost <= limit:
            used += cost
            shown[wish.start : wish.end] = b"\1" * (wish.end - wish.start)
            granted.add((wish.kind, wish.record))
    return Carried(frozenset(granted), tuple(_runs(shown)))


def _runs(shown: bytearray) -> Iterable[tuple[int, int]]:
    start = shown.find(1)
    while start >= 0:
        end = shown.find(0, start)
        end = len(shown) if end < 0 else end
        yield start, end
        start = shown.find(1, end)
