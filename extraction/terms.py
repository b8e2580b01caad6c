"""Terms of office that are over: presidents of the past, and posts told with the years of their term."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence

from extraction.names import person_key
from extraction.persons import within
from extraction.posts import Post
from extraction.reading import Reading
from extraction.tokens import Token
from tagih.vocabulary.names import names
from tagih.vocabulary.private import private

OLD = 2004  # presidents whose term ended by then are past in whatever page is on the web
TERM = re.compile(r"(?:periode|masa jabatan|masa bakti)(?: tahun)?,? (?:19|20)\d\d ?[-–—/] ?(?P<last>(?:19|20)\d\d)", re.I)
TERM_REACH = 60  # code points behind a post in which its term is told


@functools.cache
def _dated() -> re.Pattern[str]:
    return re.compile(rf"/(20\d\d)\b|\b(?:{'|'.join(sorted(names().calendar))}) (20\d\d)\b", re.I)


def year_of(reading: Reading) -> int | None:
    """The year a document is of: when it was published, else the year that most dates of its text have."""
    published = reading.document.published
    if published is not None:
        return int(published[:4])
    years = Counter(int(a or b) for a, b in _dated().findall(reading.text))
    return max(years, key=lambda y: (years[y], y), default=None)


def is_over(reading: Reading, ts: Sequence[Token], post: Post, name: str, year: int | None) -> bool:
    """Whether the holder of a post held it before the document's year, as the term beside it or the republic's history tells."""
    if post.entry.office in ("Presiden", "Wakil Presiden"):
        key = person_key(name)
        terms = [last for known, last in private().terms.items() if within(key, person_key(known)) or within(person_key(known), key)]
        if terms and max(terms) < (year or OLD + 1):
            return True
    if year is None:
        return False
    end = ts[post.last - 1].end
    term = TERM.search(reading.text, end, end + TERM_REACH)
    return term is not None and "\n" not in reading.text[end : term.start()] and int(term["last"]) < year
