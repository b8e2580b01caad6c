"""Pages made to choke a parser: what is refused before it is read. Pure.

A parser needs a hundred times the memory of the markup that it is given, or worse: libxml2 (2.14) compares every attribute of
a tag with all before it, so that one tag of 150 KB takes two seconds, and of 1 MB minutes. Counts of bytes tell both beforehand.
"""

from __future__ import annotations

import re

MAX_HTML_BYTES = 5 * 2**20  # the largest pages of news sites are below 2 MB
MAX_FEED_BYTES = 5 * 2**20  # feedparser reads about 1 MB a second; feeds carry tens of articles
# Tags of a page (a tree of 200,000 elements and texts takes 60 MB), and of a sitemap: 50,000 entries, the protocol's limit, of five
# elements each. It is read entry by entry, so that only what is no entry takes memory.
MAX_TAGS = {"page": 200_000, "listing": 200_000, "feed": 200_000, "sitemap": 600_000}
MAX_WORDS = 25_000  # different ones, of which a tag's attributes are some: 25,000 of them are compared in 1.5 s (2026-11-21)

_WORD = re.compile(rb"[^\s\"'<>/=]+")
_SMALL_BYTES = 100_000  # hold fewer than MAX_WORDS different words of markup


def _too_many_words(body: bytes) -> bool:
    seen = set()
    for m in _WORD.finditer(body):
        seen.add(m[0])
        if len(seen) > MAX_WORDS:
            return True
    return False


def choking(kind: str, body: bytes) -> str | None:
    """Why markup is not to be parsed; None where it is harmless. `kind`: "page" and "listing" (HTML), "feed", "sitemap" (unpacked)."""
    limit = MAX_FEED_BYTES if kind == "feed" else MAX_HTML_BYTES if kind != "sitemap" else len(body)
    if len(body) > limit:
        return f"is larger than {limit // 2**20} MB"
    if body.count(b"<") > MAX_TAGS[kind]:
        return f"has more than {MAX_TAGS[kind]:,} tags"
    if kind in ("page", "listing") and len(body) > _SMALL_BYTES and _too_many_words(body):
        return f"has more than {MAX_WORDS:,} different words"
    if kind in ("feed", "sitemap") and b"<!ENTITY" in body.replace(b"\x00", b""):  # in UTF-16 every other byte is a zero
        return "declares entities of its own"
    return None
