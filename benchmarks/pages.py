"""How well main text, title and day are read from real article pages, trafilatura alone beside it.

    python -m benchmarks.pages ../shared/data/pages

The folder holds pages and an `index.jsonl` with `gold_text`, `gold_title`, `gold_date` for each. Scores are word-level:
F1 of the multisets of lower-case words.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import trafilatura

from extraction.page import read_page
from tagih.records import Page, PageError

WIB = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class PageScore:
    """One page: word F1 of the main text, whether title and day are right (None: no gold), seconds, the same of trafilatura alone."""

    file: str
    f1: float
    title: bool | None
    day: bool | None
    seconds: float
    alone_f1: float
    alone_title: bool | None
    alone_day: bool | None
    alone_seconds: float


def word_f1(found: str, gold: str) -> float:
    """F1 of two multisets of lower-case words; 0.0 where they share none."""
    a, b = (Counter(re.findall(r"\w+", text.lower())) for text in (found, gold))
    shared = sum((a & b).values())
    return 2 * shared / (sum(a.values()) + sum(b.values())) if shared else 0.0


def gold_day(date: str | None) -> str | None:
    """The day of a gold date on a clock in Jakarta."""
    return datetime.fromisoformat(date).astimezone(WIB).date().isoformat() if date else None


def score_pages(folder: Path) -> list[PageScore]:
    """Score every article of a folder."""
    rows = [json.loads(line) for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    return [_score(folder, row) for row in rows if row["kind"] == "article"]


def _score(folder: Path, row: dict[str, str | None]) -> PageScore:
    file, text, title, day = str(row["file"]), row["gold_text"] or "", row["gold_title"], gold_day(row["gold_date"])
    content = (folder / file).read_bytes()

    def ours() -> tuple[str, str | None, str | None]:
        try:
            document = read_page(Page(id=file, content=content, media_type="text/html"))
        except PageError:
            return "", None, None
        return document.text, document.title, document.published

    def alone() -> tuple[str, str | None, str | None]:
        found: Any = trafilatura.bare_extraction(content, include_comments=False, include_tables=False, with_metadata=True)
        return (found.text or "", found.title, found.date) if found else ("", None, None)

    def judge(read: Callable[[], tuple[str, str | None, str | None]]) -> tuple[float, bool | None, bool | None, float]:
        start = time.perf_counter()
        its_text, its_title, its_date = read()
        seconds = time.perf_counter() - start
        return word_f1(its_text, text), its_title == title if title else None, (its_date or "")[:10] == day if day else None, seconds

    return PageScore(file, *judge(ours), *judge(alone))


def table(scores: Sequence[PageScore]) -> str:
    """The scores as a Markdown table, means last."""

    def mean(values: Sequence[float | bool | None]) -> float:
        known = [v for v in values if v is not None]
        return sum(known) / len(known) if known else 0.0

    def mark(right: bool | None) -> str:
        return "" if right is None else "yes" if right else "no"

    lines = ["| page | text F1 | trafilatura alone | title | alone | day | alone |", "|---|---|---|---|---|---|---|"]
    lines += [
        f"| {s.file} | {s.f1:.3f} | {s.alone_f1:.3f} | {mark(s.title)} | {mark(s.alone_title)} | {mark(s.day)} | {mark(s.alone_day)} |"
        for s in scores
    ]
    lines.append(
        f"| **mean of {len(scores)}** | **{mean([s.f1 for s in scores]):.3f}** | {mean([s.alone_f1 for s in scores]):.3f} "
        f"| {mean([s.title for s in scores]):.2f} | {mean([s.alone_title for s in scores]):.2f} "
        f"| {mean([s.day for s in scores]):.2f} | {mean([s.alone_day for s in scores]):.2f} |"
    )
    lines.append("")
    lines.append(
        f"Mean milliseconds a page: {1000 * mean([s.seconds for s in scores]):.0f}; trafilatura alone: {1000 * mean([s.alone_seconds for s in scores]):.0f}."
    )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(score_pages(Path(sys.argv[1]))))
