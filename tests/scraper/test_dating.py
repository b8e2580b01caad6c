from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.dating import address_day, day_of, feed_day, link_days, older, page_day, sitemap_month
from scraper.discovery import Html
from tests.scraper.web import source


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.example/2024/03/18/pompa", "2024-03-18"),
        ("http://a.example/2024/3/8/pompa", "2024-03-08"),
        ("http://a.example/berita/2024-03-18/pompa", "2024-03-18"),
        ("http://a.example/2024/03/pompa", "2024-03"),
        ("http://a.example/read/20240318/12/pompa", "2024-03-18"),
        ("http://a.example/2024/13/pompa", None),
        ("http://a.example/2024/02/30/pompa", None),
        ("http://a.example/2024/pompa", None),
        ("http://a.example/kalbar/7110042301/pompa", None),
        ("http://a.example/target-2024/03/pompa", None),
        ("http://a.example/pompa?d=/2024/03/18/", None),
    ],
)
def test_days_in_addresses(url: str, expected: str | None) -> None:
    assert address_day(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.example/wp-sitemap-post-2024-03.xml", "2024-03"),
        ("http://a.example/peta/202403.xml.gz", "2024-03"),
        ("http://a.example/sitemap-2024_12.xml", "2024-12"),
        ("http://a.example/post-sitemap12.xml", None),
        ("http://a.example/sitemap-20240318.xml", None),
        ("http://a.example/2024-03/sitemap.xml", None),
    ],
)
def test_months_of_sitemaps(url: str, expected: str | None) -> None:
    assert sitemap_month(url) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-03-14", True),
        ("2024-03-15", False),
        ("2024-03-16", False),
        ("2024-03", False),
        ("2024-02", True),
        ("2023", True),
        (None, False),
    ],
)
def test_what_is_surely_older(day: str | None, expected: bool) -> None:
    assert older(day, "2024-03-15") is expected


@given(st.dates(), st.dates(), st.sampled_from([4, 7, 10]))
def test_a_vague_day_is_never_older_than_a_day_within_it(day: object, since: object, length: int) -> None:
    if older(str(day)[:length], str(since)):
        assert str(day) < str(since)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-18T07:00:00+08:00", "2024-03-18"),
        ("Senin, 18 Maret 2024 | 10:20 WIB", "2024-03-18"),
        ("2024-03", "2024-03"),
        ("2024", None),
        ("3 jam yang lalu", None),
        ("", None),
        (None, None),
    ],
)
def test_days_of_stamps(text: str | None, expected: str | None) -> None:
    assert day_of(text) == expected


def test_days_of_feeds_are_those_of_the_sources_clock() -> None:
    late = time.strptime("2024-03-17 23:30", "%Y-%m-%d %H:%M")
    assert feed_day(late, "Asia/Jakarta") == "2024-03-18"
    assert feed_day(late, "UTC") == "2024-03-17"
    assert feed_day(None, "UTC") is None
    assert feed_day(time.struct_time((9_999_999, 1, 1, 0, 0, 0, 0, 1, 0)), "UTC") is None


def tree(body: str) -> Html:
    return Html(source(), "http://kabar.example/", f"<html>{body}</html>".encode(), "text/html")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<head><meta property="article:published_time" content="2024-03-18T01:00:00Z"></head>', "2024-03-18"),
        ('<head><meta itemprop="datePublished" content="18 Maret 2024"></head>', "2024-03-18"),
        ('<script type="application/ld+json">{"@type":"NewsArticle","datePublished" : "2024-03-18"}</script>', "2024-03-18"),
        ('<article><h1>x</h1><time datetime="2024-03-18">kemarin</time></article>', "2024-03-18"),
        ('<div class="jam">Senin, 18 Maret 2024</div><article><p>x</p></article>', None),
        ('<meta name="date" content="segera">', None),
    ],
)
def test_the_day_that_an_article_gives_itself(body: str, expected: str | None) -> None:
    assert page_day(tree(body).tree) == expected


LIST = """<p>Minggu, 24 Maret 2024</p><ul>
<li><a href="/a"><img></a><h3><a href="/a">Pompa 17 Agustus 1945 diresmikan</a></h3><span>Senin, 18 Maret 2024 | 09.10</span></li>
<li><a href="/b">Jalan</a> <time datetime="2024-03-17T09:00:00+07:00">kemarin</time> <em>1 Mei 2020</em></li>
<li><a href="/c">Pasar</a><p>Sejak 2 Mei 2019 para pedagang menunggu janji bahwa pasar itu akan selesai dibangun kembali.</p></li>
<li><a href="/d">Sawah</a></li></ul>"""


def test_days_beside_the_links_of_a_list() -> None:
    page = tree(LIST)
    anchors = {a.root: a.attrib["href"] for a in page.tree.xpath("//a[@href]")}
    assert link_days(page.tree.root, anchors) == {"/a": "2024-03-18", "/b": "2024-03-17"}
