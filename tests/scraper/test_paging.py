"""Which addresses are further pages of one story."""

from __future__ import annotations

import pytest

from scraper.discovery import Html, read_html
from scraper.paging import MAX_PARTS, story_of, story_parts
from scraper.rows import Row, RowKind
from scraper.source import Source
from tests.scraper.web import links, source

SITE = source("article_patterns = ['/berita/\\d+']\ndeny_patterns = ['/terlarang']\n")
FIRST = "http://kabar.example/berita/12/menunggu-jalan"


def parts(body: str, *, first: str = FIRST, site: Source = SITE) -> list[tuple[int, str]]:
    page = Html(site, first, body.encode(), "text/html")
    return [(p.number, p.url.removeprefix(first)) for p in story_parts(site, first, page)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (links("?page=2", "?page=3"), [(2, "?page=2"), (3, "?page=3")]),
        (links("?page=3", "?page=2", "?page=2"), [(2, "?page=2"), (3, "?page=3")]),
        (links("?page=1", "?page=0", f"?page={MAX_PARTS + 1}", "?page=-2", "?page=2x"), []),
        (links("?halaman=2#isi"), [(2, "?halaman=2")]),
        (links("?hal=2&utm_source=x"), [(2, "?hal=2")]),
        ('<link rel="next" href="?lembar=2">', [(2, "?lembar=2")]),
        ('<a href="?lembar=2">2</a>', [(2, "?lembar=2")]),
        ('<a href="?lembar=2">Halaman 2</a>', [(2, "?lembar=2")]),
        ('<a href="?lembar=2">Dua foto lagi</a>', []),
        ('<a href="?foto=2">2</a>', []),
        ('<a href="?cpage=2" rel="next">2</a>', []),
        (links("/berita/12/menunggu-jalan/halaman/2", "/berita/12/menunggu-jalan/page-3/"), [(2, "/halaman/2"), (3, "/page-3/")]),
        ('<a href="/berita/12/menunggu-jalan/2">2</a>', [(2, "/2")]),
        ('<a href="/berita/12/menunggu-jalan/2/">Selanjutnya</a>', [(2, "/2/")]),
        ('<a href="/berita/12/menunggu-jalan/2">Gambar kedua</a>', []),
        ('<a href="/berita/13/jembatan-lain">Selanjutnya</a><a rel="next" href="/berita/14/x">2</a>', []),
        ('<a href="/berita/12/menunggu-jalan-2">2</a>', []),
        ('<a href="http://lain.example/berita/12/menunggu-jalan?page=2">2</a>', []),
        (links("?page=2&komentar=1"), []),
        (links("?page=all", "?page=2"), [(0, "?page=all"), (2, "?page=2")]),
        ('<a href="?single=1">Tampilkan  semua</a>', [(0, "?single=1")]),
        ('<a href="?single=1">Unduh</a>', []),
        ('<a href="/berita/12/menunggu-jalan/all">Show all</a>', [(0, "/all")]),
        ('<a href="/berita">Lihat semua halaman</a>', []),
    ],
)
def test_further_pages_of_a_story(body: str, expected: list[tuple[int, str]]) -> None:
    assert parts(body) == expected


def test_a_story_whose_address_has_a_query_or_a_last_slash() -> None:
    assert parts(links("?id=7&page=2", "?id=8&page=2", "?page=2"), first=FIRST + "?id=7") == [(2, "&page=2")]
    body = '<a href="2/">2</a><a href="2/3/">3</a>'
    assert [n for n, _ in parts(body, first=FIRST + "/")] == [2]


def test_what_a_source_denies_is_no_part() -> None:
    assert parts(links("?page=2"), first="http://kabar.example/berita/12/terlarang") == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (FIRST + "?page=2", (FIRST, 2)),
        (FIRST + "?halaman=3&id=7", (FIRST + "?id=7", 3)),
        (FIRST + "?page=1", (FIRST, 1)),
        (FIRST + "?page=all", (FIRST, 0)),
        (FIRST, None),
        (FIRST + "/2", None),
        (FIRST + "?lembar=2", None),
        ("http://kabar.example/indeks?page=2", None),
        (FIRST + "?page=2&hal=3", None),
        (FIRST + "?page=x", None),
    ],
)
def test_addresses_that_tell_their_story(url: str, expected: tuple[str, int] | None) -> None:
    assert story_of(SITE, url) == expected


def test_reading_stays_linear_on_hostile_pages() -> None:
    deep = "<div><article>" * 100 + "<p>18/03/2024</p>" * 20_000 + '<a href="?page=2">2</a><time datetime="2024-03-18">x</time>'
    many = '<a href="?page=2">2</a><link rel="next" href="?page=2">' * 20_000
    for body in (deep, many):
        assert parts(body) == [(2, "?page=2")]
        read_html(SITE, row("page"), body.encode(), "text/html", max_depth=3, known_sitemaps=True)
        read_html(SITE, row("listing"), body.encode(), "text/html", max_depth=3, known_sitemaps=True)


def row(kind: RowKind) -> Row:
    return Row(FIRST, "kabar", kind, 1, FIRST, False, None, None, None, False, since="2024-01-01", deep=True)
