"""A government site of tables: releases by number, a header that claims windows-1252, and paging that never ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.sample.articles import Article
from tests.sample.sites.press import Press, leaves
from tests.sample.web import Response

PER_PAGE = 4
LYING = "text/html; charset=windows-1252"  # the bytes are UTF-8, and the page's own meta says so
BEYOND = (99, 100)


def link(article: Article) -> str:
    """/berita/detail.php?id=1017."""
    return f"/berita/detail.php?id={article.serial}"


def pages(press: Press) -> Iterator[tuple[str, Response]]:
    """Home, the list of releases, the releases, robots.txt. A page beyond the last one shows the first again, and links on."""
    stories = press.articles
    common: dict[str, Any] = {"link": link, "bad": press.bad}
    all_leaves = list(leaves(stories, PER_PAGE))
    last = len(all_leaves)
    yield "/", press.render("listing.html", media_type=LYING, heading="Rilis Terbaru", leaf=all_leaves[0], number=1, **common)
    yield "/berita/", press.render("listing.html", media_type=LYING, heading="Daftar Rilis", leaf=all_leaves[0], number=1, **common)
    for number in (*range(1, last + 4), *BEYOND):
        leaf = all_leaves[number - 1] if number <= last else all_leaves[0]
        yield (
            f"/berita/?hal={number}",
            press.render("listing.html", media_type=LYING, heading="Daftar Rilis", leaf=leaf, number=number, **common),
        )
    for article in stories:
        page = press.render(
            "article.html", article.modified, LYING, article=article, blocks=press.html(article.body, link), others=stories[:5], **common
        )
        yield link(article), page
    yield "/robots.txt", press.plain("User-agent: *\nDisallow: /admin/\n")
    yield from press.broken()
