"""A hostile server on loopback: bombs, floods and slow answers cost one page each, little memory, and no other page of the run."""

from __future__ import annotations

import contextlib
import gzip
import os
import socketserver
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

from scraper.discovery import ChokingError, UnreadableError, read_feed, read_html, read_sitemap
from scraper.markup import MAX_TAGS, choking
from tests.scraper.test_crawl import LISTED, SITE, captured, states
from tests.scraper.test_discovery import row
from tests.scraper.test_guard import stubbed, told
from tests.scraper.web import Answer, Web, html, links, run, source

pytestmark = pytest.mark.timeout(180)
MEMORY_MB = 200
GIB = 2**30


def zeros(pack: str) -> bytes:
    """1 GiB of zeros, packed a MiB at a time."""
    part = bytes(2**20)
    if pack == "br":
        squeeze = brotli.Compressor(quality=5)
        return b"".join(squeeze.process(part) for _ in range(GIB // len(part))) + squeeze.finish()
    flate = zlib.compressobj(9, wbits={"gzip": 31, "deflate": 15}[pack])
    return b"".join(flate.compress(part) for _ in range(GIB // len(part))) + flate.flush()


def markup_bombs() -> dict[str, bytes]:
    """Bodies below the limit of a download that would take a parser gigabytes or hours."""
    return {
        "tag": b"<p>x" * 4_000_000,
        "kosong": b"<b/>" * 4_000_000,
        "atribut": b"<a " + b" ".join(b"a%x" % n for n in range(600_000)) + b">",
        "entitas": b"&amp;" * 3_000_000,
        "dalam": b"<div>" * 3_000_000,
        "nol": bytes(18 * 2**20),
    }


def test_bombs_stay_below_the_limit_of_memory(tmp_path: Path) -> None:
    with Web() as web:
        home = f"http://127.0.0.1{told(web)}"
        bombs = {p: Answer(zeros(p), headers={"Content-Type": "text/html", "Content-Encoding": p}) for p in ("gzip", "deflate", "br")}
        bombs["sepuluh-lapis"] = Answer(b"x", headers={"Content-Type": "text/html", "Content-Encoding": ", ".join(["gzip"] * 10)})
        bombs |= {name: Answer(body) for name, body in markup_bombs().items()}
        bombs |= {
            f"terbungkus-{name}": Answer(gzip.compress(body, 1), headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})
            for name, body in markup_bombs().items()
        }
        web.pages |= {f"{home}/indeks": html(links(*(f"/berita/{n}" for n in [*bombs, "baik"])))}
        web.pages |= {f"{home}/berita/{n}": a for n, a in bombs.items()} | {f"{home}/berita/baik": html("baik")}
        stubbed(web, tmp_path, source(LISTED, home=home + "/"), {}, timeout_s=30.0)
    found = {u.rpartition("/")[2]: s for u, (s, _) in states(tmp_path).items()}
    assert found.pop("baik") == "ok"
    assert found.pop("indeks") == "ok"
    assert found.pop("sepuluh-lapis") == "broken"
    assert set(found.values()) == {"too_large"}, found
    assert int((tmp_path / "peak").read_text("utf-8")) / 1024 < MEMORY_MB


@pytest.mark.parametrize("name", [*markup_bombs(), "kecil"])
def test_what_chokes_a_parser_is_told_quickly(name: str) -> None:
    body = markup_bombs().get(name, b"<a " + b" ".join(b"a%x" % n for n in range(60_000)) + b">")
    started = time.process_time()
    assert choking("page", body)
    assert time.process_time() - started < 20
    with pytest.raises(ChokingError):
        read_html(source(), row(SITE + "/"), body, "text/html", max_depth=1, known_sitemaps=True)


def test_a_large_ordinary_page_does_not_choke() -> None:
    item = '<li class="berita"><a href="/berita/{0}/pompa-air-{0}">Pompa air nomor {0} dipasang</a><img src="/foto/{0}.jpg"></li>'
    body = "".join(item.format(n) for n in range(8_000)).encode()
    assert len(body) > 900_000
    assert choking("listing", body) is None
    entry = f"<url><loc>{SITE}/a</loc><lastmod>2026-01-01</lastmod><changefreq>daily</changefreq><priority>0.5</priority></url>".encode()
    assert choking("sitemap", b"<urlset>" + entry * 50_000 + b"</urlset>") is None, "what the protocol allows"


# --- headers and slow bodies -------------------------------------------------------------------------------------------


class _Raw(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """The crawler hangs up, as it should."""


@contextlib.contextmanager
def raw(answers: dict[str, Iterator[bytes]]) -> Iterator[tuple[str, list[int]]]:
    """A server that writes what it is given, path by path, until the other side hangs up; and how many bytes it was rid of."""
    sent: list[int] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            path = self.rfile.readline().decode().split(" ")[1]
            while self.rfile.readline().strip():
                pass
            if path == "/robots.txt":
                self.wfile.write(b"HTTP/1.1 404 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            sent.append(0)
            with contextlib.suppress(OSError):
                for part in answers[path]:
                    self.wfile.write(part)
                    sent[-1] += len(part)

    with _Raw(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", sent
        finally:
            server.shutdown()
            thread.join()


def forever(start: bytes, part: bytes, pause_s: float = 0.0) -> Iterator[bytes]:
    yield start
    while True:
        time.sleep(pause_s)
        yield part


OK = b"HTTP/1.1 200 OK\r\n"
FLOODS = {
    "headers without end": (lambda: forever(OK, b"a:b\r\n" * 1_000), "too_large"),
    "one header without end": (lambda: forever(OK + b"a: ", b"b" * 5_000), "too_large"),
    "folded headers": (lambda: forever(OK + b"a: b\r\n", b" b\r\n" * 1_000), "too_large"),
    "interim responses": (lambda: forever(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100), "too_large"),
    "a status without end": (lambda: forever(b"HTTP/1.1 200 ", b"O" * 5_000), "too_large"),
    "a body without end": (lambda: forever(OK + b"Content-Type: text/html\r\n\r\n", b"<p>x" * 5_000), "too_large"),
    "dripping headers": (lambda: forever(OK, b"a:b\r\n", 0.05), "timeout"),
    "a dripping body": (lambda: forever(OK + b"Content-Type: text/html\r\n\r\n", b"x", 0.05), "timeout"),
    "dripping chunks": (lambda: forever(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 0.05), "timeout"),
}


@pytest.mark.parametrize("name", FLOODS)
def test_floods_and_drips_end(tmp_path: Path, name: str) -> None:
    make, state = FLOODS[name]
    with Web() as web, raw({"/indeks": make()}) as (home, sent):
        site = source('[[listings]]\nurl = "/indeks"\n', home=home + "/")
        stubbed(web, tmp_path, site, {}, timeout_s=4.0 if state == "timeout" else 30.0, retries=0)
    assert [s for s, _ in states(tmp_path).values()] == [state]
    assert len(sent) == 1, "not asked again"
    assert sent[0] < 40 * 2**20
    assert int((tmp_path / "peak").read_text("utf-8")) / 1024 < MEMORY_MB


# --- redirects, robots.txt, sitemaps, feeds ----------------------------------------------------------------------------


def test_redirects_that_lead_round_and_round(tmp_path: Path) -> None:
    to = {"a": "b", "b": "c", "c": "a", "x": "x?n=1"}
    with Web() as web:
        web.pages[f"{SITE}/indeks"] = html(links(*(f"/berita/{n}" for n in to)))
        web.pages |= {f"{SITE}/berita/{n}": Answer(b"", 302, {"Location": f"/berita/{m}"}) for n, m in to.items()}
        web.fallback = lambda url: Answer(b"", 302, {"Location": url + "1"}) if "?n=" in url else Answer(b"", 404)
        run(web, tmp_path, source(LISTED))
        assert sum("/berita/" in u for u, _ in web.asked) <= 3 + 6


def test_a_robots_txt_that_is_a_weapon(tmp_path: Path) -> None:
    big = b"User-agent: *\nDisallow: /berita/satu\nCrawl-delay: nan\n" + b"Disallow: /*a*a*a*a*a*a*a*a*a*a*b$\n" * 2_000
    big += b"".join(b"Sitemap: %s/peta-%d.xml\n" % (SITE.encode(), n) for n in range(3_000))
    big += b"# x\n" * 2**20 + b"Disallow: /\n"
    page = f"/berita/{'a' * 1_900}"
    with Web() as web:
        web.pages |= {
            f"{SITE}/robots.txt": Answer(big, headers={"Content-Type": "text/plain"}),
            f"{SITE}/": html(links("/berita/satu", page)),
            SITE + page: html("boleh"),
        }
        run(web, tmp_path, source("article_patterns = ['/berita/']\n"), delay_s=0.001)
        assert sum("/peta-" in u for u, _ in web.asked) == 50
    assert states(tmp_path)["/berita/satu"][0] == "robots_denied"
    assert states(tmp_path)[page][0] == "ok"


def test_sitemaps_within_sitemaps(tmp_path: Path) -> None:
    def index(url: str) -> Answer:
        children = "".join(f"<sitemap><loc>{url}{n}</loc></sitemap>" for n in range(3))
        return Answer(f"<sitemapindex>{children}</sitemapindex>".encode(), headers={"Content-Type": "application/xml"})

    with Web() as web:
        web.fallback = lambda url: index(url) if "/peta" in url else Answer(b"", 404)
        run(web, tmp_path, source('sitemaps = ["/peta"]\n'))
        assert sum("/peta" in u for u, _ in web.asked) == 1 + 3 + 9
    assert [s for s, _ in states(tmp_path).values()].count("broken") == 9


SITEMAP_BOMBS = {
    "50-mb.gz": lambda: os.urandom(50 * 2**20),
    "bom.gz": lambda: zeros("gzip"),
    "entri": lambda: b"<urlset>" + b"<url><loc>/a</loc></url>" * 700_000 + b"</urlset>",
    "sampah": lambda: b"<urlset>" + b"<x/>" * 4_000_000 + b"</urlset>",
    "tawa": lambda: laughs(),
}


def laughs() -> bytes:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha") for n in range(20))
    return b"<?xml version='1.0'?><!DOCTYPE r [" + entities + b"]><urlset><url><loc>&l19;</loc></url></urlset>"


def test_sitemaps_that_are_bombs(tmp_path: Path) -> None:
    with Web() as web:
        home = f"http://127.0.0.1{told(web)}"
        web.pages |= {f"{home}/{n}": Answer(make(), headers={"Content-Type": "application/xml"}) for n, make in SITEMAP_BOMBS.items()}
        places = ", ".join(f'"/{n}"' for n in SITEMAP_BOMBS)
        stubbed(web, tmp_path, source(f"sitemaps = [{places}]\n", home=home + "/"), {}, timeout_s=30.0)
    found = {u.rpartition("/")[2]: s for u, (s, _) in states(tmp_path).items()}
    assert found == {"50-mb.gz": "too_large", "bom.gz": "broken", "entri": "too_large", "sampah": "too_large", "tawa": "too_large"}
    assert int((tmp_path / "peak").read_text("utf-8")) / 1024 < MEMORY_MB


def test_a_sitemap_may_list_as_much_as_the_protocol_allows() -> None:
    many = b"<urlset>" + b"".join(b"<url><loc>%s/berita/%d-a-b-c</loc></url>" % (SITE.encode(), n) for n in range(60_000)) + b"</urlset>"
    assert many.count(b"<") < MAX_TAGS["sitemap"]
    assert len(read_sitemap(source(), row(SITE + "/peta.xml", "sitemap"), many).links) == 50_000


FEED = "<rss version='2.0'><channel><item><title>{0}</title><link>{0}</link></item></channel></rss>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "entities",
    [
        "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(20)),
        f'<!ENTITY l19 "{"ha" * 50_000}">',
        '<!ENTITY l19 SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p; <!ENTITY l19 "x">',
    ],
)
def test_entities_of_feeds_and_sitemaps_are_refused(entities: str, encoding: str) -> None:
    head = f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE r [{entities}]>"
    feed, sitemap = head + FEED.format("&l19;" * 1_000), head + "<urlset><url><loc>&l19;</loc></url></urlset>"
    with pytest.raises(UnreadableError, match="entities of its own"):
        read_feed(source(), row(SITE + "/feed", "feed"), feed.encode(encoding))
    with pytest.raises(UnreadableError, match="entities of its own"):
        read_sitemap(source(), row(SITE + "/peta.xml", "sitemap"), sitemap.encode(encoding))


def test_a_feed_that_is_the_name_of_a_file(tmp_path: Path) -> None:
    """feedparser opens a file where it is given the name of one, as text or as bytes: a feed's body is neither."""
    (tmp_path / "rahasia.xml").write_text(FEED.format(SITE + "/berita/rahasia"), "utf-8")
    feed = row(SITE + "/feed", "feed")
    assert read_feed(source(), feed, FEED.format(SITE + "/berita/umum-satu-dua-tiga").encode()).links
    with pytest.raises(UnreadableError, match="no RSS"):
        read_feed(source(), feed, os.fsencode(tmp_path / "rahasia.xml"))
    with pytest.raises(UnreadableError, match="no RSS"):
        read_feed(source(), feed, b"http://127.0.0.1:9/feed")


def test_one_bomb_costs_one_page(tmp_path: Path) -> None:
    with Web() as web:
        web.pages |= {
            f"{SITE}/indeks": html(links("/berita/bom", "/berita/baik")),
            f"{SITE}/berita/bom": Answer(b"<p>" * 1_000_000),
            f"{SITE}/berita/baik": html("baik"),
        }
        run(web, tmp_path, source(LISTED))
    assert captured(tmp_path) == {"/berita/baik": html("baik").body}
    assert states(tmp_path)["/berita/bom"] == ("too_large", "has more than 200,000 tags")
