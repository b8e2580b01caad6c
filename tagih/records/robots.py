"""What a page asks of those who show it: X-Robots-Tag and <meta name="robots">, as far as they are meant for everybody or for us. Pure.

Names and meanings are those that the large search engines document: https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag
(Google), https://www.bing.com/webmasters/help/which-robots-metatags-does-bing-support-5198d240 (Bing: "nocache").
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

VERSION = "1"  # raised when it finds other things: stored pages are then read again
AGENT = "tagih"  # the name that robots.txt, headers and pages call us by
NOARCHIVE, NOINDEX, NOSNIPPET = "noarchive", "noindex", "nosnippet"
_MEANING = {
    "noarchive": NOARCHIVE,
    "nocache": NOARCHIVE,
    "noindex": NOINDEX,
    "none": NOINDEX,  # noindex, nofollow
    "nosnippet": NOSNIPPET,
    "max-snippet:0": NOSNIPPET,
}
_WITH_VALUE = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
HEAD_BYTES = 262_144  # of a page looked at: <meta> stands in its head
_META = re.compile(rb"<meta\b[^<>]{1,2000}", re.I)
_ATTRIBUTE = re.compile(r"(?<![a-z-])([a-z-]{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))", re.I)


def directives(headers: Iterable[tuple[str, str]], body: bytes = b"", media_type: str | None = None) -> tuple[str, ...]:
    """ "noarchive", "noindex", "nosnippet": those that a response asks for, in order. `body` is looked at where it is HTML."""
    found = set(_of_headers(headers))
    if "html" in (media_type or "text/html"):
        found.update(_of_page(body[:HEAD_BYTES]))
    return tuple(sorted(found))


def _of_headers(headers: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, value in headers:
        if name.lower() == "x-robots-tag":
            agent, colon, rest = value.partition(":")
            named = colon and "," not in agent and agent.strip().lower() not in _WITH_VALUE
            if not named or agent.strip().lower() == AGENT:
                yield from _meant(rest if named else value)


def _of_page(head: bytes) -> Iterator[str]:
    for tag in _META.findall(head):
        said = {m[0].lower(): html.unescape(m[1] or m[2] or m[3]) for m in _ATTRIBUTE.findall(tag.decode("latin-1"))}
        if said.get("name", "").strip().lower() in ("robots", AGENT):
            yield from _meant(said.get("content", ""))


def _meant(value: str) -> Iterator[str]:
    for word in value.split(","):
        meaning = _MEANING.get("".join(word.split()).lower())
        if meaning is not None:
            yield meaning
