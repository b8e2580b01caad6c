"""A WordPress news site: RSS feed, wp-sitemap.xml, category pages under /page/2/, JSON-LD, a comment form below each story."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.sample.articles import Article
from tests.sample.sites.press import Press, leaves, sitemap_index, urlset
from tests.sample.web import Response, redirect

PER_PAGE = 4
FIRST_ID = 1200


def link(article: Article) -> str:
    """/2025/05/14/slug/, as WordPress's date permalinks are."""
    return f"/{article.published:%Y/%m/%d}/{article.slug}/"


def _json_ld(press: Press, article: Article) -> str:
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": press.outlet.name, "url": press.outlet.home},
            {
                "@type": "NewsArticle",
                "headline": article.title,
                "datePublished": article.published.isoformat(),
                "dateModified": article.modified.isoformat(),
                "author": {"@type": "Person", "name": article.author},
                "editor": article.editor,
                "articleSection": article.category,
                "inLanguage": "id",
            },
        ],
    }
    return json.dumps(graph, ensure_ascii=False).replace("</", "<\\/")


def pages(press: Press) -> Iterator[tuple[str, Response]]:
    """Home, archives, articles, short links, feed, sitemaps, robots.txt, and a folder that robots.txt closes."""
    home = press.outlet.home.rstrip("/")
    stories = press.articles
    categories = sorted({a.category for a in stories})
    common: dict[str, Any] = {"link": link, "categories": categories, "bad": press.bad}
    yield "/", press.render("listing.html", heading="Terbaru", leaf=next(leaves(stories, 6)), base="/", is_home=True, **common)
    for leaf in leaves(stories, PER_PAGE):
        yield f"/page/{leaf.number}/", press.render("listing.html", heading="Arsip", leaf=leaf, base="/", is_home=False, **common)
    folders = {f"/category/{c}/": [a for a in stories if a.category == c] for c in categories}
    folders |= {f"/tag/{t.replace(' ', '-')}/": [a for a in stories if t in a.tags] for a in stories for t in a.tags}
    folders |= {f"/author/{a.author.lower().replace(' ', '-')}/": [b for b in stories if b.author == a.author] for a in stories if a.author}
    for base, items in folders.items():
        for leaf in leaves(items, PER_PAGE):
            page = press.render("listing.html", heading=base.strip("/").split("/")[-1], leaf=leaf, base=base, is_home=False, **common)
            yield (base if leaf.number == 1 else f"{base}page/{leaf.number}/"), page
    for article in stories:
        related = [a for a in stories if a is not article][:3]
        yield (
            link(article),
            press.render(
                "article.html",
                article.modified,
                article=article,
                blocks=press.html(article.body, link),
                json_ld=_json_ld(press, article),
                related=related,
                post_id=FIRST_ID + article.serial,
                **common,
            ),
        )
        yield f"/?p={FIRST_ID + article.serial}", redirect(home + link(article))
    yield (
        "/feed/",
        press.render(
            "feed.xml", stories[0].published, "application/rss+xml; charset=utf-8", articles=stories[:10], first_id=FIRST_ID, **common
        ),
    )
    yield "/tentang-kami/", press.render("about.html", **common)
    yield "/wp-sitemap.xml", sitemap_index([f"{home}/wp-sitemap-posts-post-{n}.xml" for n in (1, 2)])
    half = len(stories) // 2
    for n, part in enumerate((stories[half:], stories[:half]), 1):
        yield f"/wp-sitemap-posts-post-{n}.xml", urlset([(home + link(a), a.modified) for a in part])
    yield "/internal/agenda-redaksi/", press.render("about.html", **common)
    yield "/robots.txt", press.plain(f"User-agent: *\nDisallow: /wp-admin/\nDisallow: /internal/\n\nSitemap: {home}/wp-sitemap.xml\n")
    yield from press.broken()
