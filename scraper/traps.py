"""Addresses without end: pages that a site shows for what it does not have, calendars, sessions, loops. One object per spider and run.

A site is asked once for an address that cannot exist; pages that look like its answer are not there either (a soft 404).
And addresses that differ only in dates, numbers or session ids share a budget: where one after the other gives nothing that was
not seen before, the rest is left alone.
"""

from __future__ import annotations

import functools
import re
import secrets
import tomllib
from collections import OrderedDict
from dataclasses import dataclass, field
from importlib import resources
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict

from scraper.shape import Shape

BARREN = 20  # pages of one pattern in a row that give nothing new, until the pattern is left alone
NEW_WORDS = 3  # a page that has as many which its pattern's first did not have gives something
MOST_SKIPPED = 32  # where a pattern keeps giving, one page in so many is looked at
MAX_PATTERNS = 2_000  # remembered at a time
REPEATED = 3  # a path in which one part stands so often leads into itself
ECHOED_WORDS = 8  # that a soft 404 may show of the address that was asked for, its date or its visitors

_NUMBER = re.compile(r"\d+(?:[-_.:T]\d+)*(?:\.html?)?")
_TOKEN = re.compile(r"(?=[^\d]*\d)[\w-]{16,}")  # ids of sessions have digits and are long
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = re.compile(r"\d+")


class Words(BaseModel):
    """traps.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    missing_words: tuple[str, ...]
    calendar_words: frozenset[str]


@functools.cache
def words() -> Words:
    """Loaded once; raises pydantic's ValidationError on a broken file, as this file ships with the code."""
    return Words.model_validate(tomllib.loads(resources.files(__package__).joinpath("traps.toml").read_text("utf-8")))


def _fold(part: str) -> str:
    if _NUMBER.fullmatch(part) or part.lower() in words().calendar_words:
        return "#"
    slug = part.strip("-").count("-") > 2  # words of a title: no id
    return "*" if not slug and _TOKEN.fullmatch(part) else part


def pattern(url: str) -> str | None:
    """The form that an address shares with those that differ from it only in dates, numbers, tokens or repetitions; None where
    there are no such parts."""
    parts = urlsplit(url)
    steps = [s for s in parts.path.replace(";", "/").split("/") if s]
    folded = ["=".join(_fold(x) for x in s.split("=")) for s in steps]
    fields = [f.partition("=") for f in parts.query.split("&") if f]
    query = sorted({f"{name}={_fold(value)}" for name, _, value in fields})
    looping = any(folded.count(s) >= REPEATED for s in set(folded) - {"#", "*"}) or len(query) < len(fields)
    if looping:
        folded = sorted(set(folded))
    same = not looping and folded == steps and query == sorted(f"{n}={v}" for n, _, v in fields)
    return None if same else f"{parts.netloc}/{'/'.join(folded)}?{'&'.join(query)}"


def improbable(url: str) -> str:
    """An address of the same form as an article's that no site has: its last part is random, and so is every number but a date's."""
    parts = urlsplit(url)
    number = str(secrets.randbelow(9 * 10**11) + 10**11)
    steps = parts.path.split("/")
    dated = 0  # parts after a year that may be its month and day
    for n, step in enumerate(steps[:-1]):
        if _YEAR.fullmatch(step):
            dated = 2
        elif dated and re.fullmatch(r"\d\d?", step):
            dated -= 1
        else:
            steps[n], dated = _DIGITS.sub(number, step), 0
    last = max((n for n, s in enumerate(steps) if s), default=0)
    if not parts.query or not _DIGITS.search(parts.query):
        name, dot, extension = steps[last].rpartition(".")
        stem, end = (name, dot + extension) if dot and extension.isalpha() and len(extension) <= 5 else (steps[last], "")
        lead = number if stem[:1].isdigit() else "tidak-ada"
        steps[last] = (lead if stem.isdigit() else f"{lead}-{secrets.token_hex(6)}") + end
    return urlunsplit((parts.scheme, parts.netloc, "/".join(steps) or "/", _DIGITS.sub(number, parts.query), ""))


@dataclass(slots=True)
class Missing:
    """What a host answers for what it does not have: a page (`shape`), or a redirect to `target` (canonical)."""

    shape: Shape | None = None
    target: str | None = None

    def same(self, page: Shape) -> bool:
        """Whether a page is that one again."""
        if self.shape is None or page.title != self.shape.title:
            return False
        told = any(w in page.title for w in words().missing_words)
        new, gone = page.words - self.shape.words, self.shape.words - page.words
        return told or (len(new) <= ECHOED_WORDS and len(gone) <= ECHOED_WORDS)


@dataclass(slots=True)
class _Pattern:
    visits: int = 0
    barren: int = 0
    skip: int = 1
    next_look: int = 2  # most addresses with a number have a pattern of their own: the first page is not looked at
    known: frozenset[str] | None = None
    seen: set[int] = field(default_factory=set)


class Patterns:
    """The budgets of one source and run."""

    def __init__(self) -> None:
        self._patterns: OrderedDict[str, _Pattern] = OrderedDict()

    def refusal(self, url: str) -> str | None:
        """Why an address is not asked for; None where it may be."""
        form = pattern(url)
        known = self._patterns.get(form) if form is not None else None
        return f"{BARREN} addresses like {form} in a row gave nothing new" if known and known.barren >= BARREN else None

    def visited(self, url: str) -> bool:
        """Note that a page was read; whether its shape is to be given to `judge`."""
        form = pattern(url)
        if form is None:
            return False
        known = self._patterns.setdefault(form, _Pattern())
        self._patterns.move_to_end(form)
        if len(self._patterns) > MAX_PATTERNS:
            self._patterns.popitem(last=False)
        known.visits += 1
        return known.visits >= known.next_look

    def judge(self, url: str, page: Shape) -> None:
        """Note whether a page gave anything that its pattern had not given before."""
        known = self._patterns[pattern(url) or ""]
        text = page.words - words().calendar_words
        fresh = known.known is not None and len(text - known.known) >= NEW_WORDS and hash(text) not in known.seen
        if known.known is None:
            known.known = text
        elif fresh:
            known.barren, known.skip = 0, min(2 * known.skip, MOST_SKIPPED)
        else:
            known.barren, known.skip = known.barren + 1, 1
        if len(known.seen) < MAX_PATTERNS:
            known.seen.add(hash(text))
        known.next_look = known.visits + known.skip
