"""A portal network's CMS: today's date in the header, stories paged with ?page=2, soft 404s, a network of sister hosts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.sample.articles import Article
from tests.sample.sites.press import Press, leaves, sitemap_index, urlset
from tests.sample.web import Response

PER_PAGE = 4
FIRST_ID = 7110040000
SISTERS = ("pontianak", "banjar")


def link(article: Article) -> str:
    """/kanal/7110042301/slug: channel, ten digits, slug."""
    return f"/{article.category}/{FIRST_ID + article.serial}/{article.slug}"


def split(blocks: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Blocks parted at @halaman."""
    pages: list[list[str]] = [[]]
    for block in blocks:
        if block == "@halaman":
            pages.append([])
        else:
            pages[-1].append(block)
    return [tuple(p) for p in pages]


def pages(press: Press) -> Iterator[tuple[str, Response]]:
    """Home, channels, tags, articles with their further pages, feed, sitemaps, robots.txt."""
    home = press.outlet.home.rstrip("/")
    stories = press.articles
    channels = sorted({a.category for a in stories})
    common: dict[str, Any] = {
        "link": link,
        "channels": channels,
        "sisters": [s for s in SISTERS if not press.outlet.host.startswith(s)],
        "latest": stories[:4],
        "bad": press.bad,
    }
    folders = {f"/kanal/{c}": [a for a in stories if a.category == c] for c in channels} | {"/indeks": list(stories), "/redaksi": []}
    folders |= {f"/tag/{t.replace(' ', '-')}": [a for a in stories if t in a.tags] for a in stories for t in a.tags}
    yield "/", press.render("listing.html", heading="Berita Utama", leaf=next(leaves(stories, 5)), base="/indeks", **common)
    for base, items in folders.items():
        for leaf in leaves(items, PER_PAGE):
            page = press.render("listing.html", heading=base.rsplit("/", 1)[-1].title(), leaf=leaf, base=base, **common)
            yield f"{base}?page={leaf.number}", page
            if leaf.number == 1:
                yield base, page
    for article in stories:
        parts = split(article.body)
        for n, part in enumerate(parts, 1):
            page = press.render(
                "article.html", article.modified, article=article, blocks=press.html(part, link), number=n, count=len(parts), **common
            )
            yield link(article) + ("" if n == 1 else f"?page={n}"), page
    yield "/rss", press.render("feed.xml", stories[0].published, "text/xml", articles=stories[:8], **common)
    yield "/sitemap.xml", sitemap_index([f"{home}/sitemap-berita.xml"])
    yield "/sitemap-berita.xml", urlset([(home + link(a), a.modified) for a in stories])
    yield "/robots.txt", press.plain(f"User-agent: *\nDisallow: /cari\nCrawl-delay: 1\nSitemap: {home}/sitemap.xml\n")
    yield from press.broken()
