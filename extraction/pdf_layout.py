"""The lines of a PDF page in the order in which people read them: sideways pages, and columns of prose side by side."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pypdfium2 import raw

_raw: Any = raw
ANGLES_SAMPLED = 60  # characters of a page that are asked how they lie
RECTS_MAX = 1500  # stretches of text on a page; a drawing or a wide table has more, and is read as it comes
COLUMN_ROWS = 8  # rows on each side: fewer are a letterhead or signatures
COLUMN_CHARACTERS = 25  # usual length of a row of prose in half a page; cells of a table are shorter
FULL_SHARE = 0.7  # of a column's width that the usual row of prose fills
SPANNING_SHARE = 0.3  # of all rows may run over both columns: title, headings


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of text in its place: `x` grows in reading direction, `y` from line to line."""

    x0: float
    x1: float
    y0: float
    y1: float
    text: str

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


def page_text(sheet: Any) -> str:
    """The text of a page. Upright pages of one column come as pdfium orders them."""
    sheet.set_rotation(0)  # how the page is shown is nothing to its text: the characters say themselves how they lie
    text_page = sheet.get_textpage()
    try:
        angle = _angle(text_page)
        text: str = text_page.get_text_bounded().replace("\r\n", "\n").replace("\r", "\n")
        if text_page.count_rects() > RECTS_MAX:
            return text
        if angle:
            return "\n".join(" ".join(r.text for r in line) for line in _lines(_runs(text_page, angle)))
        if text.count("\n") >= COLUMN_ROWS:
            return _columns(_runs(text_page, 0)) or text
        return text
    finally:
        text_page.close()


def _angle(text_page: Any) -> int:
    """How most characters lie: 0, 90, 180 or 270 degrees."""
    count = text_page.count_chars()
    sample = range(0, count, max(1, count // ANGLES_SAMPLED))
    angles = Counter(round(math.degrees(_raw.FPDFText_GetCharAngle(text_page, i)) / 90) * 90 % 360 for i in sample)
    return max(angles, key=lambda a: (angles[a], -a)) if angles else 0


def _runs(text_page: Any, angle: int) -> list[_Run]:
    """Every stretch of text, turned so that it reads from left to right and from top to bottom."""
    runs = []
    for i in range(text_page.count_rects()):
        left, bottom, right, top = text_page.get_rect(i)
        text = " ".join(text_page.get_text_bounded(left, bottom, right, top).split())
        if not text:
            continue
        x0, x1, y0, y1 = {
            0: (left, right, -top, -bottom),
            90: (-top, -bottom, -right, -left),
            180: (-right, -left, bottom, top),
            270: (bottom, top, left, right),
        }[angle]
        runs.append(_Run(x0, x1, y0, y1, text))
    return runs


def _lines(runs: list[_Run]) -> list[list[_Run]]:
    """Runs that stand beside each other, from top to bottom, each line from left to right."""
    lines: list[list[_Run]] = []
    for run in sorted(runs, key=lambda r: (r.middle, r.x0)):
        if lines and lines[-1][0].y0 <= run.middle <= lines[-1][0].y1:
            lines[-1].append(run)
        else:
            lines.append([run])
    return [sorted(line, key=lambda r: r.x0) for line in lines]


def _columns(runs: list[_Run]) -> str | None:
    """The page read column by column; None where it is not prose in two columns."""
    if not runs:
        return None
    left, right = min(r.x0 for r in runs), max(r.x1 for r in runs)
    rows = [_joined(line) for line in _lines(runs)]
    gutter = _gutter([r for row in rows for r in row], left, right)
    if gutter is None:
        return None
    out: list[str] = []
    for spanning, block in groupby(rows, key=lambda row: any(r.x0 < gutter < r.x1 for r in row)):
        kept = list(block)
        if spanning:
            out += [" ".join(r.text for r in row) for row in kept]
        else:
            for side in (True, False):
                out += [" ".join(t) for row in kept if (t := [r.text for r in row if (r.x1 <= gutter) is side])]
    return "\n".join(out)


def _joined(line: list[_Run]) -> list[_Run]:
    """A line's runs, those a word's space apart made one."""
    made: list[_Run] = []
    for run in line:
        if made and run.x0 - made[-1].x1 < run.y1 - run.y0:
            last = made.pop()
            run = _Run(last.x0, run.x1, min(last.y0, run.y0), max(last.y1, run.y1), f"{last.text} {run.text}")
        made.append(run)
    return made


def _gutter(runs: list[_Run], left: float, right: float) -> float | None:
    """Where the white space between two columns of prose runs."""
    middle, width = (left + right) / 2, right - left
    sides = [[r for r in runs if r.x1 < middle + width * 0.1], [r for r in runs if r.x0 > middle - width * 0.1]]
    if any(len(side) < COLUMN_ROWS for side in sides):
        return None
    if len(runs) - sum(map(len, sides)) > SPANNING_SHARE * len(runs):
        return None
    for side in sides:
        widths = sorted(r.x1 - r.x0 for r in side)
        lengths = sorted(len(r.text) for r in side)
        usual = len(side) // 2
        if lengths[usual] < COLUMN_CHARACTERS or widths[usual] < FULL_SHARE * widths[-1]:
            return None
    low, high = max(r.x1 for r in sides[0]), min(r.x0 for r in sides[1])
    return (low + high) / 2 if low < high else None
