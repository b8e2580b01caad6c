"""The sentence that a piece of evidence stands in, from the spans that extraction found."""

from __future__ import annotations

import bisect
from collections.abc import Sequence


def around(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """`[start, end)` widened to whole sentences; to whole lines where no sentences are known for that place."""
    first = bisect.bisect_right(spans, (start, len(text))) - 1
    last = bisect.bisect_right(spans, (end - 1, len(text))) - 1
    if 0 <= first <= last and spans[first][0] <= start and end <= spans[last][1]:
        return spans[first][0], spans[last][1]
    line_end = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if line_end < 0 else line_end
