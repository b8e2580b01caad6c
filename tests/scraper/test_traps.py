"""Soft 404s, calendars, sessions and loops: what is told from the address alone, and whole crawls of sites that never end."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from scraper.shape import shape
from scraper.traps import BARREN, Missing, Patterns, improbable, pattern
from tests.scraper.test_crawl import LISTED, PATTERN, SITE, captured, states
from tests.scraper.web import Answer, Web, html, links, run, source

pytestmark = pytest.mark.timeout(120)

THINGS = [
    "banjir",
    "tambak",
    "jembatan",
    "sekolah",
    "puskesmas",
    "nelayan",
    "terminal",
    "bendungan",
    "kebun",
    "pasar",
    "rotan",
    "dermaga",
    "listrik",
    "hutan",
    "sungai",
]


def article(n: int) -> str:
    """An article's text: no two are made of the same words."""
    a, b, c = (THINGS[(n // 15**k) % 15] for k in range(3))
    return f"<p>Pemerintah kota menata {a}{b}an dan {b}{c}an, kata pengelola {c}{a}an. Warga {a}{c}an menyambut baik rencana itu.</p>"


def page(title: str, body: str) -> Answer:
    return Answer(f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode())


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("/agenda/2026/12", "/agenda/#/#?"),
        ("/agenda/2026-12-01", "/agenda/#?"),
        ("/agenda/2026/desember", "/agenda/#/#?"),
        ("/agenda?bulan=12&tahun=2026", "/agenda?bulan=#&tahun=#"),
        ("/berita/a?sid=ab12cd34ef56ab78", "/berita/a?sid=*"),
        ("/berita/a;jsessionid=AB12CD34EF56AB78", "/berita/a/jsessionid=*?"),
        ("/a/b/a/b/a/b", "/a/b?"),
        ("/berita?tag=a&tag=a", "/berita?tag=a"),
        ("/2026/12/01/wali-kota-resmikan-pasar", "/#/#/#/wali-kota-resmikan-pasar?"),
        ("/read/43189-wali-kota-resmikan-pasar.html", None),
        ("/wali-kota-resmikan-100-pasar-baru", None),
        ("/berita/satu", None),
    ],
)
def test_what_addresses_have_in_common(url: str, form: str | None) -> None:
    assert pattern(SITE + url) == (f"kabar.example{form}" if form else None)


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("/berita/wali-kota-resmikan-pasar", r"/berita/tidak-ada-[0-9a-f]{12}"),
        ("/read/43189-wali-kota.html", r"/read/\d{12}-[0-9a-f]{12}\.html"),
        ("/kalbar/7110040691/wali-kota", r"/kalbar/\d{12}/tidak-ada-[0-9a-f]{12}"),
        ("/2026/09/17/wali-kota/", r"/2026/09/17/tidak-ada-[0-9a-f]{12}/"),
        ("/berita/detail.php?id=3273", r"/berita/detail\.php\?id=\d{12}"),
        ("/ph/29", r"/ph/\d{12}"),
        ("/", r"/tidak-ada-[0-9a-f]{12}/"),
    ],
)
def test_an_address_that_cannot_exist(url: str, form: str) -> None:
    parts = urlsplit(improbable(SITE + url))
    assert re.fullmatch(form, parts.path + (f"?{parts.query}" if parts.query else ""))
    assert improbable(SITE + url) != improbable(SITE + url)


def test_what_looks_the_same() -> None:
    def told(title: str, body: str) -> Missing:
        return Missing(shape(page(title, body).body, None))

    menu = "<p>Beranda Politik Ekonomi Daerah Olahraga Redaksi Pedoman Kontak</p>"
    plain, named = told("Kabar Uji", menu), told("Halaman tidak ditemukan", menu)
    assert plain.same(shape(page("Kabar Uji", menu + "dicari: pasar-baru").body, None)), "it echoes the address"
    assert not plain.same(shape(page("Kabar Uji", menu + article(7)).body, None)), "the title is the same on every page"
    assert not plain.same(shape(page("Pasar Baru", menu).body, None))
    assert named.same(shape(page("Halaman tidak ditemukan", menu + article(9)).body, None)), "it offers other articles"
    assert not Missing().same(shape(page("Kabar Uji", menu).body, None))


SOFT = page("Halaman Tidak Ditemukan - Kabar Uji", "<p>Halaman yang dicari tidak tersedia.</p>")


@pytest.mark.parametrize("wary", [True, False])
def test_soft_404(tmp_path: Path, wary: bool) -> None:
    with Web() as web:
        web.pages |= {
            f"{SITE}/robots.txt": Answer(b""),
            f"{SITE}/indeks": html(links(*(f"/berita/{n}" for n in ("satu", "hilang", "dua", "ditarik")))),
            f"{SITE}/berita/satu": page("Satu", article(1)),
            f"{SITE}/berita/dua": page("Dua", article(2)),
        }
        web.fallback = lambda _: SOFT
        run(web, tmp_path, source(LISTED), wary=wary)
        asked = [u for u, _ in web.asked if "tidak-ada" in u]
        first = run(web, tmp_path, source(LISTED), wary=wary, revisit_s=1e6)
    found = {k: s for k, (s, _) in states(tmp_path).items() if "/berita/" in k}
    missing = {"/berita/hilang", "/berita/ditarik"}
    assert {k for k, s in found.items() if s == "not_found"} == (missing if wary else set())
    assert set(captured(tmp_path)) == {"/berita/satu", "/berita/dua"} | (set() if wary else missing)
    assert len(asked) == int(wary), "once for a host and run"
    assert first.total("failed") == 0


def test_pages_gone_are_sent_home(tmp_path: Path) -> None:
    with Web() as web:
        web.pages |= {
            f"{SITE}/robots.txt": Answer(b""),
            f"{SITE}/umpan": Answer(
                b"<rss version='2.0'><channel><item><link>/berita/satu</link></item><item><link>/berita/hilang</link></item></channel></rss>"
            ),
            f"{SITE}/berita/satu": page("Satu", article(1)),
            f"{SITE}/": page("Kabar Uji", article(3)),
        }
        web.fallback = lambda _: Answer(b"", 302, {"Location": "/"})
        run(web, tmp_path, source('feeds = ["/umpan"]\n' + PATTERN), wary=True)
    assert {k: s for k, (s, _) in states(tmp_path).items()} == {"/umpan": "ok", "/berita/satu": "ok", "/berita/hilang": "not_found"}
    assert set(captured(tmp_path)) == {"/berita/satu"}


def test_a_host_that_denies_or_fails_the_question_is_crawled_all_the_same(tmp_path: Path) -> None:
    with Web() as web:
        web.pages |= {
            f"{SITE}/robots.txt": Answer(b"User-agent: *\nDisallow: /berita/tidak\n", headers={"Content-Type": "text/plain"}),
            f"{SITE}/indeks": html(links("/berita/satu")),
            f"{SITE}/berita/satu": page("Satu", article(1)),
            "http://lambat.example/indeks": html(links("/berita/satu")),
            "http://lambat.example/berita/satu": page("Satu", article(1)),
        }
        web.fallback = lambda url: Answer(b"x" * 10, drip_s=30) if "tidak-ada" in url else Answer(b"", 404)
        slow = source(LISTED, id="lambat", home="http://lambat.example/")
        summary = run(web, tmp_path, source(LISTED), slow, wary=True, timeout_s=4.0)
        assert [u for u, _ in web.asked if "tidak-ada" in u and u.startswith(SITE)] == []
    assert (summary.total("new"), summary.total("failed")) == (2, 0)


def test_a_calendar_without_end(tmp_path: Path) -> None:
    """Every day leads to the next; the articles beside it are all read."""

    def calendar(url: str) -> Answer:
        found = re.search(r"/agenda/(\d+)/(\d+)/(\d+)$", url)
        if not found:
            return Answer(b"", 404)
        day = date(*map(int, found.groups()))
        days = [day + timedelta(n) for n in (-1, 1, 30, 365)]
        body = f"<h1>Agenda {day:%A, %d %B %Y}</h1><p>Belum ada kegiatan.</p>"
        return page(f"Agenda {day}", body + links(*(f"/agenda/{d:%Y/%m/%d}" for d in days)))

    with Web() as web:
        web.fallback = calendar
        web.pages[f"{SITE}/indeks"] = html(links("/agenda/2026/11/21", *(f"/berita/{n}" for n in range(60))))
        web.pages |= {f"{SITE}/berita/{n}": page(f"Berita {n}", article(n)) for n in range(60)}
        site = source("article_patterns = ['/berita/', '/agenda/']\n[[listings]]\nurl = \"/indeks\"\n")
        run(web, tmp_path, site, wary=True, max_depth=50, max_pages_per_source=500)
        asked = sum("/agenda/" in u for u, _ in web.asked)
    assert BARREN <= asked <= BARREN + 5
    assert sum("/berita/" in k for k in captured(tmp_path)) == 60
    told = [e for s, e in states(tmp_path).values() if s == "refused"]
    assert told
    assert set(told) == {"20 addresses like kabar.example/agenda/#/#/#? in a row gave nothing new"}


def test_a_session_in_every_address(tmp_path: Path) -> None:
    serial = iter(range(10**6))

    def sessions(url: str) -> Answer:
        if "/berita/satu" not in url and "/berita/dua" not in url:
            return Answer(b"", 404)
        again = [f"/berita/{n}?token={next(serial):016x}a1" for n in ("satu", "dua")]
        return page("Satu", article(1 if "satu" in url else 2) + links(*again))

    with Web() as web:
        web.fallback = sessions
        web.pages[f"{SITE}/indeks"] = html(links("/berita/satu", "/berita/dua"))
        run(web, tmp_path, source(LISTED), wary=True, max_depth=1_000, max_pages_per_source=300)
        asked = sum("token=" in u for u, _ in web.asked)
    assert BARREN <= asked <= 2 * (BARREN + 5)


def test_known_session_parameters_are_no_part_of_an_address() -> None:
    assert source().canonical("/berita/1?PHPSESSID=9f&id=2&jsessionid=7") == f"{SITE}/berita/1?id=2"


def test_articles_told_by_numbers_alone_are_never_left_alone() -> None:
    patterns = Patterns()
    for n in range(3_000):
        url = f"{SITE}/detail?id={n}"
        assert patterns.refusal(url) is None, n
        if patterns.visited(url):
            patterns.judge(url, shape(page(f"Berita {n}", article(n)).body, None))


def test_budgets_are_few_and_forgotten_in_order() -> None:
    patterns = Patterns()
    same = shape(page("Agenda", "Belum ada kegiatan").body, None)
    for n in range(BARREN + 2):
        if patterns.visited(f"{SITE}/agenda/{n}"):
            patterns.judge(f"{SITE}/agenda/{n}", same)
    assert patterns.refusal(f"{SITE}/agenda/99") is not None
    assert patterns.refusal(f"{SITE}/berita/99") is None
    for n in range(3_000):
        patterns.visited(f"{SITE}/{'x' * n}/1")
    assert len(patterns._patterns) == 2_000
