"""Where a site says its articles are: feeds, sitemaps, lists, links. Pure: bytes in, addresses out; no network, no clock.

Every address that leaves here is canonical and on the source's own hosts.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

from feedparser import api as feedparser
from parsel import Selector
from scrapy.utils.gz import gunzip
from scrapy.utils.sitemap import Sitemap
from w3lib.encoding import html_to_unicode

from scraper.archive import MAX_BODY_BYTES
from scraper.ledger import Link, Row
from scraper.markup import choking
from scraper.source import Source
from scraper.urls import conventions

parse_feed: Any = feedparser.parse  # feedparser has no types

MAX_LINKS = 50_000  # of one page: the sitemap protocol's own limit
DEFAULT_PAGES = 5  # of a list that the source's file does not tell about
MAX_CHILD_SITEMAPS = 50  # of a sitemap index, the newest
FRESH_SITEMAPS = 5  # of these, read again in every run
MAX_SITEMAP_DEPTH = 2  # the protocol has indexes of sitemaps, one deep; some sites nest them once more


class UnreadableError(ValueError):
    """A feed, sitemap or list that is not what it should be; the text says what it is."""


class ChokingError(UnreadableError):
    """Markup that a parser would choke on."""


def _refuse_choking(kind: str, body: bytes) -> None:
    reason = choking(kind, body)
    if reason is not None:
        raise ChokingError(reason)


@dataclass(frozen=True, slots=True)
class Found:
    """What a page led to. `document`: extraction reads the page itself; `canonical`: the address that it gives as its own."""

    links: tuple[Link, ...] = ()
    document: bool = False
    canonical: str | None = None


def seeds(source: Source) -> list[Link]:
    """Where a run of a source begins: what its file lists, else its home page."""
    places: list[tuple[str, str]] = [("feed", x) for x in source.feeds] + [("sitemap", x) for x in source.sitemaps]
    places += [("listing", x.url) for x in source.listings]
    if not places:
        places = [("listing", source.home)]
    found = []
    for kind, place in places:
        url = source.canonical(place)
        if url is not None:
            found.append(Link(url, kind, 0, url))  # type: ignore[arg-type]
    return found


def robots_sitemaps(source: Source, urls: Iterable[str]) -> list[Link]:
    """The sitemaps that robots.txt names, where the source's file lists nothing itself."""
    if source.declared:
        return []
    found = (source.canonical(u) for u in urls)
    return [Link(u, "sitemap", 0, u) for u in dict.fromkeys(found) if u is not None and source.own(u)]


def unique(links: Iterable[Link]) -> tuple[Link, ...]:
    """Links by address, the first of each, at most as many as a sitemap may hold."""
    return tuple({x.url: x for x in reversed(list(links)) if x.url}.values())[::-1][:MAX_LINKS]


def _listed(source: Source, row: Row, urls: Iterable[str | None]) -> Iterable[Link]:
    """What a feed or sitemap lists is an article, but where the file's patterns or a list's shape say otherwise."""
    home = source.canonical(source.home)
    for raw in urls:
        url = source.canonical(raw, base=row.url) if raw else None
        if url is None or url in (row.url, home) or not source.own(url):
            continue
        kind = source.classify(url)
        if kind == "page" or (kind == "listing" and not source.article_patterns and not source.navigation(url)):
            yield Link(url, "page", 1, row.root)


def read_feed(source: Source, row: Row, body: bytes) -> Found:
    """The articles of an RSS or Atom feed. Raises UnreadableError where it is neither."""
    _refuse_choking("feed", body)
    # As a stream: given bytes, feedparser first looks whether they name a file of this machine, and reads that.
    feed = parse_feed(io.BytesIO(body), response_headers={"content-location": row.url})
    if not feed.version and not feed.entries:
        raise UnreadableError("is no RSS or Atom feed")
    return Found(unique(_listed(source, row, (e.get("feedburner_origlink") or e.get("link") for e in feed.entries))))


def read_sitemap(source: Source, row: Row, body: bytes) -> Found:
    """The articles of a sitemap (news sitemaps too), or the newest sitemaps of an index; newest first. Gzipped ones are unpacked."""
    try:
        xml = gunzip(body, max_size=MAX_BODY_BYTES) if body[:3] == b"\x1f\x8b\x08" else body
        _refuse_choking("sitemap", xml)
        sitemap = Sitemap(xml)
        entries = [e for e in itertools.islice(sitemap, MAX_LINKS) if e.get("loc")]
    except ChokingError:
        raise
    except Exception as e:  # lxml, gzip and the size limit of unpacking each raise their own
        raise UnreadableError(f"is no sitemap ({type(e).__name__}: {e})") from e
    if sitemap.type not in ("urlset", "sitemapindex"):
        raise UnreadableError(f"is no sitemap but <{sitemap.type}>")
    entries.sort(key=lambda e: e.get("lastmod") or "", reverse=True)
    if sitemap.type == "urlset":
        return Found(unique(_listed(source, row, (e["loc"] for e in entries))))
    if row.depth >= MAX_SITEMAP_DEPTH:
        raise UnreadableError("is an index of sitemaps in an index of sitemaps of another: followed no further")
    children = (source.canonical(e["loc"], base=row.url) for e in entries[:MAX_CHILD_SITEMAPS])
    own = [u for u in children if u is not None and source.own(u)]
    return Found(unique(Link(u, "sitemap", row.depth + 1, row.root, again=n < FRESH_SITEMAPS) for n, u in enumerate(own)))


class Html:
    """A page's tree. Its addresses come out canonical, resolved against <base> where there is one."""

    def __init__(self, source: Source, url: str, body: bytes, media_type: str | None) -> None:
        """Raises ChokingError. Read by the charset that the header, byte order mark or <meta> tells, else UTF-8 where it is that, else cp1252."""
        _refuse_choking("page", body)
        _, text = html_to_unicode(media_type, body, auto_detect_fun=lambda b: "utf-8" if _is_utf8(b) else "cp1252")
        self.source, self.url = source, url
        self.tree = Selector(text=text.replace("\x00", "") or "<html></html>", type="html")
        self.base = source.canonical(self.tree.xpath("//base/@href").get() or "", base=url) or url

    def urls(self, query: str) -> list[str]:
        """The addresses that an XPath of attributes gives, on the source's own hosts, other than the page's own, in order."""
        return self.own(self.tree.xpath(query).getall())

    def own(self, raw: Iterable[str]) -> list[str]:
        found = (self.source.canonical(x, base=self.base) for x in raw if x.strip())
        return [u for u in dict.fromkeys(found) if u is not None and u != self.url and self.source.own(u)]

    def links(self) -> list[str]:
        return self.urls("//a[not(contains(@rel, 'nofollow'))]/@href | //area/@href")

    def refresh(self) -> str | None:
        """Where a page that only forwards leads to (a refreshing <meta>)."""
        content = self.tree.xpath('//meta[translate(@http-equiv, "REFSH", "refsh") = "refresh"]/@content').get() or ""
        target = re.search(r"url\s*=\s*['\"]?([^'\"]+)", content, re.I)
        return next(iter(self.own([target[1]])), None) if target else None

    def spelled(self, words: Container[str]) -> list[str]:
        """The addresses of links whose whole text, lower-cased, is one of `words`."""
        return self.own(
            a.attrib["href"] for a in self.tree.xpath("//a[@href]") if " ".join(a.xpath("string()").get("").split()).lower() in words
        )


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def next_page(source: Source, row: Row, page: Html) -> list[Link]:
    """The list's next page, within its limit: by the file's template or selector, else by rel="next" or the link's words."""
    listing = source.listing(row.root)
    if row.depth + 1 >= (listing.pages if listing else DEFAULT_PAGES):
        return []
    counted = bool(listing and listing.page_url)  # pages counted up end with one that is not there: no failure
    if listing and listing.page_url:
        found = page.own([listing.page_url.replace("{n}", str(row.depth + 2))])
    elif listing and listing.next:
        found = page.own(a.attrib.get("href", "") for a in page.tree.css(listing.next))
    else:
        found = page.urls('//link[@rel="next"]/@href | //a[@rel="next"]/@href') or page.spelled(conventions().next_words)
    allowed = (u for u in found if not any(p.search(u) for p in source.deny_patterns))
    return [Link(u, "listing", row.depth + 1, row.root, guessed=counted, again=True) for u in list(allowed)[:1]]


def undeclared(source: Source, row: Row, page: Html, known_sitemaps: bool) -> list[Link]:
    """Feeds and sitemaps of a site whose file lists nothing: what its home page links to, else the common places, once."""
    if source.declared or row.depth or row.url != source.canonical(source.home):
        return []
    known = conventions()
    feeds = page.urls('//link[@rel="alternate" and (@type="application/rss+xml" or @type="application/atom+xml")]/@href')
    feeds = [u for u in feeds if not any(part in u for part in known.feed_refusals)]
    found = [Link(u, "feed", 0, u) for u in feeds]
    if not feeds:
        found += [Link(u, "feed", 0, u, guessed=True) for u in page.own(known.feed_places)]
    if not known_sitemaps:
        found += [Link(u, "sitemap", 0, u, guessed=True) for u in page.own(known.sitemap_places)]
    return found


def article_links(source: Source, row: Row, urls: Iterable[str], *, max_depth: int) -> list[Link]:
    """The links of a page that are articles. From an article itself only by the file's own patterns: guesses would wander off."""
    if row.kind == "page" and (not source.article_patterns or row.depth >= max_depth):
        return []
    depth = row.depth + 1 if row.kind == "page" else 1
    return [Link(u, "page", depth, row.root) for u in urls if source.classify(u) == "page"]


def read_html(source: Source, row: Row, body: bytes, media_type: str | None, *, max_depth: int, known_sitemaps: bool) -> Found:
    """What a list or an article of a site leads to."""
    page = Html(source, row.url, body, media_type)
    found = article_links(source, row, page.links(), max_depth=max_depth)
    if row.kind == "page":
        own = next((u for u in page.urls('//head/link[@rel="canonical"]/@href') if source.classify(u) == "page"), None)
        return Found(unique([*found, *([Link(own, "page", row.depth, row.root)] if own else [])]), document=True, canonical=own)
    forward = page.refresh() if not found else None
    lists = [Link(forward, "listing", row.depth + 1, row.root)] if forward else []
    return Found(unique([*undeclared(source, row, page, known_sitemaps), *found, *next_page(source, row, page), *lists]))
