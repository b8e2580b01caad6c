"""Where a site says its articles are: feeds, sitemaps, lists, links. Pure: bytes in, addresses out; no network, no clock.

Every address that leaves here is canonical and on the source's own hosts.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from feedparser import api as feedparser
from parsel import Selector
from scrapy.utils.gz import gunzip
from scrapy.utils.sitemap import Sitemap
from w3lib.encoding import html_to_unicode

from scraper.archive import MAX_BODY_BYTES
from scraper.dating import day_of, feed_day, link_days, page_day
from scraper.markup import choking
from scraper.paging import ALL, story_of, story_parts
from scraper.rows import Link, Row
from scraper.source import Source
from scraper.urls import conventions

parse_feed: Any = feedparser.parse  # feedparser has no types

MAX_LINKS = 50_000  # of one page: the sitemap protocol's own limit
DEFAULT_PAGES = 5  # of a list that the source's file does not tell about
MAX_CHILD_SITEMAPS = 50  # of a sitemap index, the newest
FRESH_SITEMAPS = 5  # of these, read again in every run
ARCHIVE_PAGES = 5_000  # of a list, and sitemaps of an index, where an archive is read back to a day
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
    """What a page led to. `document`: extraction reads the page itself; `canonical`: the address that it gives as its own; `copies`:
    those that it gives as other copies of itself (AMP, mobile); `day`: when it says that it was published (an ISO prefix)."""

    links: tuple[Link, ...] = ()
    document: bool = False
    canonical: str | None = None
    copies: tuple[str, ...] = ()
    day: str | None = None


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
    return [Link(u, "sitemap", 0, u, again=True) for u in dict.fromkeys(found) if u is not None and source.own(u)]


# Addresses under which a page says that it stands in another form: AMP, or a copy for small screens.
_COPIES = '//head/link[@rel="amphtml"]/@href | //head/link[@rel="alternate" and contains(@media, "max-width")]/@href'


def unique(links: Iterable[Link]) -> tuple[Link, ...]:
    """Links by address, the first of each, at most as many as a sitemap may hold."""
    return tuple({x.url: x for x in reversed(list(links)) if x.url}.values())[::-1][:MAX_LINKS]


def _listed(source: Source, row: Row, entries: Iterable[tuple[str | None, str | None]]) -> Iterator[Link]:
    """What a feed or sitemap lists is an article, but where the file's patterns or a list's shape say otherwise. Entries are (address, day)."""
    home = source.canonical(source.home)
    for raw, day in entries:
        url = source.canonical(raw, base=row.url) if raw else None
        if url is None or url in (row.url, home) or not source.own(url):
            continue
        first, _ = story_of(source, url) or (url, 1)
        kind, url = "page" if first != url else source.classify(url), first
        if kind == "page" or (kind == "listing" and not source.article_patterns and not source.navigation(url)):
            yield Link(url, "page", 1, row.root, day=day)


def read_feed(source: Source, row: Row, body: bytes) -> Found:
    """The articles of an RSS or Atom feed, and its next page where an archive is read back. Raises UnreadableError where it is neither."""
    _refuse_choking("feed", body)
    # As a stream: given bytes, feedparser first looks whether they name a file of this machine, and reads that.
    feed = parse_feed(io.BytesIO(body), response_headers={"content-location": row.url})
    if not feed.version and not feed.entries:
        raise UnreadableError("is no RSS or Atom feed")
    entries = (
        (e.get("feedburner_origlink") or e.get("link"), feed_day(e.get("published_parsed") or e.get("updated_parsed"), source.timezone))
        for e in feed.entries
    )
    found = list(_listed(source, row, entries))
    return Found(unique([*found, *(_next_feed(source, row, feed.feed) if row.deep and feed.entries else ())]))


def _next_feed(source: Source, row: Row, feed: Any) -> Iterator[Link]:
    """A feed's next page: the link that it gives (RFC 5005), else WordPress's way of counting."""
    if row.depth + 1 >= ARCHIVE_PAGES:
        return
    linked = [x.get("href") for x in feed.get("links", ()) if x.get("rel") in ("next", "prev-archive")]
    if not linked and "wordpress.org" in (feed.get("generator") or ""):
        linked = [f"{row.root}{'&' if '?' in row.root else '?'}paged={row.depth + 2}"]
    for url in (source.canonical(x, base=row.url) for x in linked[:1] if x):
        if url is not None and url != row.url and source.own(url):
            yield Link(url, "feed", row.depth + 1, row.root, guessed=True, again=True, backfill=True)


class _Sitemap(Sitemap):
    """Scrapy's, with the day that a news sitemap gives of each article."""

    __slots__ = ()

    def _process_sitemap_element(self, elem: Any) -> dict[str, Any] | None:
        day = next((e.text for e in elem.iter("{*}publication_date")), None)
        entry = super()._process_sitemap_element(elem)
        return entry | {"published": day} if entry is not None and day else entry


def read_sitemap(source: Source, row: Row, body: bytes) -> Found:
    """The articles of a sitemap (news sitemaps too), or the newest sitemaps of an index (all of them where an archive is read back);
    newest first. Gzipped ones are unpacked."""
    try:
        xml = gunzip(body, max_size=MAX_BODY_BYTES) if body[:3] == b"\x1f\x8b\x08" else body
        _refuse_choking("sitemap", xml)
        sitemap = _Sitemap(xml)
        entries = [e for e in itertools.islice(sitemap, MAX_LINKS) if e.get("loc")]
    except ChokingError:
        raise
    except Exception as e:  # lxml, gzip and the size limit of unpacking each raise their own
        raise UnreadableError(f"is no sitemap ({type(e).__name__}: {e})") from e
    if sitemap.type not in ("urlset", "sitemapindex"):
        raise UnreadableError(f"is no sitemap but <{sitemap.type}>")
    entries.sort(key=lambda e: e.get("lastmod") or "", reverse=True)
    if sitemap.type == "urlset":
        return Found(unique(_listed(source, row, ((e["loc"], day_of(e.get("published") or e.get("lastmod"))) for e in entries))))
    if row.depth >= MAX_SITEMAP_DEPTH:
        raise UnreadableError("is an index of sitemaps in an index of sitemaps of another: followed no further")
    children = ((source.canonical(e["loc"], base=row.url), day_of(e.get("lastmod"))) for e in entries)
    own = [(u, day) for u, day in children if u is not None and source.own(u)][: ARCHIVE_PAGES if row.deep else MAX_CHILD_SITEMAPS]
    return Found(
        unique(
            Link(u, "sitemap", row.depth + 1, row.root, again=row.deep or n < FRESH_SITEMAPS, day=day, backfill=row.deep)
            for n, (u, day) in enumerate(own)
        )
    )


class Html:
    """A page's tree. Its addresses come out canonical, resolved against <base> where there is one."""

    def __init__(self, source: Source, url: str, body: bytes, media_type: str | None) -> None:
        """Raises ChokingError. Read by the charset that the header, byte order mark or <meta> tells, else UTF-8 where it is that, else cp1252."""
        _refuse_choking("page", body)
        _, text = html_to_unicode(media_type, body, auto_detect_fun=lambda b: "utf-8" if _is_utf8(b) else "cp1252")
        self.source, self.url = source, url
        self._known: dict[str, str | None] = {}
        self.tree = Selector(text=text.replace("\x00", "") or "<html></html>", type="html")
        self.base = source.canonical(self.tree.xpath("//base/@href").get() or "", base=url) or url

    def urls(self, query: str) -> list[str]:
        """The addresses that an XPath of attributes gives, on the source's own hosts, other than the page's own, in order."""
        return self.own(self.raw(query))

    def raw(self, query: str) -> list[str]:
        """The attributes that an XPath gives, as they stand. Without a selector, or a tie to its element, for each: that takes long."""
        found: list[str] = self.tree.root.xpath(query, smart_strings=False)
        return found

    def own(self, raw: Iterable[str]) -> list[str]:
        return [u for u in dict.fromkeys(map(self._own, raw)) if u is not None and u != self.url]

    def _own(self, raw: str) -> str | None:
        if raw not in self._known:
            url = self.source.canonical(raw, base=self.base) if raw.strip() else None
            self._known[raw] = url if url is not None and self.source.own(url) else None
        return self._known[raw]

    def links(self) -> list[str]:
        return self.urls("//a[not(contains(@rel, 'nofollow'))]/@href | //area/@href")

    def days(self, urls: Container[str]) -> Mapping[str, str]:
        """The days that stand beside the links to some addresses."""
        anchors = {a.root: next(iter(self.own([a.attrib["href"]])), "") for a in self.tree.xpath("//a[@href]")}
        return link_days(self.tree.root, {a: u for a, u in anchors.items() if u in urls})

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
    usual = listing.pages if listing else DEFAULT_PAGES
    if row.depth + 1 >= (ARCHIVE_PAGES if row.deep else usual):
        return []
    counted = bool(listing and listing.page_url)  # pages counted up end with one that is not there: no failure
    if listing and listing.page_url:
        found = page.own([listing.page_url.replace("{n}", str(row.depth + 2))])
    elif listing and listing.next:
        found = page.own(a.attrib.get("href", "") for a in page.tree.css(listing.next))
    else:
        found = page.urls('//link[@rel="next"]/@href | //a[@rel="next"]/@href') or page.spelled(conventions().next_words)
    allowed = (u for u in found if not any(p.search(u) for p in source.deny_patterns))
    old = row.depth + 1 >= usual
    return [Link(u, "listing", row.depth + 1, row.root, guessed=counted, again=True, backfill=old) for u in list(allowed)[:1]]


def undeclared(source: Source, row: Row, page: Html, known_sitemaps: bool) -> list[Link]:
    """Feeds and sitemaps of a site whose file lists nothing: what its home page links to, else the common places (those that are not
    there, once)."""
    if source.declared or row.depth or row.url != source.canonical(source.home):
        return []
    known = conventions()
    feeds = page.urls('//link[@rel="alternate" and (@type="application/rss+xml" or @type="application/atom+xml")]/@href')
    feeds = [u for u in feeds if not any(part in u for part in known.feed_refusals)]
    found = [Link(u, "feed", 0, u, again=True) for u in feeds]
    if not feeds:
        found += [Link(u, "feed", 0, u, guessed=True, again=True) for u in page.own(known.feed_places)]
    if not known_sitemaps:
        found += [Link(u, "sitemap", 0, u, guessed=True, again=True) for u in page.own(known.sitemap_places)]
    return found


def article_links(source: Source, row: Row, page: Html, *, max_depth: int) -> list[Link]:
    """The links of a page that are articles. From an article itself only by the file's own patterns: guesses would wander off."""
    if row.kind == "page" and (not source.article_patterns or row.depth >= max_depth):
        return []
    depth = row.depth + 1 if row.kind == "page" else 1
    linked = page.links()
    days = page.days(frozenset(linked)) if row.since and row.kind == "listing" else {}
    found = []
    for url in linked:
        first, _ = story_of(source, url) or (url, 1)
        if first != row.url and (first != url or source.classify(url) == "page"):
            found.append(Link(first, "page", depth, row.root, day=days.get(url)))
    return found


def story_links(source: Source, row: Row, page: Html) -> list[Link]:
    """The further pages of the story that a page belongs to. Where one shows all, the others are spares."""
    first = row.story or row.url
    parts = [p for p in story_parts(source, first, page) if p.number != ALL or row.story is None]
    shows_all = any(p.number == ALL for p in parts)
    return [
        Link(p.url, "page", row.depth, row.root, story=first, part=p.number, spare=shows_all and p.number != ALL)
        for p in parts
        if p.url != row.url
    ]


def read_html(source: Source, row: Row, body: bytes, media_type: str | None, *, max_depth: int, known_sitemaps: bool) -> Found:
    """What a list or an article of a site leads to. A further page of a story leads to nothing but the others, and is no document."""
    page = Html(source, row.url, body, media_type)
    if row.story is not None:
        return Found(unique(story_links(source, row, page)))
    found = article_links(source, row, page, max_depth=max_depth)
    if row.kind == "page":
        stories = [story_of(source, u) or (u, 1) for u in page.urls('//head/link[@rel="canonical"]/@href') if source.classify(u) == "page"]
        own = next((u for u, _ in stories if u != row.url), None)
        parts = story_links(source, row, page) if own is None else []
        further = {x.url for x in parts}
        links = [*(x for x in found if x.url not in further), *([Link(own, "page", row.depth, row.root)] if own else []), *parts]
        copies = page.urls(_COPIES) if own is None else []
        return Found(
            unique(links),
            document=True,
            canonical=own,
            copies=tuple(u for u in copies if u not in further and source.classify(u) == "page"),
            day=page_day(page.tree),
        )
    forward = page.refresh() if not found else None
    lists = [Link(forward, "listing", row.depth + 1, row.root)] if forward else []
    return Found(unique([*undeclared(source, row, page, known_sitemaps), *found, *next_page(source, row, page), *lists]))
