"""One value for a linked row out of what its mentions say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


def most_said(values: Iterable[str | None]) -> str | None:
    """The value that most mentions give; of equals the longest, then the first by alphabet. None where none gives one."""
    counted = Counter(v for v in values if v)
    return min(counted, key=lambda v: (-counted[v], -len(v), v)) if counted else None
