"""Stories on several pages: which addresses on a page are further pages of the same story, or the whole of it on one. Pure.

A further page is told by its address: the story's own and one thing more ("?page=2", "/2", "?halaman=3", "/page/2"). Words alone
("Selanjutnya") never tell one: on most sites they lead to the next story. A list's pages are no story's: see `discovery.next_page`.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from scraper.source import Source
from scraper.urls import conventions, extension

MAX_PARTS = 30  # of one story that are asked for; the longest slideshows of news sites have about as many
ALL = 0  # the number of the page that shows the whole story

_NUMBER = re.compile(r"[1-9]\d{0,2}")
_SAID = re.compile(r"(?:hal(?:aman)?|laman|page|bagian)?\s*\.?\s*(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Part:
    """A further page of a story by its number from 2 on, or (ALL) the page that shows all of it."""

    url: str
    number: int


def story_of(source: Source, url: str) -> tuple[str, int] | None:
    """The first page's address and the number, where a canonical address alone tells that it is a page of an article."""
    if "?" not in url:
        return None
    known = conventions()
    parts = urlsplit(url)
    fields = parts.query.split("&")
    marks = [f for f in fields if f.partition("=")[0].lower() in known.part_names]
    number = _number(marks[0].partition("=")[2]) if len(marks) == 1 else None
    if number is None:
        return None
    first = source.canonical(urlunsplit((*parts[:3], "&".join(f for f in fields if f != marks[0]), "")))
    return (first, number) if first is not None and source.classify(first) == "page" else None


def _number(value: str) -> int | None:
    if value.lower() in conventions().all_values:
        return ALL
    return int(value) if _NUMBER.fullmatch(value) else None


def story_parts(source: Source, first: str, page: Any) -> tuple[Part, ...]:
    """The further pages of the story whose first page is at `first`, that a page of it (a `discovery.Html`) links to, in their order.

    The page that shows all comes first, where there is one.
    """
    found: dict[int, str] = {}
    stem = first.partition("?")[0].rstrip("/")
    slug = "" if "%" in stem else stem.rpartition("/")[2]  # in every address of the story but those that are relative to it
    mark = _mark()
    for element in page.tree.root.iter("a", "link"):
        href, rel = element.get("href") or "", (element.get("rel") or "").split()
        may_be = (element.tag == "a" or "next" in rel) and mark.search(href) and (slug in href or not href.startswith(("/", "http")))
        url = next(iter(page.own([href])), None) if may_be else None
        if url is None or url == first or not url.startswith(stem):
            continue
        text = " ".join("".join(element.itertext()).split()).lower()
        number = _part(first, url, text, "next" in rel)
        if number is None or not (number == ALL or 1 < number <= MAX_PARTS) or number in found:
            continue
        if extension(url) not in conventions().ignored_extensions and not any(p.search(url) for p in source.deny_patterns):
            found[number] = url
    return tuple(Part(found[n], n) for n in sorted(found))


@functools.cache
def _mark() -> re.Pattern[str]:
    """What the address of a further page has somewhere."""
    return re.compile(rf"(?:^|[=/-])(?:\d{{1,3}}|{'|'.join(sorted(conventions().all_values))})(?![\w-])", re.I)


def _part(first: str, url: str, text: str, is_next: bool) -> int | None:
    """Which page of a story an address is; None where it adds anything else to the story's."""
    known = conventions()
    whole, more = urlsplit(first), urlsplit(url)
    if whole.query == more.query:
        step = more.path.removeprefix(whole.path.rstrip("/"))
        m = re.fullmatch(rf"/(?:({'|'.join(known.part_steps)})[/-])?([a-z]+|\d{{1,3}})/?", step, re.I)
        value, told = (m[2], m[1] is not None) if m else ("", False)
    elif whole.path == more.path:
        fields = more.query.split("&")
        added = [f for f in fields if f not in whole.query.split("&")]
        name, _, value = (
            added[0].lower().partition("=") if len(added) == 1 and len(fields) <= len(whole.query.split("&")) + 1 else ("", "", "")
        )
        if not name or name in known.part_refusals:
            return None
        told = name in known.part_names
    else:
        return None
    if value == "1" and not told and text in known.all_words:
        return ALL  # "?single=1"
    number = _number(value)
    if number is None or told or (number == ALL and text in known.all_words):
        return number
    said = _SAID.fullmatch(text)
    return number if is_next or text in known.next_words or (said is not None and int(said[1]) == number) else None
