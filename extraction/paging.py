"""A story on several pages -> one document: its pages' lines in order, each once, and what is missing said.

Title and day are the first page's. A line that an earlier page carries (a lead repeated on each page, a page that a site shows in
the place of one that it does not have) stands once. A page that carries all that the pages before it do is the whole story.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from extraction.language import language_of
from extraction.page import read_page
from tagih.records import Document, Extraction, Page, PageError, Unresolved

RULE = "paging"
VERSION = "1"

REPEAT = 40  # characters: a shorter line ("Baca juga", a heading) may stand on two pages in its own right
_UNFINISHED = re.compile(r"[\w,;–-]$")
_PAGE_NUMBER = re.compile(
    r"(?:\d|\W|hal(?:aman)?|laman|page|bagian|next|prev(?:ious)?|se(?:belum|lanjut)nya|berikutnya|kembali|dari|of|all|semua|tampilkan)+",
    re.I,
)


def with_gaps(read: Document, gaps: Sequence[tuple[int, int, str]], found: Extraction) -> Extraction:
    """What was found in a document, and a record for each page of its story that is missing: after which line, and why."""
    records = tuple(
        Unresolved(
            id=f"unresolved-page-{n}",
            text=read.text[start:end],
            start=start,
            end=end,
            rule=RULE,
            rule_version=VERSION,
            kind="documents",
            field="text",
            reason=reason,
        )
        for n, (start, end, reason) in enumerate(gaps, 1)
    )
    if not records:
        return found
    return dataclasses.replace(found, unresolved=tuple(sorted((*found.unresolved, *records), key=lambda u: (u.start, u.end))))


def read_story(page: Page) -> tuple[Document, list[tuple[int, int, str]]]:
    """A page with its further pages as one document, and its gaps: the span of the line before each, and what is missing there.

    Raises PageError where the first page cannot be read; any other that cannot is a gap.
    """
    document = read_page(page)
    if not page.parts:
        return document, []
    lines, gaps = without_numbers(document.text.split("\n")), list[tuple[int, str]]()
    for part in page.parts:
        try:
            if isinstance(part, PageError):
                raise part
            further = read_page(part)
        except PageError as e:
            gaps.append((len(lines) - 1, e.what))
            continue
        lines, whole = join(lines, without_numbers(further.text.split("\n")))
        if whole:
            gaps.clear()
        document = dataclasses.replace(document, authors=document.authors or further.authors, editors=document.editors or further.editors)
    text = "\n".join(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    spans = [(starts[n], starts[n] + len(lines[n]), what) for n, what in gaps]
    return dataclasses.replace(document, text=text, language=language_of(text)), spans


def without_numbers(lines: list[str]) -> list[str]:
    """A page's lines without those at its ends that only number pages ("Halaman: 1 2 3 Selanjutnya")."""
    kept = list(lines)
    while len(kept) > 1 and _is_numbers(kept[-1]):
        kept.pop()
    while len(kept) > 1 and _is_numbers(kept[0]):
        kept.pop(0)
    return kept


def _is_numbers(line: str) -> bool:
    return len(line) <= 2 * REPEAT and _PAGE_NUMBER.fullmatch(line) is not None


def join(lines: Sequence[str], further: Sequence[str]) -> tuple[list[str], bool]:
    """Lines with those of a further page after them, each once; and whether the further page has them all and stands for the whole."""
    keys = [_key(line) for line in lines]
    known, theirs = set(keys), {_key(line) for line in further}
    long = {k for k in keys if len(k) >= REPEAT}
    if long and long <= theirs and len(theirs - known) > 0:
        return list(further), True
    left = list(further)
    while left and _key(left[0]) in known:  # a lead, a summary or a heading that each page begins with
        left.pop(0)
    left = [line for line in left if len(_key(line)) < REPEAT or _key(line) not in known]
    while left and _key(left[-1]) in known:
        left.pop()
    joined = list(lines)
    if joined and left and left[0][0].islower() and _UNFINISHED.search(joined[-1]):
        joined[-1] += f" {left.pop(0)}"
    return joined + left, False


def _key(line: str) -> str:
    return " ".join(line.casefold().split())
