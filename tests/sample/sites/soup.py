"""A portal of nested divs: no article tag, relative dates in its lists, a whole story in one paragraph, AMP copies, tracking links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.sample.articles import Article
from tests.sample.sites.press import Press, leaves
from tests.sample.web import Response, redirect

PER_PAGE = 5
FIRST_ID = 40000
AGES = ("baru saja", "37 menit lalu", "3 jam lalu", "kemarin", "2 hari lalu")


def link(article: Article) -> str:
    """/read/48211-slug.html."""
    return f"/read/{FIRST_ID + article.serial}-{article.slug}.html"


def pages(press: Press) -> Iterator[tuple[str, Response]]:
    """Home, index, tags, articles and their AMP copies, feed, robots.txt; www answers with a redirect. No sitemap."""
    home = press.outlet.home.rstrip("/")
    stories = press.articles
    common: dict[str, Any] = {"link": link, "latest": stories[:3], "bad": press.bad}
    folders = {"/index-berita": list(stories)} | {
        f"/topik/{t.replace(' ', '-')}": [a for a in stories if t in a.tags] for a in stories for t in a.tags
    }
    yield "/", press.render("listing.html", heading="Terkini", leaf=next(leaves(stories, 4)), ages=AGES, base="/index-berita", **common)
    for base, items in folders.items():
        for leaf in leaves(items, PER_PAGE):
            page = press.render("listing.html", heading=base.rsplit("/", 1)[-1], leaf=leaf, ages=AGES, base=base, **common)
            yield base if leaf.number == 1 else f"{base}?hal={leaf.number}", page
    for article in stories:
        values = {"article": article, "blocks": press.html(article.body, link, baca="BACA JUGA"), **common}
        yield link(article), press.render("article.html", article.modified, **values)
        yield "/amp" + link(article), press.render("amp.html", article.modified, **values)
    yield "/feed.xml", press.render("feed.xml", stories[0].published, "application/rss+xml", articles=stories[:6], **common)
    yield "/robots.txt", press.plain("User-agent: *\nDisallow: /amp/\nDisallow: /search\n")
    yield "http://www." + press.outlet.host + "/", redirect(f"{home}/")
    yield from press.broken()
