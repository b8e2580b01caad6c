"""Words by which a page's furniture is told from its main text: `pages.toml`, checked and compiled once."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from tagih.vocabulary.load import checked, shipped

FILE = "pages.toml"


def _clean(words: tuple[str, ...]) -> tuple[str, ...]:
    for word in words:
        if not word or word != " ".join(word.split()).lower():
            raise ValueError(f"{word!r} is not lower case with single spaces")
    if list(words) != sorted(set(words)):
        raise ValueError(
            f"words are not sorted or stand twice, first at {next(w for w, v in zip(words, sorted(set(words)), strict=False) if w != v)!r}"
        )
    return words


Words = Annotated[tuple[str, ...], AfterValidator(_clean)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bylines(_Strict):
    """Labels before the names of those who made a page."""

    authors: Words
    editors: Words
    others: Words
    nobody: Words


class Furniture(_Strict):
    """Lines that are no part of a main text."""

    related: Words
    related_colon: Words
    alone: Words
    notices: Words
    notices_anywhere: Words
    teaser_heads: Words
    teaser_tails: Words
    stamps: Words


class PageWords(_Strict):
    """The whole of `pages.toml`."""

    bylines: Bylines
    furniture: Furniture
    languages: dict[str, Words]


@functools.cache
def page_words() -> PageWords:
    """The checked words, read once. Raises VocabularyError."""
    return read_words(shipped(FILE))


def read_words(text: str) -> PageWords:
    """The file's text -> checked words. Raises VocabularyError."""
    return checked(PageWords, text, where=f"tagih/vocabulary/{FILE}")


def alternatives(words: Iterable[str]) -> str:
    """A regular expression of these words, the longest first, each whole, any white space between its parts."""
    ordered: Sequence[str] = sorted(words, key=lambda w: (-len(w), w))
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") + (r"(?!\w)" if w[-1].isalnum() else "") for w in ordered)


@functools.cache
def related_cue() -> re.Pattern[str]:
    """Matches where a line begins by pointing to another story."""
    f = page_words().furniture
    return re.compile(rf"\W*(?:{alternatives(f.related)}|(?:{alternatives(f.related_colon)})\s*:)", re.I)


@functools.cache
def related_tail() -> re.Pattern[str]:
    """Matches the end of the words before a link that say it leads to another story ("... Baca juga: ")."""
    f = page_words().furniture
    return re.compile(rf"(?<!\w)(?:(?:{alternatives(f.related)})\s?:?|(?:{alternatives(f.related_colon)})\s?:)\s?[\"“(\[]?\s?$", re.I)


@functools.cache
def furniture_line() -> re.Pattern[str]:
    """Matches a line that is a button, a label or a publisher's notice, or that has no letter or digit."""
    f = page_words().furniture
    return re.compile(rf"[\W\d_]*(?:(?:{alternatives(f.alone)})[\W\d_]*$|{alternatives(f.notices)})|[\W_]*$", re.I)


@functools.cache
def teaser_line() -> re.Pattern[str]:
    """Matches a whole line that stands over a list of other stories ("Berita Populer Lainnya")."""
    f = page_words().furniture
    return re.compile(rf"\W*(?:{alternatives(f.teaser_heads)})[^.,\"“”\n]{{0,40}}\s(?:{alternatives(f.teaser_tails)})[\W\d]*$", re.I)


@functools.cache
def stamp_line() -> re.Pattern[str]:
    """Matches a whole line of digits and words of time: a date stamp, a counter, a list number."""
    return re.compile(rf"(?:[\W\d_]|(?<!\w)(?:{alternatives(page_words().furniture.stamps)}))*$", re.I)


@functools.cache
def notice_anywhere() -> re.Pattern[str]:
    """Matches inside a line that is a publisher's notice wherever the words stand in it."""
    return re.compile(rf"(?<!\w)(?:{alternatives(page_words().furniture.notices_anywhere)})", re.I)


@functools.cache
def byline_label() -> re.Pattern[str]:
    """Matches a label and its colon; the group `author`, `editor` or `other` says whose name follows."""
    b = page_words().bylines
    groups = f"(?P<author>{alternatives(b.authors)})|(?P<editor>{alternatives(b.editors)})|(?P<other>{alternatives(b.others)})"
    return re.compile(rf"(?<!\w)(?:{groups})\s*:\s*", re.I)


@functools.cache
def nobody() -> re.Pattern[str]:
    """Matches anywhere in a name that is no person's."""
    return re.compile(rf"(?<!\w)(?:{alternatives(page_words().bylines.nobody)})", re.I)
