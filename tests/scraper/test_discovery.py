from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from scraper.discovery import UnreadableError, read_feed, read_html, read_sitemap, robots_sitemaps, seeds
from scraper.ledger import Row, RowKind
from scraper.regulations import read_regulations
from scraper.source import Source
from tests.scraper.web import source

SITE = source()


def row(url: str, kind: RowKind = "listing", depth: int = 0, root: str | None = None) -> Row:
    return Row(url, "kabar", kind, depth, root or url, False, None, None, None, False)


def urls(site: Source, at: Row, body: str, *, known_sitemaps: bool = True) -> list[tuple[str, str]]:
    found = read_html(site, at, body.encode(), "text/html", max_depth=3, known_sitemaps=known_sitemaps)
    return [(x.kind, x.url) for x in found.links]


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>
<item><link>http://kabar.example/pompa?utm_source=rss</link></item>
<item><link>http://www.kabar.example/pompa</link></item>
<item><link>http://lain.example/jauh</link></item>
<item><link>http://kabar.example/tag/banjir</link></item>
<item><link>http://kabar.example/</link></item></channel></rss>"""


def test_feed_gives_articles_of_the_site_once() -> None:
    found = read_feed(SITE, row("http://kabar.example/feed/", "feed"), RSS.encode())
    assert [(x.kind, x.url, x.depth) for x in found.links] == [("page", "http://kabar.example/pompa", 1)]


def test_atom_feed_and_patterns() -> None:
    atom = (
        """<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/berita/5"/></entry><entry><link href="/video/5"/></entry></feed>"""
    )
    found = read_feed(source("article_patterns = ['/berita/']\n"), row("http://kabar.example/atom.xml", "feed"), atom.encode())
    assert [x.url for x in found.links] == ["http://kabar.example/berita/5"]


DATED = """<?xml version="1.0"?><rss version="2.0"><channel>
<item><link>/pompa-air</link><pubDate>Sun, 17 Mar 2024 23:30:00 +0000</pubDate></item>
<item><link>/jalan-rusak?page=2</link></item></channel></rss>"""


def test_feed_tells_days_on_the_sources_clock_and_first_pages_of_stories() -> None:
    site = source("article_patterns = ['/[a-z-]+$']\n")
    found = read_feed(site, row("http://kabar.example/feed/", "feed"), DATED.encode())
    assert [(x.url, x.day) for x in found.links] == [
        ("http://kabar.example/pompa-air", "2024-03-18"),
        ("http://kabar.example/jalan-rusak", None),
    ]


@pytest.mark.parametrize(
    ("generator", "more", "at", "expected"),
    [
        ("https://wordpress.org/?v=6.8", "", "/feed/", ["/feed/?paged=2"]),
        ("", "<atom:link rel='next' href='/feed/tua'/>", "/feed/", ["/feed/tua"]),
        ("", "<atom:link rel='prev-archive' href='/feed/2023'/>", "/feed/", ["/feed/2023"]),
        ("", "<atom:link rel='next' href='http://lain.example/feed'/>", "/feed/", []),
        ("https://lain.example/", "", "/feed/", []),
    ],
)
def test_next_page_of_a_feed(generator: str, more: str, at: str, expected: list[str]) -> None:
    item = "<item><link>/pompa-air-kota-baru</link></item>"
    body = f"<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><generator>{generator}</generator>{more}{item}</channel></rss>"
    usual = row("http://kabar.example" + at, "feed")
    for deep in (False, True):
        found = read_feed(SITE, replace(usual, deep=deep), body.encode())
        feeds = [x.url.removeprefix("http://kabar.example") for x in found.links if x.kind == "feed"]
        assert feeds == (expected if deep else [])
    empty = read_feed(SITE, replace(usual, deep=True), body.replace(item, "").encode())
    assert empty.links == (), "the page after the last has no items"


@pytest.mark.parametrize("body", [b"<html><body>Halaman tidak ditemukan</body></html>", b"\x00\x01\x02", b"{}"])
def test_what_is_no_feed_says_so(body: bytes) -> None:
    with pytest.raises(UnreadableError, match="no RSS or Atom"):
        read_feed(SITE, row("http://kabar.example/feed/", "feed"), body)


NEWS = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>http://kabar.example/lama</loc><lastmod>2024-01-01</lastmod></url>
<url><loc> http://kabar.example/baru </loc><lastmod>2025-05-01</lastmod><news:news><news:title>Baru</news:title></news:news></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>http://kabar.example/s1.xml.gz</loc></sitemap>
<sitemap><loc>http://lain.example/s2.xml</loc></sitemap></sitemapindex>"""


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_sitemap_newest_first(pack: type[bytes]) -> None:
    found = read_sitemap(SITE, row("http://kabar.example/sitemap.xml", "sitemap"), pack(NEWS.encode()))
    assert [x.url for x in found.links] == ["http://kabar.example/baru", "http://kabar.example/lama"]


def test_sitemap_tells_when_articles_were_published_else_when_they_changed() -> None:
    body = NEWS.replace("<news:title>", "<news:publication_date>2025-04-30T23:00:00+08:00</news:publication_date><news:title>")
    found = read_sitemap(SITE, row("http://kabar.example/sitemap.xml", "sitemap"), body.encode())
    assert [x.day for x in found.links] == ["2025-04-30", "2024-01-01"]


def test_an_archive_is_read_back_over_all_sitemaps_of_an_index() -> None:
    body = "<sitemapindex>" + "".join(f"<sitemap><loc>/s{n}.xml</loc></sitemap>" for n in range(80)) + "</sitemapindex>"
    usual = row("http://kabar.example/sitemap.xml", "sitemap")
    assert len(read_sitemap(SITE, usual, body.encode()).links) == 50
    found = read_sitemap(SITE, replace(usual, deep=True), body.encode()).links
    assert (len(found), {x.again for x in found}) == (80, {True})


def test_sitemap_index_leads_to_sitemaps_of_the_site() -> None:
    found = read_sitemap(SITE, row("http://kabar.example/sitemap.xml", "sitemap"), INDEX.encode())
    assert [(x.kind, x.url) for x in found.links] == [("sitemap", "http://kabar.example/s1.xml.gz")]


@pytest.mark.parametrize("body", [b"", b"<html><body/></html>", b"\x1f\x8b\x08broken", b"bukan xml"])
def test_what_is_no_sitemap_says_so(body: bytes) -> None:
    with pytest.raises(UnreadableError, match="no sitemap"):
        read_sitemap(SITE, row("http://kabar.example/sitemap.xml", "sitemap"), body)


HOME = "http://kabar.example/"
ARTICLE = "http://kabar.example/pemkot-bangun-pompa-air"


def test_home_page_of_an_undeclared_site_tells_its_feed() -> None:
    page = """<link rel="alternate" type="application/rss+xml" href="/umpan"><link rel="alternate" type="application/rss+xml" href="/comments/feed/">
    <a href="/pemkot-bangun-pompa-air#x">x</a><a href="/category/berita-kota-samarinda-hari-ini">y</a><a rel="nofollow" href="/iklan-yang-tidak-perlu-dibuka">z</a>"""
    assert urls(SITE, row(HOME), page) == [("feed", "http://kabar.example/umpan"), ("page", ARTICLE)]


def test_common_places_are_guessed_only_where_nothing_is_told() -> None:
    assert ("feed", "http://kabar.example/feed/") in urls(SITE, row(HOME), "")
    assert ("sitemap", "http://kabar.example/sitemap.xml") in urls(SITE, row(HOME), "", known_sitemaps=False)
    assert ("sitemap", "http://kabar.example/sitemap.xml") not in urls(SITE, row(HOME), "", known_sitemaps=True)
    declared = source('feeds = ["/feed/"]\n')
    assert urls(declared, row(HOME), "") == []
    assert robots_sitemaps(declared, ["http://kabar.example/s.xml"]) == []
    assert [x.url for x in robots_sitemaps(SITE, ["/s.xml", "http://lain.example/s.xml"])] == ["http://kabar.example/s.xml"]


def test_seeds() -> None:
    assert [(x.kind, x.url) for x in seeds(SITE)] == [("listing", HOME)]
    declared = source('feeds = ["/feed/"]\nsitemaps = ["https://kabar.example/s.xml"]\n[[listings]]\nurl = "/indeks"\n')
    assert [(x.kind, x.url) for x in seeds(declared)] == [
        ("feed", "http://kabar.example/feed/"),
        ("sitemap", "http://kabar.example/s.xml"),
        ("listing", "http://kabar.example/indeks"),
    ]


LIST = "http://kabar.example/indeks"
COUNTED = source('[[listings]]\nurl = "/indeks"\npage_url = "/indeks?hal={n}"\npages = 3\n')
CHOSEN = source('[[listings]]\nurl = "/indeks"\nnext = "a.maju"\n')
FOUND = source('deny_patterns = ["/indeks/9"]\n[[listings]]\nurl = "/indeks"\n')


@pytest.mark.parametrize(
    ("site", "depth", "body", "expected"),
    [
        (COUNTED, 0, "", ["http://kabar.example/indeks?hal=2"]),
        (COUNTED, 1, "", ["http://kabar.example/indeks?hal=3"]),
        (COUNTED, 2, "", []),
        (CHOSEN, 0, '<a class="maju" href="/indeks/2">x</a><a rel="next" href="/indeks/7">y</a>', ["http://kabar.example/indeks/2"]),
        (FOUND, 0, '<a rel="next" href="/indeks/2">lagi</a>', ["http://kabar.example/indeks/2"]),
        (FOUND, 0, '<link rel="next" href="/indeks/2">', ["http://kabar.example/indeks/2"]),
        (FOUND, 0, '<a href="/indeks/2"> Berikutnya </a>', ["http://kabar.example/indeks/2"]),
        (FOUND, 0, '<a href="/indeks/2"><i></i>»</a>', ["http://kabar.example/indeks/2"]),
        (FOUND, 0, '<a href="/indeks/2">Berita berikutnya besok</a>', []),
        (FOUND, 0, '<a rel="next" href="/indeks/9">x</a>', []),
        (FOUND, 0, '<a rel="next" href="http://lain.example/2">x</a>', []),
        (FOUND, 0, '<a rel="next" href="#">x</a>', []),
        (FOUND, 4, '<a rel="next" href="/indeks/6">x</a>', []),
        (FOUND, 0, '<base href="http://kabar.example/dalam/"><a rel="next" href="2">x</a>', ["http://kabar.example/dalam/2"]),
    ],
)
def test_next_page(site: Source, depth: int, body: str, expected: list[str]) -> None:
    at = row(LIST, "listing", depth, LIST)
    assert [u for kind, u in urls(site, at, body) if kind == "listing"] == expected


def test_an_archive_is_read_back_beyond_the_pages_that_a_file_tells() -> None:
    at = replace(row(LIST, "listing", 4, LIST), deep=True, since="2020-01-01")
    body = "<p><a href='/pemkot-bangun-pompa-air'>x</a> 18/03/2024</p><a rel='next' href='/indeks/6'>6</a>"
    article, following = read_html(FOUND, at, body.encode(), "text/html", max_depth=3, known_sitemaps=True).links
    assert (article.day, following.url, following.backfill) == ("2024-03-18", "http://kabar.example/indeks/6", True)


def test_what_an_article_says_of_itself() -> None:
    head = "<head><link rel='amphtml' href='/amp/pemkot-bangun-pompa-air'><meta property='article:published_time' content='2024-03-18T07:00:00Z'></head>"
    found = read_html(SITE, row(ARTICLE, "page", 1), head.encode(), "text/html", max_depth=3, known_sitemaps=True)
    assert (found.copies, found.day, found.links) == (("http://kabar.example/amp/pemkot-bangun-pompa-air",), "2024-03-18", ())


def test_further_pages_lead_to_the_story_alone() -> None:
    body = (
        "<a href='?page=2'>2</a><a href='?page=3'>3</a><a href='?page=all'>Semua</a><a href='/pemkot-resmikan-dua-rumah-pompa'>terkait</a>"
    )
    site = source("article_patterns = ['/pemkot-']\n")

    def read(at: Row) -> list[tuple[str, int | None, bool]]:
        found = read_html(site, at, body.encode(), "text/html", max_depth=3, known_sitemaps=True)
        assert found.document is (at.story is None)
        return [(x.url.removeprefix("http://kabar.example/pemkot-"), x.part, x.spare) for x in found.links]

    related = ("resmikan-dua-rumah-pompa", None, False)
    numbered = [(f"bangun-pompa-air?page={n}", n) for n in (2, 3)]
    whole = ("bangun-pompa-air?page=all", 0, False)
    assert read(row(ARTICLE, "page", 1)) == [related, whole, *((u, n, True) for u, n in numbered)]
    assert read(replace(row(ARTICLE + "?page=2", "page", 1), story=ARTICLE)) == [(*numbered[1], False)]


def test_an_article_leads_on_only_by_the_files_own_patterns() -> None:
    body = '<a href="/pemkot-resmikan-dua-rumah-pompa">terkait</a>'
    assert urls(SITE, row(ARTICLE, "page", 1), body) == []
    site = source("article_patterns = ['/pemkot-']\n")
    assert urls(site, row(ARTICLE, "page", 1), body) == [("page", "http://kabar.example/pemkot-resmikan-dua-rumah-pompa")]
    assert urls(site, row(ARTICLE, "page", 3), body) == []


def test_an_articles_own_address() -> None:
    body = f'<head><link rel="canonical" href="{ARTICLE}"></head>'
    found = read_html(SITE, row(ARTICLE + "?cetak=1", "page", 1), body.encode(), "text/html", max_depth=3, known_sitemaps=True)
    assert (found.document, found.canonical, [x.url for x in found.links]) == (True, ARTICLE, [ARTICLE])
    to_home = body.replace(ARTICLE, HOME)  # a common mistake of templates
    found = read_html(SITE, row(ARTICLE, "page", 1), to_home.encode(), "text/html", max_depth=3, known_sitemaps=True)
    assert (found.canonical, found.links) == (None, ())


def test_a_home_page_that_only_forwards() -> None:
    body = '<meta http-equiv="Refresh" content="0; URL=\'/web/beranda\'">'
    assert ("listing", "http://kabar.example/web/beranda") in urls(SITE, row(HOME), body)


@pytest.mark.parametrize(
    "body", [b"\x00" * 50, b"\xff\xfe\x00", b"<" * 2_000, b"<a href='http://[bad'>x</a>", b"<base href='http://['><a href='x'>y</a>"]
)
def test_hostile_bytes_lead_nowhere(body: bytes) -> None:
    site = source('feeds = ["/f"]\n')
    assert read_html(site, row(LIST), body, "text/html; charset=nonsense", max_depth=3, known_sitemaps=True).links == ()


JDIH = source('spider = "jdih"\n[[listings]]\nurl = "/produk-hukum"\n', kind="regulation")
TABLE = """<a href="/tentang">Profil</a><table><tr><th>Nomor</th></tr><tr><td>29</td><td><a href="/ph/29">Pergub 29</a></td></tr>
<tr><td>5</td><td><a href="/berkas/perda-5.pdf">Perda 5</a></td></tr></table><a rel="next" href="/produk-hukum?p=2">2</a>"""


def test_list_of_regulations() -> None:
    found = read_regulations(JDIH, row("http://kabar.example/produk-hukum"), TABLE.encode(), "text/html")
    assert [(x.kind, x.url, x.depth) for x in found.links] == [
        ("page", "http://kabar.example/ph/29", 1),
        ("page", "http://kabar.example/berkas/perda-5.pdf", 1),
        ("listing", "http://kabar.example/produk-hukum?p=2", 1),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<a href="/f/a.pdf">x</a><a href="/unduh/1">Unduh</a>', ["http://kabar.example/f/a.pdf"]),
        ('<iframe src="/f/b.PDF"></iframe>', ["http://kabar.example/f/b.PDF"]),
        ('<object data="/f/c.pdf"></object>', ["http://kabar.example/f/c.pdf"]),
        ('<a class="btn btn-download" href="/get/7"><i></i></a>', ["http://kabar.example/get/7"]),
        ('<a href="/get/7">Unduh berkas</a>', ["http://kabar.example/get/7"]),
        ('<a href="/profile">Profile</a>', []),
        ('<a href="http://lain.example/x.pdf">x</a>', []),
    ],
)
def test_file_of_a_regulation(body: str, expected: list[str]) -> None:
    found = read_regulations(JDIH, row("http://kabar.example/ph/29", "page", 1), body.encode(), "text/html")
    assert [x.url for x in found.links] == expected
    assert found.document is not bool(expected)
