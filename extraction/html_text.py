"""The main text of a page: trafilatura on a regular tree, judged, with other readings to fall back on."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import trafilatura
from lxml.html import HtmlElement

from extraction.charset import tidy
from extraction.html_tree import BLOCKS
from tagih.vocabulary.page_words import byline_label, furniture_line, notice_anywhere, related_cue, stamp_line, teaser_line

# trafilatura logs what it discards as errors; what a caller must know is raised here instead.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

SHORT = 200  # characters: less is hardly an article's main text where the page has more
BODY_SHARE = 0.5  # of the page's own articleBody: less means that the wrong part was read
FURNITURE_LINE = 250  # characters: a longer line is running text whatever it begins with
STAMP_LINE = 90  # characters: the longest date stamp or byline
LINE_BLOCKS = frozenset({"p", "head", "item", "quote", "row", "code", "div"})
ENDING = (".", "!", "?", '"', "”")
UNFINISHED = re.compile(r"[\w,;–-]$")


@dataclass(frozen=True, slots=True)
class Reading:
    """One attempt at the main text: its lines, which extractor made it, and the bylines that were left out."""

    lines: tuple[str, ...]
    extractor: str
    bylines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def words_of(text: str) -> set[str]:
    """Words that carry meaning: four letters or more, lower case."""
    return set(re.findall(r"\w{4,}", text.lower()))


def main_text(tree: HtmlElement, *, title: str | None, body: str | None) -> Reading:
    """The best reading of a tree that `normalise` made regular. `body` is the page's own articleBody (JSON-LD)."""
    attempts: Sequence[tuple[str, Callable[[], list[str]]]] = (
        ("trafilatura", lambda: _trafilatura(tree, favor_precision=True)),
        ("trafilatura-balanced", lambda: _trafilatura(tree)),
        ("json-ld", lambda: (body or "").splitlines()),
        ("trafilatura-tables", lambda: _trafilatura(tree, include_tables=True, favor_recall=True)),
        ("paragraphs", lambda: ["".join(e.itertext()) for e in tree.iter("p", "li")]),
    )
    readings = []
    for extractor, attempt in attempts:
        reading = read_lines(attempt(), title, extractor)
        if reading.lines and not is_wrong(reading.text, title=title, body=body):
            return reading
        readings.append(reading)
    about = words_of(title or "")
    return max(readings, key=lambda r: (len(about & words_of(r.text)), len(r.text) >= SHORT))


def is_wrong(text: str, *, title: str | None, body: str | None) -> bool:
    """Whether this is hardly the main text: too short, without one word of the title, or much shorter than the page's own body."""
    if body and len(text) < BODY_SHARE * len(body):
        return True
    about = words_of(title or "")
    return len(text) < SHORT or bool(about and not about & words_of(text))


def _trafilatura(tree: HtmlElement, **options: bool) -> list[str]:
    settings: dict[str, Any] = {"include_comments": False, "include_tables": False, "with_metadata": False} | options
    found: Any = trafilatura.bare_extraction(tree, **settings)
    return list(_lines(found.body)) if found is not None and found.body is not None else []


def _lines(body: HtmlElement) -> Iterator[str]:
    """Lines of trafilatura's own tree (p, head, item, quote, lb), in order; one pass over a flat list of events."""
    line: list[str] = []
    for e, starts in _events(body):
        if e.tag in LINE_BLOCKS or e.tag == "lb":
            yield "".join(line)
            line = []
        elif e.tag == "cell" and starts:
            line.append(" ")
        part = e.text if starts else e.tail
        if part and e.tag != "graphic":
            line.append(part)
    yield "".join(line)


def element_lines(element: HtmlElement) -> Iterator[str]:
    """Lines of any element of a page: a line ends where a block does, or at `br`."""
    line: list[str] = []
    for e, starts in _events(element):
        if e.tag in BLOCKS or e.tag == "br":
            yield "".join(line)
            line = []
        part = e.text if starts else e.tail if e is not element else None
        if part:
            line.append(" ".join(part.split("\n")))
    yield "".join(line)


def _events(body: HtmlElement) -> Iterator[tuple[HtmlElement, bool]]:
    stack: list[tuple[HtmlElement, bool]] = [(body, True)]
    while stack:
        e, starts = stack.pop()
        yield e, starts
        if starts:
            stack.append((e, False))
            stack.extend((c, True) for c in reversed(e))


def read_lines(lines: Sequence[str], title: str | None, extractor: str) -> Reading:
    """Lines made tidy; broken lines joined; the title at the head, bylines, furniture and repeats left out."""
    kept: list[str] = []
    bylines: list[str] = []
    for line in (tidy(part) for raw in lines for part in raw.split("\n")):
        if not line or is_furniture(line) or (kept and line == kept[-1]):
            continue
        if is_byline(line):
            bylines.append(line)
        elif kept and line[0].islower() and UNFINISHED.search(kept[-1]):
            kept[-1] += f" {line}"
        else:
            kept.append(line)
    if kept and title and _is_title(kept[0], title):
        kept = kept[1:]
    return Reading(tuple(kept), extractor, tuple(bylines))


def _is_title(line: str, title: str) -> bool:
    slack = 2 if line.endswith(ENDING) else len(title) // 2
    return title.casefold() in line.casefold() and len(line) <= len(title) + slack


def is_byline(line: str) -> bool:
    """Whether a line says who wrote or edited, and nothing else."""
    label = byline_label().match(line)
    return label is not None and label["other"] is None and len(line) - label.end() <= STAMP_LINE and not line.endswith(ENDING)


def is_furniture(line: str) -> bool:
    """Whether a line points to another story, is a button, a date stamp, or a notice of the publisher."""
    if len(line) > FURNITURE_LINE:
        return False
    if len(line) <= STAMP_LINE and (teaser_line().match(line) or (stamp_line().match(line) and not line.endswith("."))):
        return True
    return bool(related_cue().match(line) or furniture_line().match(line) or notice_anywhere().search(line))
