"""Whole crawls of a made-up web: what each kind of page comes to, what is asked for, what is kept."""

from __future__ import annotations

import gzip
import os
import resource
import sqlite3
import ssl
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from scraper.archive import iter_pages, read_page
from scraper.crawl import CrawlProgress, CrawlSettings, crawl
from scraper.health import health
from scraper.ledger import Ledger
from scraper.settings import scrapy_settings
from tagih.records import Page, StoreError, VocabularyError
from tests.scraper.web import Answer, Web, html, links, run, settings, source

SITE = "http://kabar.example"
pytestmark = pytest.mark.timeout(120)  # seconds: a crawl that hangs is a failure of its own
PATTERN = "article_patterns = ['/berita/']\n"
LISTED = PATTERN + '[[listings]]\nurl = "/indeks"\n'


def states(folder: Path) -> dict[str, tuple[str, str | None]]:
    db = sqlite3.connect(folder / "crawl.db")
    found = {u.removeprefix(SITE): (s, e) for u, s, e in db.execute("SELECT url, state, error FROM urls")}
    db.close()
    return found


def captured(folder: Path) -> dict[str, bytes]:
    with Ledger(folder / "crawl.db") as ledger:
        return {c.url.removeprefix(SITE): read_page(folder / "archive", c, None).content for c in ledger.captures()}


def warc_pages(folder: Path) -> list[Page]:
    return [p for f in sorted((folder / "archive").glob("*.warc.gz")) for p in iter_pages(f) if isinstance(p, Page)]


HOSTILE = {
    "kosong": ("empty", "0 bytes"),
    "besar": ("too_large", ""),
    "bom": ("too_large", "DOWNLOAD_MAXSIZE"),
    "gambar": ("unsupported", "image/png"),
    "ditolak": ("blocked", "403"),
    "terlarang": ("robots_denied", "robots.txt"),
    "gzip-rusak": ("broken", ""),
    "gzip-putus": ("broken", "ends early"),
    "keluar": ("refused", "http://lain.example/rahasia"),
    "berkas": ("refused", "file:///etc/passwd"),
    "putar": ("refused", "another place"),
    "hilang": ("not_found", "404"),
    "lambat": ("timeout", ""),
    "rusak": ("server_error", "500"),
    "pindah": ("redirected", None),
    "baru": ("ok", None),
    "bukan-html": ("ok", None),
    "baik": ("ok", None),
    "akhir": ("ok", None),
}


def test_each_bad_page_is_a_state_and_the_run_goes_on(tmp_path: Path) -> None:
    page = {"Content-Type": "text/html"}
    packed = page | {"Content-Encoding": "gzip"}
    good = b"<p>Iuran 1.200 nelayan ditanggung.</p>"
    seen: list[CrawlProgress] = []
    with Web() as web:
        b = SITE + "/berita/"
        web.pages |= {
            f"{SITE}/robots.txt": Answer(b"User-agent: *\nDisallow: /berita/terlarang\n", headers={"Content-Type": "text/plain"}),
            f"{SITE}/indeks": html(
                links(*(f"/berita/{n}" for n in HOSTILE if n != "baru"), "/berita/baik?utm_source=wa", "/berita/baik/amp", "/berita/baik#k")
            ),
            b + "kosong": Answer(b""),
            b + "besar": Answer(bytes(30 * 2**20), headers=page),
            b + "bom": Answer(gzip.compress(bytes(40 * 2**20)), headers=packed),
            b + "gambar": Answer(b"\x89PNG\r\n", headers={"Content-Type": "image/png"}),
            b + "bukan-html": Answer(b"\x89PNG\x00\xff<<<", headers=page),
            b + "ditolak": Answer(b"Akses ditolak", 403),
            b + "terlarang": html("rahasia"),
            b + "gzip-rusak": Answer(b"\x1f\x8b\x08" + bytes(7) + b"\xff\xff\xff", headers=packed),
            b + "gzip-putus": Answer(gzip.compress(os.urandom(9_000).hex().encode())[:5_000], headers=packed),
            b + "keluar": Answer(b"", 302, {"Location": "http://lain.example/rahasia"}),
            b + "berkas": Answer(b"", 302, {"Location": "file:///etc/passwd"}),
            b + "putar": Answer(b"", 302, {"Location": b + "putar"}),
            b + "lambat": Answer(b"x" * 10, headers=page, drip_s=30),
            b + "rusak": Answer(b"", 500),
            b + "pindah": Answer(b"", 301, {"Location": "/berita/baru?fbclid=9"}),
            b + "baru": html("alamat baru"),
            b + "baik": Answer(gzip.compress(good), headers=packed),
            b + "akhir": html("akhir"),
        }
        summary = run(web, tmp_path, source(LISTED), seen=seen, timeout_s=4.0)
        asked = {u for u, _ in web.asked}
    found = {k.removeprefix("/berita/"): v for k, v in states(tmp_path).items() if k.startswith("/berita/")}
    assert {k: v[0] for k, v in found.items()} == {k: v[0] for k, v in HOSTILE.items()}
    for name, (_, words) in HOSTILE.items():
        assert (words or "") in (found[name][1] or ""), name
    assert b + "terlarang" not in asked
    assert not any("lain.example" in u for u in asked)
    assert captured(tmp_path) == {
        "/berita/baik": good,
        "/berita/baru": html("alamat baru").body,
        "/berita/bukan-html": b"\x89PNG\x00\xff<<<",
        "/berita/akhir": html("akhir").body,
    }
    counts = summary.sources["kabar"]
    assert (counts.new, counts.failed, counts.read) == (4, 14, 2)
    assert dict(counts.states)["too_large"] == 2
    assert {p.url for p in seen if p.outcome == "failed"} == {b + k for k, v in HOSTILE.items() if v[0] not in ("ok", "redirected")}
    assert all(p.error for p in seen if p.outcome == "failed")
    # Every response was kept, as it came: the refusals too.
    raw = b"".join(gzip.decompress(f.read_bytes()) for f in (tmp_path / "archive").glob("*.warc.gz"))
    assert b"Akses ditolak" in raw
    assert gzip.compress(good)[10:] in raw
    assert b"User-Agent: Tagih/0.1 (+uji@example.org" in raw


def test_feeds_sitemaps_and_pages_of_lists(tmp_path: Path) -> None:
    xml = {"Content-Type": "application/xml"}
    with Web() as web:
        urlset = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>"
        index = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</sitemapindex>"
        web.pages |= {
            f"{SITE}/feed": Answer(
                f"<rss version='2.0'><channel><item><link>{SITE}/berita/1</link></item></channel></rss>".encode(), headers=xml
            ),
            f"{SITE}/sitemap.xml": Answer(index.format(f"<sitemap><loc>{SITE}/peta.xml.gz</loc></sitemap>").encode(), headers=xml),
            f"{SITE}/peta.xml.gz": Answer(
                gzip.compress(urlset.format(f"<url><loc>{SITE}/berita/2</loc></url>").encode()),
                headers={"Content-Type": "application/gzip"},
            ),
            f"{SITE}/indeks": html(links("/berita/3")),
            f"{SITE}/indeks?hal=2": html(links("/berita/4")),
            f"{SITE}/indeks?hal=3": html(links("/berita/5")),
        } | {f"{SITE}/berita/{n}": html(f"artikel {n}") for n in range(1, 6)}
        listing = '[[listings]]\nurl = "/indeks"\npage_url = "/indeks?hal={n}"\npages = 2\n'
        summary = run(web, tmp_path, source('feeds = ["/feed"]\nsitemaps = ["/sitemap.xml"]\n' + PATTERN + listing))
        assert web.times(f"{SITE}/indeks?hal=3") == 0
    assert set(captured(tmp_path)) == {f"/berita/{n}" for n in range(1, 5)}
    assert (summary.total("new"), summary.total("failed"), summary.total("read")) == (4, 0, 5)


def test_a_site_of_which_nothing_is_known(tmp_path: Path) -> None:
    with Web() as web:
        web.pages |= {
            f"{SITE}/robots.txt": Answer(f"Sitemap: {SITE}/peta.xml\n".encode(), headers={"Content-Type": "text/plain"}),
            f"{SITE}/peta.xml": Answer(
                f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{SITE}/banjir</loc></url></urlset>".encode()
            ),
            f"{SITE}/": html(
                "<link rel='alternate' type='application/rss+xml' href='/umpan'>" + links("/pemkot-bangun-pompa-air", "/tentang")
            ),
            f"{SITE}/umpan": Answer(f"<rss version='2.0'><channel><item><link>{SITE}/longsor</link></item></channel></rss>".encode()),
        } | {SITE + p: html(p) for p in ("/banjir", "/longsor", "/pemkot-bangun-pompa-air")}
        silent = "http://diam.example"
        web.pages |= {f"{silent}/": html("tak ada apa-apa"), f"{silent}/feed/": html("bukan umpan")}
        summary = run(web, tmp_path, source(), source(id="diam", home=silent + "/"))
        assert web.times(f"{SITE}/feed/") == 0, "what the site tells is not guessed at"
        assert web.times(f"{silent}/sitemap.xml") == 1
        run(web, tmp_path, source(), source(id="diam", home=silent + "/"), revisit_s=1e9)
        assert [web.times(f"{SITE}/{place}") for place in ("", "umpan", "peta.xml")] == [2, 2, 2], "what it tells is read in each run"
        assert web.times(f"{silent}/sitemap.xml") == 1, "a place that is not there is tried once"
    assert set(captured(tmp_path)) == {"/banjir", "/longsor", "/pemkot-bangun-pompa-air"}
    assert summary.total("failed") == 0, "a guess that misses is no failure"
    with Ledger(tmp_path / "crawl.db") as ledger:
        rows = {h.source: h for h in health(ledger, [source(), source(id="diam"), source(id="belum")])}
    assert {k: v.state for k, v in rows.items()} == {"kabar": "ok", "diam": "empty", "belum": "never"}
    assert (rows["kabar"].documents, rows["kabar"].expected, rows["kabar"].ended) == (3, 3, "finished")
    assert rows["diam"].advice


def test_a_regulation_portal(tmp_path: Path) -> None:
    portal = source('spider = "jdih"\n[[listings]]\nurl = "/produk-hukum"\n', kind="regulation")
    with Web() as web:
        web.pages |= {
            f"{SITE}/produk-hukum": html(
                "<table><tr><td><a href='/ph/29'>29</a></td></tr></table><a rel='next' href='/produk-hukum?p=2'>2</a>"
            ),
            f"{SITE}/produk-hukum?p=2": html("<table><tr><td><a href='/ph/7'>7</a></td></tr></table>"),
            f"{SITE}/ph/29": html("<a href='/berkas/29.pdf'>Unduh</a>"),
            f"{SITE}/ph/7": html("Berkas menyusul."),
            f"{SITE}/berkas/29.pdf": Answer(b"%PDF-1.4 uji", headers={"Content-Type": "application/pdf"}),
        }
        summary = run(web, tmp_path, portal)
    assert captured(tmp_path) == {"/berkas/29.pdf": b"%PDF-1.4 uji", "/ph/7": html("Berkas menyusul.").body}
    assert (summary.total("new"), summary.total("read")) == (2, 3)


def test_second_and_third_run(tmp_path: Path) -> None:
    """An unchanged page is asked for on condition; a changed one is captured again; a page gone stays known."""
    text = {"now": "lama"}

    def tagged(headers: Mapping[str, str]) -> Answer:
        if headers["If-None-Match"] == '"1"':
            return Answer(b"", 304, {"ETag": '"1"'})
        return html("tetap", ETag='"1"')

    def dated(headers: Mapping[str, str]) -> Answer:
        if headers["If-Modified-Since"]:
            return Answer(b"", 304, {})
        return html("tetap juga", **{"Last-Modified": "Mon, 05 May 2025 01:02:03 GMT"})

    with Web() as web:
        web.pages |= {
            f"{SITE}/indeks": html(links("/berita/etag", "/berita/tanggal", "/berita/polos", "/berita/berubah", "/berita/hapus")),
            f"{SITE}/berita/etag": tagged,
            f"{SITE}/berita/tanggal": dated,
            f"{SITE}/berita/polos": html("sama"),
            f"{SITE}/berita/berubah": lambda _: html(text["now"]),
            f"{SITE}/berita/hapus": html("akan dihapus"),
        }
        first = run(web, tmp_path, source(LISTED))
        second = run(web, tmp_path, source(LISTED))
        text["now"] = "baru"
        del web.pages[f"{SITE}/berita/hapus"]
        third = run(web, tmp_path, source(LISTED), revisit_s=1_000.0)
        asked = len(web.asked)
        idle = run(web, tmp_path, source(LISTED), revisit_s=1_000.0)
        assert len(web.asked) - asked == 2, "robots.txt and the list: no page is due"
    kinds = ("new", "changed", "unchanged", "failed")
    assert [first.total(k) for k in kinds] == [5, 0, 0, 0]
    assert [second.total(k) for k in kinds] == [0, 0, 5, 0]
    assert [third.total(k) for k in kinds] == [0, 1, 3, 1]
    assert [idle.total(k) for k in kinds] == [0, 0, 0, 0]
    assert captured(tmp_path)["/berita/berubah"] == html("baru").body
    assert captured(tmp_path)["/berita/hapus"] == html("akan dihapus").body
    with Ledger(tmp_path / "crawl.db") as ledger:
        assert len(list(ledger.captures())) == 5


def test_budget_of_a_run(tmp_path: Path) -> None:
    with Web() as web:
        web.pages[f"{SITE}/indeks"] = html(links(*(f"/berita/{n}" for n in range(9))))
        web.pages |= {f"{SITE}/berita/{n}": html(str(n)) for n in range(9)}
        assert [run(web, tmp_path, source(LISTED), max_pages_per_source=6).total("new") for _ in range(2)] == [5, 4]
        assert all(web.times(f"{SITE}/berita/{n}") >= 1 for n in range(9))


def test_a_site_that_is_down_is_left_alone(tmp_path: Path) -> None:
    with Web() as web:
        web.pages[f"{SITE}/indeks"] = html(links(*(f"/berita/{n}" for n in range(30))))
        web.pages |= {f"{SITE}/berita/{n}": Answer(b"", 503) for n in range(30)}
        web.pages["http://tutup.example/robots.txt"] = Answer(b"", 503)
        web.pages["http://larang.example/robots.txt"] = Answer(b"User-agent: *\nDisallow: /", headers={"Content-Type": "text/plain"})
        closed = [source(LISTED, id=i, home=f"http://{i}.example/") for i in ("tutup", "larang")]
        run(web, tmp_path, source(LISTED), *closed, failures_in_a_row=5)
        asked = sum("/berita/" in u for u, _ in web.asked)
        assert 5 <= asked <= 6, "one may be under way when the fifth fails"
        assert [u for u, _ in web.asked if "tutup" in u or "larang" in u].count("http://tutup.example/robots.txt") == 1
        assert not any(u.endswith(("tutup.example/indeks", "larang.example/indeks")) for u, _ in web.asked)
    with Ledger(tmp_path / "crawl.db") as ledger:
        rows = health(ledger, [source(LISTED), *closed])
    assert [(h.state, h.documents) for h in rows] == [("unreachable", 0), ("unreachable", 0), ("robots_denied", 0)]
    assert rows[0].queued == 30 - asked


def test_sites_that_prefer_another_form_of_their_address(tmp_path: Path) -> None:
    """The file says http://kabar.example, the site answers as www: the same page, fetched where the site wants it."""
    with Web() as web:
        for path in ("/indeks", "/berita/1"):
            web.pages[SITE + path] = Answer(b"", 301, {"Location": f"http://www.kabar.example{path}"})
        web.pages["http://www.kabar.example/indeks"] = html(links("http://www.kabar.example/berita/1"))
        web.pages["http://www.kabar.example/berita/1"] = html("satu")
        summary = run(web, tmp_path, source(LISTED))
    assert (summary.total("new"), summary.total("failed")) == (1, 0)
    assert captured(tmp_path) == {"/berita/1": html("satu").body}
    assert [p.url for p in warc_pages(tmp_path)] == ["http://www.kabar.example/berita/1"]


def test_many_redirects_end(tmp_path: Path) -> None:
    with Web() as web:
        web.pages[f"{SITE}/indeks"] = html(links("/berita/0"))
        web.pages |= {f"{SITE}/berita/{n}": Answer(b"", 302, {"Location": f"/berita/{n + 1}"}) for n in range(50)}
        summary = run(web, tmp_path, source(LISTED), max_redirects=5)
        assert sum("/berita/" in u for u, _ in web.asked) == 6
    assert summary.total("failed") == 1


def test_crawl_delay_is_obeyed(tmp_path: Path) -> None:
    with Web() as web:
        web.pages[f"{SITE}/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.7\n", headers={"Content-Type": "text/plain"})
        web.pages[f"{SITE}/indeks"] = html(links("/berita/1", "/berita/2"))
        web.pages |= {f"{SITE}/berita/{n}": html(str(n)) for n in (1, 2)}
        started = time.monotonic()
        run(web, tmp_path, source(LISTED), delay_s=0.01)
        assert time.monotonic() - started > 3 * 0.7


def test_a_locked_ledger_stops_the_run_and_loses_nothing(tmp_path: Path) -> None:
    held: list[sqlite3.Connection] = []

    def lock(_: Mapping[str, str]) -> Answer:
        if not held:
            held.append(sqlite3.connect(tmp_path / "crawl.db", isolation_level=None, check_same_thread=False))
            held[0].execute("BEGIN IMMEDIATE")
        return html("satu")

    with Web() as web:
        web.pages[f"{SITE}/indeks"] = html(links("/berita/1", "/berita/2"))
        web.pages |= {f"{SITE}/berita/1": lock, f"{SITE}/berita/2": html("dua")}
        with pytest.raises(StoreError, match="locked") as e:
            run(web, tmp_path, source(LISTED), busy_ms=500)
        assert e.value.where == str(tmp_path / "crawl.db")
        held[0].execute("ROLLBACK")
        held[0].close()
        run(web, tmp_path, source(LISTED))
        assert web.times(f"{SITE}/indeks") == 1, "the run goes on where it was"
    assert set(captured(tmp_path)) == {"/berita/1", "/berita/2"}


def test_a_full_disk_stops_the_run_and_loses_nothing(tmp_path: Path) -> None:
    bodies = {n: html(os.urandom(100_000).hex()) for n in range(12)}
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Web() as web:
        web.pages[f"{SITE}/indeks"] = html(links(*(f"/berita/{n}" for n in bodies)))
        web.pages |= {f"{SITE}/berita/{n}": body for n, body in bodies.items()}
        resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, before[1]))  # bytes a file may have: writing beyond fails as on a full disk
        try:
            with pytest.raises(StoreError, match=r"cannot be written|disk") as e:
                run(web, tmp_path, source(LISTED))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert "Free disk space" in e.value.remedy
        assert 0 < len(captured(tmp_path)) < 12
        run(web, tmp_path, source(LISTED))
    assert captured(tmp_path) == {f"/berita/{n}": body.body for n, body in bodies.items()}


def test_no_place_to_write(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("x")
    with Web() as web, pytest.raises(StoreError, match="cannot be written"):
        crawl([source(LISTED)], ledger=tmp_path / "berkas" / "crawl.db", archive=tmp_path / "archive", settings=settings(web))


def test_a_certificate_that_does_not_hold(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "palsu.example")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - timedelta(1), now + timedelta(1))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.sign(key, SHA256()).public_bytes(Encoding.PEM)
    (tmp_path / "palsu.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "palsu.pem")
    with Web(context) as web:
        home = web.proxy.replace("http:", "https:")
        web.pages[f"http://{home.removeprefix('https://')}/indeks"] = html("x")
        site = source('[[listings]]\nurl = "/indeks"\n', home=home + "/")
        strict = run(web, tmp_path / "1", site, proxy=None)
        lenient = run(web, tmp_path / "2", site, proxy=None, verify_certificates=False)
    assert dict(strict.sources["kabar"].states) == {"unreachable": 1}
    assert (lenient.total("failed"), lenient.total("read")) == (0, 1)


def test_settings_are_polite_and_safe() -> None:
    with pytest.raises(VocabularyError, match="names no contact"):
        CrawlSettings(user_agent="Mozilla/5.0")
    polite = CrawlSettings(user_agent="Uji (+https://a.example/)")
    told = scrapy_settings(source("[politeness]\ndelay_s = 7\n"), polite)
    assert (told["ROBOTSTXT_OBEY"], told["COOKIES_ENABLED"], told["TELNETCONSOLE_ENABLED"], told["REMOTE_CONTROL_ENABLED"]) == (
        True,
        False,
        False,
        False,
    )
    assert (told["DOWNLOAD_DELAY"], told["DOWNLOAD_MAXSIZE"], told["DOWNLOAD_TIMEOUT"], told["AUTOTHROTTLE_ENABLED"]) == (
        7,
        20 * 2**20,
        60,
        True,
    )
    assert {k for k, v in told["DOWNLOAD_HANDLERS"].items() if v} == {"http", "https"}
    assert scrapy_settings(source("[politeness]\ndelay_s = 0\n"), polite)["DOWNLOAD_DELAY"] == polite.delay_s, "a file cannot hurry a run"
