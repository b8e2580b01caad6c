"""An agency's site whose home page shows nothing without scripts: its releases are found through the sitemap alone."""

from __future__ import annotations

from collections.abc import Iterator

from tests.sample.articles import Article
from tests.sample.sites.press import Press, urlset
from tests.sample.web import Response


def link(article: Article) -> str:
    """/siaran-pers/slug."""
    return f"/siaran-pers/{article.slug}"


def pages(press: Press) -> Iterator[tuple[str, Response]]:
    """Home, releases, sitemap, robots.txt."""
    home = press.outlet.home.rstrip("/")
    yield "/", press.render("home.html")
    for article in press.articles:
        yield (
            link(article),
            press.render("article.html", article.modified, article=article, blocks=press.html(article.body, link), link=link),
        )
    yield "/sitemap.xml", urlset([(home + link(a), a.modified) for a in press.articles])
    yield "/robots.txt", press.plain(f"User-agent: *\nDisallow:\n\nSitemap: {home}/sitemap.xml\n")
